/*
 * lookup.c - numbers of names that stand in every row.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/bytes.h"
#include "facts/lookup.h"

/* Loaded from JP__LOOKUP_BYTES - n on: n bytes to keep, and then none. */
static const uint64_t keep[2 * JP__LOOKUP_BYTES / 8] = { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX };

/* No branch asks how long the name is: names come in any order. */
JP__INLINE jp__lookup_slot key_of(const char *padded, size_t length)
{
    size_t shown = length < JP__LOOKUP_BYTES ? length : JP__LOOKUP_BYTES;
    const char *mask = (const char *)keep + (JP__LOOKUP_BYTES - shown);
    jp__lookup_slot key = { .length = (uint16_t)length };
    for (size_t i = 0; i < JP__COUNT(key.words); i++)
        key.words[i] = jp__load64(padded + 8 * i) & jp__load64(mask + 8 * i);
    return key;
}

/* Of a text of which no more can be read than there is. */
static jp__lookup_slot padded_key_of(const char *text, size_t length)
{
    char padded[JP__LOOKUP_BYTES] = { 0 };
    if (length > 0)
        memcpy(padded, text, length < sizeof padded ? length : sizeof padded);
    return key_of(padded, length);
}

/* A poor hash costs a few comparisons of some thousand names, which the model's author and the caller
 * chose. */
JP__INLINE size_t mix(uint64_t first, uint64_t second, uint64_t length, uint64_t factor)
{
    uint64_t mixed = first ^ (second << 15 | second >> 49) ^ length;
    return (size_t)((mixed * factor) >> 32);
}

JP__INLINE size_t hash_key(const jp__lookup_slot *key, uint64_t factor)
{
    uint64_t first = key->words[0] ^ (key->words[2] << 32 | key->words[2] >> 32);
    uint64_t second = key->words[1] ^ (key->words[3] << 32 | key->words[3] >> 32);
    return mix(first, second, key->length, factor);
}

/* Puts every name where its hash wants it, or behind; returns how many stand behind. */
static size_t fill_table(jp__lookup *n)
{
    size_t behind = 0;
    memset(n->table, 0, n->table_size * sizeof *n->table);
    for (size_t place = 1; place <= n->count; place++) {
        size_t home = hash_key(&n->slots[place], n->factor) & (n->table_size - 1), at = home;
        while (n->table[at] != 0)
            at = (at + 1) & (n->table_size - 1);
        n->table[at] = (uint16_t)place;
        behind += at != home;
    }
    return behind;
}

/* Some factors are tried for one that gives each name a place of its own: what is not found at once costs a
 * wrong guess. */
static void fill(jp__lookup *n)
{
    const uint64_t golden = UINT64_C(0x9e3779b97f4a7c15);
    n->slots[0].length = UINT16_MAX; /* no text that is looked for is as long */
    for (size_t place = 1; place <= n->count; place++) {
        const jp__name *name = &n->names[place - 1];
        n->slots[place] = padded_key_of(name->id, name->length);
        n->slots[place].index = name->index;
    }
    n->factor = golden;
    for (unsigned tries = 16; fill_table(n) > 0 && tries > 0; tries--)
        n->factor *= golden;
}

/* So large a table that hardly any two names want one place. */
jp_status jp__lookup_init(jp__lookup *n, const jp_allocator *a, const jp__name *list, size_t count,
                          jp_error *err)
{
    size_t size = 4;
    while (size < 16 * count)
        size *= 2;
    *n = (jp__lookup){ .names = list, .count = count, .table_size = size };
    n->slots = jp__calloc(a, count + 1, sizeof *n->slots);
    n->table = jp__calloc(a, size, sizeof *n->table);
    if (!n->slots || !n->table) {
        jp__lookup_free(n, a);
        return jp__no_memory(err);
    }
    fill(n);
    return JP_OK;
}

void jp__lookup_free(jp__lookup *n, const jp_allocator *a)
{
    jp__free(a, n->slots, n->count + 1, sizeof *n->slots);
    jp__free(a, n->table, n->table_size, sizeof *n->table);
    *n = (jp__lookup){ .count = 0 };
}

JP__INLINE bool is_key(const jp__lookup_slot *slot, const jp__lookup_slot *key)
{
    uint64_t different = (uint64_t)(slot->length ^ key->length);
    for (size_t i = 0; i < JP__COUNT(key->words); i++)
        different |= slot->words[i] ^ key->words[i];
    return different == 0;
}

/* Whether a name of the same length and first bytes is the same behind them. */
JP__COLD static bool has_same_end(const jp__lookup *n, size_t place, jp_text text)
{
    const size_t shown = JP__LOOKUP_BYTES;
    return memcmp(n->names[place - 1].id + shown, text.bytes + shown, text.length - shown) == 0;
}

JP__INLINE bool find(const jp__lookup *n, const jp__lookup_slot *key, jp_text text, uint16_t *index)
{
    size_t mask = n->table_size - 1, at = hash_key(key, n->factor) & mask;
    if (text.length >= UINT16_MAX)
        return false;
    for (;; at = (at + 1) & mask) {
        size_t place = n->table[at];
        const jp__lookup_slot *slot = &n->slots[place];
        if (is_key(slot, key) && (text.length <= JP__LOOKUP_BYTES || has_same_end(n, place, text))) {
            *index = slot->index;
            return true;
        }
        if (place == 0)
            return false;
    }
}

bool jp__lookup_find(const jp__lookup *n, jp_text text, uint16_t *index)
{
    jp__lookup_slot key = padded_key_of(text.bytes, text.length);
    return find(n, &key, text, index);
}

bool jp__lookup_find_padded(const jp__lookup *n, jp_text text, uint16_t *index)
{
    jp__lookup_slot key = key_of(text.bytes, text.length);
    return find(n, &key, text, index);
}

/* ---- Many ------------------------------------------------------------------------------------ */

#if defined(JP__AVX2)
/* The same hash and the same comparison; what does not stand in its place at once is left to find(). */
JP__AVX2 static inline bool find_at_once(const jp__lookup *n, jp_text text, uint16_t *index)
{
    if (text.length > JP__LOOKUP_BYTES)
        return false;
    const char *mask = (const char *)keep + (JP__LOOKUP_BYTES - text.length);
    __m256i key = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(const void *)text.bytes),
                                   _mm256_loadu_si256((const __m256i *)(const void *)mask));
    __m128i turned = _mm_shuffle_epi32(_mm256_extracti128_si256(key, 1), 0xb1);
    __m128i ends = _mm_xor_si128(_mm256_castsi256_si128(key), turned);
    uint64_t first = (uint64_t)_mm_cvtsi128_si64(ends), second = (uint64_t)_mm_extract_epi64(ends, 1);
    size_t at = mix(first, second, text.length, n->factor);
    const jp__lookup_slot *slot = &n->slots[n->table[at & (n->table_size - 1)]];
    __m256i words = _mm256_loadu_si256((const __m256i *)(const void *)slot->words);
    __m256i different = _mm256_xor_si256(key, words);
    *index = slot->index;
    return (_mm256_testz_si256(different, different) & (slot->length == text.length)) != 0;
}

JP__AVX2 static uint64_t find_many_at_once(const jp__lookup *n, const jp_text *texts, size_t count,
                                           uint16_t *index)
{
    uint64_t left = 0;
    for (size_t i = 0; i < count; i++) {
        if (!find_at_once(n, texts[i], &index[i]))
            left |= UINT64_C(1) << i;
    }
    return left;
}
#endif

uint64_t jp__lookup_find_many(jp__csv_level level, const jp__lookup *n, const jp_text *texts, size_t count,
                              uint16_t *index)
{
    uint64_t all = count == 0 ? 0 : ~UINT64_C(0) >> (64 - count), left = all, missing = 0;
    (void)level;
#if defined(JP__AVX2)
    if (level >= JP__CSV_AVX2)
        left = find_many_at_once(n, texts, count, index);
#endif
    for (; left != 0; left &= left - 1) {
        size_t i = jp__lowest_bit(left);
        jp__lookup_slot key = key_of(texts[i].bytes, texts[i].length);
        missing |= (uint64_t)!find(n, &key, texts[i], &index[i]) << i;
    }
    return all ^ missing;
}
