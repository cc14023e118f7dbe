/*
 * portfolio.c - any bytes as the columns of several relationships. All of them scored at once have, on the
 * fast path, in whatever threads, the bits of each by itself on the readable path; what one of them is
 * refused for is what all are refused for. And all facts as one relationship, given to a state piece by
 * piece, score as all at once.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define FACTS_MAX 304
#include "fuzz/columns.h"

#define HEAD_BYTES 20
#define SECOND_US INT64_C(1000000)
#define ROWS_MAX (2 * FACTS_MAX + 1)
#define NUMBERS_MAX 2048

/* So many relationships without facts behind the others make it all large enough for the fast path, and for
 * two workers. */
#define FOR_FAST 16
#define FOR_TWO 1024

enum { SORT = 1, WALK = 2, FROM_LATEST = 4, TWO_THREADS = 24 }; /* and 3 bits: the offset of the columns */

typedef struct input {
    columns c;
    size_t first, rows; /* the fact that all begins with; how many relationships */
    uint64_t offsets[ROWS_MAX + 1];
    int64_t as_of_us;
    size_t piece; /* of the state, in facts */
    jp_portfolio_options options;
} input;

/* ---- Bytes ------------------------------------------------------------------------------------ */

static bool within_years(int64_t time_us)
{
    return time_us > -YEARS_US && time_us < YEARS_US;
}

/* Facts that follow each other, as most do: within hours or months, some recorded later. */
static void walk(columns *c, size_t i, const uint8_t *b, bool begins)
{
    int64_t gap_us = (int64_t)load(b, b[3] % 2 == 0 ? 2 : 3) * SECOND_US;
    bool anew = begins || !within_years(c->time_us[i - 1]);
    c->time_us[i] = gap_us + (anew ? INT64_C(1600000000) * SECOND_US : c->time_us[i - 1]);
    c->recorded_us[i] = c->time_us[i] + ((b[10] & 0x40) != 0 ? gap_us : 0);
}

/* 20 bytes: as-of 8, where relationships begin 8, columns of the result 2, flags 1, piece 1. */
static void read_input(input *in, const uint8_t *data, size_t size)
{
    uint64_t begins = load(data + 8, 8), rows = 0;
    uint8_t flags = data[18];
    in->first = flags >> 5;
    for (size_t at = HEAD_BYTES; at + FACT_BYTES <= size && in->c.count < FACTS_MAX; at += FACT_BYTES) {
        size_t i = in->c.count++;
        bool here = i == 0 || (begins >> i % 64 & 1);
        read_fact(&in->c, i, data + at);
        if ((flags & WALK) != 0 && (data[at + 10] & 0x80) == 0)
            walk(&in->c, i, data + at, here);
        bool empty = here && (begins >> (i * 5 + 3) % 64 & 1); /* one without facts before it */
        for (int k = 0; i >= in->first && k < here + empty; k++)
            in->offsets[rows++] = i - in->first;
    }
    in->first = in->first < in->c.count ? in->first : in->c.count;
    in->offsets[0] = 0; /* what the first ones are cut off from */
    in->rows = rows > 0 ? rows : 1;
    in->offsets[in->rows] = in->c.count - in->first;
    in->as_of_us = (int64_t)load(data, 8);
    int64_t latest_us = in->c.count > 0 ? in->c.time_us[in->c.count - 1] : 0;
    if ((flags & FROM_LATEST) != 0 && within_years(latest_us))
        in->as_of_us = latest_us + (int32_t)load(data, 4) * SECOND_US;
    in->piece = 1 + (size_t)data[19];
    in->options = (jp_portfolio_options){ .struct_size = sizeof in->options, .sort = (flags & SORT) != 0,
                                          .threads = (flags & TWO_THREADS) == TWO_THREADS ? 2 : 1,
                                          .out = (uint32_t)load(data + 16, 2) &
                                                 (JP_OUT_ALL | JP_OUT_HEADLINE_INTERVALS) };
}

static jp_facts slice(const input *in, size_t from, size_t to)
{
    jp_facts facts = facts_of(&in->c);
    facts.offset = in->first + from;
    facts.length = to - from;
    return facts;
}

/* ---- A portfolio ------------------------------------------------------------------------------- */

static size_t rows_behind(const input *in)
{
    return in->options.threads == 1 ? FOR_FAST : FOR_TWO;
}

static jp_status score_rows(const input *in, size_t row, size_t rows, bool plain, jp_table **table,
                            jp_error *err)
{
    uint64_t offsets[ROWS_MAX + FOR_TWO + 1];
    size_t more = plain ? 0 : rows_behind(in);
    for (size_t i = 0; i <= rows + more; i++)
        offsets[i] = in->offsets[row + (i < rows ? i : rows)] - in->offsets[row];
    jp_facts facts = slice(in, (size_t)in->offsets[row], (size_t)in->offsets[row + rows]);
    jp_portfolio_options options = in->options;
    options.plain = plain;
    jp_status status = jp_portfolio_score(default_model(), &facts, offsets, rows + more, in->as_of_us,
                                          &options, table, err);
    MUST((status == JP_OK) == (*table != NULL));
    if (status != JP_OK)
        must_explain(status, err);
    return status;
}

static void must_be_row(const jp_table *all, size_t row, const jp_table *alone)
{
    MUST(jp_table_row_count(alone) == 1);
    MUST(jp_table_column_count(all) == jp_table_column_count(alone));
    for (size_t i = 0; i < jp_table_column_count(all); i++) {
        jp_column_info a = JP_INFO_INIT(jp_column_info), b = JP_INFO_INIT(jp_column_info);
        MUST(jp_table_column(all, i, &a, NULL) == JP_OK && jp_table_column(alone, i, &b, NULL) == JP_OK);
        MUST(a.type == b.type && a.type != JP_COLUMN_TEXT && strcmp(a.name, b.name) == 0);
        size_t width = a.type == JP_COLUMN_BOOL || a.type == JP_COLUMN_CATEGORY ? 1 : 8;
        MUST(memcmp((const char *)a.values + row * width, b.values, width) == 0);
        bool a_there = a.validity == NULL || (a.validity[row / 8] >> row % 8 & 1);
        bool b_there = b.validity == NULL || (b.validity[0] & 1);
        MUST(a_there == b_there);
    }
}

/* Each relationship by itself: the rows of `all`, or, where that is NULL, refused as `err` says. */
static void each_alone(const input *in, const jp_table *all, const jp_error *err)
{
    for (size_t row = 0; row < in->rows; row++) {
        jp_table *alone = NULL;
        jp_error own = JP_ERROR_INIT;
        jp_status status = score_rows(in, row, 1, true, &alone, &own);
        if (status == JP_OK && all != NULL)
            must_be_row(all, row, alone);
        jp_table_free(alone);
        if (status == JP_OK)
            continue;
        MUST(all == NULL && own.code == err->code && own.row + in->offsets[row] == err->row);
        return;
    }
    MUST(all != NULL);
}

static void must_score_as_each(const input *in)
{
    jp_table *all = NULL;
    jp_error err = JP_ERROR_INIT;
    score_rows(in, 0, in->rows, false, &all, &err);
    MUST(all == NULL || jp_table_row_count(all) == in->rows + rows_behind(in));
    each_alone(in, all, &err);
    jp_table_free(all);
}

/* ---- A state ----------------------------------------------------------------------------------- */

typedef struct numbers {
    size_t count;
    double of[NUMBERS_MAX];
} numbers;

static void add(numbers *n, double number)
{
    MUST(n->count < NUMBERS_MAX);
    n->of[n->count++] = number;
}

static void add_estimate(numbers *n, jp_estimate e)
{
    add(n, e.value);
    add(n, e.low);
    add(n, e.high);
    add(n, e.coverage);
}

static void add_side(numbers *n, const jp_score *score, jp_side side)
{
    jp_silence silence = jp_score_silence(score, side);
    jp_rhythm rhythm = jp_score_rhythm(score, side);
    add(n, silence.score);
    add(n, silence.days);
    add(n, (double)rhythm.contacts);
    add(n, (double)rhythm.answered);
    add(n, rhythm.mean_gap_days);
    add(n, rhythm.median_response_hours);
    add(n, rhythm.open_turn_hours);
}

static void numbers_of(const jp_score *score, numbers *n)
{
    n->count = 0;
    add_estimate(n, jp_score_closure(score));
    add_estimate(n, jp_score_health(score));
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        add_estimate(n, jp_score_factor(score, (jp_factor)f));
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        add_estimate(n, jp_score_dimension(score, (jp_dimension)d));
    for (size_t i = 0; i < jp_model_indicator_count(default_model()); i++) {
        jp_opinion o = jp_score_indicator(score, i);
        jp_view gap = jp_score_belief_gap(score, i);
        const double all[] = { o.level, o.uncertainty, o.favourable, o.adverse, gap.difference, gap.low,
                               gap.high, gap.p_positive };
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            add(n, all[k]);
    }
    for (int v = 0; v < JP_VERDICT_COUNT; v++)
        add(n, jp_score_verdict(score, (jp_verdict_line)v).p);
    add_side(n, score, JP_CLIENT);
    add_side(n, score, JP_SUPPLIER);
    add(n, jp_score_risk_index(score));
    add(n, (double)jp_score_facts(score));
}

static jp_scorer *a_scorer(jp_scorer **kept)
{
    const jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_ALL };
    if (*kept == NULL)
        MUST(jp_scorer_new(default_model(), &options, kept, NULL) == JP_OK);
    return *kept;
}

static void must_score_as_all_at_once(jp_state *state, const jp_facts *facts, int64_t as_of_us)
{
    static jp_scorer *for_state, *for_all; /* kept: reachable at exit, so no leak */
    static numbers got, expected;
    const jp_score *score = NULL;
    MUST(jp_state_fact_count(state) == facts->length);
    MUST(jp_state_score(state, a_scorer(&for_state), as_of_us, &score, NULL) == JP_OK);
    numbers_of(score, &got);
    MUST(jp_scorer_run(a_scorer(&for_all), facts, as_of_us, &score, NULL) == JP_OK);
    numbers_of(score, &expected);
    MUST(got.count == expected.count && memcmp(got.of, expected.of, got.count * sizeof *got.of) == 0);
}

/* What comes out of a state makes it again. */
static void must_come_out(jp_state *state, const jp_facts *facts, int64_t as_of_us)
{
    jp_state *again = NULL;
    jp_facts out = { .struct_size = sizeof out };
    MUST(jp_state_new(default_model(), NULL, &again, NULL) == JP_OK);
    MUST(jp_state_facts(state, &out, NULL) == JP_OK);
    MUST(jp_state_add(again, &out, NULL) == JP_OK);
    must_score_as_all_at_once(again, facts, as_of_us);
    jp_state_free(again);
}

/* Refused facts are left out, the rest is there piece by piece. */
static void must_follow(const input *in)
{
    jp_state *state = NULL;
    size_t length = in->c.count - in->first, done = 0;
    MUST(jp_state_new(default_model(), NULL, &state, NULL) == JP_OK);
    for (size_t turn = 0; done < length; turn++) {
        size_t end = in->piece < length - done ? done + in->piece : length;
        jp_facts piece = slice(in, done, end), facts = slice(in, 0, end);
        jp_error err = JP_ERROR_INIT;
        jp_status status = jp_facts_check(default_model(), &piece, NULL);
        MUST(jp_state_add(state, &piece, &err) == status);
        if (status != JP_OK) {
            must_explain(status, &err);
            MUST(jp_state_fact_count(state) == done);
            break;
        }
        done = end;
        if (turn % 4 == 0)
            must_score_as_all_at_once(state, &facts, in->c.time_us[in->first + done - 1]);
    }
    jp_facts all = slice(in, 0, done);
    must_score_as_all_at_once(state, &all, in->as_of_us);
    must_score_as_all_at_once(state, &all, INT64_MAX);
    must_come_out(state, &all, in->as_of_us);
    jp_state_free(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static input in; /* large */
    if (size < HEAD_BYTES)
        return 0;
    memset(&in, 0, sizeof in);
    read_input(&in, data, size);
    must_score_as_each(&in);
    must_follow(&in);
    return 0;
}
