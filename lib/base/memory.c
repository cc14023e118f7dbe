/*
 * memory.c - checked sizes over the caller's allocator.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#if defined(__linux__)
#define _GNU_SOURCE /* for mremap() */
#include <sys/mman.h>
#endif
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Whether large blocks are mapped. Sanitizers look only at what malloc() gave. */
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__)
#define JP__MAPS 1
#else
#define JP__MAPS 0
#endif

/* No block is larger, so that differences of pointers into it are defined. */
#define BYTES_MAX ((size_t)PTRDIFF_MAX)

/* The least that an array which grows begins with. */
#define FIRST_CAPACITY 8

/* ---- The system's memory ---------------------------------------------------------------------- */

#if JP__MAPS
/* Blocks from here on are mapped by themselves: they grow and move without being copied, and the C library
 * would give their memory back and take it anew, page by page, with every table. */
#define MAPPED_BLOCK ((size_t)1 << 20)

/* And from here on in large pages: a column of millions of facts is written once from end to end, and being
 * given its memory 4 KiB at a time costs as much as reading the facts. */
#define LARGE_BLOCK ((size_t)4 << 20)
#define LARGE_PAGE ((size_t)2 << 20)

/* Whole large pages, so that the system puts it where they begin. */
static size_t mapped_size(size_t size)
{
    return size < LARGE_BLOCK ? size : (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
}

static void *advised(void *mapped, size_t size)
{
#if defined(MADV_HUGEPAGE)
    int before = errno; /* a system without large pages is no error */
    if (size >= LARGE_BLOCK)
        (void)madvise(mapped, mapped_size(size), MADV_HUGEPAGE);
    errno = before;
#else
    (void)size;
#endif
    return mapped;
}

static void *take(size_t size)
{
    if (size < MAPPED_BLOCK)
        return malloc(size);
    void *mapped = mmap(NULL, mapped_size(size), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mapped == MAP_FAILED ? NULL : advised(mapped, size);
}

/* Pages that nobody writes to are never there. */
static void *take_zeroed(size_t size)
{
    return size < MAPPED_BLOCK ? calloc(1, size) : take(size);
}

static void give_back(void *pointer, size_t size)
{
    if (size < MAPPED_BLOCK)
        free(pointer);
    else
        (void)munmap(pointer, mapped_size(size));
}

static void *resize(void *pointer, size_t old_size, size_t new_size)
{
    if (old_size < MAPPED_BLOCK && new_size < MAPPED_BLOCK)
        return realloc(pointer, new_size);
    if (old_size >= MAPPED_BLOCK && new_size >= MAPPED_BLOCK) {
        void *moved = mremap(pointer, mapped_size(old_size), mapped_size(new_size), MREMAP_MAYMOVE);
        return moved == MAP_FAILED ? NULL : advised(moved, new_size);
    }
    void *moved = take(new_size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, pointer, old_size < new_size ? old_size : new_size);
    give_back(pointer, old_size);
    return moved;
}
#else
static void *take(size_t size)
{
    return malloc(size);
}

static void *take_zeroed(size_t size)
{
    return calloc(1, size);
}

static void give_back(void *pointer, size_t size)
{
    (void)size;
    free(pointer);
}

static void *resize(void *pointer, size_t old_size, size_t new_size)
{
    (void)old_size;
    return realloc(pointer, new_size);
}
#endif

static void *system_memory(void *user, void *pointer, size_t old_size, size_t new_size)
{
    (void)user;
    if (pointer == NULL)
        return new_size > 0 ? take(new_size) : NULL;
    if (new_size > 0)
        return resize(pointer, old_size, new_size);
    give_back(pointer, old_size);
    return NULL;
}

jp_allocator jp__allocator(const jp_allocator *allocator)
{
    static const jp_allocator standard = { NULL, system_memory };
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
    if (fits(count, size) && a->reallocate == system_memory)
        return take_zeroed(block_size(count, size));
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
