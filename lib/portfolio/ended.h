/*
 * ended.h - which relationships of a stream have ended: a set of their hashes.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_PORTFOLIO_ENDED_H
#define JP_PORTFOLIO_ENDED_H

#include "facts/facts.h"

/* 128 bits of hash a relationship: two of them meet by chance as good as never. */
typedef struct jp__ended_key {
    uint64_t first, second; /* second is 0: free */
} jp__ended_key;

typedef struct jp__ended {
    jp__ended_key *slots;
    size_t slot_count; /* 0 or a power of two, of which at most half are taken */
    size_t count;
    uint64_t seed;
} jp__ended;

jp__ended_key jp__ended_key_of(const jp__ended *ended, jp_text supplier, jp_text client);
bool jp__ended_has(const jp__ended *ended, jp__ended_key key);
jp_status jp__ended_add(jp__ended *ended, const jp_allocator *a, jp__ended_key key, jp_error *err);
void jp__ended_free(jp__ended *ended, const jp_allocator *a);

#endif /* JP_PORTFOLIO_ENDED_H */
