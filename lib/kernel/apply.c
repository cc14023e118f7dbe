/*
 * apply.c - sums into masses by the rows of evidence, in the order of the definition (docs/method.md section
 * 3).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* All rows of a stream. */
static void apply_rows(const jp__kernel *k, size_t stream, double *masses)
{
    const jp__kernel_row *row = k->rows + k->stream_rows[stream].first;
    const double *sums = k->sums;
    for (uint32_t four = k->stream_rows[stream].fours; four > 0; four--, row += 4) {
        masses[row[0].to] += row[0].mass * sums[row[0].at];
        masses[row[1].to] += row[1].mass * sums[row[1].at];
        masses[row[2].to] += row[2].mass * sums[row[2].at];
        masses[row[3].to] += row[3].mass * sums[row[3].at];
    }
}

static void apply_rating(jp__kernel *k, size_t stream, jp__tally *tally)
{
    size_t indicators = k->model->indicator_count;
    size_t place = stream - k->kind_streams, item = place % indicators;
    uint16_t class_ = k->model->half_life_class[item];
    size_t channel = k->model->channel_count + place;
    const double *sum = k->sums + jp__place_of_sum(k, channel, class_);
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
    double *masses = k->masses;
    memset(masses, 0, 2 * k->model->indicator_count * sizeof *masses);
    for (size_t word = 0; word < k->spoken_words; word++)
        for (uint64_t bits = k->spoken[word]; bits != 0; bits &= bits - 1) {
            size_t stream = 64 * word + (size_t)__builtin_ctzll(bits);
            if (stream < k->kind_streams)
                apply_rows(k, stream, masses);
            else
                apply_rating(k, stream, tally);
        }
    memcpy(tally->masses[JP__OBSERVED], masses, 2 * k->model->indicator_count * sizeof *masses);
}
