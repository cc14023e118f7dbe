/*
 * memory.c - checked sizes over the caller's allocator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#if defined(__linux__)
#define _DEFAULT_SOURCE /* for madvise() */
#include <sys/mman.h>
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* No block is larger, so that differences of pointers into it are defined. */
#define BYTES_MAX ((size_t)PTRDIFF_MAX)

/* The least that an array which grows begins with. */
#define FIRST_CAPACITY 8

/* Blocks from here on ask for large pages: a column of millions of facts is written once from end to end, and
 * being given its memory 4 KiB at a time costs as much as reading the facts. */
#define LARGE_BLOCK ((size_t)8 << 20)

static void advise(void *pointer, size_t size)
{
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    const uintptr_t page = 4096;
    int before = errno; /* a system without large pages is no error */
    uintptr_t start = ((uintptr_t)pointer + page - 1) & ~(page - 1);
    uintptr_t end = ((uintptr_t)pointer + size) & ~(page - 1);
    (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
    errno = before;
#else
    (void)pointer;
    (void)size;
#endif
}

static void *c_library(void *user, void *pointer, size_t old_size, size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(pointer);
        return NULL;
    }
    void *moved = realloc(pointer, new_size);
    if (moved != NULL && new_size >= LARGE_BLOCK)
        advise(moved, new_size);
    return moved;
}

jp_allocator jp__allocator(const jp_allocator *allocator)
{
    static const jp_allocator standard = { NULL, c_library };
    return allocator != NULL && allocator->reallocate != NULL ? *allocator : standard;
}

static bool fits(size_t count, size_t size)
{
    return size == 0 || count <= BYTES_MAX / size;
}

/* The size of a block of `count` x `size` bytes. Nothing takes one byte, since NULL means failure. */
static size_t block_size(size_t count, size_t size)
{
    size_t bytes = count * size;
    return bytes > 0 ? bytes : 1;
}

void *jp__alloc(const jp_allocator *a, size_t count, size_t size)
{
    if (!fits(count, size))
        return NULL;
    return a->reallocate(a->user, NULL, 0, block_size(count, size));
}

void *jp__calloc(const jp_allocator *a, size_t count, size_t size)
{
    void *pointer = jp__alloc(a, count, size);
    if (pointer != NULL)
        memset(pointer, 0, block_size(count, size));
    return pointer;
}

void jp__free(const jp_allocator *a, void *pointer, size_t count, size_t size)
{
    if (pointer != NULL)
        a->reallocate(a->user, pointer, block_size(count, size), 0);
}

/* Twice the capacity, or what is needed if that is more or if twice is too much to ask for. */
static size_t grown(size_t capacity, size_t need, size_t size)
{
    size_t wanted = fits(capacity, 2 * size) ? 2 * capacity : need;
    if (wanted < FIRST_CAPACITY && fits(FIRST_CAPACITY, size))
        wanted = FIRST_CAPACITY;
    return wanted < need ? need : wanted;
}

jp_status jp__grow(const jp_allocator *a, void *pointer, size_t *capacity, size_t need, size_t size,
                   jp_error *err)
{
    if (need <= *capacity)
        return JP_OK;
    if (!fits(need, size))
        return jp__no_memory(err);
    size_t wanted = grown(*capacity, need, size);
    void *block;
    memcpy(&block, pointer, sizeof block); /* whatever it points to: no rule of aliasing is broken */
    size_t old_size = block == NULL ? 0 : block_size(*capacity, size);
    void *moved = a->reallocate(a->user, block, old_size, block_size(wanted, size));
    if (moved == NULL)
        return jp__no_memory(err);
    memcpy(pointer, &moved, sizeof moved);
    *capacity = wanted;
    return JP_OK;
}
