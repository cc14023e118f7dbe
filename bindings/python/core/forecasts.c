/*
 * forecasts.c - the forecasts of some relationships of a table, as columns
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>

#include "core.h"

/* The columns that are filled; each belongs to a bytes object. A status is JP_OK or why there is none. */
typedef struct columns {
    double *quiet, *contacts, *exposure, *divorce, *features; /* features: relationship by relationship */
    int32_t *quiet_status, *divorce_status;
    uint8_t *known;
} columns;

typedef struct work {
    jp_scorer *scorer;
    jp_explainer *explainer;
    jp_feature_value *values;
    size_t features, first, count;
    columns to;
} work;

static bool refused(jp_status status)
{
    return status == JP_ERROR_NOT_FITTED || status == JP_ERROR_RANGE;
}

static jp_status forecast_quiet(work *w, const jp_facts *facts, int64_t as_of_us, size_t row, jp_error *err)
{
    const jp_score *score = NULL;
    jp_quiet quiet = { .probability = 0 };
    jp_status status = jp_scorer_run(w->scorer, facts, as_of_us, &score, err);
    if (status != JP_OK)
        return status;
    status = jp_score_quiet(score, 0, &quiet, err);
    w->to.quiet_status[row] = (int32_t)status;
    w->to.quiet[row] = quiet.probability;
    w->to.contacts[row] = quiet.contacts;
    w->to.exposure[row] = quiet.exposure_days;
    return status == JP_OK || refused(status) ? JP_OK : status;
}

static jp_status forecast_divorce(work *w, const jp_facts *facts, int64_t as_of_us, size_t row, jp_error *err)
{
    jp_divorce divorce = { .probability = 0 };
    size_t count = 0;
    jp_status status = jp_explainer_divorce(w->explainer, facts, as_of_us, &divorce, err);
    w->to.divorce_status[row] = (int32_t)status;
    w->to.divorce[row] = divorce.probability;
    if ((status != JP_OK && !refused(status)) || w->features == 0)
        return status == JP_OK || refused(status) ? JP_OK : status;
    status = jp_explainer_features(w->explainer, facts, as_of_us, w->values, w->features, &count, err);
    for (size_t i = 0; status == JP_OK && i < w->features; i++) {
        w->to.features[row * w->features + i] = w->values[i].value;
        w->to.known[row * w->features + i] = w->values[i].known;
    }
    return status;
}

static jp_status forecast_each(work *w, const jp_fact_table *facts, const jp_model *model, int64_t as_of_us,
                               jp_error *err)
{
    const jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_VALUES };
    jp_status status = jp_scorer_new(model, &options, &w->scorer, err);
    if (status == JP_OK)
        status = jp_explainer_new(model, &options, &w->explainer, err);
    for (size_t i = 0; status == JP_OK && i < w->count; i++) {
        jp_relationship r = { .struct_size = sizeof r };
        status = jp_fact_table_relationship(facts, w->first + i, &r, err);
        if (status == JP_OK)
            status = forecast_quiet(w, &r.facts, as_of_us, i, err);
        if (status == JP_OK)
            status = forecast_divorce(w, &r.facts, as_of_us, i, err);
    }
    return status;
}

/* A member of `all` of zeroed bytes, which it keeps alive; NULL with an exception. */
static void *member(PyObject *all, const char *name, size_t count, size_t size)
{
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * size));
    if (bytes == NULL)
        return NULL;
    char *data = PyBytes_AsString(bytes);
    memset(data, 0, count * size);
    int failed = PyDict_SetItemString(all, name, bytes);
    Py_DECREF(bytes);
    return failed ? NULL : data;
}

static bool make_columns(PyObject *all, columns *c, size_t rows, size_t features)
{
    return (c->quiet = member(all, "quiet", rows, sizeof(double))) != NULL &&
           (c->contacts = member(all, "contacts", rows, sizeof(double))) != NULL &&
           (c->exposure = member(all, "exposure", rows, sizeof(double))) != NULL &&
           (c->divorce = member(all, "divorce", rows, sizeof(double))) != NULL &&
           (c->features = member(all, "features", rows * features, sizeof(double))) != NULL &&
           (c->quiet_status = member(all, "quiet_status", rows, sizeof(int32_t))) != NULL &&
           (c->divorce_status = member(all, "divorce_status", rows, sizeof(int32_t))) != NULL &&
           (c->known = member(all, "known", rows * features, 1)) != NULL;
}

PyObject *jpy_forecasts(const jp_fact_table *facts, const jp_model *model, int64_t as_of_us, size_t first,
                        size_t count)
{
    jp_divorce_info info = JP_INFO_INIT(jp_divorce_info);
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_model_divorce(model, &info, &err);
    work w = { .features = info.feature_count, .first = first, .count = count };
    size_t there = jp_fact_table_relationship_count(facts);
    if (first > there || count > there - first) {
        PyErr_SetString(PyExc_ValueError, "first and count: not within the relationships that there are");
        return NULL;
    }
    PyObject *all = PyDict_New();
    w.values = calloc(w.features + 1, sizeof w.values[0]);
    if (all == NULL || w.values == NULL ||
        !make_columns(all, &w.to, count, w.features)) {
        free(w.values);
        Py_XDECREF(all);
        return PyErr_Occurred() ? NULL : PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    if (status == JP_OK)
        status = forecast_each(&w, facts, model, as_of_us, &err);
    jp_scorer_free(w.scorer);
    jp_explainer_free(w.explainer);
    Py_END_ALLOW_THREADS
    free(w.values);
    if (status != JP_OK) {
        Py_DECREF(all);
        jpy_raise(&err);
        return NULL;
    }
    return all;
}
