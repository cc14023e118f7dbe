/*
 * many.c - see many.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/many.h"

#include <stdio.h>

#include "score/scorer.h"

/* ---- Portfolios ----------------------------------------------------------------------------- */

static void reserve(many *m, size_t need)
{
    if (need <= m->capacity)
        return;
    m->capacity = 2 * need;
    m->time_us = realloc(m->time_us, m->capacity * sizeof *m->time_us);
    m->recorded_us = realloc(m->recorded_us, m->capacity * sizeof *m->recorded_us);
    m->value = realloc(m->value, m->capacity * sizeof *m->value);
    m->intensity = realloc(m->intensity, m->capacity * sizeof *m->intensity);
    m->kind = realloc(m->kind, m->capacity * sizeof *m->kind);
    m->item = realloc(m->item, m->capacity * sizeof *m->item);
    m->actor = realloc(m->actor, m->capacity);
    m->guess = realloc(m->guess, m->capacity);
    m->value_valid = realloc(m->value_valid, m->capacity / 8 + 1);
}

static void append(many *m, const book *b, size_t i)
{
    reserve(m, m->length + 1);
    size_t k = m->length++;
    m->time_us[k] = b->time_us[i];
    m->recorded_us[k] = b->recorded_us[i];
    m->value[k] = b->value[i];
    m->intensity[k] = b->intensity[i];
    m->kind[k] = b->kind[i];
    m->item[k] = b->item[i];
    m->actor[k] = b->actor[i];
    m->guess[k] = b->guess[i];
    unsigned bit = 1u << k % 8, others = m->value_valid[k / 8] & ~bit;
    m->value_valid[k / 8] = (uint8_t)(others | (jp__bit(b->value_valid, i) ? bit : 0));
}

/* In the order of the book or of time; facts of one time stay in the order of the book. */
static void append_book(many *m, const book *b, bool shuffled)
{
    bool taken[BOOK_MAX] = { false };
    for (size_t n = 0; n < b->length; n++) {
        size_t least = BOOK_MAX;
        for (size_t i = 0; i < b->length; i++)
            if (!taken[i] && (least == BOOK_MAX || (!shuffled && b->time_us[i] < b->time_us[least])))
                least = i;
        taken[least] = true;
        append(m, b, least);
    }
}

static void append_large(many *m, const jp_model *model, size_t large)
{
    book *b = test_malloc(sizeof *b);
    book_open(b, model);
    book_fact(b, 0, "message", JP_CLIENT);
    book_fact(b, 0, "message", JP_SUPPLIER);
    book_value(b, 0, "meeting", JP_SUPPLIER, 45);
    book_rating(b, 0, JP_CLIENT, "pillar.trust", 0.25);
    for (size_t i = 0; i < large; i++) {
        append(m, b, i % 7 % 4);
        m->time_us[m->length - 1] = AS_OF_US - (int64_t)(large - i) * 600000000;
        m->recorded_us[m->length - 1] = m->time_us[m->length - 1];
    }
    test_free(b);
}

static void finish(many *m, size_t skipped)
{
    reserve(m, m->length + 1);
    m->facts = (jp_facts){ .struct_size = sizeof(jp_facts), .offset = skipped, .length = m->length - skipped,
                           .time_us = m->time_us, .kind = m->kind, .actor = m->actor, .value = m->value,
                           .value_valid = m->value_valid, .intensity = m->intensity,
                           .recorded_us = m->recorded_us, .item = m->item, .guess = m->guess };
}

static many *make(const jp_model *model, uint64_t seed, size_t count, size_t most, bool shuffled,
                  size_t skipped, size_t at, size_t large)
{
    many *m = calloc(1, sizeof *m);
    book *b = test_malloc(sizeof *b);
    dice d = { seed };
    m->count = count;
    m->offsets = calloc(count + 1, sizeof *m->offsets);
    reserve(m, skipped + 1);
    memset(m->kind, 0xee, skipped * sizeof *m->kind); /* no fact: looking at one is an error */
    m->length = skipped;
    for (size_t r = 0; r < count; r++) {
        if (r == at) {
            append_large(m, model, large);
        } else {
            roll_book(&d, model, r % 5 == 0 ? 0 : most, b);
            append_book(m, b, shuffled);
        }
        m->offsets[r + 1] = m->length - skipped;
    }
    finish(m, skipped);
    test_free(b);
    return m;
}

many *many_random(const jp_model *model, uint64_t seed, size_t count, size_t most, bool shuffled,
                  size_t skipped)
{
    return make(model, seed, count, most, shuffled, skipped, SIZE_MAX, 0);
}

many *many_with_large(const jp_model *model, uint64_t seed, size_t count, size_t most, size_t at,
                      size_t large)
{
    return make(model, seed, count, most, false, 0, at, large);
}

void many_free(many *m)
{
    free(m->offsets);
    free(m->time_us);
    free(m->recorded_us);
    free(m->value);
    free(m->intensity);
    free(m->kind);
    free(m->item);
    free(m->actor);
    free(m->guess);
    free(m->value_valid);
    free(m);
}

void add_fact(jp_fact_table *facts, const char *supplier, const char *client, const char *kind,
              int64_t time_us)
{
    jp_fact fact = JP_FACT_INIT;
    jp_error err = JP_ERROR_INIT;
    fact.supplier = (jp_text){ supplier, strlen(supplier) };
    fact.client = (jp_text){ client, strlen(client) };
    fact.kind = (jp_text){ kind, strlen(kind) };
    fact.time_us = time_us;
    assert_ok(jp_fact_table_add(facts, &fact, &err), &err);
}

/* ---- What a scorer says --------------------------------------------------------------------- */

/* The row that is looked at, and how many of the columns were. */
typedef struct row {
    const jp_table *table;
    size_t number, columns;
    uint32_t out;
} row;

/* The flags that bring intervals of closure, health and factors. */
#define OF_HEADLINES (JP_OUT_INTERVALS | JP_OUT_HEADLINE_INTERVALS)

jp_column_info column_of(const jp_table *table, const char *name)
{
    size_t index = SIZE_MAX;
    jp_error err = JP_ERROR_INIT;
    jp_column_info info = JP_INFO_INIT(jp_column_info);
    assert_ok(jp_table_find_column(table, name, strlen(name), &index, &err), &err);
    assert_ok(jp_table_column(table, index, &info, &err), &err);
    assert_string_equal(info.name, name);
    return info;
}

static bool present(jp_column_info c, size_t number)
{
    return c.validity == NULL || jp__bit(c.validity, number);
}

static jp_column_info look(row *r, const char *name, jp_column_type type, bool is_there)
{
    jp_column_info c = column_of(r->table, name);
    r->columns++;
    assert_int_equal(c.type, type);
    if (present(c, r->number) != is_there)
        fail_msg("%s of row %zu is %s", name, r->number, is_there ? "missing" : "there");
    return c;
}

static void same_number(row *r, const char *name, bool is_there, double expected)
{
    jp_column_info c = look(r, name, JP_COLUMN_DOUBLE, is_there);
    double got = ((const double *)c.values)[r->number], wanted = is_there ? expected : 0;
    if (memcmp(&got, &wanted, sizeof got) != 0)
        fail_msg("%s of row %zu is %.17g, not %.17g", name, r->number, got, wanted);
}

static void same_whole(row *r, const char *name, jp_column_type type, bool is_there, int64_t expected)
{
    jp_column_info c = look(r, name, type, is_there);
    assert_int_equal(((const int64_t *)c.values)[r->number], is_there ? expected : 0);
}

static void same_flag(row *r, const char *name, bool expected)
{
    jp_column_info c = look(r, name, JP_COLUMN_BOOL, true);
    assert_int_equal(((const uint8_t *)c.values)[r->number], expected);
}

static void same_category(row *r, const char *name, bool is_there, const char *expected)
{
    jp_column_info c = look(r, name, JP_COLUMN_CATEGORY, is_there);
    size_t value = ((const uint8_t *)c.values)[r->number];
    assert_in_range(value, 0, c.category_count - 1);
    if (is_there)
        assert_string_equal(c.categories[value], expected);
}

static const char *joined(const char *one, const char *two, const char *three)
{
    static char names[8][256];
    static unsigned next;
    char made[256]; /* the pieces may be names from here */
    snprintf(made, sizeof made, "%s%s%s", one, two, three);
    return strcpy(names[next++ % 8], made);
}

static void same_estimate(row *r, const char *id, jp_estimate e, uint32_t intervals)
{
    same_number(r, id, true, e.value);
    if (r->out & intervals) {
        same_number(r, joined(id, ".low", ""), true, e.low);
        same_number(r, joined(id, ".high", ""), true, e.high);
    }
    same_number(r, joined(id, ".coverage", ""), true, e.coverage);
}

static void same_headlines(row *r, const jp_score *score)
{
    same_category(r, "status", true, jp_relationship_status_name(jp_score_status(score)));
    same_whole(r, "facts", JP_COLUMN_INT64, true, (int64_t)jp_score_facts(score));
    same_estimate(r, "closure", jp_score_closure(score), OF_HEADLINES);
    same_number(r, "gap", true, jp_score_gap(score));
    same_estimate(r, "health", jp_score_health(score), OF_HEADLINES);
    same_number(r, "risk_index", true, jp_score_risk_index(score));
    same_number(r, "struggle", true, jp_score_struggle(score));
}

static void same_factors(row *r, const jp_score *score)
{
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        same_estimate(r, jp_factor_name((jp_factor)f), jp_score_factor(score, (jp_factor)f), OF_HEADLINES);
    same_number(r, "equation", true, jp_score_equation(score));
    same_number(r, "product", true, jp_score_product(score));
}

/* "cocreation" is a dimension and an indicator of the default model. */
static const char *indicator_name(const jp_model *model, size_t i)
{
    const char *id = model->indicators[i].id;
    return strcmp(id, "cocreation") == 0 ? joined("indicator.", id, "") : id;
}

static void same_indicators(row *r, const jp_score *score, const jp_model *model)
{
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp_opinion opinion = jp_score_indicator(score, i);
        same_number(r, indicator_name(model, i), true, opinion.level);
        same_number(r, joined(indicator_name(model, i), ".uncertainty", ""), true, opinion.uncertainty);
    }
}

static void same_rhythm(row *r, const jp_score *score, jp_side side)
{
    const char *prefix = side == JP_CLIENT ? "rhythm.client" : "rhythm.supplier";
    jp_rhythm x = jp_score_rhythm(score, side);
    same_whole(r, joined(prefix, ".contacts", ""), JP_COLUMN_INT64, true, (int64_t)x.contacts);
    same_whole(r, joined(prefix, ".last", ""), JP_COLUMN_TIME_US, x.has_last, x.last_us);
    same_number(r, joined(prefix, ".mean_gap_days", ""), x.has_mean_gap, x.mean_gap_days);
    same_whole(r, joined(prefix, ".answered", ""), JP_COLUMN_INT64, true, (int64_t)x.answered);
    same_flag(r, joined(prefix, ".open", ""), x.open);
    same_number(r, joined(prefix, ".response_rate", ""), x.has_response_rate, x.response_rate);
    same_number(r, joined(prefix, ".median_response_hours", ""), x.has_median_response,
                x.median_response_hours);
    same_number(r, joined(prefix, ".open_turn_hours", ""), x.open, x.open_turn_hours);
}

static void same_silence(row *r, const jp_score *score, jp_side side)
{
    const char *prefix = side == JP_CLIENT ? "silence.client" : "silence.supplier";
    jp_silence q = jp_score_silence(score, side);
    same_number(r, joined(prefix, ".days", ""), q.logged, q.days);
    same_number(r, joined(prefix, ".score", ""), q.logged, q.score);
    same_flag(r, joined(prefix, ".silent_90", ""), q.silent_90);
}

static void same_gaps(row *r, const jp_score *score, const jp_model *model)
{
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp_view v = jp_score_belief_gap(score, i);
        const char *name = joined("belief_gap.", indicator_name(model, i), "");
        same_number(r, name, v.known, v.difference);
        same_number(r, joined(name, ".sd", ""), v.known, v.sd);
        if (r->out & JP_OUT_INTERVALS) {
            same_number(r, joined(name, ".low", ""), v.known, v.low);
            same_number(r, joined(name, ".high", ""), v.known, v.high);
        }
        same_category(r, joined(name, ".state", ""), v.known, jp_view_state_name(v.state));
    }
}

static void same_verdict(row *r, const jp_score *score)
{
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        jp_verdict v = jp_score_verdict(score, (jp_verdict_line)line);
        const char *name = joined("verdict.", jp_verdict_line_name((jp_verdict_line)line), "");
        same_category(r, name, true, jp_answer_name(v.answer));
        same_number(r, joined(name, ".p", ""), true, v.p);
        same_number(r, joined(name, ".coverage", ""), true, v.coverage);
    }
    jp_endgame end = jp_score_endgame(score);
    same_category(r, "endgame", end != JP_ENDGAME_NONE, jp_endgame_name(end));
    same_whole(r, "compromised", JP_COLUMN_INT64, true, jp_score_compromised(score));
}

static void same_row(row *r, const jp_score *score, const jp_model *model)
{
    const uint32_t out = r->out;
    if (out & JP_OUT_HEADLINES)
        same_headlines(r, score);
    if (out & JP_OUT_FACTORS)
        same_factors(r, score);
    for (int d = 0; (out & JP_OUT_DIMENSIONS) && d < JP_DIMENSION_COUNT; d++)
        same_estimate(r, jp_dimension_name((jp_dimension)d), jp_score_dimension(score, (jp_dimension)d),
                      JP_OUT_INTERVALS);
    if (out & JP_OUT_INDICATORS)
        same_indicators(r, score, model);
    for (int side = 0; (out & JP_OUT_SILENCE) && side < 2; side++)
        same_silence(r, score, (jp_side)side);
    for (int side = 0; (out & JP_OUT_RHYTHM) && side < 2; side++)
        same_rhythm(r, score, (jp_side)side);
    double reciprocity = 0;
    bool mutual = jp_score_reciprocity(score, &reciprocity);
    if (out & JP_OUT_RHYTHM)
        same_number(r, "reciprocity", mutual, reciprocity);
    if (out & JP_OUT_GAPS)
        same_gaps(r, score, model);
    if (out & JP_OUT_VERDICT)
        same_verdict(r, score);
}

void assert_scores(const jp_table *table, size_t first, const jp_model *model, const many *m,
                   int64_t as_of_us, uint32_t out)
{
    jp_scorer *scorer = scorer_for(model);
    assert_int_equal(jp_table_row_count(table), m->count);
    for (size_t i = 0; i < m->count; i++) {
        jp_facts facts = m->facts;
        const jp_score *score = NULL;
        jp_error err = JP_ERROR_INIT;
        row r = { .table = table, .number = i, .out = out };
        facts.offset += (size_t)m->offsets[i];
        facts.length = (size_t)(m->offsets[i + 1] - m->offsets[i]);
        assert_ok(jp__scorer_run(scorer, &facts, as_of_us, &score, &err), &err);
        same_row(&r, score, model);
        assert_int_equal(first + r.columns, jp_table_column_count(table));
    }
    jp_scorer_free(scorer);
}

/* ---- Two tables ----------------------------------------------------------------------------- */

static size_t width_of(jp_column_type type)
{
    return type == JP_COLUMN_DOUBLE ? sizeof(double)
           : type == JP_COLUMN_INT64 || type == JP_COLUMN_TIME_US ? sizeof(int64_t)
                                                                  : 1;
}

void assert_same_table(const jp_table *a, const jp_table *b)
{
    size_t rows = jp_table_row_count(a);
    assert_int_equal(rows, jp_table_row_count(b));
    assert_int_equal(jp_table_column_count(a), jp_table_column_count(b));
    for (size_t i = 0; i < jp_table_column_count(a); i++) {
        jp_column_info x = JP_INFO_INIT(jp_column_info), y = JP_INFO_INIT(jp_column_info);
        assert_int_equal(jp_table_column(a, i, &x, NULL), JP_OK);
        assert_int_equal(jp_table_column(b, i, &y, NULL), JP_OK);
        assert_string_equal(x.name, y.name);
        assert_int_equal(x.type, y.type);
        assert_true((x.validity == NULL) == (y.validity == NULL));
        if (x.validity != NULL)
            assert_memory_equal(x.validity, y.validity, (rows + 7) / 8);
        size_t bytes = x.type == JP_COLUMN_TEXT ? (size_t)x.offsets[rows] : rows * width_of(x.type);
        if (x.type == JP_COLUMN_TEXT)
            assert_memory_equal(x.offsets, y.offsets, (rows + 1) * sizeof *x.offsets);
        if (bytes > 0)
            assert_memory_equal(x.values, y.values, bytes);
    }
}
