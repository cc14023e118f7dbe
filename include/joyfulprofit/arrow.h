/*
 * joyfulprofit/arrow.h - Arrow in and out, through the C Stream Interface
 *
 * Whatever speaks Arrow hands its columns over without a copy: pyarrow, Polars, DuckDB, pandas,
 * Spark. The structs are those of the Arrow specification, and need no library; headers of others
 * that define them may be included before or after this one. docs/arrow.md lists every type.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_ARROW_H
#define JOYFULPROFIT_ARROW_H

#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/model.h>
#include <joyfulprofit/portfolio.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/**
 * Reads a stream of record batches into a new table: the columns of docs/facts.md by name, or as
 * `options` name them, in any order; unknown ones are ignored with one warning. Text is utf8,
 * large_utf8, utf8_view or a dictionary of them, ids also integers; times are timestamps of any unit,
 * dates, or integers of 64 bits in microseconds; numbers are integers, floats or decimals of any width;
 * a guess is a boolean or an integer, 0 or 1. A timestamp without a zone is UTC. Null and empty text are
 * missing.
 *
 * What is refused, and in which words, is as in jp_fact_table_read_csv(), with the number of the row
 * in the stream, from 0, in place of a line. A bad row is handed to on_bad_row without text;
 * on_progress counts rows. Memory as for the other readers, two batches, and for dictionaries of ids
 * up to 48 bytes a value.
 *
 * @param stream  taken over: released before the call returns, whatever the status
 * @param table   receives the table, sorted; free it with jp_fact_table_free(). NULL on failure:
 *                nothing is kept of a stream with an error
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, the stream was released), JP_ERROR_OPTIONS,
 *         JP_ERROR_IO (the stream failed; with its number and words), JP_ERROR_SYNTAX (a malformed
 *         schema or array; column and row are named), JP_ERROR_COLUMN (missing, twice, or of a type
 *         that does not fit), then by row those of docs/errors.md, JP_ERROR_LIMIT, JP_ERROR_MEMORY,
 *         JP_ERROR_CANCELLED
 * @thread any
 */
JP_API jp_status jp_fact_table_read_arrow(const jp_model *model, struct ArrowArrayStream *stream,
                                          const jp_fact_table_options *options,
                                          jp_fact_table **table, jp_error *err);

/**
 * Gives a table of results out as a stream of one batch. Values are not copied: the stream, its schema,
 * its array and each child of it are owners of the table, which may be moved and released in any order.
 * Numbers are doubles or int64, times timestamps in microseconds UTC, categories dictionaries of utf8,
 * text large_utf8; booleans are packed into bits. What misses a value in some row is nullable.
 *
 * @param stream  receives the stream; untouched on failure. Release it
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_MEMORY; those of the stream itself are ENOMEM
 * @thread any; a table may be exported any number of times. The table's allocator is called where its
 *         parts are released
 */
JP_API jp_status jp_table_export(jp_table *table, struct ArrowArrayStream *stream, jp_error *err);

/**
 * Facts in, scores out, whatever the number of relationships: `out` pulls batches from `in` as it is
 * pulled itself, and gives batches of at most 8192 relationships, in the order in which they came, with
 * the columns of jp_fact_table_score(), all nullable.
 *
 * Facts must be grouped by relationship and, unless options->sort, in order of time within it; a
 * relationship may span batches. Memory stays within a batch of the input, 64 bytes a fact for the
 * relationships of a batch of the output and the largest one, and for each relationship 64 bytes, by
 * which one is noticed that comes again after it has ended.
 *
 * @param in       facts, as in jp_fact_table_read_arrow(). Taken over whatever the status: released at the
 *                 latest when `out` is
 * @param reading  columns, words, on_warning, on_bad_row and on_progress as in jp_fact_table_read_arrow(), on
 *                 the thread that pulls; the allocator is that of `options`, whose own on_progress is not
 *                 called. NULL for none of them
 * @param options  as in jp_portfolio_score(); NULL for the defaults
 * @param out      receives the stream; untouched on failure. Release it. What fails while it is pulled
 *                 is told by get_last_error(), with ENOMEM for memory, EIO for `in`, ECANCELED for the
 *                 caller's wish and EINVAL for facts that are refused; then it fails for good
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_OPTIONS, those of jp_fact_table_read_arrow()
 *         up to the schema, JP_ERROR_MEMORY
 * @thread any; `out` one at a time. The options' allocator, executor and callbacks must outlive `out`
 */
JP_API jp_status jp_portfolio_stream(const jp_model *model, struct ArrowArrayStream *in,
                                     const jp_fact_table_options *reading, int64_t as_of_us,
                                     const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                     jp_error *err);

/**
 * The same from a CSV or JSON Lines input, whatever its size: `out` reads on as it is pulled. Memory as
 * above, with a buffer for the longest line in place of a batch of the input.
 *
 * @param read     called on the thread that pulls, until it reports the end or `out` is released
 * @param reading  as above, as in jp_fact_table_read_csv(): on_progress counts bytes
 * @param options  as in jp_portfolio_score(); NULL for the defaults
 * @param out      as above; what is refused while it is pulled is told with its line
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_OPTIONS, those of jp_fact_table_read_csv() up to
 *         the header, JP_ERROR_MEMORY
 * @thread any; `out` one at a time. What `read` and the options' allocator, executor and callbacks need must
 *         outlive `out`
 */
JP_API jp_status jp_portfolio_stream_csv(const jp_model *model, jp_read_fn read, void *read_user,
                                         const jp_fact_table_options *reading, int64_t as_of_us,
                                         const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                         jp_error *err);
JP_API jp_status jp_portfolio_stream_jsonl(const jp_model *model, jp_read_fn read, void *read_user,
                                           const jp_fact_table_options *reading, int64_t as_of_us,
                                           const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                           jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_ARROW_H */
