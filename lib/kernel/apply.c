/*
 * apply.c - sums into masses: by the rows of evidence, and of ratings (docs/method.md section 3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* Which of a model's ratings a channel of a member is of: by whom, of what. */
static inline size_t place_of(const jp__kernel *k, uint32_t channel)
{
    return channel % k->channel_total - k->model->channel_count;
}

/* The masses as if nothing were known. Those of ratings are few: only what was written is wiped, unless
 * they are somebody else's. */
void jp__kernel_wipe(jp__kernel *k, jp_scorer *scorer)
{
    jp__tally *tally = &scorer->tally;
    size_t indicators = k->model->indicator_count;
    if (k->clean != scorer) {
        memset(tally->masses[JP__OBSERVED], 0, tally->result_size);
    } else {
        for (size_t i = 0; i < k->rated_count; i++) {
            size_t place = k->rated[i];
            tally->masses[JP__SAID_BY_CLIENT + place / indicators][place % indicators] = (jp__masses){ 0, 0 };
        }
    }
    k->rated_count = 0;
    k->clean = scorer;
}

static void apply_rating(jp__kernel *k, uint32_t channel, jp__tally *tally)
{
    size_t indicators = k->model->indicator_count;
    size_t place = place_of(k, channel), item = place % indicators;
    const double *sum = k->sums + jp__place_of_sum(k, channel, k->model->half_life_class[item]);
    tally->masses[JP__SAID_BY_CLIENT + place / indicators][item] = (jp__masses){ sum[0], sum[4] };
    k->rated[k->rated_count++] = (uint32_t)place;
}

/* Channels were rated in the order of their facts: those of a member one after the other. */
void jp__kernel_apply(jp__kernel *k, jp__tally *tally, size_t member)
{
    const jp__touched *rated = &k->touched[JP__RATED];
    size_t first = member * k->channel_total, end = first + k->channel_total;
    k->lanes->weigh(&k->evidence, k->sums + 8 * k->blocks * first, k->masses);
    memcpy(tally->masses[JP__OBSERVED], k->masses, 2 * k->model->indicator_count * sizeof *k->masses);
    for (; k->next_rated < rated->count && rated->channel[k->next_rated] < end; k->next_rated++)
        apply_rating(k, rated->channel[k->next_rated], tally);
}
