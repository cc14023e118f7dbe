/*
 * lookup.h - numbers of names that stand in every row: kinds and indicators of the model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_FACTS_LOOKUP_H
#define JP_FACTS_LOOKUP_H

#include "facts/csv_level.h"
#include "facts/facts.h"

/* Names of up to JP__LOOKUP_BYTES bytes are told apart by these words alone. */
#define JP__LOOKUP_BYTES 32

typedef struct jp__lookup_slot {
    uint64_t words[JP__LOOKUP_BYTES / 8]; /* its first bytes, and zeros behind a shorter name */
    uint16_t length, index;
} jp__lookup_slot;

typedef struct jp__lookup {
    const jp__name *names;
    size_t count;
    jp__lookup_slot *slots; /* of each name, behind one that is no name's */
    uint16_t *table;        /* a hash table of their numbers; 0: free */
    size_t table_size;      /* a power of two */
    uint64_t factor;        /* of the hash */
} jp__lookup;

/* An index of the model's names, which must outlive it. */
jp_status jp__lookup_init(jp__lookup *names, const jp_allocator *a, const jp__name *list, size_t count,
                          jp_error *err);
void jp__lookup_free(jp__lookup *names, const jp_allocator *a);

/* True, and the number, if the model has the name. */
bool jp__lookup_find(const jp__lookup *names, jp_text text, uint16_t *index);

/* The same of a text behind whose beginning JP__LOOKUP_BYTES bytes can be read, whatever they are. */
bool jp__lookup_find_padded(const jp__lookup *names, jp_text text, uint16_t *index);

/* The same of up to 64 such texts. Bit i of the result: text i is a name, and index[i] its number; if it is
 * none, index[i] is that of some name or 0. */
uint64_t jp__lookup_find_many(jp__csv_level level, const jp__lookup *names, const jp_text *texts,
                              size_t count, uint16_t *index);

#endif /* JP_FACTS_LOOKUP_H */
