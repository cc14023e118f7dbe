/*
 * stream.c - facts in, scores out, a batch at a time.
 *
 * The facts of relationships that have ended, and of the one that has not, stand in a fact table of
 * their own, in the order in which they came. When enough have ended they are scored and forgotten; of
 * each only a hash stays, to notice if it comes again.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <string.h>

#include "facts/feed.h"
#include "portfolio/arrow_out.h"
#include "portfolio/batch.h"
#include "portfolio/ended.h"

/* A batch of results has at most so many rows, and is made when so many facts wait for each thread: what has
 * just been read is scored before it has left the nearer caches. */
#define ROWS_MAX ((size_t)8192)
#define FACTS_ENOUGH ((size_t)1 << 16)

typedef struct score_stream {
    jp_allocator allocator;
    jp__feed *feed;
    jp_portfolio_options options;
    int64_t as_of_us;
    jp_table *none;       /* a table without rows: the schema */
    jp__crew crew;        /* kept from batch to batch */
    jp__ended ended;
    uint64_t *offsets;    /* where each relationship that waits begins, and the open one ends */
    uint32_t *relations;  /* their numbers in the fact table */
    size_t offset_capacity, relation_capacity;
    size_t count;         /* of relationships, the open one included */
    size_t looked_at;     /* facts of the table that belong to one of them */
    jp_status status;     /* of what failed; from then on it fails again */
    jp_error err;
} score_stream;

static const jp__relation *relation_of(const score_stream *s, size_t row)
{
    return &s->feed->table->relations.items[s->relations[row]];
}

static jp_text supplier_of(const void *user, size_t row)
{
    return jp__relation_supplier(relation_of(user, row));
}

static jp_text client_of(const void *user, size_t row)
{
    return jp__relation_client(relation_of(user, row));
}

/* ---- Facts in ------------------------------------------------------------------------------ */

/* `fact` is of the piece that was pulled last. */
static jp_status refuse_order(const score_stream *s, size_t fact, const char *field, const char *words,
                              jp_error *err)
{
    const jp__feed *feed = s->feed;
    size_t of_piece = fact - s->looked_at, behind = feed->behind ? feed->behind[of_piece] : of_piece;
    bool has_lines = feed->line > 0;
    uint64_t line = feed->line + behind, row = feed->row + behind;
    jp__where where = { has_lines ? JP_NO_ROW : row, has_lines ? line : 0, 0, field };
    if (has_lines)
        return jp__fail_at(err, JP_ERROR_VALUE, where, "Line %llu %s", (unsigned long long)line, words);
    return jp__fail_at(err, JP_ERROR_VALUE, where, "Row %llu of the stream %s", (unsigned long long)row,
                       words);
}

static jp_status grow_lists(score_stream *s, jp_error *err)
{
    void *offsets = s->offsets, *relations = s->relations;
    jp_status status =
        jp__grow(&s->allocator, &offsets, &s->offset_capacity, s->count + 2, sizeof *s->offsets, err);
    s->offsets = offsets;
    JP_TRY(status);
    status =
        jp__grow(&s->allocator, &relations, &s->relation_capacity, s->count + 1, sizeof *s->relations, err);
    s->relations = relations;
    return status;
}

/* With `fact` another relationship begins: the open one has ended, and must not come again. */
static jp_status begin_relationship(score_stream *s, size_t fact, uint32_t relation, jp_error *err)
{
    JP_TRY(grow_lists(s, err));
    if (s->count > 0) {
        jp__ended_key open =
            jp__ended_key_of(&s->ended, supplier_of(s, s->count - 1), client_of(s, s->count - 1));
        JP_TRY(jp__ended_add(&s->ended, &s->allocator, open, err));
    }
    s->relations[s->count] = relation;
    jp__ended_key key = jp__ended_key_of(&s->ended, supplier_of(s, s->count), client_of(s, s->count));
    if (jp__ended_has(&s->ended, key))
        return refuse_order(s, fact, "client",
                            "belongs to a relationship that has ended before: give facts grouped by "
                            "relationship, such as ordered by supplier, client and time.", err);
    s->offsets[s->count++] = fact;
    return JP_OK;
}

/* Looks at the facts that were read since, in their order. */
static jp_status look_at(score_stream *s, jp_error *err)
{
    const jp__columns *columns = &s->feed->table->columns;
    const uint32_t *relation = columns->column[JP__COLUMN_RELATION].data;
    const int64_t *time_us = columns->column[JP__COLUMN_TIME].data;
    for (size_t k = s->looked_at; k < columns->count; k++) {
        if (k == 0 || relation[k] != relation[k - 1])
            JP_TRY(begin_relationship(s, k, relation[k], err));
        else if (time_us[k] < time_us[k - 1] && !s->options.sort)
            return refuse_order(s, k, "time",
                                "is earlier than the one before it in its relationship: give facts in "
                                "order of time, or ask for sorting.", err);
    }
    s->looked_at = columns->count;
    return JP_OK;
}

/* Relationships that nothing can be added to any more. */
static size_t waiting(const score_stream *s)
{
    return s->feed->ended || s->count == 0 ? s->count : s->count - 1;
}

static jp_status read_enough(score_stream *s, jp_error *err)
{
    size_t enough = s->options.threads * FACTS_ENOUGH;
    while (!s->feed->ended) {
        size_t rows = waiting(s), facts = rows == 0 ? 0 : (size_t)s->offsets[s->count - 1];
        if (rows > ROWS_MAX - JP__FEED_PIECE || facts >= enough)
            return JP_OK;
        JP_TRY(jp__feed_next(s->feed, err));
        JP_TRY(look_at(s, err));
    }
    return JP_OK;
}

/* ---- Scores out ---------------------------------------------------------------------------- */

static jp_status score(score_stream *s, size_t rows, jp_table **table, jp_error *err)
{
    jp_fact_table *facts = s->feed->table;
    const jp_facts all = jp__columns_view(&facts->columns, 0, (size_t)s->offsets[rows]);
    const jp__parties parties = { s, supplier_of, client_of };
    jp__batch batch = { .model = facts->model, .facts = &all, .offsets = s->offsets, .row_count = rows,
                        .as_of_us = s->as_of_us, .checked = true, .parties = &parties,
                        .crew = &s->crew, .options = s->options };
    return jp__batch_score(&batch, table, err);
}

/* Keeps of all relationships only the open one. */
static jp_status forget_relations(score_stream *s, bool is_open, jp_error *err)
{
    jp__relations *relations = &s->feed->table->relations;
    char text[2 * JP__ID_MAX];
    uint32_t number = 0;
    jp__relation open = { NULL, 0, 0 };
    if (is_open) {
        open = *relation_of(s, s->count - 1);
        memcpy(text, open.text, (size_t)open.supplier_length + open.client_length);
    }
    uint64_t seed = relations->seed;
    jp__relations_free(relations, &s->allocator);
    relations->seed = seed;
    jp__feed_forgot(s->feed);
    if (!is_open)
        return JP_OK;
    jp__pair pair = { .supplier = { text, open.supplier_length },
                      .client = { text + open.supplier_length, open.client_length } };
    return jp__relations_intern(relations, &s->allocator, &pair, 1, 0, &number, err);
}

/* Forgets the first `rows` relationships, which are all but the open one, if there is one. */
static jp_status forget(score_stream *s, size_t rows, jp_error *err)
{
    jp__columns *columns = &s->feed->table->columns;
    size_t facts = (size_t)s->offsets[rows];
    bool is_open = rows < s->count;
    JP_TRY(forget_relations(s, is_open, err));
    jp__columns_drop(columns, facts);
    uint32_t *relation = columns->column[JP__COLUMN_RELATION].data;
    for (size_t k = 0; k < columns->count; k++)
        relation[k] = 0;
    s->looked_at = columns->count;
    s->count = is_open;
    s->offsets[0] = 0;
    s->relations[0] = 0;
    return JP_OK;
}

/* The next table of results, or NULL at the end. */
static jp_status next_table(score_stream *s, jp_table **table, jp_error *err)
{
    *table = NULL;
    JP_TRY(read_enough(s, err));
    size_t rows = waiting(s);
    if (rows == 0)
        return JP_OK;
    if (rows == s->count)
        s->offsets[rows] = s->looked_at;
    JP_TRY(score(s, rows, table, err));
    jp_status status = forget(s, rows, err);
    if (status != JP_OK) {
        jp_table_free(*table);
        *table = NULL;
    }
    return status;
}

/* ---- The stream ---------------------------------------------------------------------------- */

static int number_of(jp_status status)
{
    switch ((int)status) {
    case JP_OK: return 0;
    case JP_ERROR_MEMORY: return ENOMEM;
    case JP_ERROR_IO: return EIO;
    case JP_ERROR_CANCELLED: return ECANCELED;
    default: return EINVAL;
    }
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    score_stream *s = stream->private_data;
    if (jp__export_schema(s->none, true, out))
        return 0;
    (void)jp__no_memory(&s->err);
    return ENOMEM;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    score_stream *s = stream->private_data;
    jp_table *table = NULL;
    *out = (struct ArrowArray){ .release = NULL };
    if (s->status == JP_OK)
        s->status = next_table(s, &table, &s->err);
    if (s->status == JP_OK && table && !jp__export_array(table, out))
        s->status = jp__no_memory(&s->err);
    jp_table_free(table);
    return number_of(s->status);
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const score_stream *s = stream->private_data;
    return s->err.message[0] != '\0' ? s->err.message : NULL;
}

static void free_stream(score_stream *s)
{
    jp_allocator a = s->allocator;
    jp_table_free(s->none);
    jp__crew_free(&s->crew, &a);
    jp__feed_free(s->feed);
    jp__ended_free(&s->ended, &a);
    jp__free(&a, s->offsets, s->offset_capacity, sizeof *s->offsets);
    jp__free(&a, s->relations, s->relation_capacity, sizeof *s->relations);
    jp__free(&a, s, 1, sizeof *s);
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
    free_stream(stream->private_data);
}

/* ---- Made of a feed --------------------------------------------------------------------------- */

static jp_status refuse_null(const char *name, jp_error *err)
{
    return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", name);
}

/* Takes the feed over, also if it fails. The reader tells of progress, so scoring does not. */
static jp_status make_stream(jp__feed *feed, int64_t as_of_us, const jp_portfolio_options *options,
                             struct ArrowArrayStream *out, jp_error *err)
{
    jp_allocator a = feed->allocator;
    score_stream *s = jp__calloc(&a, 1, sizeof *s);
    if (!s) {
        jp__feed_free(feed);
        return jp__no_memory(err);
    }
    *s = (score_stream){ .allocator = a, .feed = feed, .options = *options, .as_of_us = as_of_us,
                         .err = JP_ERROR_INIT };
    s->options.allocator = &s->allocator;
    s->options.on_progress = NULL;
    s->ended.seed = (uint64_t)(uintptr_t)s * UINT64_C(0x9e3779b97f4a7c15);
    jp_status status = jp_fact_table_score(feed->table, as_of_us, &s->options, &s->none, err);
    if (status == JP_OK)
        *out = (struct ArrowArrayStream){ get_schema, get_next, get_last_error, release_stream, s };
    else
        free_stream(s);
    return status;
}

/* What the reader is told: what is expected in all is not what is held. */
static jp_status reading_options(const jp_fact_table_options *given, const jp_portfolio_options *scores,
                                 jp_fact_table_options *reading, jp_portfolio_options *options, jp_error *err)
{
    JP_TRY(jp__portfolio_options(scores, options, err));
    JP_TRY(jp__fact_table_options(given, reading, err));
    reading->allocator = options->allocator;
    reading->expected_facts = 0;
    return JP_OK;
}

jp_status jp_portfolio_stream(const jp_model *model, struct ArrowArrayStream *in,
                              const jp_fact_table_options *given, int64_t as_of_us,
                              const jp_portfolio_options *scores, struct ArrowArrayStream *out, jp_error *err)
{
    jp_portfolio_options options;
    jp_fact_table_options reading;
    jp__feed *feed = NULL;
    jp_status status = !model || !in || !out ? refuse_null(!model ? "model" : !in ? "in" : "out", err)
                                             : reading_options(given, scores, &reading, &options, err);
    if (status != JP_OK) {
        if (in && in->release) {
            in->release(in);
            in->release = NULL;
        }
        return status;
    }
    JP_TRY(jp__feed_of_arrow(model, in, true, &reading, &feed, err));
    return make_stream(feed, as_of_us, &options, out, err);
}

static jp_status stream_text(const jp__feed_type *type, const jp_model *model, jp_read_fn read,
                             void *read_user, const jp_fact_table_options *given, int64_t as_of_us,
                             const jp_portfolio_options *scores, struct ArrowArrayStream *out, jp_error *err)
{
    jp_portfolio_options options;
    jp_fact_table_options reading;
    jp__feed *feed = NULL;
    if (!model || !out)
        return refuse_null(!model ? "model" : "out", err);
    JP_TRY(reading_options(given, scores, &reading, &options, err));
    JP_TRY(jp__feed_of_text(type, model, read, read_user, &reading, &feed, err));
    return make_stream(feed, as_of_us, &options, out, err);
}

jp_status jp_portfolio_stream_csv(const jp_model *model, jp_read_fn read, void *read_user,
                                  const jp_fact_table_options *reading, int64_t as_of_us,
                                  const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                  jp_error *err)
{
    return stream_text(&jp__feed_csv, model, read, read_user, reading, as_of_us, options, out, err);
}

jp_status jp_portfolio_stream_jsonl(const jp_model *model, jp_read_fn read, void *read_user,
                                    const jp_fact_table_options *reading, int64_t as_of_us,
                                    const jp_portfolio_options *options, struct ArrowArrayStream *out,
                                    jp_error *err)
{
    return stream_text(&jp__feed_jsonl, model, read, read_user, reading, as_of_us, options, out, err);
}
