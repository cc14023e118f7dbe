/*
 * load.c - a model from JSON text, from a file, or from the text that is compiled in.
 *
 * All three go the same way; docs/model-format.md lists the checks in the order in which they are
 * made.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/build.h"

#define NAME_MAX_BYTES 64

/* ---- The document -------------------------------------------------------------------------- */

typedef struct document {
    const char *format, *name, *version, *description;
    double format_version;
    json_t *parameters, *bands, *units, *kinds, *indicators, *evidence, *quiet, *divorce;
} document;

#define AT(member) .offset = offsetof(document, member)

static const jp__field document_fields[] = {
    { .key = "format", .type = JP__FIELD_TEXT, .required = true, AT(format), .borrow = true },
    { .key = "format_version", .type = JP__FIELD_WHOLE, .required = true, AT(format_version),
      .minimum = JP__MODEL_FORMAT_VERSION, .maximum = JP__MODEL_FORMAT_VERSION },
    { .key = "name", .type = JP__FIELD_LABEL, .required = true, AT(name), .maximum = NAME_MAX_BYTES },
    { .key = "version", .type = JP__FIELD_LABEL, .required = true, AT(version), .maximum = NAME_MAX_BYTES },
    { .key = "description", .type = JP__FIELD_TEXT, AT(description) },
    { .key = "parameters", .type = JP__FIELD_OBJECT, AT(parameters) },
    { .key = "bands", .type = JP__FIELD_OBJECT, AT(bands) },
    { .key = "units", .type = JP__FIELD_OBJECT, .required = true, AT(units) },
    { .key = "kinds", .type = JP__FIELD_ARRAY, .required = true, AT(kinds) },
    { .key = "indicators", .type = JP__FIELD_ARRAY, .required = true, AT(indicators) },
    { .key = "evidence", .type = JP__FIELD_ARRAY, .required = true, AT(evidence) },
    { .key = "quiet", .type = JP__FIELD_OBJECT, AT(quiet) },
    { .key = "divorce", .type = JP__FIELD_OBJECT, AT(divorce) },
};
#undef AT
#define FIELDS JP__COUNT(document_fields)
#define HEAD_FIELDS 2

/* Format and version first: a file of another kind is told so, and not that its keys are unknown. */
static jp_status read_document(jp__load *load, json_t *root, document *d)
{
    load->place = (jp__place){ "", SIZE_MAX, NULL, NULL };
    if (!json_is_object(root))
        return jp__reject(load, NULL, "must be a JSON object.");
    JP_TRY(jp__read_fields(load, root, document_fields, 1, d));
    if (strcmp(d->format, JP__MODEL_FORMAT) != 0)
        return jp__reject(load, "format", "must be '%s': this is not a model file.", JP__MODEL_FORMAT);
    JP_TRY(jp__read_fields(load, root, document_fields, HEAD_FIELDS, d));
    JP_TRY(jp__check_keys(load, root, document_fields, FIELDS));
    JP_TRY(jp__read_fields(load, root, document_fields, FIELDS, d));
    load->model->name = d->name;
    load->model->version = d->version;
    load->model->description = d->description;
    return JP_OK;
}

static jp_status read_root(jp__load *load, json_t *root)
{
    document d;
    JP_TRY(read_document(load, root, &d));
    JP_TRY(jp__read_parameters(load, d.parameters));
    JP_TRY(jp__read_bands(load, d.bands));
    JP_TRY(jp__read_units(load, d.units));
    JP_TRY(jp__read_kinds(load, d.kinds));
    JP_TRY(jp__read_indicators(load, d.indicators));
    JP_TRY(jp__read_evidence(load, d.evidence));
    JP_TRY(jp__read_quiet(load, d.quiet));
    return jp__read_divorce(load, d.divorce);
}

static jp_status fill(jp_model *model, const char *json, size_t length, jp_error *err)
{
    jp__load load = { model, err, { "", SIZE_MAX, NULL, NULL } };
    json_t *root = NULL;
    JP_TRY(jp__parse_json(json, length, &root, err));
    jp_status status = read_root(&load, root);
    json_decref(root);
    JP_TRY(status);
    JP_TRY(jp__check_rules(&load));
    JP_TRY(jp__compile_streams(&load));
    JP_TRY(jp__compile_groups(model, err));
    return jp__write_canonical(model, err);
}

/* ---- Options ------------------------------------------------------------------------------- */

#define OPTIONS_MINIMUM (offsetof(jp_model_options, warning_user) + sizeof(void *))

static jp_status take_options(const jp_model_options *given, jp_model_options *taken, jp_error *err)
{
    *taken = (jp_model_options){ .struct_size = sizeof *taken };
    if (given == NULL)
        return JP_OK;
    JP_TRY(jp__check_struct(given, OPTIONS_MINIMUM, sizeof *taken, "jp_model_options", err));
    memcpy(taken, given, given->struct_size < sizeof *taken ? given->struct_size : sizeof *taken);
    return JP_OK;
}

static jp_status load_text(const char *json, size_t length, const jp_model_options *options, jp_model **model,
                           jp_error *err)
{
    if (length > JP__MODEL_MAX_BYTES)
        return jp__fail(err, JP_ERROR_LIMIT, "A model may have %u bytes, got %zu or more.",
                        JP__MODEL_MAX_BYTES, length);
    jp_allocator allocator = jp__allocator(options->allocator);
    jp_model *made = jp__calloc(&allocator, 1, sizeof *made);
    if (made == NULL)
        return jp__no_memory(err);
    made->arena.allocator = allocator;
    atomic_init(&made->references, 1);
    jp_status status = fill(made, json, length, err);
    if (status != JP_OK) {
        jp_model_free(made);
        return status;
    }
    jp__warn_unreachable(made, options->on_warning, options->warning_user);
    *model = made;
    return JP_OK;
}

/* ---- Files --------------------------------------------------------------------------------- */

/* strerror() may share its text between threads. */
static void explain(int error, char *why, size_t capacity)
{
#if defined(_WIN32)
    bool failed = strerror_s(why, capacity, error) != 0;
#else
    bool failed = strerror_r(error, why, capacity) != 0;
#endif
    if (JP_NEVER(failed))
        snprintf(why, capacity, "error %d", error);
}

static jp_status cannot_read(const char *path, int error, jp_error *err)
{
    char why[128];
    explain(error, why, sizeof why);
    return jp__fail(err, JP_ERROR_IO, "Model file '%s' cannot be read: %s.", path, why);
}

typedef struct content {
    void *bytes;
    size_t length, capacity;
} content;

/* Reads at most one byte more than a model may have. */
static jp_status read_content(FILE *file, const char *path, const jp_allocator *a, content *c, jp_error *err)
{
    const size_t limit = (size_t)JP__MODEL_MAX_BYTES + 1;
    while (c->length < limit) {
        JP_TRY(jp__grow(a, &c->bytes, &c->capacity, c->length + BUFSIZ, 1, err));
        size_t room = (c->capacity < limit ? c->capacity : limit) - c->length;
        errno = 0;
        size_t got = fread((char *)c->bytes + c->length, 1, room, file);
        c->length += got;
        if (ferror(file))
            return cannot_read(path, errno != 0 ? errno : EIO, err);
        if (got < room)
            return JP_OK;
    }
    return JP_OK;
}

/* ---- Public --------------------------------------------------------------------------------- */

jp_status jp_model_load_json(const char *json, size_t length, const jp_model_options *options,
                             jp_model **model, jp_error *err)
{
    if (model != NULL)
        *model = NULL;
    if (json == NULL || model == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "json and model of jp_model_load_json() must not be NULL.");
    jp_model_options taken;
    JP_TRY(take_options(options, &taken, err));
    return load_text(json, length, &taken, model, err);
}

jp_status jp_model_load_file(const char *path, const jp_model_options *options, jp_model **model,
                             jp_error *err)
{
    if (model != NULL)
        *model = NULL;
    if (path == NULL || model == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "path and model of jp_model_load_file() must not be NULL.");
    jp_model_options taken;
    JP_TRY(take_options(options, &taken, err));
    jp_allocator allocator = jp__allocator(taken.allocator);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return cannot_read(path, errno, err);
    content c = { NULL, 0, 0 };
    jp_status status = read_content(file, path, &allocator, &c, err);
    if (status == JP_OK)
        status = load_text(c.bytes, c.length, &taken, model, err);
    jp__free(&allocator, c.bytes, c.capacity, 1);
    fclose(file);
    return status;
}

jp_status jp_model_default(jp_model **model, jp_error *err)
{
    if (model == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "model of jp_model_default() must not be NULL.");
    return jp_model_load_json((const char *)jp__default_model, jp__default_model_length, NULL, model, err);
}
