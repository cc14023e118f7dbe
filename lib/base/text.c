/*
 * text.c - UTF-8, order, likeness and hashing of text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/base.h"
#include "base/bytes.h"
#include "base/wide.h"

/* ---- UTF-8 -------------------------------------------------------------------------------- */

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* How many bytes a lead byte announces; 0 for bytes that cannot begin a character, NUL among them.
 * C0, C1 and F5..FF could only begin overlong forms or what is beyond U+10FFFF. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return lead != 0;
    if (lead < 0xc2)
        return 0;
    if (lead < 0xe0)
        return 2;
    if (lead < 0xf0)
        return 3;
    return lead < 0xf5 ? 4 : 0;
}

/* Second bytes that some lead bytes forbid: overlong after E0 and F0, surrogates after ED, beyond
 * U+10FFFF after F4. */
static bool second_allowed(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xe0: return second >= 0xa0;
    case 0xed: return second < 0xa0;
    case 0xf0: return second >= 0x90;
    case 0xf4: return second < 0x90;
    default: return true;
    }
}

/* The length of the character at `text`, or 0 if there is no valid one in `left` bytes. */
static size_t character_length(const unsigned char *text, size_t left)
{
    size_t length = announced(text[0]);
    if (length > left)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if (!is_continuation(text[i]))
            return 0;
    }
    if (length > 2 && !second_allowed(text[0], text[1]))
        return 0;
    return length;
}

/* How many whole words at the beginning are ASCII without NUL. For bytes below 0x80, subtracting
 * one sets a high bit exactly where there is a zero (or beside one). */
static size_t ascii_words(const char *text, size_t length)
{
    size_t at = 0;
    while (length - at >= 8) {
        uint64_t word = jp__load64(text + at);
        if (((word - JP__EIGHT(0x01)) | word) & JP__EIGHT(0x80))
            break;
        at += 8;
    }
    return at;
}

size_t jp__utf8_prefix(const char *text, size_t length)
{
    size_t at = ascii_words(text, length);
    while (at < length) {
        size_t step = character_length((const unsigned char *)text + at, length - at);
        if (step == 0)
            break;
        at += step;
        if (step == 1)
            at += ascii_words(text + at, length - at);
    }
    return at;
}

size_t jp__text_cut(const char *text, size_t length, size_t limit)
{
    if (length <= limit)
        return length;
    size_t cut = limit;
    while (cut > 0 && limit - cut < 3 && is_continuation((unsigned char)text[cut]))
        cut--;
    return cut;
}

/* ---- Order and likeness ------------------------------------------------------------------- */

int jp__text_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t common = a_length < b_length ? a_length : b_length;
    int order = common > 0 ? memcmp(a, b, common) : 0;
    if (order != 0)
        return order;
    return (a_length > b_length) - (a_length < b_length);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

uint64_t jp__letters(const char *text, size_t length)
{
    uint64_t letters = 0;
    for (size_t i = 0; i < length; i++)
        letters |= UINT64_C(1) << ((unsigned char)text[i] & 63);
    return letters;
}

size_t jp__edits_at_least(uint64_t letters, uint64_t others)
{
    size_t gone = jp__count_bits(letters & ~others), come = jp__count_bits(others & ~letters);
    return gone > come ? gone : come;
}

/*
 * Levenshtein's table, of which only the cells nearer than `band` to the diagonal can be below it: cell
 * (i, j) stands at row[j - i + band], where the cell above is at k + 1, the one above left at k. Makes of row
 * i - 1 the row of a's letter i; returns the least of it, below which no later one goes.
 */
static size_t next_row(size_t *row, size_t i, char letter, const char *b, size_t b_length, size_t band)
{
    size_t first = i < band ? band - i : 0, last = least(2 * band, b_length + band - i);
    size_t left = band, lowest = band;
    for (size_t k = first; k <= last; k++) {
        size_t j = i + k - band;
        size_t above = k < 2 * band ? row[k + 1] + 1 : band;
        size_t across = j > 0 ? row[k] + (letter != b[j - 1]) : band;
        left = least(least(band, across), least(above, left + 1));
        row[k] = left;
        lowest = least(lowest, left);
    }
    return lowest;
}

size_t jp__edit_distance(const char *a, size_t a_length, const char *b, size_t b_length,
                         size_t limit)
{
    size_t band = least(limit, JP__EDIT_DISTANCE_MAX);
    size_t longer = a_length > b_length ? a_length : b_length;
    if (longer - least(a_length, b_length) >= band)
        return limit;
    size_t row[2 * JP__EDIT_DISTANCE_MAX + 1];
    for (size_t k = 0; k <= 2 * band; k++)
        row[k] = k < band ? band : k - band;
    for (size_t i = 1; i <= a_length; i++) {
        if (next_row(row, i, a[i - 1], b, b_length, band) == band)
            return limit;
    }
    size_t distance = row[b_length + band - a_length];
    return distance < band ? distance : limit;
}

/* ---- Hash --------------------------------------------------------------------------------- */

/* Both halves of a product, folded together: every bit of the result depends on every bit of both. */
static inline uint64_t fold(uint64_t a, uint64_t b)
{
    uint64_t high, low;
    jp__multiply(a, b, &high, &low);
    return high ^ low;
}

/* What hides the factors. */
typedef struct keys {
    uint64_t key, other;
} keys;

static inline keys keys_of(uint64_t seed)
{
    return (keys){ fold(seed ^ UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707345)),
                   fold(seed ^ UINT64_C(0xa4093822299f31d0), UINT64_C(0x082efa98ec4e6c89)) };
}

static inline uint64_t add(const void *bytes, size_t length, uint64_t hash, uint64_t other)
{
    const char *b = bytes;
    uint64_t words[2];
    for (; length > 16; b += 16, length -= 16)
        hash = fold(jp__load64(b) ^ other, jp__load64(b + 8) ^ hash);
    jp__short_words(b, length, words);
    return fold(words[0] ^ other, words[1] ^ hash);
}

/*
 * Folded multiplication, as in wyhash and aHash. There, constants in the source let anyone write keys
 * whose product is 0 whatever the seed; here every factor is hidden behind a key made of the seed.
 * The constants are digits of pi. Lengths come in last, by themselves: mixed into the words of a text they
 * made up for a digit, so that 10 and 110 had one hash whatever the seed.
 */
static inline uint64_t end(const keys *k, uint64_t hash, uint64_t lengths)
{
    return fold(hash ^ k->key, (k->other ^ lengths << 1) | 1);
}

uint64_t jp__hash(const void *bytes, size_t length, uint64_t seed)
{
    keys k = keys_of(seed);
    return end(&k, add(bytes, length, k.key, k.other), length);
}

uint64_t jp__hash_two(const void *a, size_t a_length, const void *b, size_t b_length, uint64_t seed)
{
    keys k = keys_of(seed);
    uint64_t hash = add(a, a_length, k.key, k.other);
    hash = add(b, b_length, hash ^ k.key, k.other);
    return end(&k, hash, (uint64_t)a_length << 31 ^ b_length);
}
