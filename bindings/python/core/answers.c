/*
 * answers.c - explanations, what-ifs, timelines and robustness, whose structs go to Python as bytes
 *
 * Each call makes an explainer of its own, so that any number of threads may ask.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <stdlib.h>
#include <string.h>

/* ---- Running ---- */

void jpy_explanation_free(jpy_explanation *e)
{
    if (e == NULL)
        return;
    jp_explainer_free(e->explainer);
    jp_model_free(e->model);
    free(e);
}

static jp_status no_memory(jp_error *err)
{
    err->code = JP_ERROR_MEMORY;
    return JP_ERROR_MEMORY;
}

/* An explainer and the facts of a relationship. */
static jp_status begin(const jp_fact_table *facts, const jp_model *model, uint64_t index,
                       jp_explainer **explainer, jp_relationship *r, jp_error *err)
{
    *r = (jp_relationship){ .struct_size = sizeof *r };
    jp_status status = jp_fact_table_relationship(facts, (size_t)index, r, err);
    return status != JP_OK ? status : jp_explainer_new(model, NULL, explainer, err);
}

/* As begin(), for what is kept. */
static jp_status begin_kept(const jp_fact_table *facts, jp_model *model, uint64_t index, jp_relationship *r,
                            jpy_explanation **made, jp_error *err)
{
    jpy_explanation *e = calloc(1, sizeof *e);
    if (e == NULL)
        return no_memory(err);
    jp_status status = begin(facts, model, index, &e->explainer, r, err);
    if (status == JP_OK)
        e->model = jp_model_retain(model);
    *made = e;
    return status;
}

jp_status jpy_explain(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                      jpy_explanation **made, jp_error *err)
{
    jp_relationship r;
    jp_status status = begin_kept(facts, model, relationship, &r, made, err);
    if (status == JP_OK)
        status = jp_explainer_run((*made)->explainer, &r.facts, as_of_us, &(*made)->explanation, err);
    return status;
}

jp_status jpy_compare(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t from_us,
                      int64_t to_us, jpy_explanation **made, jp_error *err)
{
    jp_relationship r;
    jp_status status = begin_kept(facts, model, relationship, &r, made, err);
    if (status == JP_OK)
        status =
            jp_explainer_compare((*made)->explainer, &r.facts, from_us, to_us, &(*made)->explanation, err);
    return status;
}

static jp_status reserve(jpy_bytes *bytes, size_t count, size_t size, jp_error *err)
{
    bytes->data = count == 0 || count > SIZE_MAX / size ? NULL : malloc(count * size);
    if (bytes->data == NULL && count != 0)
        return no_memory(err);
    bytes->size = count * size;
    return JP_OK;
}

jp_status jpy_without(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                      const uint64_t *rows, size_t row_count, jpy_bytes *bytes, jp_error *err)
{
    jp_relationship r;
    jp_explainer *explainer = NULL;
    jp_status status = begin(facts, model, relationship, &explainer, &r, err);
    if (status == JP_OK)
        status = reserve(bytes, 1, sizeof(jp_delta), err);
    if (status == JP_OK)
        status = jp_explainer_without(explainer, &r.facts, as_of_us, rows, row_count, bytes->data, err);
    jp_explainer_free(explainer);
    return status;
}

jp_status jpy_with(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                   const jp_fact_table *added, jpy_bytes *bytes, jp_error *err)
{
    jp_relationship r, more = { .struct_size = sizeof more };
    jp_explainer *explainer = NULL;
    jp_status status = begin(facts, model, relationship, &explainer, &r, err);
    if (status == JP_OK)
        status = jp_fact_table_relationship(added, 0, &more, err);
    if (status == JP_OK)
        status = reserve(bytes, 1, sizeof(jp_delta), err);
    if (status == JP_OK)
        status = jp_explainer_with(explainer, &r.facts, &more.facts, as_of_us, bytes->data, err);
    jp_explainer_free(explainer);
    return status;
}

/* Priors come as kind, success, cost, one after the other. */
static jp_status read_priors(const double *numbers, size_t count, jp_action_prior **priors, jp_error *err)
{
    *priors = count != 0 ? calloc(count, sizeof **priors) : NULL;
    if (count != 0 && *priors == NULL)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        (*priors)[i] = (jp_action_prior){ .kind = (uint16_t)numbers[3 * i],
                                          .success = numbers[3 * i + 1],
                                          .cost = numbers[3 * i + 2] };
    return JP_OK;
}

jp_status jpy_next_actions(const jp_fact_table *facts, jp_model *model, uint64_t relationship,
                           int64_t as_of_us, int side, const double *priors, size_t prior_count,
                           jpy_bytes *bytes, jp_error *err)
{
    jp_relationship r;
    jp_explainer *explainer = NULL;
    jp_action_prior *read = NULL;
    size_t count = 0, most = jp_model_kind_count(model);
    jp_status status = begin(facts, model, relationship, &explainer, &r, err);
    if (status == JP_OK)
        status = read_priors(priors, prior_count, &read, err);
    if (status == JP_OK)
        status = reserve(bytes, most, sizeof(jp_action), err);
    jp_action_options options = { .struct_size = sizeof options, .priors = read, .prior_count = prior_count };
    if (status == JP_OK)
        status = jp_explainer_next_actions(explainer, &r.facts, as_of_us, (jp_side)side, &options,
                                           bytes->data, most, &count, err);
    bytes->size = count * sizeof(jp_action);
    free(read);
    jp_explainer_free(explainer);
    return status;
}

jp_status jpy_timeline(const jp_fact_table *facts, jp_model *model, uint64_t relationship,
                       const int64_t *as_of_us, size_t count, jpy_bytes *points, jp_error *err)
{
    jp_relationship r;
    jp_explainer *explainer = NULL;
    jp_status status = begin(facts, model, relationship, &explainer, &r, err);
    if (status == JP_OK)
        status = reserve(points, count, sizeof(jp_timeline_point), err);
    if (status == JP_OK && count != 0)
        status =
            jp_explainer_timeline(explainer, &r.facts, as_of_us, count, NULL, 0, points->data, NULL, err);
    jp_explainer_free(explainer);
    return status;
}

jp_status jpy_timeline_events(const jp_model *model, const jpy_bytes *points, jpy_bytes *bytes, jp_error *err)
{
    size_t count = points->size / sizeof(jp_timeline_point), most = count * JP_BANDED_COUNT, found = 0;
    jp_status status = reserve(bytes, most, sizeof(jp_band_event), err);
    if (status == JP_OK && count != 0)
        status = jp_timeline_events(model, points->data, count, bytes->data, most, &found, err);
    bytes->size = found * sizeof(jp_band_event);
    return status;
}

/* ---- Layouts: where Python finds what in a struct ---- */

typedef struct field {
    const char *name, *format;
    size_t offset;
} field;

#define SIDE_FIELDS(type, member)                                                    \
    { #member ".client.logged", "?", offsetof(type, member[0].logged) },             \
        { #member ".client.silent_90", "?", offsetof(type, member[0].silent_90) },   \
        { #member ".client.days", "f8", offsetof(type, member[0].days) },            \
        { #member ".client.score", "f8", offsetof(type, member[0].score) },          \
        { #member ".supplier.logged", "?", offsetof(type, member[1].logged) },       \
        { #member ".supplier.silent_90", "?", offsetof(type, member[1].silent_90) }, \
        { #member ".supplier.days", "f8", offsetof(type, member[1].days) },          \
    {                                                                                \
#        member ".supplier.score", "f8", offsetof(type, member[1].score)             \
    }
#define ESTIMATE_FIELDS(type, member)                                                                      \
    { #member, "f8", offsetof(type, member.value) }, { #member ".low", "f8", offsetof(type, member.low) }, \
        { #member ".high", "f8", offsetof(type, member.high) },                                            \
    {                                                                                                      \
#        member ".coverage", "f8", offsetof(type, member.coverage)                                         \
    }
#define FIELD(type, member, format)             \
    {                                           \
#        member, format, offsetof(type, member) \
    }

static const field point_fields[] = {
    { "as_of", "i8", offsetof(jp_timeline_point, as_of_us) },
    FIELD(jp_timeline_point, status, "i4"),
    { "facts", "i8", offsetof(jp_timeline_point, facts) },
    ESTIMATE_FIELDS(jp_timeline_point, closure),
    ESTIMATE_FIELDS(jp_timeline_point, health),
    FIELD(jp_timeline_point, risk_index, "f8"),
    SIDE_FIELDS(jp_timeline_point, silence),
    FIELD(jp_timeline_point, health_change, "f8"),
    FIELD(jp_timeline_point, closure_change, "f8"),
    FIELD(jp_timeline_point, health_exceeds, "?"),
    FIELD(jp_timeline_point, closure_exceeds, "?"),
    { NULL, NULL, 0 },
};
static const field band_event_fields[] = {
    FIELD(jp_band_event, point, "u8"),
    FIELD(jp_band_event, banded, "i4"),
    FIELD(jp_band_event, from, "u2"),
    FIELD(jp_band_event, to, "u2"),
    { NULL, NULL, 0 },
};
static const field delta_fields[] = {
    FIELD(jp_delta, closure_before, "f8"),
    FIELD(jp_delta, closure_after, "f8"),
    FIELD(jp_delta, closure, "f8"),
    FIELD(jp_delta, health_before, "f8"),
    FIELD(jp_delta, health_after, "f8"),
    FIELD(jp_delta, health, "f8"),
    { NULL, NULL, 0 },
};
static const field action_fields[] = {
    FIELD(jp_action, kind, "u2"),
    FIELD(jp_action, health, "f8"),
    FIELD(jp_action, closure, "f8"),
    FIELD(jp_action, client_suffering, "f8"),
    FIELD(jp_action, client_silence, "f8"),
    FIELD(jp_action, success, "f8"),
    FIELD(jp_action, cost, "f8"),
    FIELD(jp_action, rank_by, "f8"),
    { NULL, NULL, 0 },
};
static const field contribution_fields[] = {
    FIELD(jp_contribution, type, "i4"),
    FIELD(jp_contribution, kind, "u2"),
    FIELD(jp_contribution, item, "u2"),
    FIELD(jp_contribution, actor, "i4"),
    { "time", "i8", offsetof(jp_contribution, time_us) },
    FIELD(jp_contribution, row, "u8"),
    FIELD(jp_contribution, from, "u8"),
    FIELD(jp_contribution, to, "u8"),
    FIELD(jp_contribution, closure, "f8"),
    FIELD(jp_contribution, health, "f8"),
    { NULL, NULL, 0 },
};
static const field view_fields[] = {
    FIELD(jp_view, known, "?"),         FIELD(jp_view, state, "i4"),
    FIELD(jp_view, difference, "f8"),   FIELD(jp_view, sd, "f8"),
    FIELD(jp_view, low, "f8"),          FIELD(jp_view, high, "f8"),
    FIELD(jp_view, p_positive, "f8"),   FIELD(jp_view, first_level, "f8"),
    FIELD(jp_view, second_level, "f8"), { NULL, NULL, 0 },
};
static const field rank_fields[] = {
    FIELD(jp_rank_info, health, "f8"),    FIELD(jp_rank_info, status, "i4"),
    FIELD(jp_rank_info, rank, "u4"),      FIELD(jp_rank_info, rank_low, "u4"),
    FIELD(jp_rank_info, rank_high, "u4"), { NULL, NULL, 0 },
};
static const field weight_fields[] = {
    FIELD(jp_weight_info, nominal, "f8"),
    FIELD(jp_weight_info, effective, "f8"),
    FIELD(jp_weight_info, has_effective, "?"),
    { NULL, NULL, 0 },
};

static const struct {
    const char *name;
    size_t size;
    const field *fields;
} structs[] = {
    { "timeline_point", sizeof(jp_timeline_point), point_fields },
    { "band_event", sizeof(jp_band_event), band_event_fields },
    { "delta", sizeof(jp_delta), delta_fields },
    { "action", sizeof(jp_action), action_fields },
    { "contribution", sizeof(jp_contribution), contribution_fields },
    { "view", sizeof(jp_view), view_fields },
    { "rank", sizeof(jp_rank_info), rank_fields },
    { "weight", sizeof(jp_weight_info), weight_fields },
};

static PyObject *fields_of(const field *fields)
{
    PyObject *list = PyList_New(0);
    for (const field *f = fields; list != NULL && f->name != NULL; f++) {
        PyObject *item = Py_BuildValue("(ssn)", f->name, f->format, (Py_ssize_t)f->offset);
        if (item == NULL || PyList_Append(list, item) != 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}

PyObject *jpy_layouts(void)
{
    PyObject *all = PyDict_New();
    for (size_t i = 0; all != NULL && i < sizeof structs / sizeof *structs; i++) {
        PyObject *fields = fields_of(structs[i].fields);
        PyObject *item = fields != NULL ? Py_BuildValue("(nN)", (Py_ssize_t)structs[i].size, fields) : NULL;
        if (item == NULL || PyDict_SetItemString(all, structs[i].name, item) != 0)
            Py_CLEAR(all);
        Py_XDECREF(item);
    }
    return all;
}

/* ---- Parts of an explanation ----------------------------------------------------------------------------
 */

/* Bytes for `count` structs, zeroed so that padding says nothing. */
static PyObject *structs_of(size_t count, size_t size, void **data)
{
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * size));
    *data = bytes != NULL ? PyBytes_AsString(bytes) : NULL;
    if (bytes != NULL)
        memset(*data, 0, count * size);
    return bytes;
}

#define EACH(type, count, expression)                          \
    do {                                                       \
        void *data = NULL;                                     \
        size_t n_ = (count);                                   \
        PyObject *bytes = structs_of(n_, sizeof(type), &data); \
        for (size_t i = 0; bytes != NULL && i < n_; i++)       \
            ((type *)data)[i] = (expression);                  \
        return bytes;                                          \
    } while (0)

static PyObject *contributions(const jp_explanation *x)
{
    EACH(jp_contribution, jp_explanation_count(x), jp_explanation_contribution(x, i));
}

static PyObject *shares(const jp_explanation *x, size_t n, jp_index index)
{
    EACH(double, n, jp_explanation_indicator(x, index, i));
}

static PyObject *opinions(const jp_score *s, size_t n)
{
    EACH(jp_opinion, n, jp_score_indicator(s, i));
}

static PyObject *factors(const jp_score *s)
{
    EACH(jp_estimate, JP_FACTOR_COUNT, jp_score_factor(s, (jp_factor)i));
}

static PyObject *factor_shares(const jp_explanation *x)
{
    EACH(double, JP_FACTOR_COUNT, jp_explanation_factor(x, (jp_factor)i));
}

static PyObject *gaps(const jp_score *s, size_t n)
{
    EACH(jp_view, n, jp_score_belief_gap(s, i));
}

/* Empathy and awareness: first all of the client, then all of the supplier. */
static PyObject *empathy(const jp_score *s, size_t n)
{
    EACH(jp_view, 2 * n, jp_score_empathy(s, i < n ? JP_CLIENT : JP_SUPPLIER, i % n));
}

static PyObject *awareness(const jp_score *s, size_t n)
{
    EACH(jp_view, 2 * n, jp_score_awareness(s, i < n ? JP_CLIENT : JP_SUPPLIER, i % n));
}

static PyObject *estimate(jp_estimate e)
{
    return Py_BuildValue("(dddd)", e.value, e.low, e.high, e.coverage);
}

static PyObject *headline(const jp_explanation *x, const jp_score *s)
{
    return Py_BuildValue("{s:s,s:N,s:N,s:d,s:d,s:(dd),s:(dd)}", "status",
                         jp_relationship_status_name(jp_score_status(s)), "closure",
                         estimate(jp_score_closure(s)), "health", estimate(jp_score_health(s)), "gap",
                         jp_score_gap(s), "risk_index", jp_score_risk_index(s), "values",
                         jp_explanation_value(x, JP_CLOSURE), jp_explanation_value(x, JP_HEALTH), "baselines",
                         jp_explanation_baseline(x, JP_CLOSURE), jp_explanation_baseline(x, JP_HEALTH));
}

static PyObject *leverage(const jp_score *s)
{
    jp_leverage l = jp_score_leverage(s);
    const double *h = l.one_hundredth, *y = l.elasticity;
    return Py_BuildValue("(s(dddd)(dddd))", jp_factor_name(l.binding), h[0], h[1], h[2], h[3], y[0], y[1],
                         y[2], y[3]);
}

PyObject *jpy_explanation_part(const jpy_explanation *e, const char *part)
{
    const jp_explanation *x = e->explanation;
    const jp_score *s = jp_explanation_score(x);
    size_t n = jp_model_indicator_count(e->model);
    if (strcmp(part, "headline") == 0)
        return headline(x, s);
    if (strcmp(part, "contributions") == 0)
        return contributions(x);
    if (strcmp(part, "closure_shares") == 0)
        return shares(x, n, JP_CLOSURE);
    if (strcmp(part, "health_shares") == 0)
        return shares(x, n, JP_HEALTH);
    if (strcmp(part, "factor_shares") == 0)
        return factor_shares(x);
    if (strcmp(part, "opinions") == 0)
        return opinions(s, n);
    if (strcmp(part, "factors") == 0)
        return factors(s);
    if (strcmp(part, "belief_gaps") == 0)
        return gaps(s, n);
    if (strcmp(part, "empathy") == 0)
        return empathy(s, n);
    if (strcmp(part, "awareness") == 0)
        return awareness(s, n);
    if (strcmp(part, "leverage") == 0)
        return leverage(s);
    PyErr_Format(PyExc_KeyError, "an explanation has no part '%s'", part);
    return NULL;
}

PyObject *jpy_explanation_words(const jpy_explanation *e, int language)
{
    char text[4096];
    size_t length = 0;
    jp_error err = JP_ERROR_INIT;
    if (jp_words(e->explanation, (jp_language)language, text, sizeof text, &length, &err) != JP_OK) {
        jpy_raise(&err);
        return NULL;
    }
    return PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, NULL);
}

PyObject *jpy_explanation_json(const jpy_explanation *e, jp_text supplier, jp_text client)
{
    char usual[65536], *text = usual;
    size_t length = 0;
    jp_error err = JP_ERROR_INIT;
    PyObject *made = NULL;
    jp_status status =
        jp_explanation_json(e->explanation, supplier, client, usual, sizeof usual, &length, &err);
    if (status == JP_ERROR_CAPACITY) {
        text = PyMem_Malloc(length + 1);
        if (text == NULL)
            return PyErr_NoMemory();
        status = jp_explanation_json(e->explanation, supplier, client, text, length + 1, &length, &err);
    }
    if (status == JP_OK)
        made = PyUnicode_DecodeUTF8(text, (Py_ssize_t)length, NULL);
    else
        jpy_raise(&err);
    if (text != usual)
        PyMem_Free(text);
    return made;
}

/* ---- Parts of robustness
 * ----------------------------------------------------------------------------------- */

static PyObject *ranks(const jp_robustness *r)
{
    void *data = NULL;
    size_t n = jp_robustness_relationship_count(r);
    PyObject *bytes = structs_of(n, sizeof(jp_rank_info), &data);
    for (size_t i = 0; bytes != NULL && i < n; i++) {
        jp_rank_info info = JP_INFO_INIT(jp_rank_info);
        jp_robustness_rank(r, i, &info, NULL);
        ((jp_rank_info *)data)[i] = info;
    }
    return bytes;
}

static PyObject *weights(const jp_robustness *r)
{
    void *data = NULL;
    size_t n = jp_robustness_indicator_count(r);
    PyObject *bytes = structs_of(n, sizeof(jp_weight_info), &data);
    for (size_t i = 0; bytes != NULL && i < n; i++) {
        jp_weight_info info = JP_INFO_INIT(jp_weight_info);
        jp_robustness_weight(r, i, &info, NULL);
        ((jp_weight_info *)data)[i] = info;
    }
    return bytes;
}

static PyObject *sensitivities(const jp_robustness *r)
{
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < jp_robustness_group_count(r); i++) {
        jp_sensitivity_info info = JP_INFO_INIT(jp_sensitivity_info);
        jp_robustness_sensitivity(r, i, &info, NULL);
        PyObject *item = Py_BuildValue("(ssdd)", info.id, info.description, info.first, info.total);
        if (item == NULL || PyList_Append(list, item) != 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}

PyObject *jpy_robustness_part(const jp_robustness *robustness, const char *part)
{
    if (strcmp(part, "ranks") == 0)
        return ranks(robustness);
    if (strcmp(part, "weights") == 0)
        return weights(robustness);
    if (strcmp(part, "sensitivities") == 0)
        return sensitivities(robustness);
    if (strcmp(part, "headline") == 0)
        return Py_BuildValue("(dL)", jp_robustness_mean_shift(robustness),
                             (long long)jp_robustness_scorings(robustness));
    PyErr_Format(PyExc_KeyError, "robustness has no part '%s'", part);
    return NULL;
}

/* ---- Parameters of a model
 * ------------------------------------------------------------------------------------ */

PyObject *jpy_model_parameters(const jp_model *model)
{
    PyObject *list = PyList_New(0);
    for (size_t i = 0; list != NULL && i < jp_model_parameter_count(model); i++) {
        jp_parameter_info p = JP_INFO_INIT(jp_parameter_info);
        jp_model_parameter(model, i, &p, NULL);
        PyObject *item =
            Py_BuildValue("(ssddds)", p.id, p.unit, p.value, p.minimum, p.maximum, p.description);
        if (item == NULL || PyList_Append(list, item) != 0)
            Py_CLEAR(list);
        Py_XDECREF(item);
    }
    return list;
}
