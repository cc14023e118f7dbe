/*
 * scoring.c - all relationships scored, block by block, by the library's batch engine.
 *
 * A block is a row of relationships one behind the other in the table of facts, so that its facts are one
 * slice of the columns; those that are not meant are passed over afterwards. Results of a block are read
 * into headlines and given back before the next one, which keeps memory small.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "headline.h"

#define BLOCK 16384 /* relationships at most */
#define GAP 256     /* so many that are not meant may stand between two that are */

#define OUT (JP_OUT_HEADLINES | JP_OUT_FACTORS | JP_OUT_DIMENSIONS | JP_OUT_INDICATORS | JP_OUT_SILENCE)

typedef struct block {
    const session *s;
    const harms *harms;
    headline *headlines;
    size_t place, end;   /* of the chosen relationships */
    uint32_t first;      /* relationship of the table */
    size_t count;
    uint64_t *offsets;   /* BLOCK + 1 */
} block;

/* ---- Columns into headlines ------------------------------------------------------------------- */

/* Where the numbers of a headline stand. */
static const struct {
    const char *column;
    size_t at;
} numbers[] = {
    { "closure", offsetof(headline, closure.value) },
    { "closure.low", offsetof(headline, closure.low) },
    { "closure.high", offsetof(headline, closure.high) },
    { "closure.coverage", offsetof(headline, closure.coverage) },
    { "gap", offsetof(headline, gap) },
    { "health", offsetof(headline, health.value) },
    { "health.low", offsetof(headline, health.low) },
    { "health.high", offsetof(headline, health.high) },
    { "health.coverage", offsetof(headline, health.coverage) },
    { "risk_index", offsetof(headline, risk) },
    { "struggle", offsetof(headline, struggle) },
    { "engage", offsetof(headline, factor[JP_ENGAGE]) },
    { "excite", offsetof(headline, factor[JP_EXCITE]) },
    { "conversation", offsetof(headline, factor[JP_CONVERSATION]) },
    { "caring", offsetof(headline, factor[JP_CARING]) },
    { "equation", offsetof(headline, equation) },
    { "suffering", offsetof(headline, suffering) },
    { "control", offsetof(headline, control) },
    { "resignation", offsetof(headline, resignation) },
    { "silence.client.days", offsetof(headline, silence_days[JP_CLIENT]) },
    { "silence.supplier.days", offsetof(headline, silence_days[JP_SUPPLIER]) },
};

/* False, and nothing is found, where the table lacks it: intervals that were not asked for. */
static bool find(const jp_table *table, const char *name, jp_column_info *column)
{
    size_t index;
    *column = (jp_column_info)JP_INFO_INIT(jp_column_info);
    return jp_table_find_column(table, name, strlen(name), &index, NULL) == JP_OK &&
           jp_table_column(table, index, column, NULL) == JP_OK;
}

static bool is_there(const jp_column_info *column, size_t row)
{
    return column->validity == NULL || (column->validity[row / 8] >> row % 8 & 1);
}

/* The row of the table for a place. */
static size_t row_of(const block *b, size_t place)
{
    return b->s->chosen[place] - b->first;
}

static void take_number(const block *b, const jp_table *table, const char *name, size_t at)
{
    jp_column_info column;
    if (!find(table, name, &column))
        return;
    for (size_t place = b->place; place < b->end; place++)
        memcpy((char *)&b->headlines[place] + at, (const double *)column.values + row_of(b, place),
               sizeof(double));
}

static void take_silence(const block *b, const jp_table *table, jp_side side)
{
    jp_column_info days, silent;
    if (!find(table, side == JP_CLIENT ? "silence.client.days" : "silence.supplier.days", &days) ||
        !find(table, side == JP_CLIENT ? "silence.client.silent_90" : "silence.supplier.silent_90", &silent))
        return;
    for (size_t place = b->place; place < b->end; place++) {
        b->headlines[place].logged[side] = is_there(&days, row_of(b, place));
        b->headlines[place].silent_90[side] = ((const uint8_t *)silent.values)[row_of(b, place)] != 0;
    }
}

/* Indicators stand behind the last dimension in the order of the model, two columns each. */
static void take_harms(const block *b, const jp_table *table)
{
    size_t last;
    if (jp_table_find_column(table, "pledge.coverage", strlen("pledge.coverage"), &last, NULL) != JP_OK)
        return;
    for (size_t i = 0; i < b->harms->count; i++) {
        jp_column_info level = JP_INFO_INIT(jp_column_info), uncertainty = level;
        size_t column = last + 1 + 2 * (size_t)b->harms->indicators[i];
        if (jp_table_column(table, column, &level, NULL) != JP_OK ||
            jp_table_column(table, column + 1, &uncertainty, NULL) != JP_OK)
            return;
        for (size_t place = b->place; place < b->end; place++)
            judge_harm(&b->headlines[place], b->harms->indicators[i],
                       ((const double *)level.values)[row_of(b, place)],
                       ((const double *)uncertainty.values)[row_of(b, place)]);
    }
}

static void take_numbers(const block *b, const jp_table *table)
{
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        take_number(b, table, numbers[i].column, numbers[i].at);
}

static void take_headlines(const block *b, const jp_table *table)
{
    jp_column_info status, facts;
    bool known = find(table, "status", &status) && find(table, "facts", &facts);
    for (size_t place = b->place; known && place < b->end; place++) {
        b->headlines[place] = (headline){ .place = (uint32_t)place, .closure.high = 1, .health.high = 1 };
        b->headlines[place].status = ((const uint8_t *)status.values)[row_of(b, place)];
        b->headlines[place].facts = (size_t)((const int64_t *)facts.values)[row_of(b, place)];
    }
    take_numbers(b, table);
    take_silence(b, table, JP_CLIENT);
    take_silence(b, table, JP_SUPPLIER);
    take_harms(b, table);
}

/* ---- Blocks ------------------------------------------------------------------------------------ */

static int draw_progress(void *user, uint64_t done, uint64_t total)
{
    const block *b = user;
    double share = total > 0 ? (double)done / (double)total : 1;
    console_progress(b->s->con, "scoring", b->place + (uint64_t)(share * (double)(b->end - b->place)),
                     b->s->chosen_count);
    return 0;
}

/* The next block: from the first place that is left up to as many as fit. */
static void cut(block *b)
{
    const uint32_t *chosen = b->s->chosen;
    b->place = b->end++;
    b->first = chosen[b->place];
    while (b->end < b->s->chosen_count && chosen[b->end] - chosen[b->end - 1] <= GAP &&
           chosen[b->end] - b->first < BLOCK)
        b->end++;
    b->count = chosen[b->end - 1] - b->first + 1;
}

/* The facts of a block as one slice, with its offsets. */
static jp_status gather(const block *b, jp_facts *facts, jp_error *err)
{
    jp_relationship r = { .struct_size = sizeof r };
    b->offsets[0] = 0;
    for (size_t i = 0; i < b->count; i++) {
        jp_status status = jp_fact_table_relationship(b->s->table, b->first + i, &r, err);
        if (status != JP_OK)
            return status;
        if (i == 0)
            *facts = r.facts;
        b->offsets[i + 1] = b->offsets[i] + r.facts.length;
    }
    facts->length = (size_t)b->offsets[b->count];
    return JP_OK;
}

/* Intervals are dear, and only those of closure and health are shown. */
static jp_status score_block(block *b, bool intervals, jp_error *err)
{
    const jp_portfolio_options options = { .struct_size = sizeof options,
                                           .out = OUT | (intervals ? JP_OUT_HEADLINE_INTERVALS : 0),
                                           .on_progress = draw_progress, .progress_user = b };
    jp_facts facts = { .struct_size = sizeof facts };
    jp_table *table = NULL;
    jp_status status = gather(b, &facts, err);
    if (status == JP_OK)
        status = jp_portfolio_score(b->s->model, &facts, b->offsets, b->count, b->s->as_of_us, &options,
                                    &table, err);
    if (status == JP_OK)
        take_headlines(b, table);
    jp_table_free(table);
    return status;
}

exit_status headlines_score(const session *s, bool intervals, headline *headlines)
{
    jp_error err = JP_ERROR_INIT;
    jp_status status = JP_OK;
    harms h = { NULL, 0 };
    block b = { .s = s, .harms = &h, .headlines = headlines };
    b.offsets = malloc((BLOCK + 1) * sizeof b.offsets[0]);
    bool room = find_harms(s->model, &h) && b.offsets != NULL;
    while (room && status == JP_OK && b.end < s->chosen_count) {
        cut(&b);
        status = score_block(&b, intervals, &err);
    }
    console_clear(s->con);
    free(b.offsets);
    free(h.indicators);
    if (!room) {
        console_error(s->con, "out of memory");
        return STATUS_IO;
    }
    return status == JP_OK ? STATUS_OK : console_failure(s->con, s->input, &err);
}
