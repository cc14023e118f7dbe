/*
 * allocator.c - see allocator.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/allocator.h"

#include <jansson.h>

#include "support/test.h"

#define ALIVE UINT64_C(0x6a6f7966756c2121)
#define FRESH 0xA5

/* Stands before each block; all that are alive form a list. */
struct jp_test_block {
    uint64_t mark;
    size_t size;
    jp_test_block *previous, *next;
    max_align_t memory[];
};

static jp_test_block *block_of(void *pointer, size_t claimed)
{
    jp_test_block *block = (jp_test_block *)((char *)pointer - offsetof(jp_test_block, memory));
    if (block->mark != ALIVE)
        fail_msg("a block is given back that is not alive");
    if (claimed != block->size)
        fail_msg("a block of %zu bytes is given back as one of %zu", block->size, claimed);
    return block;
}

static void *take(jp_test_allocator *t, size_t size)
{
    jp_test_block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    *block = (jp_test_block){ ALIVE, size, NULL, t->first };
    if (t->first != NULL)
        t->first->previous = block;
    t->first = block;
    t->blocks++;
    t->bytes += size;
    if (t->bytes > t->peak_bytes)
        t->peak_bytes = t->bytes;
    memset(block->memory, FRESH, size);
    return block->memory;
}

static void give_back(jp_test_allocator *t, jp_test_block *block)
{
    if (block->previous != NULL)
        block->previous->next = block->next;
    else
        t->first = block->next;
    if (block->next != NULL)
        block->next->previous = block->previous;
    t->blocks--;
    t->bytes -= block->size;
    memset(block->memory, ~FRESH & 0xff, block->size);
    block->mark = 0;
    free(block);
}

static bool refuses(jp_test_allocator *t)
{
    t->calls++;
    bool refused = t->fail_at > 0 && (t->sticky ? t->calls >= t->fail_at : t->calls == t->fail_at);
    t->refused += refused;
    return refused;
}

static void *reallocate(void *user, void *pointer, size_t old_size, size_t new_size)
{
    jp_test_allocator *t = user;
    jp_test_block *old = pointer != NULL ? block_of(pointer, old_size) : NULL;
    if (new_size == 0) {
        if (old != NULL)
            give_back(t, old);
        return NULL;
    }
    if (old == NULL && old_size != 0)
        fail_msg("a new block is asked for with an old size of %zu", old_size);
    if (refuses(t))
        return NULL;
    void *memory = take(t, new_size);
    if (memory != NULL && old != NULL) {
        memcpy(memory, old->memory, old_size < new_size ? old_size : new_size);
        give_back(t, old);
    }
    return memory;
}

void jp_test_allocator_init(jp_test_allocator *t)
{
    *t = (jp_test_allocator){ .allocator = { t, reallocate } };
}

void jp_test_allocator_fail(jp_test_allocator *t, size_t at, bool sticky)
{
    t->calls = 0;
    t->refused = 0;
    t->fail_at = at;
    t->sticky = sticky;
}

void jp_test_allocator_check(const jp_test_allocator *t)
{
    if (t->first != NULL)
        fail_msg("%zu blocks of %zu bytes are left, the latest of %zu bytes", t->blocks, t->bytes,
                 t->first->size);
}

void jp_test_allocator_clear(jp_test_allocator *t)
{
    while (t->first != NULL)
        give_back(t, t->first);
}

/* ---- Jansson ------------------------------------------------------------------------------ */

/* Jansson's functions have no user pointer. */
static jp_test_allocator *jansson_memory;

static void *jansson_malloc(size_t size)
{
    return size > 0 ? reallocate(jansson_memory, NULL, 0, size) : NULL;
}

static void jansson_free(void *pointer)
{
    if (pointer == NULL)
        return;
    const jp_test_block *block = (jp_test_block *)((char *)pointer - offsetof(jp_test_block, memory));
    reallocate(jansson_memory, pointer, block->size, 0);
}

void jp_test_allocator_into_jansson(jp_test_allocator *t)
{
    jansson_memory = t;
    if (t != NULL)
        json_set_alloc_funcs(jansson_malloc, jansson_free);
    else
        json_set_alloc_funcs(malloc, free);
}
