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
    uint32_t hash;
    uint16_t supplier_length, client_length;
} jp__relation;

typedef struct jp__text_block jp__text_block;

typedef struct jp__relations {
    jp__relation *items;
    size_t count, capacity;
    uint32_t *slots; /* a hash table of numbers + 1; 0: free */
    size_t slot_count; /* 0 or a power of two */
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

/* The number of the pair, which is added if it is new. Ids have 1 to JP__ID_MAX bytes. */
jp_status jp__relations_intern(jp__relations *relations, const jp_allocator *a, jp_text supplier,
                               jp_text client, uint32_t *number, jp_error *err);

/* Supplier by bytes, then client by bytes: < 0, 0, > 0. */
int jp__relation_compare(const jp__relation *relation, jp_text supplier, jp_text client);

/* The place of each relationship in that order, into rank[count]. */
jp_status jp__relations_rank(const jp__relations *relations, const jp_allocator *a, uint32_t *rank,
                             jp_error *err);

/* Numbers the relationships by `rank`. `items` has room for `count` and changes places with the
 * relationships' own memory; so does `capacity`. */
void jp__relations_renumber(jp__relations *relations, const uint32_t *rank, jp__relation **items,
                            size_t *capacity);

void jp__relations_free(jp__relations *relations, const jp_allocator *a);

#endif /* JP_FACTS_RELATIONS_H */
