/*
 * kernel.c - a relationship from columns to masses: chunk by chunk, then the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics_kernel.h"
#include "kernel/kernel.h"

/* ---- As-of ----------------------------------------------------------------------------------- */

#define FAR_TIME ((int64_t)1 << 62)
#define MOST_HALF_LIVES 900.0 /* back from as-of: 2^-900 is far from the subnormal numbers */
#define MOST_WINDOWS 60000.0
#define NEAR_HALF_LIVES 16    /* that as-of may be away from what sums are relative to */
#define ROWS_AHEAD ((size_t)64) /* of as-of, for later ones */

static int64_t later(int64_t x, int64_t y)
{
    return x > y ? x : y;
}

/* The beginning of a window so far back that numbers and whole microseconds from there on are small. */
static int64_t base_of(int64_t number, double us)
{
    double most = (double)(int64_t)(0x1p52 / us) - 1;
    return (number - (int64_t)(most < MOST_WINDOWS ? most : MOST_WINDOWS)) * (int64_t)us;
}

/* Days are counted from the latest beginning of all widths. */
static void set_windows(jp__kernel *k, int64_t as_of_us)
{
    int64_t base_us[JP__KERNEL_WINDOWS], latest_us = INT64_MIN;
    for (size_t i = 0; i < k->window_count; i++) {
        int64_t number = jp__window(as_of_us, k->window_days[i]);
        base_us[i] = base_of(number, (double)k->window_days[i] * (double)JP_DAY_US);
        latest_us = later(latest_us, base_us[i]);
    }
    for (size_t i = 0; i < k->window_count; i++) {
        int64_t days = (latest_us - base_us[i]) / JP_DAY_US;
        k->windows[i] = (jp__width){ latest_us, (double)days + 0.5, 1 / (double)k->window_days[i] };
    }
    k->earliest_us = later(k->earliest_us, latest_us);
}

static int64_t coarse_row(const jp__decay *d, int64_t time_us)
{
    return (time_us - d->first_us) / (INT64_C(1) << JP__COARSE_BITS);
}

/* Is as-of near what sums are relative to, and are there rows enough before it? */
static bool is_near(const jp__decay *d, const jp__moment *as_of, size_t classes, int64_t as_of_us)
{
    bool near = d->set && as_of_us >= d->first_us && coarse_row(d, as_of_us) < (int64_t)JP__COARSE_ROWS &&
                coarse_row(d, as_of_us) >= (int64_t)(JP__COARSE_ROWS - 2 * ROWS_AHEAD);
    for (size_t i = 0; i < classes && near; i++)
        near = as_of[i].k - d->k[i] <= NEAR_HALF_LIVES && d->k[i] - as_of[i].k <= NEAR_HALF_LIVES;
    return near;
}

static void set_decay(jp__kernel *k, int64_t as_of_us)
{
    jp__decay *d = &k->decay;
    size_t classes = k->model->half_life_count;
    jp__moment as_of[JP__KERNEL_CLASSES];
    for (size_t i = 0; i < classes; i++)
        as_of[i] = jp__moment_of(as_of_us, d->half_lives[i]);
    if (!is_near(d, as_of, classes, as_of_us)) {
        uint64_t coarse = ~((UINT64_C(1) << JP__COARSE_BITS) - 1);
        int64_t back = (int64_t)(JP__COARSE_ROWS - ROWS_AHEAD) << JP__COARSE_BITS;
        d->set = true;
        d->first_us = (int64_t)((uint64_t)as_of_us & coarse) - back;
        d->from = d->end = 0;
        for (size_t i = 0; i < classes; i++)
            d->k[i] = as_of[i].k;
    }
    k->earliest_us = later(k->earliest_us, d->first_us);
    for (size_t i = 0; i < classes; i++) {
        double most = MOST_HALF_LIVES * d->half_lives[i].us;
        k->fade[i] = as_of[i].fade * jp__two_to((int)(d->k[i] - as_of[i].k));
        if (most < 0x1p60)
            k->earliest_us = later(k->earliest_us, as_of_us - (int64_t)most);
    }
}

bool jp__kernel_set_as_of(jp__kernel *k, int64_t as_of_us)
{
    if (k->has_as_of && k->as_of_us == as_of_us)
        return k->usable;
    k->has_as_of = true;
    k->as_of_us = as_of_us;
    k->usable = as_of_us > -FAR_TIME && as_of_us < FAR_TIME;
    if (!k->usable)
        return false;
    k->earliest_us = INT64_MIN;
    set_decay(k, as_of_us);
    set_windows(k, as_of_us);
    return true;
}

/* ---- Decays ---------------------------------------------------------------------------------- */

static void work_out_row(jp__kernel *k, size_t row)
{
    jp__decay *d = &k->decay;
    int64_t time_us = d->first_us + ((int64_t)row << JP__COARSE_BITS);
    for (size_t i = 0; i < k->model->half_life_count; i++) {
        jp__stamp stamp = jp__coarse_stamp(time_us, d->half_lives[i]);
        d->coarse[4 * k->blocks * row + i] = stamp.weight * jp__two_to((int)(stamp.k - d->k[i]));
    }
}

/* Sees to the coarse rows of all times between the two. */
static void reach(jp__kernel *k, int64_t from_us, int64_t to_us)
{
    jp__decay *d = &k->decay;
    size_t first = (size_t)coarse_row(d, from_us), last = (size_t)coarse_row(d, to_us);
    if (d->from == d->end)
        d->from = d->end = first;
    while (d->from > first)
        work_out_row(k, --d->from);
    while (d->end <= last)
        work_out_row(k, d->end++);
}

/* ---- What is seen ---------------------------------------------------------------------------- */

/* The first `count` facts: mostly each is later than the one before, which is seen at a glance. */
static bool in_canonical_order(const jp__kernel *k, const jp_facts *facts, size_t count)
{
    const int64_t *time_us = facts->time_us + facts->offset;
    if (k->lanes->ascend(time_us, count))
        return true;
    for (size_t i = 1; i < count; i++)
        if (time_us[i - 1] > time_us[i] ||
            (time_us[i - 1] == time_us[i] && jp__facts_compare_at_one_time(k->model, facts, i - 1, i) > 0))
            return false;
    return true;
}

/* None of the first `count` facts was recorded after as-of. */
static bool all_recorded(const jp__kernel *k, const jp_facts *facts, size_t count)
{
    bool recorded = true;
    for (size_t i = 0; facts->recorded_us && i < count; i++)
        recorded &= facts->recorded_us[facts->offset + i] <= k->as_of_us ||
                    !jp__facts_has_recorded(facts, facts->offset + i);
    return recorded;
}

bool jp__kernel_can_take(const jp__kernel *k, const jp_facts *facts, size_t *seen)
{
    const int64_t *time_us = facts->time_us + facts->offset;
    size_t count = facts->length;
    while (count > 0 && time_us[count - 1] > k->as_of_us)
        count--;
    *seen = count;
    return in_canonical_order(k, facts, count) && all_recorded(k, facts, count) &&
           (count == 0 || (time_us[0] >= k->earliest_us && time_us[count - 1] <= k->as_of_us));
}

/* ---- Chunks ---------------------------------------------------------------------------------- */

void jp__kernel_work_out_times(jp__kernel *k, size_t count, int64_t first_us, int64_t last_us)
{
    size_t padded = (count + 7) & ~(size_t)7;
    for (size_t i = count; i < padded; i++)
        k->time_us[i] = last_us;
    reach(k, first_us, last_us);
    if (!k->crowded)
        k->lanes->decays(&k->decay, k->time_us, count, k->blocks, k->decays);
    k->lanes->numbers(k->windows, k->window_count, k->time_us, k->crowded ? 8 : padded, k->numbers);
}

size_t jp__kernel_take_times(jp__kernel *k, const int64_t *time_us, size_t left)
{
    size_t most = left < k->chunk ? left : k->chunk, crowd = jp__crowd_of(k, time_us, most);
    size_t count = crowd > 0 ? crowd : most;
    k->crowded = crowd > 0;
    memcpy(k->time_us, time_us, count * sizeof *time_us);
    jp__kernel_work_out_times(k, count, time_us[0], time_us[count - 1]);
    return count;
}

/* From facts to the sums of channels. */
void jp__kernel_step(jp__kernel *k, size_t end)
{
    const jp_facts *facts = &k->facts;
    const int64_t *time_us = facts->time_us + facts->offset + k->walk.next;
    size_t count = jp__kernel_take_times(k, time_us, end - k->walk.next);
    bool last = k->walk.next + count == k->seen;
    k->lanes->take(k, count);
    jp__kernel_meet(k, count);
    jp__kernel_derive(k);
    k->lanes->hear(k, count);
    k->sure &= jp__kernel_sum(k, last);
    k->walk.next += count;
}

uint64_t jp__kernel_unusual(const jp__kernel *k, const jp_facts *facts, size_t first, size_t count)
{
    if (k->lanes == NULL || !jp__facts_are_plain(facts))
        return ~UINT64_C(0) >> (64 - count);
    return k->lanes->unusual(k, facts, facts->offset + first, count);
}

/* ---- The end --------------------------------------------------------------------------------- */

static void close_rhythm(const jp__kernel *k, jp__rhythm *rhythm)
{
    rhythm->open_count = 0;
    rhythm->walk = k->walk;
    for (uint8_t side = 0; side < 2; side++) {
        rhythm->walk.sides[side] = jp__rhythm_of_side(&k->sides[side]);
        jp__silence_open_item(rhythm, k->model, k->as_of_us, side);
        jp__turn_open_item(rhythm, k->model, k->sides[side].turn_from_us, k->as_of_us, side);
    }
}

bool jp__kernel_begin(jp__kernel *k, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, size_t *seen)
{
    if (k->lanes == NULL)
        return false;
    if (!jp__kernel_set_as_of(k, as_of_us) || !jp__kernel_can_take(k, facts, seen)) {
        k->clean = NULL;
        return false;
    }
    scorer->rhythm.hazard_bound = k->hazard_bound;
    k->facts = *facts;
    k->seen = *seen;
    k->sure = true;
    jp__kernel_start(k);
    return true;
}

void jp__kernel_go_on(jp__kernel *k, size_t end)
{
    while (k->walk.next < end)
        jp__kernel_step(k, end);
}

void jp__kernel_close(jp__kernel *k, jp_scorer *scorer, size_t member)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    close_rhythm(k, rhythm);
    jp__kernel_wipe(k, scorer);
    jp__kernel_apply(k, &scorer->tally, member);
    jp__tally_add_open(&scorer->tally, k->model, rhythm->open_items, rhythm->open_count);
}

bool jp__kernel_end(jp__kernel *k, jp_scorer *scorer)
{
    bool sure = k->sure && k->walk.next == k->seen;
    if (sure)
        jp__kernel_close(k, scorer, 0);
    else
        k->clean = NULL; /* the readable path is going to write to its tally */
    return sure;
}

bool jp__kernel_gather(jp__kernel *k, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us)
{
    size_t seen;
    if (!jp__kernel_begin(k, scorer, facts, as_of_us, &seen))
        return false;
    jp__kernel_go_on(k, seen);
    return jp__kernel_end(k, scorer);
}
