/*
 * columns_runs.c - runs of facts put in another order, each as a whole.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/columns.h"

static void swap(jp__piece *a, jp__piece *b)
{
    jp__piece piece = *a;
    *a = *b;
    *b = piece;
}

/* Up to eight bits at a time. What stands behind the last is cleared up to the end of its byte. */
static void copy_bits(const uint8_t *from, size_t start, size_t count, uint8_t *to, size_t at)
{
    for (size_t left = count, step; left > 0; left -= step, start += step, at += step) {
        step = left < 8 ? left : 8;
        size_t skip = start % 8, filled = at % 8;
        unsigned bits = (unsigned)from[start / 8] >> skip;
        if (skip + step > 8)
            bits |= (unsigned)from[start / 8 + 1] << (8 - skip);
        bits = (bits & ((1u << step) - 1)) << filled;
        to[at / 8] = (uint8_t)((to[at / 8] & ((1u << filled) - 1)) | bits);
        if (filled + step > 8)
            to[at / 8 + 1] = (uint8_t)(bits >> 8);
    }
}

static void move_bits(const uint8_t *from, const jp__runs *runs, uint8_t *to)
{
    size_t at = 0;
    for (size_t place = 0; place < runs->count; place++) {
        const size_t *run = &runs->starts[runs->order[place]];
        copy_bits(from, run[0], run[1] - run[0], to, at);
        at += run[1] - run[0];
    }
}

static void move_bytes(const char *from, const jp__runs *runs, size_t size, char *to)
{
    for (size_t place = 0; place < runs->count; place++) {
        const size_t *run = &runs->starts[runs->order[place]];
        size_t bytes = (run[1] - run[0]) * size;
        memcpy(to, from + run[0] * size, bytes);
        to += bytes;
    }
}

void jp__columns_move_runs(jp__columns *c, jp__column column, const jp__runs *runs, jp__piece *spare)
{
    jp__piece *piece = &c->column[column];
    unsigned bits = jp__column_bits(column);
    if (!piece->data)
        return;
    if (bits == 1)
        move_bits(piece->data, runs, spare->data);
    else
        move_bytes(piece->data, runs, bits / 8, spare->data);
    if (bits == 64)
        swap(piece, spare);
    else
        memcpy(piece->data, spare->data, bits == 1 ? (c->count + 7) / 8 : c->count * (bits / 8));
}

void jp__columns_move_ids(jp__columns *c, const jp__runs *runs, jp__piece *spare, jp__piece *ids)
{
    if (c->id_bytes == 0)
        return;
    const uint64_t *from = c->column[JP__COLUMN_ID].data;
    uint64_t *to = spare->data, end = 0;
    for (size_t place = 0; place < runs->count; place++) {
        const size_t *run = &runs->starts[runs->order[place]];
        memcpy((char *)ids->data + end, (const char *)c->ids.data + from[run[0]],
               (size_t)(from[run[1]] - from[run[0]]));
        for (size_t k = run[0]; k < run[1]; k++)
            *to++ = end + (from[k] - from[run[0]]);
        end += from[run[1]] - from[run[0]];
    }
    *to = end;
    swap(&c->column[JP__COLUMN_ID], spare);
    swap(&c->ids, ids);
}
