/*
 * apply.c - sums into masses by the rows of evidence, in the order of the definition (docs/method.md section
 * 3); and the way back to nothing, in time proportional to what was touched.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* The channels that were touched, in order. */
static void sort_touched(jp__kernel *k)
{
    for (int class_ = 0; class_ < JP__CHANNEL_CLASSES; class_++)
        for (size_t i = 0; i < k->touched_count[class_]; i++) {
            uint32_t channel = k->touched[class_][i];
            k->touched_bits[channel / 64] |= UINT64_C(1) << channel % 64;
        }
    size_t count = 0;
    for (size_t word = 0; word < k->touched_words; word++) {
        for (uint64_t bits = k->touched_bits[word]; bits != 0; bits &= bits - 1)
            k->touched_list[count++] = (uint32_t)(64 * word + (size_t)__builtin_ctzll(bits));
        k->touched_bits[word] = 0;
    }
    k->touched_list_count = count;
}

/* All rows of a stream, with its first channel: they are touched together. */
static void apply_rows(const jp__kernel *k, uint32_t channel, double *masses)
{
    const jp__kernel_row *row = k->rows + k->channel_rows[channel].first;
    const double *sums = k->sums;
    for (uint32_t four = k->channel_rows[channel].fours; four > 0; four--, row += 4) {
        masses[row[0].to] += row[0].mass * sums[row[0].at];
        masses[row[1].to] += row[1].mass * sums[row[1].at];
        masses[row[2].to] += row[2].mass * sums[row[2].at];
        masses[row[3].to] += row[3].mass * sums[row[3].at];
    }
}

static void apply_rating(jp__kernel *k, uint32_t channel, jp__tally *tally)
{
    size_t indicators = k->model->indicator_count;
    size_t place = channel - k->model->channel_count, item = place % indicators;
    uint16_t class_ = k->model->half_life_class[item];
    const double *sum = k->sums + 8 * (k->blocks * channel + class_ / 4) + class_ % 4;
    tally->masses[JP__SAID_BY_CLIENT + place / indicators][item] = (jp__masses){ sum[0], sum[4] };
    k->rated[k->rated_count++] = (uint32_t)place;
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

void jp__kernel_apply(jp__kernel *k, jp__tally *tally)
{
    sort_touched(k);
    size_t count = k->touched_list_count, i = 0;
    memset(k->masses, 0, 2 * k->model->indicator_count * sizeof *k->masses);
    double *masses = k->masses;
    k->lanes->fade(k->touched_list, count, k->fade, k->blocks, k->sums);
    for (; i < count && k->touched_list[i] < k->model->channel_count; i++)
        apply_rows(k, k->touched_list[i], masses);
    memcpy(tally->masses[JP__OBSERVED], masses, 2 * k->model->indicator_count * sizeof *masses);
    for (; i < count; i++)
        apply_rating(k, k->touched_list[i], tally);
}

void jp__kernel_forget(jp__kernel *k)
{
    size_t row = 8 * k->blocks;
    for (int class_ = 0; class_ < JP__CHANNEL_CLASSES; class_++) {
        for (size_t i = 0; i < k->touched_count[class_]; i++) {
            uint32_t channel = k->touched[class_][i];
            jp__open_window *w = &k->open[channel];
            w->number = -1;
            w->favourable = w->adverse = 0;
            w->count = 0;
            double *sum = k->sums + row * channel;
            for (size_t b = 0; b < k->blocks; b++, sum += 8)
                memset(sum, 0, 8 * sizeof *sum);
        }
        k->touched_count[class_] = 0;
        k->closed[class_].count = 0;
    }
}
