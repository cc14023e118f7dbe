/*
 * arrow.c - an Arrow stream as a feed: batches in, facts out. docs/arrow.md describes it.
 *
 * Ownership is Arrow's: the stream is moved to us and released once, on every path, and so is what it
 * gave us, also by a call that failed.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/arrow.h"

#define PROGRESS_ROWS 65536
#define ROOM_MAX (1 << 22)

typedef struct arrow_feed {
    jp__feed base;
    jp__arrow_reader reader;
} arrow_feed;

/* ---- Open and close ------------------------------------------------------------------------ */

static jp_status refuse_argument(const char *name, const char *words, jp_error *err)
{
    jp__where where = JP__NOWHERE;
    where.field = name;
    return jp__fail_at(err, JP_ERROR_ARGUMENT, where, "Argument '%s' must not be %s.", name, words);
}

static jp_status failed(jp__arrow_reader *reader, const char *doing, int error, jp_error *err)
{
    struct ArrowArrayStream *stream = &reader->stream;
    const char *words = stream->get_last_error ? stream->get_last_error(stream) : NULL;
    bool is_silent = !words || *words == '\0';
    return jp__fail(err, JP_ERROR_IO, "The stream failed to give %s, with error number %d%s%s", doing, error,
                    is_silent ? "." : ": ", is_silent ? "" : words);
}

static jp_status read_schema(jp__arrow_reader *reader, jp_error *err)
{
    struct ArrowSchema schema = { .release = NULL };
    int error = reader->stream.get_schema(&reader->stream, &schema);
    jp_status status;
    if (error != 0)
        status = failed(reader, "its schema", error, err);
    else if (!schema.release)
        status = jp__fail(err, JP_ERROR_SYNTAX, "The stream gave a schema that was released already.");
    else
        status = jp__arrow_read_schema(reader, &schema, err);
    if (schema.release)
        schema.release(&schema);
    return status;
}

static jp_status make_block(jp__arrow_reader *reader, jp_error *err)
{
    reader->block = jp__calloc(&reader->table->allocator, 1, sizeof *reader->block);
    if (!reader->block)
        return jp__no_memory(err);
    for (size_t k = 0; k < JP__ARROW_BLOCK; k++) { /* as they stay without such columns; the rest is zero */
        reader->block->intensity[k] = 1.0;
        reader->block->recorded_state[k] = JP__ARROW_MISSING;
    }
    return JP_OK;
}

static jp_status check_arguments(const jp_model *model, const struct ArrowArrayStream *stream, jp_error *err)
{
    if (!model)
        return refuse_argument("model", "NULL", err);
    if (!stream->release)
        return refuse_argument("stream", "NULL or released already", err);
    if (!stream->get_schema || !stream->get_next)
        return refuse_argument("stream", "without get_schema and get_next", err);
    return JP_OK;
}

static void release(struct ArrowArray *array)
{
    if (array->release)
        array->release(array);
    array->release = NULL;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    if (stream->release)
        stream->release(stream);
    stream->release = NULL;
}

static void close_stream(jp__feed *base)
{
    jp__arrow_reader *reader = &((arrow_feed *)base)->reader;
    const jp_allocator *a = &base->allocator;
    release(&reader->batch);
    release(&reader->before);
    release_stream(&reader->stream);
    for (size_t field = 0; field < JP__FIELD_COUNT; field++) {
        jp__arrow_column *column = &reader->columns[field];
        jp__free(a, column->numbers, column->number_capacity, sizeof *column->numbers);
    }
    jp__free(a, reader->pairs, reader->pair_count, sizeof *reader->pairs);
    jp__free(a, reader->block, 1, sizeof *reader->block);
}

/* ---- Batches --------------------------------------------------------------------------------- */

/* Room for the batch at once, or for all that is expected, so that columns need not grow step by step; a
 * relationship at a time needs none. What a batch says of its length is believed up to a point. */
static jp_status make_room(jp__arrow_reader *reader, jp_error *err)
{
    const jp__record plain = { .intensity = 1.0 };
    jp__columns *columns = &reader->table->columns;
    size_t rows = reader->batch.length < ROOM_MAX ? (size_t)reader->batch.length : ROOM_MAX;
    if (reader->is_grouped || rows > JP__FACTS_MAX - columns->count)
        return JP_OK;
    JP_TRY(jp__table_expect(reader->table, err));
    return jp__columns_reserve_many(columns, &reader->table->allocator, &plain, rows, err);
}

/* The batch before stays alive until its dictionaries have been compared with the new ones: those in
 * the same place are the same, and need not be looked up again. */
static jp_status next_batch(jp__arrow_reader *reader, jp_error *err)
{
    if (reader->batch.release) {
        reader->row += (uint64_t)reader->batch.length;
        reader->batch_number++;
    }
    reader->before = reader->batch;
    reader->batch = (struct ArrowArray){ .release = NULL };
    reader->at = 0;
    int error = reader->stream.get_next(&reader->stream, &reader->batch);
    if (error != 0)
        return failed(reader, "its next batch", error, err);
    reader->ended = !reader->batch.release;
    if (!reader->ended) {
        JP_TRY(jp__arrow_lay_out(reader, err));
        JP_TRY(jp__arrow_renew_pairs(reader, err));
    }
    release(&reader->before);
    return reader->ended ? JP_OK : make_room(reader, err);
}

static jp_status report(jp__arrow_reader *reader, jp_error *err)
{
    const jp_fact_table_options *options = &reader->table->options;
    uint64_t rows = reader->row + (uint64_t)reader->at;
    if (!options->on_progress || (!reader->ended && rows - reader->reported < PROGRESS_ROWS))
        return JP_OK;
    reader->reported = rows;
    if (options->on_progress(options->progress_user, rows, 0) == 0)
        return JP_OK;
    return jp__fail(err, JP_ERROR_CANCELLED, "Reading was cancelled after %llu rows.",
                    (unsigned long long)rows);
}

static jp_status next_block(jp__feed *base, jp_error *err)
{
    jp__arrow_reader *reader = &((arrow_feed *)base)->reader;
    if (reader->at == reader->batch.length || !reader->batch.release)
        JP_TRY(next_batch(reader, err));
    base->ended = reader->ended;
    int64_t left = reader->ended ? 0 : reader->batch.length - reader->at;
    if (left > 0) {
        reader->block->first = reader->at;
        reader->block->count = left < JP__ARROW_BLOCK ? (size_t)left : JP__ARROW_BLOCK;
        size_t rows = reader->block->count;
        reader->at += (int64_t)rows;
        base->row = reader->row + (uint64_t)reader->block->first;
        JP_TRY(jp__arrow_load(reader, err));
        JP_TRY(jp__arrow_add(reader, err));
        base->behind = reader->block->count < rows ? reader->block->origin : NULL;
    }
    return report(reader, err);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static void forget_pairs(jp__feed *base)
{
    jp__arrow_forget_pairs(&((arrow_feed *)base)->reader);
}

static jp_status open_stream(jp__arrow_reader *reader, jp_error *err)
{
    JP_TRY(make_block(reader, err));
    return read_schema(reader, err);
}

jp_status jp__feed_of_arrow(const jp_model *model, struct ArrowArrayStream *stream, bool grouped,
                            const jp_fact_table_options *options, jp__feed **feed, jp_error *err)
{
    static const jp__feed_type arrow = { sizeof(arrow_feed), NULL, next_block, forget_pairs, close_stream };
    struct ArrowArrayStream own = { .release = NULL };
    jp__feed *made = NULL;
    if (stream) {
        own = *stream;
        stream->release = NULL;
    }
    jp_status status = check_arguments(model, &own, err);
    if (status == JP_OK)
        status = jp__feed_new(&arrow, model, options, &made, err);
    if (status != JP_OK) {
        release_stream(&own);
        return status;
    }
    jp__arrow_reader *reader = &((arrow_feed *)made)->reader;
    *reader = (jp__arrow_reader){ .table = made->table, .stream = own, .is_grouped = grouped,
                                  .why = JP_ERROR_INIT };
    return jp__feed_give(made, open_stream(reader, err), feed);
}

jp_status jp_fact_table_read_arrow(const jp_model *model, struct ArrowArrayStream *stream,
                                   const jp_fact_table_options *options, jp_fact_table **table, jp_error *err)
{
    jp__feed *feed = NULL;
    if (!table) {
        if (stream)
            release_stream(stream);
        return refuse_argument("table", "NULL", err);
    }
    *table = NULL;
    JP_TRY(jp__feed_of_arrow(model, stream, false, options, &feed, err));
    return jp__feed_read_all(feed, table, err);
}
