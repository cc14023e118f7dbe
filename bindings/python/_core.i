/* _core: the whole of the boundary to C. There is no SWIG proxy class: handles are named capsules, columns
 * buffers, tables Arrow streams, structs bytes with a layout, errors exceptions. See README.md.
 * SPDX-License-Identifier: Apache-2.0 */
%module(package="joyfulprofit", docstring="Private boundary to C; use the joyfulprofit package.") _core

%begin %{
#define PY_SSIZE_T_CLEAN
%}
%{
#include "core.h"
#include <stdlib.h>
#include <string.h>
%}
%include <stdint.i>
%include "typemaps/errors.i"
%include "typemaps/handles.i"
%include "typemaps/buffers.i"
%include "typemaps/hooks.i"
%include "typemaps/arrow.i"

/* "name(args)\n--\n\n" gives the builtin a real signature: help(), inspect, stubtest. */
%define %doc(NAME, SIGNATURE, TEXT)
%feature("docstring") NAME SIGNATURE "\n--\n\n" TEXT
%enddef

/* ---- Model ------------------------------------------------------------------------------------- */
%doc(model_default, "model_default()", "The default model.")
%doc(model_load_json, "model_load_json(json, hooks, /)", "A model from JSON as bytes.")
%doc(model_load_file, "model_load_file(path, hooks, /)", "A model from a file.")
%doc(model_name, "model_name(model, /)", "Its name.")
%doc(model_version, "model_version(model, /)", "Its version.")
%doc(model_hash, "model_hash(model, /)", "SHA-256 of its canonical form.")
%doc(model_json, "model_json(model, /)", "Its canonical form.")
%doc(model_parameters, "model_parameters(model, /)", "(id, unit, value, minimum, maximum, description) of each.")
%doc(indicator_words, "indicator_words(model, indicator, language, /)", "A short name of an indicator.")
%nogil(model_default)
%nogil(model_load_json)
%nogil(model_load_file)

/* ---- Facts --------------------------------------------------------------------------------------- */
%doc(read_csv, "read_csv(model, hooks, /)", "Facts from CSV.")
%doc(read_jsonl, "read_jsonl(model, hooks, /)", "Facts from JSON Lines.")
%doc(read_arrow, "read_arrow(model, stream, expected, hooks, /)", "Facts from an Arrow stream.")
%doc(fact_count, "fact_count(facts, /)", "How many facts.")
%doc(relationship_count, "relationship_count(facts, /)", "How many relationships.")
%doc(find, "find(facts, supplier, client, /)", "The number of a relationship, by ids as bytes.")
%doc(latest, "latest(facts, /)", "The latest time of any fact.")
%doc(facts_relationships, "facts_relationships(facts, /)", "Who stands in the table, as columns.")
%doc(facts_columns, "facts_columns(facts, relationship, /)", "The facts as columns; -1 for all.")
%doc(facts_recorded, "facts_recorded(facts, /)", "When facts became known, earliest and latest; None if none says so.")
%nogil(read_csv)
%nogil(read_jsonl)
%nogil(read_arrow)

/* ---- Answers --------------------------------------------------------------------------------------- */
%doc(score, "score(facts, as_of, out, threads, hooks, /)", "A table with a row a relationship.")
%doc(table_row_count, "table_row_count(table, /)", "How many rows.")
%doc(table_columns, "table_columns(table, /)",
     "(name, type, values, validity, offsets, categories) of each column, as buffers of the table.")
%doc(table_roll_up, "table_roll_up(table, by, /)", "A row a client (0) or a supplier (1).")
%doc(score_stream, "score_stream(model, stream, as_of, out, threads, hooks, /)",
     "Scores as a stream, pulled from facts as a stream.")
%doc(score_text, "score_text(model, file, is_csv, as_of, out, threads, hooks, /)",
     "The same from the text of a file descriptor.")
%doc(explain, "explain(facts, model, relationship, as_of, /)", "Why a score is what it is.")
%doc(compare, "compare(facts, model, relationship, since, until, /)", "What changed it.")
%doc(without, "without(facts, model, relationship, as_of, rows, /)", "What it would be without facts.")
%doc(with_added, "with_added(facts, model, relationship, as_of, added, /)", "What it would be with facts.")
%doc(next_actions, "next_actions(facts, model, relationship, as_of, side, priors, /)", "What to do next.")
%doc(timeline, "timeline(facts, model, relationship, moments, /)", "Scores at many moments.")
%doc(timeline_events, "timeline_events(model, points, /)", "The bands that a timeline crosses.")
%doc(explanation_part, "explanation_part(explanation, part, /)", "One part of an explanation.")
%doc(explanation_words, "explanation_words(explanation, language, /)", "What it says, in words.")
%doc(explanation_json, "explanation_json(explanation, supplier, client, /)", "All that it says, as JSON.")
%doc(forecasts, "forecasts(facts, model, as_of, first, count, /)", "The forecasts of some relationships, as columns.")
%doc(robustness, "robustness(facts, as_of, seed, draws, spread, threads, hooks, /)", "How far a ranking hangs on the model.")
%doc(robustness_part, "robustness_part(robustness, part, /)", "One part of it.")
%doc(state_new, "state_new(model, /)", "A kept state without facts.")
%doc(state_fact_count, "state_fact_count(state, /)", "How many facts it has taken.")
%doc(state_add, "state_add(state, facts, /)", "Adds the facts of the only relationship there is.")
%doc(state_facts, "state_facts(state, model, supplier, client, /)", "Its facts, of a relationship with these ids.")
%doc(state_score, "state_score(state, scorer, as_of, out, supplier, client, /)", "A table with its row.")
%doc(portfolio_want, "portfolio_want(out, /)", "What a scorer must want for columns.")
%doc(scorer_new, "scorer_new(model, want, /)", "A scorer.")
%doc(layouts, "layouts()", "Where the fields of each struct are.")
%nogil(score)
%nogil(table_roll_up)
%nogil(explain)
%nogil(compare)
%nogil(without)
%nogil(with_added)
%nogil(next_actions)
%nogil(timeline)
%nogil(timeline_events)
%nogil(robustness)
%nogil(state_add)
%nogil(state_facts)
%nogil(state_score)

/* ---- Streams, times, columns ------------------------------------------------------------------------- */
%doc(columns_stream, "columns_stream(columns, length, /)", "An Arrow stream of buffers.")
%doc(stream_capsule, "stream_capsule(stream, /)", "The stream of an object, moved to a capsule of ours.")
%doc(stream_schema, "stream_schema(capsule, /)", "(name, format) of each column.")
%doc(time_parse, "time_parse(text, /)", "An ISO 8601 time in microseconds.")
%doc(time_format, "time_format(time, /)", "The text of a time in microseconds.")
%doc(version, "version()", "The version of the library.")


%{
static jp_model_options jpy_model_options(jpy_hooks *hooks) {
  return (jp_model_options){ .struct_size = sizeof(jp_model_options),
                             .on_warning = hooks->warnings != NULL ? jpy_on_warning : NULL, .warning_user = hooks };
}
static jp_text jpy_text(const char *bytes, size_t length) { return (jp_text){ bytes, length }; }
%}
%apply (const char *bytes, size_t length) { (const char *json, size_t length), (const char *text, size_t length),
  (const char *supplier, size_t supplier_length), (const char *client, size_t client_length) };

%inline %{
static jp_status model_default(jp_model **made, jp_error *err) { return jp_model_default(made, err); }
static jp_status model_load_json(const char *json, size_t length, jpy_hooks *hooks, jp_model **made, jp_error *err) {
  jp_model_options options = jpy_model_options(hooks);
  return jp_model_load_json(json, length, &options, made, err);
}
static jp_status model_load_file(const char *path, jpy_hooks *hooks, jp_model **made, jp_error *err) {
  jp_model_options options = jpy_model_options(hooks);
  return jp_model_load_file(path, &options, made, err);
}
static const char *model_name(const jp_model *model) { return jp_model_name(model); }
static const char *model_version(const jp_model *model) { return jp_model_version(model); }
static const char *model_hash(const jp_model *model) { return jp_model_hash(model); }
static const char *model_json(const jp_model *model) { return jp_model_json(model, NULL); }
static PyObject *model_parameters(const jp_model *model) { return jpy_model_parameters(model); }
static const char *indicator_words(const jp_model *model, long indicator, int language) {
  return jp_indicator_words(model, (size_t)indicator, (jp_language)language);
}

static jp_status read_csv(const jp_model *model, jpy_hooks *hooks, jp_fact_table **made, jp_error *err) {
  jp_fact_table_options options = jpy_table_options(hooks);
  return jp_fact_table_read_csv(model, jpy_on_read, hooks, &options, made, err);
}
static jp_status read_jsonl(const jp_model *model, jpy_hooks *hooks, jp_fact_table **made, jp_error *err) {
  jp_fact_table_options options = jpy_table_options(hooks);
  return jp_fact_table_read_jsonl(model, jpy_on_read, hooks, &options, made, err);
}
static jp_status read_arrow(const jp_model *model, struct ArrowArrayStream *stream, long expected, jpy_hooks *hooks,
                            jp_fact_table **made, jp_error *err) {
  jp_fact_table_options options = jpy_table_options(hooks);
  options.expected_facts = expected > 0 ? (size_t)expected : 0;
  return jp_fact_table_read_arrow(model, stream, &options, made, err);
}
static long fact_count(const jp_fact_table *facts) { return (long)jp_fact_table_fact_count(facts); }
static long relationship_count(const jp_fact_table *facts) { return (long)jp_fact_table_relationship_count(facts); }
static jp_status find(const jp_fact_table *facts, const char *supplier, size_t supplier_length,
                      const char *client, size_t client_length, size_t *index, jp_error *err) {
  return jp_fact_table_find(facts, jpy_text(supplier, supplier_length), jpy_text(client, client_length), index, err);
}
static jp_status latest(const jp_fact_table *facts, int64_t *time_us, jp_error *err) {
  return jp_fact_table_latest(facts, time_us, err);
}
static PyObject *facts_relationships(const jp_fact_table *facts) { return jpy_facts_relationships(facts); }
static PyObject *facts_recorded(const jp_fact_table *facts) { return jpy_facts_recorded(facts); }
static PyObject *facts_columns(const jp_fact_table *facts, long relationship) {
  return jpy_facts_columns(facts, relationship);
}

static PyObject *forecasts(const jp_fact_table *facts, const jp_model *model, long long as_of, unsigned long first,
                           unsigned long count) {
  return jpy_forecasts(facts, model, as_of, first, count);
}
static jp_status score(const jp_fact_table *facts, long long as_of, unsigned out, unsigned threads, jpy_hooks *hooks,
                       jp_table **made, jp_error *err) {
  jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = threads,
                                   .on_progress = jpy_on_progress, .progress_user = hooks };
  return jp_fact_table_score(facts, as_of, &options, made, err);
}
static PyObject *score_stream(const jp_model *model, struct ArrowArrayStream *stream, long long as_of, unsigned out,
                              unsigned threads, jpy_hooks *hooks) {
  jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = threads };
  return jpy_score_stream(model, stream, as_of, &options, hooks);
}
static PyObject *score_text(const jp_model *model, int file, int is_csv, long long as_of, unsigned out,
                            unsigned threads, jpy_hooks *hooks) {
  jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = threads };
  return jpy_score_text(model, file, is_csv != 0, as_of, &options, hooks);
}
static jp_status state_new(const jp_model *model, jp_state **made, jp_error *err) {
  return jp_state_new(model, NULL, made, err);
}
static long state_fact_count(const jp_state *state) { return (long)jp_state_fact_count(state); }
static jp_status state_add(jp_state *state, const jp_fact_table *facts, jp_error *err) {
  jp_relationship r = { .struct_size = sizeof r };
  jp_status status = jp_fact_table_relationship(facts, 0, &r, err);
  return status == JP_OK ? jp_state_add(state, &r.facts, err) : status;
}
static jp_status state_facts(jp_state *state, const jp_model *model, const char *supplier, size_t supplier_length,
                             const char *client, size_t client_length, jp_fact_table **made, jp_error *err) {
  return jpy_state_facts(state, model, jpy_text(supplier, supplier_length), jpy_text(client, client_length), made, err);
}
static unsigned portfolio_want(unsigned out) { return jp_portfolio_want(out); }
static jp_status scorer_new(const jp_model *model, unsigned want, jp_scorer **made, jp_error *err) {
  jp_scorer_options options = { .struct_size = sizeof options, .want = want };
  return jp_scorer_new(model, &options, made, err);
}
static jp_status state_score(jp_state *state, jp_scorer *scorer, long long as_of, unsigned out,
                             const char *supplier, size_t supplier_length, const char *client, size_t client_length,
                             jp_table **made, jp_error *err) {
  jp_portfolio_options options = { .struct_size = sizeof options, .out = out, .threads = 1 };
  const jp_score *score = NULL;
  jp_status status = jp_state_score(state, scorer, as_of, &score, err);
  return status != JP_OK ? status : jp_score_table(score, jpy_text(supplier, supplier_length),
                                                   jpy_text(client, client_length), &options, made, err);
}
static long table_row_count(const jp_table *table) { return (long)jp_table_row_count(table); }
static PyObject *table_columns(jp_table *table) { return jpy_table_columns(table); }

static jp_status table_roll_up(const jp_table *table, int by, jp_table **made, jp_error *err) {
  return jp_table_roll_up(table, (jp_side)by, made, err);
}

static jp_status explain(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                         long long as_of, jpy_explanation **made, jp_error *err) {
  return jpy_explain(facts, model, relationship, as_of, made, err);
}
static jp_status compare(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                         long long since, long long until, jpy_explanation **made, jp_error *err) {
  return jpy_compare(facts, model, relationship, since, until, made, err);
}
static jp_status without(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                         long long as_of, const uint64_t *rows, size_t row_count, jpy_bytes *made, jp_error *err) {
  return jpy_without(facts, model, relationship, as_of, rows, row_count, made, err);
}
static jp_status with_added(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                            long long as_of, const jp_fact_table *added, jpy_bytes *made, jp_error *err) {
  return jpy_with(facts, model, relationship, as_of, added, made, err);
}
static jp_status next_actions(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                              long long as_of, int side, const double *priors, size_t prior_count,
                              jpy_bytes *made, jp_error *err) {
  return jpy_next_actions(facts, model, relationship, as_of, side, priors, prior_count, made, err);
}
static jp_status timeline(const jp_fact_table *facts, jp_model *model, unsigned long relationship,
                          const int64_t *as_of_us, size_t count, jpy_bytes *made, jp_error *err) {
  return jpy_timeline(facts, model, relationship, as_of_us, count, made, err);
}
static jp_status timeline_events(const jp_model *model, const jpy_bytes *points, jpy_bytes *made, jp_error *err) {
  return jpy_timeline_events(model, points, made, err);
}
static PyObject *explanation_part(const jpy_explanation *explanation, const char *part) {
  return jpy_explanation_part(explanation, part);
}
static PyObject *explanation_words(const jpy_explanation *explanation, int language) {
  return jpy_explanation_words(explanation, language);
}
static PyObject *explanation_json(const jpy_explanation *explanation, const char *supplier, size_t supplier_length,
                                  const char *client, size_t client_length) {
  return jpy_explanation_json(explanation, jpy_text(supplier, supplier_length), jpy_text(client, client_length));
}
static jp_status robustness(const jp_fact_table *facts, long long as_of, unsigned long long seed, unsigned draws,
                            double spread, unsigned threads, jpy_hooks *hooks, jp_robustness **made,
                            jp_error *err) {
  jp_robustness_options options = { .struct_size = sizeof options, .seed = seed, .draws = draws, .spread = spread,
                                    .on_progress = jpy_on_progress, .progress_user = hooks, .threads = threads };
  return jp_fact_table_robustness(facts, as_of, &options, made, err);
}
static PyObject *robustness_part(const jp_robustness *robustness, const char *part) {
  return jpy_robustness_part(robustness, part);
}
static PyObject *layouts(void) { return jpy_layouts(); }

static PyObject *columns_stream(PyObject *columns, long length) { return jpy_columns_stream(columns, length); }
static PyObject *stream_capsule(PyObject *stream) {
  struct ArrowArrayStream moved;
  return jpy_take_stream(&moved, stream) == 0 ? jpy_give_stream(&moved) : NULL;
}
static PyObject *stream_schema(PyObject *capsule) { return jpy_stream_schema(capsule); }

static jp_status time_parse(const char *text, size_t length, int64_t *time_us, jp_error *err) {
  return jp_time_parse(text, length, time_us, err);
}
static PyObject *time_format(long long time) {
  char text[JP_TIME_TEXT_SIZE];
  return PyUnicode_DecodeASCII(text, (Py_ssize_t)jp_time_format(time, text), NULL);
}
static const char *version(void) { return jp_version(); }
%}

%init %{
  /* SWIG starts docstrings of several lines with a newline, which hides the signature from CPython. */
  for (PyMethodDef *d = SwigMethods; d->ml_name; d++)
    if (d->ml_doc && d->ml_doc[0] == '\n') d->ml_doc++;
%}
/* Since SWIG 4.4 this stands in an int function. */
#if SWIG_VERSION >= 0x040400
%init %{ if (jpy_column_ready(m) < 0) return -1; %}
#else
%init %{ if (jpy_column_ready(m) < 0) return NULL; %}
#endif
