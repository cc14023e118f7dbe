/*
 * whatif.c - the score without some facts, or with more: exact re-scoring (section 7).
 *
 * What is seen is already checked and in order: leaving facts out keeps the order, and added ones
 * are merged in. The result is, bit for bit, that of scoring the other set of facts from scratch.
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

static void read_indices(const jp_explainer *x, double *closure, double *health)
{
    *closure = x->scorer->score.closure.value;
    *health = x->scorer->score.health.value;
}

static void subtract(jp_delta *delta)
{
    delta->closure = delta->closure_after - delta->closure_before;
    delta->health = delta->health_after - delta->health_before;
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

static void leave_out(jp__seen *seen, const uint64_t *rows, size_t row_count)
{
    size_t kept = 0;
    for (size_t i = 0; i < seen->count; i++) {
        size_t place = rows_below(rows, row_count, seen->facts[i].row);
        if (place == row_count || rows[place] != seen->facts[i].row)
            seen->facts[kept++] = seen->facts[i];
    }
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
    JP_TRY(jp__score_values(x, as_of_us, err));
    read_indices(x, &d.closure_before, &d.health_before);
    leave_out(&x->scorer->seen, rows, row_count);
    JP_TRY(jp__score_values(x, as_of_us, err));
    read_indices(x, &d.closure_after, &d.health_after);
    subtract(&d);
    *delta = d;
    return JP_OK;
}

/* Merges the added facts into what is seen, from the back, in place. Facts that differ in nothing
 * but their ids are alike to every score, so ids need not be compared. */
static void merge_added(jp__seen *seen, const jp__seen *added, const jp_model *model)
{
    static const jp_facts no_ids = { .struct_size = sizeof(jp_facts) };
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
    JP_TRY(jp__score_values(x, as_of_us, err));
    read_indices(x, &d.closure_before, &d.health_before);
    merge_added(&scorer->seen, &x->added, scorer->model);
    JP_TRY(jp__score_values(x, as_of_us, err));
    read_indices(x, &d.closure_after, &d.health_after);
    subtract(&d);
    *delta = d;
    return JP_OK;
}
