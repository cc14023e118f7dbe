/*
 * core.h - what stands between the library and what SWIG writes: callbacks, Arrow streams, columns, answers
 *
 * Functions that take or give a PyObject hold the GIL; the others (which take `jp_error *`) run without it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JPY_CORE_H
#define JPY_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <joyfulprofit/joyfulprofit.h>

/* Clean-up may run foreign code, which must not run with an exception pending. */
#define JPY_QUIETLY(statement)                     \
    do {                                           \
        PyObject *type_, *value_, *traceback_;     \
        PyErr_Fetch(&type_, &value_, &traceback_); \
        statement;                                 \
        PyErr_Restore(type_, value_, traceback_);  \
    } while (0)

/* ---- hooks.c: Python behind the library's callbacks ----------------------------------------- */

/** The Python objects of one call; borrowed, NULL where there is none. */
typedef struct jpy_hooks {
    PyObject *progress; /* callable(done, total) */
    PyObject *warnings; /* list that receives a tuple for each warning */
    PyObject *bad_row;  /* callable(tuple, bytes); what it raises ends the reading */
    PyObject *source;   /* has readinto() */
    jp_fact_column *columns; /* what the caller calls things; their text is Python's */
    jp_fact_word *words;
    size_t column_count, word_count;
    struct timespec last;
} jpy_hooks;

/** Reads ([(field, column or None, constant or None)], [(field, word, meaning or None)]); false with an
 * exception. */
bool jpy_take_naming(jpy_hooks *hooks, PyObject *naming);
void jpy_free_naming(jpy_hooks *hooks);

int jpy_on_progress(void *user, uint64_t done, uint64_t total);
void jpy_on_warning(void *user, const jp_error *warning);

/** Warns on the spot, where the call that would do so has ended; what it raises is kept. `named`: the caller
 * names columns, and knows of the others. */
void jpy_warn_now(const jp_error *warning, bool named);

int jpy_on_bad_row(void *user, const jp_error *error, const char *row, size_t length);
int jpy_on_read(void *user, char *buffer, size_t capacity, size_t *got);

/** Raises what a callback raised, or else the error of the library. */
void jpy_raise(const jp_error *err);

/** What a callback raised, as text instead: true if there was something. `*is_value`: a ValueError. */
bool jpy_say_parked(char *text, size_t size, bool *is_value);

jp_fact_table_options jpy_table_options(jpy_hooks *hooks);

/* ---- columns.c: memory of the library as read-only buffers ----------------------------------- */

/** A column of `count` items at `data`, kept alive by `owner` (a new reference is taken). */
PyObject *jpy_column_new(PyObject *owner, const void *data, size_t count, size_t item_size,
                         const char *format);
/** Adds the type to the module. */
int jpy_column_ready(PyObject *module);

/** (name, type, values, validity or None, offsets or None, categories or None) of each column. */
PyObject *jpy_table_columns(jp_table *table);
PyObject *jpy_facts_relationships(const jp_fact_table *facts);
PyObject *jpy_facts_columns(const jp_fact_table *facts, Py_ssize_t relationship);
/** (earliest, latest) that facts became known, of those that say so; None if none does. */
PyObject *jpy_facts_recorded(const jp_fact_table *facts);

/* ---- stream.c: Arrow streams ------------------------------------------------------------------- */

#define JPY_STREAM "arrow_array_stream"

/** Moves the stream of `object` (a capsule, or what has __arrow_c_stream__) to `to`. */
int jpy_take_stream(struct ArrowArrayStream *to, PyObject *object);
/** The capsule of a stream, which it takes over. */
PyObject *jpy_give_stream(struct ArrowArrayStream *stream);
/** A stream of one batch of columns as described in _core.pyi. */
PyObject *jpy_columns_stream(PyObject *columns, Py_ssize_t length);
/** The names and formats of a stream's columns; the stream goes on unread. */
PyObject *jpy_stream_schema(PyObject *capsule);
/* ---- score_stream.c: scores as a stream that reads facts as it is pulled ----------------------- */

/** Of facts as an Arrow stream, which it takes over. Warnings are those of opening it. */
PyObject *jpy_score_stream(const jp_model *model, struct ArrowArrayStream *in, int64_t as_of_us,
                           const jp_portfolio_options *options, const jpy_hooks *hooks);
/** Of a CSV (or else JSON Lines) text, read from a duplicate of `fd`. */
PyObject *jpy_score_text(const jp_model *model, int fd, bool is_csv, int64_t as_of_us,
                         const jp_portfolio_options *options, const jpy_hooks *hooks);

/* ---- forecasts.c -------------------------------------------------------------------------------- */

/** Of `count` relationships from `first` on: {"quiet", "contacts", "exposure", "divorce": doubles,
 * "quiet_status", "divorce_status": int32, "features", "known": doubles and bytes, relationship by
 * relationship}, all as bytes. */
PyObject *jpy_forecasts(const jp_fact_table *facts, const jp_model *model, int64_t as_of_us, size_t first,
                        size_t count);

/* ---- state.c -------------------------------------------------------------------------------------- */

/** The facts of a state, of one relationship. On failure there may be a table all the same, to be freed. */
jp_status jpy_state_facts(jp_state *state, const jp_model *model, jp_text supplier, jp_text client,
                          jp_fact_table **made, jp_error *err);

/* ---- answers.c: explanations and what else is a struct ------------------------------------------ */

/** An explainer that has run. Nothing is written to it any more. */
typedef struct jpy_explanation {
    jp_explainer *explainer;
    const jp_explanation *explanation;
    jp_model *model;
} jpy_explanation;

void jpy_explanation_free(jpy_explanation *e);

/** `count` structs as bytes. */
typedef struct jpy_bytes {
    void *data;
    size_t size;
} jpy_bytes;

jp_status jpy_explain(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                      jpy_explanation **made, jp_error *err);
jp_status jpy_compare(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t from_us,
                      int64_t to_us, jpy_explanation **made, jp_error *err);
jp_status jpy_without(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                      const uint64_t *rows, size_t row_count, jpy_bytes *bytes, jp_error *err);
jp_status jpy_with(const jp_fact_table *facts, jp_model *model, uint64_t relationship, int64_t as_of_us,
                   const jp_fact_table *added, jpy_bytes *bytes, jp_error *err);
jp_status jpy_next_actions(const jp_fact_table *facts, jp_model *model, uint64_t relationship,
                           int64_t as_of_us, int side, const double *priors, size_t prior_count,
                           jpy_bytes *bytes, jp_error *err);
jp_status jpy_timeline(const jp_fact_table *facts, jp_model *model, uint64_t relationship,
                       const int64_t *as_of_us, size_t count, jpy_bytes *points, jp_error *err);
jp_status jpy_timeline_events(const jp_model *model, const jpy_bytes *points, jpy_bytes *bytes,
                              jp_error *err);

PyObject *jpy_model_parameters(const jp_model *model);
PyObject *jpy_explanation_part(const jpy_explanation *e, const char *part);
PyObject *jpy_explanation_words(const jpy_explanation *e, int language);
PyObject *jpy_explanation_json(const jpy_explanation *e, jp_text supplier, jp_text client);
PyObject *jpy_robustness_part(const jp_robustness *robustness, const char *part);

/** {name: (size, [(field, format, offset), ...])} of the structs that come as bytes. */
PyObject *jpy_layouts(void);

#endif /* JPY_CORE_H */
