/*
 * The whole default model, row by row: one fact of a kind leaves what its rows say, and nothing else.
 * The expected masses are worked out here from the rows as the model's author wrote them.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "evidence/gather.h"

static int open_model(void **state)
{
    (void)state;
    model = default_model();
    return 0;
}

/* Section 1 once more, by the text of the transform; for 0 <= x <= 1. */
static jp__masses said_of(const char *transform, double x)
{
    double h = strchr(transform, ':') != NULL ? strtod(strchr(transform, ':') + 1, NULL) : 0;
    if (strcmp(transform, "one") == 0)
        return (jp__masses){ 1, 1 };
    if (strcmp(transform, "unit") == 0)
        return (jp__masses){ x, x };
    if (strcmp(transform, "split_unit") == 0)
        return (jp__masses){ .favourable = x, .adverse = 1 - x };
    if (strncmp(transform, "hill:", 5) == 0)
        return (jp__masses){ 2 * x / (x + h), 2 * x / (x + h) };
    if (strncmp(transform, "split_late:", 11) == 0)
        return (jp__masses){ .favourable = h / (x + h), .adverse = x / (x + h) };
    assert_int_equal(strncmp(transform, "notice:", 7), 0);
    return (jp__masses){ .favourable = x / (x + h), .adverse = h / (x + h) };
}

/* What one fact of the kind is to leave on each indicator. Returns how many rows say so. */
static size_t expect_of(size_t kind, jp_side actor, double x, double *favourable, double *adverse)
{
    jp_kind_info about = JP_INFO_INIT(jp_kind_info);
    assert_ok(jp_model_kind(model, kind, &about, NULL), NULL);
    double q = about.repeat_q;
    size_t rows = 0;
    for (size_t i = 0; i < jp_model_evidence_count(model); i++) {
        jp_evidence_info row = JP_INFO_INIT(jp_evidence_info);
        assert_ok(jp_model_evidence(model, i, &row, NULL), NULL);
        if (row.kind != kind || row.actor != actor)
            continue;
        jp__masses g = said_of(row.transform, x);
        favourable[row.indicator] += row.favourable * (1 - pow(q, g.favourable)) / (1 - q);
        adverse[row.indicator] += row.adverse * (1 - pow(q, g.adverse)) / (1 - q);
        rows++;
    }
    return rows;
}

static size_t check_kind(size_t kind, jp_side actor, double x)
{
    double *favourable = test_calloc(model->indicator_count, sizeof *favourable);
    double *adverse = test_calloc(model->indicator_count, sizeof *adverse);
    size_t rows = expect_of(kind, actor, x, favourable, adverse);
    jp__fact fact = { .time_us = day(1000), .value = x, .intensity = 1, .kind = (uint16_t)kind,
                      .actor = actor & 1u, .has_value = true };
    jp__tally_clear(&tally);
    jp__tally_add(&tally, model, &fact);
    jp__tally_close(&tally, model, day(1000), NULL, 0);
    for (size_t i = 0; i < model->indicator_count; i++)
        expect_masses(JP__OBSERVED, model->indicators[i].id, favourable[i], adverse[i]);
    test_free(favourable);
    test_free(adverse);
    return rows;
}

static void every_row_of_every_kind_leaves_its_mass(void **state)
{
    (void)state;
    static const double values[] = { 0.25, 1 };
    for (size_t v = 0; v < JP__COUNT(values); v++) {
        size_t rows = 0;
        for (size_t kind = 0; kind < jp_model_kind_count(model); kind++)
            for (jp_side actor = JP_CLIENT; actor <= JP_SUPPLIER; actor++)
                rows += check_kind(kind, actor, values[v]);
        assert_int_equal(rows, jp_model_evidence_count(model));
    }
}

static void every_indicator_can_be_rated_and_guessed_by_both(void **state)
{
    (void)state;
    for (size_t i = 0; i < model->indicator_count; i++) {
        const char *item = model->indicators[i].id;
        facts.length = 0;
        book_rating(&facts, 0, JP_CLIENT, item, 1);
        book_rating(&facts, 0, JP_SUPPLIER, item, 0.75);
        book_guess(&facts, 0, JP_CLIENT, item, 0.5);
        book_guess(&facts, 0, JP_SUPPLIER, item, 0.25);
        gather_at(0);
        bool harm = model->indicators[i].harm;
        expect_masses(JP__SAID_BY_CLIENT, item, harm ? 0 : 4, harm ? 4 : 0);
        expect_masses(JP__SAID_BY_SUPPLIER, item, harm ? 1 : 3, harm ? 3 : 1);
        expect_masses(JP__GUESSED_BY_CLIENT, item, 2, 2);
        expect_masses(JP__GUESSED_BY_SUPPLIER, item, harm ? 3 : 1, harm ? 1 : 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_row_of_every_kind_leaves_its_mass),
        TEST(every_indicator_can_be_rated_and_guessed_by_both),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
