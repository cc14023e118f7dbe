/*
 * pair.c - see pair.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "kernel/pair.h"

#include "score/outcome.h"

static outcome plain_outcome, fast_outcome;

void pair_open(pair *p, const jp_model *model, uint32_t want, size_t facts, size_t tray)
{
    jp_scorer_options options = { .struct_size = sizeof options, .want = want };
    jp_error err = JP_ERROR_INIT;
    *p = (pair){ .taken = 0 };
    assert_ok(jp_scorer_new(model, &options, &p->plain, &err), &err);
    assert_ok(jp_scorer_new(model, &options, &p->fast, &err), &err);
    assert_ok(jp__kernel_new(model, NULL, facts, tray, &p->kernel, &err), &err);
}

void pair_close(pair *p)
{
    jp_scorer_free(p->plain);
    jp_scorer_free(p->fast);
    jp__kernel_free(p->kernel);
}

static void require_same(const jp_model *model, const jp_scorer *plain, const jp_scorer *fast)
{
    assert_int_equal(plain->rhythm.walk.next, fast->rhythm.walk.next);
    for (int source = 0; source < JP__SOURCE_COUNT; source++)
        for (size_t i = 0; i < model->indicator_count; i++) {
            const jp__masses *a = &plain->tally.masses[source][i], *b = &fast->tally.masses[source][i];
            if (memcmp(a, b, sizeof *a) != 0)
                fail_msg("source %d, %s: %a %a, not %a %a", source, model->indicators[i].id, b->favourable,
                         b->adverse, a->favourable, a->adverse);
        }
    outcome_of(&plain->score, &plain_outcome);
    outcome_of(&fast->score, &fast_outcome);
    assert_int_equal(plain_outcome.length, fast_outcome.length);
    for (size_t i = 0; i < plain_outcome.length; i++)
        if (memcmp(&plain_outcome.number[i], &fast_outcome.number[i], sizeof(double)) != 0)
            fail_msg("number %zu is %.17g, not %.17g", i, fast_outcome.number[i], plain_outcome.number[i]);
}

void pair_compare(pair *p, const jp_facts *facts, int64_t as_of_us)
{
    const jp_score *score = NULL;
    jp_error err = JP_ERROR_INIT;
    jp__kernel_fill(p->kernel, p->fast, as_of_us);
    assert_ok(jp__scorer_run(p->plain, facts, as_of_us, &score, &err), &err);
    require_same(p->plain->model, p->plain, p->fast);
}
