/*
 * hear.c - what channels are told of the facts that they hear (docs/method.md section 1).
 *
 * Which kinds of fact come, how many of each, and which windows they close is hard to guess. So nothing
 * branches on it: they are dealt out to lists by what channels do with a value (lanes_hear.h), and from there
 * on everything is a walk over lists, one small step at a time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "kernel/kernel.h"

/* Nothing is left of the relationships before. `halves`: of their sums that were written to. */
static inline void forget(jp__kernel *k, jp__touched *touched, size_t halves, size_t blocks)
{
    jp__open_window *open = k->open;
    double *sums = k->sums;
    const uint32_t *channels = touched->channel;
    for (size_t i = 0, count = touched->count; i < count; i++) {
        uint32_t channel = channels[i];
        double *sum = sums + 8 * blocks * channel;
        open[channel].count = 0;
        open[channel].number = JP__NO_WINDOW;
        for (size_t b = 0; b < blocks; b++)
            memset(sum + 8 * b, 0, 4 * halves * sizeof *sum);
    }
    touched->count = 0;
}

static inline void forget_all(jp__kernel *k, size_t blocks)
{
    forget(k, &k->touched[JP__COUNTED], 1, blocks);
    forget(k, &k->touched[JP__ALIKE], 1, blocks);
    forget(k, &k->touched[JP__APART], 2, blocks);
    forget(k, &k->touched[JP__RATED], 2, blocks);
}

void jp__kernel_start(jp__kernel *k)
{
    k->next_rated = 0;
    k->member_count = 1;
    k->crowded = k->on_tray = false;
    jp__begin_member(k, &k->members[0]);
    if (k->blocks == 1)
        forget_all(k, 1);
    else
        forget_all(k, k->blocks);
}

/* ---- Values ----------------------------------------------------------------------------------- */

/* Weighs facts by their intensities. */
static void take_intensities(jp__kernel *k, const jp__hearing *what, size_t count)
{
    const double *intensity = k->facts.intensity;
    double *restrict weight = k->weight;
    size_t start = k->facts.offset + k->walk.next;
    for (size_t i = 0; i < count; i++)
        weight[i] *= intensity[start + jp__fact_of(what[i])] + 0.0;
}

jp__told jp__kernel_tell(jp__kernel *k, const jp__heard *heard)
{
    k->lanes->tell(k, heard);
    if (k->facts.intensity != NULL)
        take_intensities(k, heard->what, (size_t)(heard->end - heard->what));
    return (jp__told){ k->y, k->weight, k->half, k->favourable, k->adverse };
}

jp__told jp__kernel_tell_derived(jp__kernel *k, const jp__derived_hearer *hearer)
{
    const jp__list *list = &k->derived[hearer->list];
    const double half = k->channels[hearer->channel].half;
    if (hearer->as_is)
        return (jp__told){ list->y, k->ones, k->ones, list->y, list->y };
    for (size_t i = 0; i < list->count; i++)
        k->half[i] = half;
    return (jp__told){ list->y, k->ones, k->half, k->favourable, k->adverse };
}
