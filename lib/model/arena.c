/*
 * arena.c - memory of a model: taken piece by piece, given back all at once.
 *
 * A model has thousands of small texts and tables that live exactly as long as it does. One list of
 * blocks makes a load that fails half way as simple to undo as one that fails at the start.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/model.h"
#include "model/build.h"

/* Large enough for small models to need few blocks; larger pieces get a block of their own. Where
 * branches are counted every piece does, so that failing every allocation in turn takes each branch. */
#if defined(JP_COVERAGE)
#define BLOCK_BYTES 0
#else
#define BLOCK_BYTES 16384
#endif

struct jp__block {
    jp__block *next;
    size_t size; /* of the whole block */
    size_t used; /* with this header */
};

/* Whatever is put into a block is aligned for any type. */
union any_type {
    long double number;
    void *pointer;
    uint64_t word;
};
#define ALIGNMENT sizeof(union any_type)

static size_t aligned(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static jp__block *new_block(jp__arena *arena, size_t piece)
{
    size_t header = aligned(sizeof(jp__block));
    size_t size = header + piece;
    if (size < BLOCK_BYTES)
        size = BLOCK_BYTES;
    jp__block *block = jp__alloc(&arena->allocator, size, 1);
    if (block == NULL)
        return NULL;
    *block = (jp__block){ arena->blocks, size, header };
    arena->blocks = block;
    return block;
}

void *jp__arena_alloc(jp__arena *arena, size_t count, size_t size)
{
    if (JP_NEVER(size > 0 && count > PTRDIFF_MAX / 4 / size)) /* every count has a limit */
        return NULL;
    size_t piece = aligned(count * size);
    jp__block *block = arena->blocks;
    if (block == NULL || block->size - block->used < piece)
        block = new_block(arena, piece);
    if (block == NULL)
        return NULL;
    void *pointer = (char *)block + block->used;
    block->used += piece;
    memset(pointer, 0, piece);
    return pointer;
}

char *jp__arena_text(jp__arena *arena, const char *text, size_t length)
{
    char *copy = jp__arena_alloc(arena, length + 1, 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

void jp__arena_free(jp__arena *arena)
{
    while (arena->blocks != NULL) {
        jp__block *block = arena->blocks;
        arena->blocks = block->next;
        jp__free(&arena->allocator, block, block->size, 1);
    }
}
