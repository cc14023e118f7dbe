/*
 * kernel.c - a relationship from columns to masses: chunk by chunk, then the end.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* ---- As-of ----------------------------------------------------------------------------------- */

#define FAR_TIME ((int64_t)1 << 62)
#define MOST_HALF_LIVES 900.0 /* back from as-of: 2^-900 is far from the subnormal numbers */

/* Counts `us` from so far back that everything up to as-of is within 2^52 microseconds. `k`: which one
 * as-of is in. */
static jp__scale scale_of(int64_t k, double us)
{
    double most = (double)(int64_t)(0x1p52 / us) - 1;
    int64_t lift = (int64_t)(most < MOST_HALF_LIVES ? most : MOST_HALF_LIVES);
    return (jp__scale){ .base_us = (k - lift) * (int64_t)us, .us = us, .per_us = 1 / us,
                        .below = 1 / us * (1 - 0x1p-50), .lift = (uint64_t)lift };
}

static int64_t later(int64_t x, int64_t y)
{
    return x > y ? x : y;
}

/* Days are counted from the latest beginning of all widths. */
static void set_windows(jp__kernel *k, int64_t as_of_us)
{
    int64_t base_us[JP__KERNEL_WINDOWS], latest_us = INT64_MIN;
    for (size_t i = 0; i < k->window_count; i++) {
        int64_t number = jp__window(as_of_us, k->window_days[i]);
        base_us[i] = scale_of(number, (double)k->window_days[i] * (double)JP_DAY_US).base_us;
        latest_us = later(latest_us, base_us[i]);
    }
    for (size_t i = 0; i < k->window_count; i++) {
        double days = (double)((latest_us - base_us[i]) / JP_DAY_US);
        k->windows[i] = (jp__width){ latest_us, days + 0.5, 1 / (double)k->window_days[i] };
    }
    k->earliest_us = later(k->earliest_us, latest_us);
}

static void set_as_of(jp__kernel *k, int64_t as_of_us)
{
    if (k->has_as_of && k->as_of_us == as_of_us)
        return;
    k->has_as_of = true;
    k->as_of_us = as_of_us;
    k->usable = as_of_us > -FAR_TIME && as_of_us < FAR_TIME;
    if (!k->usable)
        return;
    k->earliest_us = INT64_MIN;
    for (size_t i = 0; i < k->model->half_life_count; i++) {
        jp__half_life half_life = jp__half_life_of(k->model->half_lives[i]);
        jp__moment moment = jp__moment_of(as_of_us, half_life);
        k->half_lives[i] = scale_of(moment.k, half_life.us);
        k->fade[i] = moment.fade;
        k->earliest_us = later(k->earliest_us, k->half_lives[i].base_us);
    }
    set_windows(k, as_of_us);
}

/* ---- What is seen ---------------------------------------------------------------------------- */

/* How many facts are seen; false if it is not simply the first ones, in the canonical order, none of
 * them too old. */
static bool count_seen(const jp__kernel *k, const jp_facts *facts, size_t *seen)
{
    const int64_t *time_us = facts->time_us + facts->offset;
    size_t count = facts->length;
    while (count > 0 && time_us[count - 1] > k->as_of_us)
        count--;
    bool ordered = k->lanes->ascend(time_us, count), recorded = true;
    for (size_t i = 1; i < count && !ordered; i++)
        if (time_us[i - 1] > time_us[i] ||
            (time_us[i - 1] == time_us[i] && jp__facts_compare_at_one_time(k->model, facts, i - 1, i) > 0))
            return false;
    for (size_t i = 0; facts->recorded_us && i < count; i++)
        recorded &= facts->recorded_us[facts->offset + i] <= k->as_of_us ||
                    !jp__facts_has_recorded(facts, facts->offset + i);
    *seen = count;
    return recorded && (count == 0 || (time_us[0] >= k->earliest_us && time_us[count - 1] <= k->as_of_us));
}

/* ---- Chunks ---------------------------------------------------------------------------------- */

void jp__kernel_take_times(jp__kernel *k, const int64_t *time_us, size_t count)
{
    size_t padded = (count + 7) & ~(size_t)7, classes = k->model->half_life_count;
    memcpy(k->time_us, time_us, count * sizeof *time_us);
    for (size_t i = count; i < padded; i++)
        k->time_us[i] = time_us[count - 1];
    k->lanes->stamps(k->half_lives, classes, k->time_us, padded, k->weights);
    k->lanes->numbers(k->windows, k->window_count, k->time_us, padded, k->numbers);
    k->lanes->rows(k->weights, padded, k->blocks, k->decays);
}

/* From facts to the sums of channels. */
static void take_chunk(jp__kernel *k, size_t count)
{
    const jp_facts *facts = &k->facts;
    bool last = k->walk.next + count == k->seen;
    jp__kernel_take_times(k, facts->time_us + facts->offset + k->walk.next, count);
    jp__kernel_take_facts(k, count);
    jp__kernel_meet(k, count);
    jp__kernel_derive(k);
    jp__kernel_hear(k, count);
    k->sure &= jp__kernel_sum(k, last);
    k->walk.next += count;
}

/* ---- The end --------------------------------------------------------------------------------- */

static void open_turn(jp__rhythm *rhythm, const jp__kernel *k, size_t side)
{
    jp__side_rhythm *s = &rhythm->walk.sides[side];
    if (rhythm->walk.ended)
        s->turn_open = false; /* after the end nobody owes an answer */
    if (!s->turn_open)
        return;
    double hours = 24 * jp__days_between(k->sides[side].turn_from_us, k->as_of_us);
    rhythm->open_items[rhythm->open_count++] =
        (jp__derived){ .time_us = k->as_of_us, .value = hours, .from = JP__NO_FACT, .at = JP__NO_FACT,
                       .kind = k->model->roles.unanswered, .actor = (uint8_t)side };
}

static void close_rhythm(const jp__kernel *k, jp__rhythm *rhythm)
{
    rhythm->open_count = 0;
    rhythm->walk = k->walk;
    for (uint8_t side = 0; side < 2; side++) {
        const jp__side_walk *s = &k->sides[side];
        rhythm->walk.sides[side] = (jp__side_rhythm){
            .turn_open = s->turn_open != 0, .turn_from = JP__NO_FACT, .turn_length = s->turn_length,
            .logged = s->contacts > 0, .last_contact = JP__NO_FACT, .silent_since_us = s->silent_since_us,
            .last_us = s->silent_since_us, .contacts = s->contacts, .answered = s->answered,
            .gaps = s->gaps, .gap_days = s->gap_days,
        };
        jp__silence_open_item(rhythm, k->model, k->as_of_us, side);
        open_turn(rhythm, k, side);
    }
}

bool jp__kernel_begin(jp__kernel *k, jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, size_t *seen)
{
    if (k->lanes == NULL || (scorer->want & JP_WANT_RHYTHM) != 0)
        return false;
    set_as_of(k, as_of_us);
    if (!k->usable || !count_seen(k, facts, seen)) {
        k->clean = NULL;
        return false;
    }
    jp__silence_bound(&scorer->rhythm, k->model);
    k->hazard_bound = scorer->rhythm.hazard_bound;
    k->facts = *facts;
    k->seen = *seen;
    k->sure = true;
    jp__kernel_start(k);
    return true;
}

void jp__kernel_go_on(jp__kernel *k, size_t end)
{
    while (k->walk.next < end)
        take_chunk(k, end - k->walk.next < k->chunk ? end - k->walk.next : k->chunk);
}

bool jp__kernel_end(jp__kernel *k, jp_scorer *scorer)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    bool sure = k->sure && k->walk.next == k->seen;
    if (sure) {
        close_rhythm(k, rhythm);
        jp__kernel_wipe(k, scorer);
        jp__kernel_apply(k, &scorer->tally);
        jp__tally_add_open(&scorer->tally, k->model, rhythm->open_items, rhythm->open_count);
    } else {
        k->clean = NULL; /* the readable path is going to write to its tally */
    }
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
