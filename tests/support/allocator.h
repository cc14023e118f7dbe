/*
 * allocator.h - an allocator that counts, checks what it is told, and fails when asked to.
 *
 *     jp_test_allocator memory;
 *     jp_test_allocator_init(&memory);
 *     jp_model_options options = { .struct_size = sizeof options, .allocator = &memory.allocator };
 *     ...
 *     jp_test_allocator_check(&memory);          fails the test if anything is still alive
 *
 * A block given back or resized must be alive and its old size must be the one it was taken with;
 * new memory holds 0xA5, and a resized block always moves, so that pointers into the old one are
 * found out. Not for several threads at once. sweep.h uses it to fail every allocation in turn.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_SUPPORT_ALLOCATOR_H
#define JP_TESTS_SUPPORT_ALLOCATOR_H

#include <stdbool.h>
#include <stddef.h>

#include <joyfulprofit/allocator.h>

typedef struct jp_test_block jp_test_block;

/* Read what you like; change it by the functions below. It must stay where it is: `allocator`
 * points back to it. */
typedef struct jp_test_allocator {
    jp_allocator allocator; /* to be given to the library */
    size_t calls;           /* allocations and resizings asked for */
    size_t refused;         /* of these */
    size_t blocks, bytes;   /* alive now */
    size_t peak_bytes;      /* most alive at once */
    size_t fail_at;         /* the call that fails, from 1; 0: none */
    bool sticky;            /* and all that follow it */
    jp_test_block *first;   /* of those alive */
} jp_test_allocator;

void jp_test_allocator_init(jp_test_allocator *t);

/* From now on counts calls from 1 again and refuses the one numbered `at` (0: none); if `sticky`,
 * all after it too. */
void jp_test_allocator_fail(jp_test_allocator *t, size_t at, bool sticky);

/* Fails the test if a block is alive, saying how many and how large the latest is. */
void jp_test_allocator_check(const jp_test_allocator *t);

/* Frees what is alive, for tests that go on after a leak was found. */
void jp_test_allocator_clear(jp_test_allocator *t);

/* Lets jansson allocate from `t` (NULL: from malloc() again). Jansson keeps this globally, so all
 * its values must be gone before it is changed. */
void jp_test_allocator_into_jansson(jp_test_allocator *t);

#endif /* JP_TESTS_SUPPORT_ALLOCATOR_H */
