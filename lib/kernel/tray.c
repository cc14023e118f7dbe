/*
 * tray.c - small relationships side by side: several of them are walked as one chunk.
 *
 * Each has channels of its own, those of the model over again, so nothing of one meets anything of another;
 * turns and gaps begin anew with each. What all steps cost however few facts there are is paid once for all.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* One more relationship behind `count` facts, that of facts offsets[0] .. offsets[1] - 1; false: it cannot
 * be taken, and the tray is as it was. */
static bool put(jp__kernel *k, const jp_facts *facts, const uint64_t *offsets, size_t count)
{
    jp_facts own = *facts;
    own.offset += (size_t)offsets[0];
    own.length = (size_t)(offsets[1] - offsets[0]);
    size_t seen, room = k->chunk - count < JP__TRAY_FACTS ? k->chunk - count : JP__TRAY_FACTS;
    if (own.length > room || !jp__kernel_can_take(k, &own, &seen))
        return false;
    uint32_t base = (uint32_t)(k->member_count * k->channel_total);
    k->members[k->member_count].first = count;
    k->members[k->member_count].end = count + seen;
    memcpy(k->time_us + count, own.time_us + own.offset, seen * sizeof *own.time_us);
    for (size_t i = seen; i < own.length; i++)
        k->time_us[count + i] = k->as_of_us; /* any that is within the limits */
    for (size_t i = 0; i < own.length; i++)
        k->base[count + i] = base;
    k->member_count++;
    return true;
}

/* Facts after as-of are between those that are seen: nobody hears them, whatever they are. */
static void hide(jp__kernel *k, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        k->hearer[i] = JP__NOBODY << 16;
        k->flags[i] = 0;
    }
}

static void hide_all(jp__kernel *k, size_t count)
{
    for (size_t m = 0; m + 1 < k->member_count; m++)
        hide(k, k->members[m].end, k->members[m + 1].first);
    hide(k, k->members[k->member_count - 1].end, count);
}

/* From the first to the last of all times that are seen. */
static void take_times(jp__kernel *k, size_t count)
{
    int64_t first_us = k->as_of_us, last_us = INT64_MIN;
    for (size_t m = 0; m < k->member_count; m++) {
        const jp__chunk_member *member = &k->members[m];
        if (member->first == member->end)
            continue;
        first_us = k->time_us[member->first] < first_us ? k->time_us[member->first] : first_us;
        last_us = k->time_us[member->end - 1] > last_us ? k->time_us[member->end - 1] : last_us;
    }
    jp__kernel_work_out_times(k, count, first_us, last_us < first_us ? first_us : last_us);
}

static void walk(jp__kernel *k, size_t count, bool rhythm)
{
    take_times(k, count);
    k->lanes->take(k, count);
    hide_all(k, count);
    if (rhythm) {
        jp__tray_meet(k, count);
        k->walk.next = 0;
        jp__kernel_derive(k);
    } else {
        jp__forget_derived(k);
    }
    k->lanes->hear(k, count);
    k->sure = jp__kernel_sum(k, true);
}

size_t jp__tray_fill(jp__kernel *k, jp_scorer *scorer, const jp_facts *facts, const uint64_t *offsets,
                     size_t relationships, int64_t as_of_us, bool rhythm)
{
    size_t most = relationships < k->tray ? relationships : k->tray, taken = 0, count = 0;
    if (k->lanes == NULL || most < 2 || !jp__kernel_set_as_of(k, as_of_us))
        return 0;
    jp__kernel_start(k);
    k->member_count = 0;
    while (taken < most && put(k, facts, offsets + taken, count))
        count = (size_t)(offsets[++taken] - offsets[0]);
    if (taken > 1) {
        scorer->rhythm.hazard_bound = k->hazard_bound;
        k->facts = *facts;
        k->facts.offset += (size_t)offsets[0];
        k->facts.length = count;
        k->on_tray = true;
        walk(k, count, rhythm);
    }
    memset(k->base, 0, count * sizeof *k->base);
    return taken > 1 ? taken : 0;
}

bool jp__tray_give(jp__kernel *k, jp_scorer *scorer, size_t number)
{
    jp__chunk_member *member = &k->members[number];
    if (!k->on_tray || !k->sure)
        return false;
    k->walk = member->walk;
    k->walk.next = member->end - member->first;
    k->sides = member->sides;
    jp__kernel_close(k, scorer, number);
    return true;
}
