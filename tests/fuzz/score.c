/*
 * score.c - any bytes as columns: refused by row, or scored with what must hold of every score
 * (docs/method.md section 9), and the same bits whatever the order of the facts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#define FACTS_MAX 64
#include "fuzz/columns.h"

static void swap_facts(columns *c, size_t a, size_t b)
{
    columns before = *c;
    for (int turn = 0; turn < 2; turn++) {
        size_t to = turn == 0 ? a : b, from = turn == 0 ? b : a;
        c->time_us[to] = before.time_us[from];
        c->recorded_us[to] = before.recorded_us[from];
        c->value[to] = before.value[from];
        c->intensity[to] = before.intensity[from];
        c->kind[to] = before.kind[from];
        c->item[to] = before.item[from];
        c->actor[to] = before.actor[from];
        c->guess[to] = before.guess[from];
        bool valid = (before.value_valid[from / 8] >> (from % 8)) & 1;
        c->value_valid[to / 8] = (uint8_t)((c->value_valid[to / 8] & ~(1u << (to % 8))) |
                                           (unsigned)valid << (to % 8));
    }
}

static void must_be_estimate(jp_estimate e)
{
    MUST(e.value >= 0 && e.value <= 1 && e.coverage >= 0 && e.coverage <= 1);
    MUST(e.low >= 0 && e.low <= e.high && e.high <= 1);
}

static void must_hold(const jp_score *score)
{
    must_be_estimate(jp_score_closure(score));
    must_be_estimate(jp_score_health(score));
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        must_be_estimate(jp_score_factor(score, (jp_factor)f));
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        must_be_estimate(jp_score_dimension(score, (jp_dimension)d));
    for (size_t i = 0; i < jp_model_indicator_count(default_model()); i++) {
        jp_opinion o = jp_score_indicator(score, i);
        MUST(o.level > 0 && o.level < 1 && o.uncertainty > 0 && o.uncertainty <= 1);
        MUST(o.favourable >= 0 && o.adverse >= 0);
        jp_view view = jp_score_belief_gap(score, i);
        MUST(view.difference >= -1 && view.difference <= 1 && view.low <= view.high);
    }
    MUST(jp_score_risk_index(score) >= 0 && jp_score_risk_index(score) <= 1);
    for (int v = 0; v < JP_VERDICT_COUNT; v++) {
        jp_verdict verdict = jp_score_verdict(score, (jp_verdict_line)v);
        MUST(verdict.p >= 0 && verdict.p <= 1);
    }
}

static jp_scorer *the_scorer(void)
{
    static jp_scorer *scorer;
    if (scorer == NULL)
        MUST(jp_scorer_new(default_model(), NULL, &scorer, NULL) == JP_OK);
    return scorer;
}

static double health_of(const columns *c, int64_t as_of_us)
{
    jp_facts facts = facts_of(c);
    const jp_score *score = NULL;
    MUST(jp_scorer_run(the_scorer(), &facts, as_of_us, &score, NULL) == JP_OK);
    must_hold(score);
    return jp_score_health(score).value + jp_score_closure(score).low;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 8)
        return 0;
    columns c = { .count = 0 };
    for (size_t at = 8; at + FACT_BYTES <= size && c.count < FACTS_MAX; at += FACT_BYTES)
        read_fact(&c, c.count++, data + at);
    int64_t as_of = (int64_t)load(data, 8);
    if (as_of % 2 == 0)
        as_of %= 2 * YEARS_US;
    jp_facts facts = facts_of(&c);
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_facts_check(default_model(), &facts, &err);
    if (status != JP_OK) {
        must_explain(status, &err);
        const jp_score *none = NULL;
        MUST(jp_scorer_run(the_scorer(), &facts, as_of, &none, NULL) == status && none == NULL);
        return 0;
    }
    double before = health_of(&c, as_of);
    for (size_t i = 0; i + 1 < c.count; i++)
        swap_facts(&c, i, (i * 7 + 3) % c.count);
    double after = health_of(&c, as_of);
    MUST(memcmp(&before, &after, sizeof before) == 0);
    return 0;
}
