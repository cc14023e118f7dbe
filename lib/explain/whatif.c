/*
 * whatif.c - the score without some facts, or with more: exact re-scoring (section 7).
 *
 * What is seen is already checked and in order: leaving facts out keeps the order, and added ones
 * are merged in. The facts before the first that is left out or added are walked once. The result is, bit for
 * bit, that of scoring the other set of facts from scratch.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "explain/explain.h"

void jp__fill_values(jp_explainer *x, int64_t as_of_us)
{
    uint32_t want = x->scorer->want;
    x->scorer->want = JP_WANT_VALUES;
    jp__scorer_fill(x->scorer, as_of_us);
    x->scorer->want = want;
}

jp_status jp__score_values(jp_explainer *x, int64_t as_of_us, jp_error *err)
{
    JP_TRY(jp__scorer_gather(x->scorer, as_of_us, err));
    jp__fill_values(x, as_of_us);
    return JP_OK;
}

/* Goes on with the walk, over all that is seen now. */
static jp_status score_rest(jp_explainer *x, int64_t as_of_us, double *closure, double *health, jp_error *err)
{
    jp_scorer *scorer = x->scorer;
    JP_TRY(jp__scorer_walk(scorer, scorer->seen.count, err));
    jp__scorer_close(scorer, as_of_us);
    jp__fill_values(x, as_of_us);
    *closure = scorer->score.closure.value;
    *health = scorer->score.health.value;
    return JP_OK;
}

/* The score of what is seen; the walk over the first `common` facts is kept. */
static jp_status score_before(jp_explainer *x, size_t common, int64_t as_of_us, jp_delta *delta,
                              jp_error *err)
{
    jp_scorer *scorer = x->scorer;
    uint32_t want = scorer->want;
    scorer->want = JP_WANT_VALUES;
    jp__scorer_start(scorer);
    scorer->want = want;
    JP_TRY(jp__scorer_walk(scorer, common, err));
    jp__scorer_keep(scorer, &x->kept);
    return score_rest(x, as_of_us, &delta->closure_before, &delta->health_before, err);
}

/* The score of what is seen now, which has not changed before where the walk was kept. */
static jp_status score_after(jp_explainer *x, int64_t as_of_us, jp_delta *delta, jp_error *err)
{
    jp__scorer_resume(x->scorer, &x->kept);
    JP_TRY(score_rest(x, as_of_us, &delta->closure_after, &delta->health_after, err));
    delta->closure = delta->closure_after - delta->closure_before;
    delta->health = delta->health_after - delta->health_before;
    return JP_OK;
}

/* The number of entries of the ascending rows that are below `row`. */
static size_t rows_below(const uint64_t *rows, size_t count, uint64_t row)
{
    size_t low = 0;
    while (count > 0) {
        size_t half = count / 2;
        bool below = rows[low + half] < row;
        low += below ? half + 1 : 0;
        count = below ? count - half - 1 : half;
    }
    return low;
}

static bool is_listed(const uint64_t *rows, size_t row_count, uint64_t row)
{
    size_t place = rows_below(rows, row_count, row);
    return place < row_count && rows[place] == row;
}

/* How many facts are seen before the first that is to be left out. */
static size_t before_listed(const jp__seen *seen, const uint64_t *rows, size_t row_count)
{
    size_t count = 0;
    while (count < seen->count && !is_listed(rows, row_count, seen->facts[count].row))
        count++;
    return count;
}

static void leave_out(jp__seen *seen, size_t first, const uint64_t *rows, size_t row_count)
{
    size_t kept = first;
    for (size_t i = first; i < seen->count; i++)
        if (!is_listed(rows, row_count, seen->facts[i].row))
            seen->facts[kept++] = seen->facts[i];
    seen->count = kept;
}

static jp_status check_rows(const uint64_t *rows, size_t count, size_t length, jp_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i] >= length || (i > 0 && rows[i] <= rows[i - 1]))
            return jp__fail_at(err, JP_ERROR_ARGUMENT, (jp__where){ rows[i], 0, 0, "rows" },
                               "Argument 'rows' must hold ascending numbers of the %zu facts, got "
                               "%llu at place %zu.",
                               length, (unsigned long long)rows[i], i);
    return JP_OK;
}

static jp_status null_argument(const char *name, jp_error *err)
{
    return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", name);
}

jp_status jp_explainer_without(jp_explainer *x, const jp_facts *facts, int64_t as_of_us,
                               const uint64_t *rows, size_t row_count, jp_delta *delta,
                               jp_error *err)
{
    if (x == NULL || facts == NULL || delta == NULL || (rows == NULL && row_count > 0))
        return null_argument(x == NULL ? "explainer" : facts == NULL ? "facts"
                             : delta == NULL                         ? "delta"
                                                                     : "rows", err);
    JP_TRY(check_rows(rows, row_count, facts->length, err));
    JP_TRY(jp_facts_check(x->scorer->model, facts, err));
    JP_TRY(jp__scorer_see(x->scorer, facts, as_of_us, err));
    jp_delta d;
    size_t common = before_listed(&x->scorer->seen, rows, row_count);
    JP_TRY(score_before(x, common, as_of_us, &d, err));
    leave_out(&x->scorer->seen, common, rows, row_count);
    JP_TRY(score_after(x, as_of_us, &d, err));
    *delta = d;
    return JP_OK;
}

static const jp_facts no_ids = { .struct_size = sizeof(jp_facts) };

/* How many facts are seen before the first of the added ones, in the canonical order. */
static size_t before_added(const jp__seen *seen, const jp__seen *added, const jp_model *model)
{
    size_t count = seen->count;
    while (count > 0 && added->count > 0 &&
           jp__fact_compare(model, &no_ids, &seen->facts[count - 1], &added->facts[0]) > 0)
        count--;
    return count;
}

/* Merges the added facts into what is seen, from the back, in place. Facts that differ in nothing
 * but their ids are alike to every score, so ids need not be compared. */
static void merge_added(jp__seen *seen, const jp__seen *added, const jp_model *model)
{
    size_t i = seen->count, j = added->count, k = i + j;
    while (j > 0)
        if (i > 0 && jp__fact_compare(model, &no_ids, &seen->facts[i - 1], &added->facts[j - 1]) > 0)
            seen->facts[--k] = seen->facts[--i];
        else
            seen->facts[--k] = added->facts[--j];
    seen->count += added->count;
}

jp_status jp_explainer_with(jp_explainer *x, const jp_facts *facts, const jp_facts *added,
                            int64_t as_of_us, jp_delta *delta, jp_error *err)
{
    if (x == NULL || delta == NULL)
        return null_argument(x == NULL ? "explainer" : "delta", err);
    jp_scorer *scorer = x->scorer;
    JP_TRY(jp_facts_check(scorer->model, facts, err));
    JP_TRY(jp_facts_check(scorer->model, added, err));
    JP_TRY(jp__scorer_see(scorer, facts, as_of_us, err));
    JP_TRY(jp__seen_gather(&x->added, &x->allocator, scorer->model, added, as_of_us, err));
    JP_TRY(jp__grow(&x->allocator, &scorer->seen.facts, &scorer->seen.capacity,
                    scorer->seen.count + x->added.count, sizeof(jp__fact), err));
    jp_delta d;
    JP_TRY(score_before(x, before_added(&scorer->seen, &x->added, scorer->model), as_of_us, &d, err));
    merge_added(&scorer->seen, &x->added, scorer->model);
    JP_TRY(score_after(x, as_of_us, &d, err));
    *delta = d;
    return JP_OK;
}
