/*
 * relations.h - the relationships of a table: pairs of ids, each kept once and numbered.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_RELATIONS_H
#define JP_FACTS_RELATIONS_H

#include "facts/facts.h"

typedef struct jp__relation {
    const char *text; /* the supplier's id, then the client's */
    uint16_t supplier_length, client_length;
} jp__relation;

/* Of a hash table. The hash stands here too, so that a look elsewhere nearly always finds the pair. */
typedef struct jp__relation_slot {
    uint32_t hash;
    uint32_t number; /* + 1; 0: free */
} jp__relation_slot;

typedef struct jp__text_block jp__text_block;

typedef struct jp__relations {
    jp__relation *items;
    size_t count, capacity;
    jp__relation_slot *slots;
    size_t slot_count; /* 0 or a power of two, of which at most half are taken */
    uint64_t seed;
    size_t last; /* the number that was looked up last */
    jp__text_block *blocks; /* the newest first */
} jp__relations;

static inline jp_text jp__relation_supplier(const jp__relation *relation)
{
    return (jp_text){ relation->text, relation->supplier_length };
}

static inline jp_text jp__relation_client(const jp__relation *relation)
{
    return (jp_text){ relation->text + relation->supplier_length, relation->client_length };
}

/* Two ids of 1 to JP__ID_MAX bytes. */
typedef struct jp__pair {
    jp_text supplier, client;
    uint32_t hash; /* for relations.c */
} jp__pair;

/* Pairs are looked up so many at a time: one look waits for memory three times, many together
 * wait hardly longer than one. */
#define JP__PAIRS 64

/* The numbers of up to JP__PAIRS pairs, which are added where they are new. Bit i of `again`, but not bit 0:
 * pair i is known to be the one before, and need not be filled in. */
jp_status jp__relations_intern(jp__relations *relations, const jp_allocator *a, jp__pair *pairs,
                               size_t count, uint64_t again, uint32_t *numbers, jp_error *err);

/* Supplier by bytes, then client by bytes: < 0, 0, > 0. */
int jp__relation_compare(const jp__relation *relation, jp_text supplier, jp_text client);

/* The place of each relationship in that order, into rank[count]. relations_rank.c */
jp_status jp__relations_rank(const jp__relations *relations, const jp_allocator *a, uint32_t *rank,
                             jp_error *err);

/* Numbers the relationships by `rank`. `items` has room for `count` and changes places with the
 * relationships' own memory; so does `capacity`. */
void jp__relations_renumber(jp__relations *relations, const uint32_t *rank, jp__relation **items,
                            size_t *capacity);

void jp__relations_free(jp__relations *relations, const jp_allocator *a);

#endif /* JP_FACTS_RELATIONS_H */
