/*
 * text_test.c - UTF-8 against the definition of it, likeness against the textbook, hashes against
 * another implementation.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <stdio.h>

#include "base/base.h"
#include "base/wide.h"

static uint64_t random_state = 1;

/* xorshift64 (Marsaglia). */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* A copy with nothing behind it, so that the sanitizers see a byte read too far. */
static char *exact_copy(const void *text, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    return copy;
}

/* ---- UTF-8 -------------------------------------------------------------------------------- */

/* Encodes any number below 2^21 in `length` bytes, whether that is allowed or not. */
static void encode(uint32_t code, size_t length, char bytes[4])
{
    static const unsigned char lead[5] = { 0, 0x00, 0xc0, 0xe0, 0xf0 };
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    bytes[0] = (char)(lead[length] | code);
}

static size_t needed(uint32_t code)
{
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

static void every_character_is_valid_in_its_shortest_form_only(void **state)
{
    (void)state;
    char bytes[4];
    for (uint32_t code = 0; code < 0x200000; code++) {
        bool character = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
        for (size_t length = needed(code); length <= 4; length++) {
            encode(code, length, bytes);
            size_t expected = character && length == needed(code) ? length : 0;
            if (jp__utf8_prefix(bytes, length) != expected)
                fail_msg("U+%04X in %zu bytes", code, length);
            if (jp__utf8_prefix(bytes, length - 1) != 0)
                fail_msg("U+%04X cut to %zu bytes", code, length - 1);
        }
    }
}

static void a_character_needs_all_its_continuation_bytes(void **state)
{
    (void)state;
    static const uint32_t codes[] = { 0xe9, 0x20ac, 0x1f600 };
    static const unsigned char others[] = { 0x00, 0x41, 0x7f, 0xc0, 0xc3, 0xe2, 0xff };
    char bytes[4];
    for (size_t c = 0; c < JP__COUNT(codes); c++) {
        for (size_t at = 1; at < needed(codes[c]); at++) {
            for (size_t o = 0; o < JP__COUNT(others); o++) {
                encode(codes[c], needed(codes[c]), bytes);
                bytes[at] = (char)others[o];
                assert_int_equal(jp__utf8_prefix(bytes, needed(codes[c])), 0);
            }
        }
    }
}

static void no_byte_that_cannot_begin_a_character_begins_one(void **state)
{
    (void)state;
    for (unsigned byte = 0x80; byte < 0x100; byte++) {
        if (byte >= 0xc2 && byte <= 0xf4)
            continue;
        char bytes[4] = { (char)byte, (char)0x80, (char)0x80, (char)0x80 };
        assert_int_equal(jp__utf8_prefix(bytes, 4), 0);
    }
}

static void the_first_fault_is_found_wherever_it_is(void **state)
{
    (void)state;
    static const char *const faults[] = { "\x80", "\xff", "\xc3(", "\xed\xa0\x80", "" };
    char text[64];
    for (size_t length = 1; length < 40; length++) {
        for (size_t at = 0; at < length; at++) {
            for (size_t f = 0; f < JP__COUNT(faults); f++) {
                memset(text, 'a', sizeof text);
                memcpy(text + at, faults[f], f < 4 ? strlen(faults[f]) : 1);
                char *copy = exact_copy(text, length);
                assert_int_equal(jp__utf8_prefix(copy, length), at);
                free(copy);
            }
        }
    }
}

static void letters_among_ascii_are_passed_wherever_they_are(void **state)
{
    (void)state;
    char text[64];
    for (size_t length = 3; length < 40; length++) {
        for (size_t at = 0; at + 3 <= length; at++) {
            memset(text, 'a', sizeof text);
            memcpy(text + at, "\xe2\x82\xac", 3);
            char *copy = exact_copy(text, length);
            assert_int_equal(jp__utf8_prefix(copy, length), length);
            free(copy);
        }
    }
    assert_int_equal(jp__utf8_prefix("", 0), 0);
}

static void text_is_cut_between_characters(void **state)
{
    (void)state;
    const char *text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z"; /* ends of characters: 1 3 6 10 11 */
    static const size_t expected[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11 };
    for (size_t limit = 0; limit < JP__COUNT(expected); limit++)
        assert_int_equal(jp__text_cut(text, 11, limit), expected[limit]);
}

static void text_that_is_not_utf8_loses_three_bytes_at_most(void **state)
{
    (void)state;
    char text[20];
    memset(text, 0x80, sizeof text);
    assert_int_equal(jp__text_cut(text, sizeof text, 10), 7);
    assert_int_equal(jp__text_cut(text, sizeof text, 2), 0);
    assert_int_equal(jp__text_cut(text, sizeof text, 0), 0);
}

/* ---- Order and likeness ------------------------------------------------------------------- */

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void text_is_ordered_by_bytes_and_then_by_length(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } ascending[] = { { "", 0 },    { "\0", 1 },  { "\0a", 2 },   { "A", 1 },       { "a", 1 },
                      { "a\0", 2 }, { "aa", 2 },  { "ab", 2 },    { "b", 1 },       { "ba", 2 },
                      { "\x7f", 1 }, { "\xc3\xa9", 2 }, { "\xff", 1 } };
    for (size_t i = 0; i < JP__COUNT(ascending); i++) {
        for (size_t j = 0; j < JP__COUNT(ascending); j++) {
            int order = jp__text_compare(ascending[i].text, ascending[i].length, ascending[j].text,
                                         ascending[j].length);
            assert_int_equal(sign(order), (i > j) - (i < j));
        }
    }
    assert_int_equal(jp__text_compare(NULL, 0, NULL, 0), 0);
    assert_true(jp__text_compare(NULL, 0, "a", 1) < 0);
}

static size_t minimum(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* The whole table, as in the textbooks (Wagner and Fischer 1974). */
static size_t plain_distance(const char *a, size_t m, const char *b, size_t n)
{
    static size_t table[80][80];
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            size_t step = minimum(table[i - 1][j], table[i][j - 1]) + 1;
            table[i][j] = minimum(step, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
        }
    }
    return table[m][n];
}

static size_t random_text(char *text, size_t longest, unsigned letters)
{
    size_t length = next_random() % (longest + 1);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + next_random() % letters);
    return length;
}

static void edit_distances_are_those_of_the_textbook(void **state)
{
    (void)state;
    char a[80], b[80];
    for (int round = 0; round < 5000; round++) {
        size_t longest = round % 2 == 0 ? 12 : 70;
        unsigned letters = round % 8 < 6 ? 1 + (unsigned)round % 4 : 24;
        size_t m = random_text(a, longest, letters);
        size_t n = random_text(b, longest, letters);
        size_t distance = plain_distance(a, m, b, n);
        for (size_t limit = 0; limit <= JP__EDIT_DISTANCE_MAX; limit += round % 2 == 0 ? 1 : 8)
            assert_int_equal(jp__edit_distance(a, m, b, n, limit), minimum(distance, limit));
    }
}

static void letters_tell_how_many_edits_it_takes_at_least(void **state)
{
    (void)state;
    char a[80], b[80];
    size_t told = 0;
    for (int round = 0; round < 20000; round++) {
        size_t m = random_text(a, 20, 24), n = random_text(b, 20, 24);
        size_t least = jp__edits_at_least(jp__letters(a, m), jp__letters(b, n));
        assert_true(least <= plain_distance(a, m, b, n));
        told += least > 0;
    }
    assert_true(told > 10000);
    assert_int_equal(jp__edits_at_least(jp__letters("meeting", 7), jp__letters("meting", 6)), 0);
    assert_int_equal(jp__edits_at_least(jp__letters("call", 4), jp__letters("mail", 4)), 2);
    assert_int_equal(jp__edits_at_least(jp__letters("", 0), jp__letters("aba", 3)), 2);
    assert_int_equal(jp__edits_at_least(jp__letters("a", 1), jp__letters("\xe1", 1)), 0); /* not told apart */
}

static void known_words_have_known_distances(void **state)
{
    (void)state;
    assert_int_equal(jp__edit_distance("kitten", 6, "sitting", 7, 10), 3);
    assert_int_equal(jp__edit_distance("saturday", 8, "sunday", 6, 10), 3);
    assert_int_equal(jp__edit_distance("meeting", 7, "metting", 7, 4), 1);
    assert_int_equal(jp__edit_distance("", 0, "abc", 3, 10), 3);
    assert_int_equal(jp__edit_distance(NULL, 0, NULL, 0, 1), 0);
    assert_int_equal(jp__edit_distance("same", 4, "same", 4, 0), 0);
}

static void a_limit_above_the_largest_finds_what_the_largest_finds(void **state)
{
    (void)state;
    char a[64], b[64];
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    assert_int_equal(jp__edit_distance(a, 31, b, 31, 1000), 31);
    assert_int_equal(jp__edit_distance(a, 32, b, 32, 1000), 1000);
    assert_int_equal(jp__edit_distance(a, 64, b, 64, SIZE_MAX), SIZE_MAX);
}

/* ---- Hash --------------------------------------------------------------------------------- */

static void both_ways_to_multiply_agree(void **state)
{
    (void)state;
    static const uint64_t edges[] = { 0, 1, UINT32_MAX, UINT64_C(1) << 32, UINT64_C(1) << 63, UINT64_MAX,
                                      UINT64_MAX - 1, UINT64_C(0xffffffff00000000) };
    for (int round = 0; round < 100000; round++) {
        uint64_t x = round < 64 ? edges[round / 8] : next_random(), high, low, high2, low2;
        uint64_t y = round < 64 ? edges[round % 8] : next_random();
        jp__multiply(x, y, &high, &low);
        jp__multiply_portable(x, y, &high2, &low2);
        assert_true(high == high2 && low == low2);
    }
    uint64_t high, low;
    jp__multiply_portable(UINT64_MAX, UINT64_MAX, &high, &low); /* 2^128 - 2^65 + 1 */
    assert_true(high == UINT64_MAX - 1 && low == 1);
}

/* The same written in Python, with integers of any size. text[i] = 7 i + 1. */
static const struct {
    size_t length;
    uint64_t seed, hash;
} vectors[] = {
    { 0, UINT64_C(0x0000000000000000), UINT64_C(0xb211485be3f787c7) },
    { 1, UINT64_C(0x0000000000000000), UINT64_C(0x589cbe8bbafb2249) },
    { 2, UINT64_C(0x0000000000000001), UINT64_C(0x72efa57983c40463) },
    { 3, UINT64_C(0x0000000000000000), UINT64_C(0xcfd9dda7f69544a9) },
    { 4, UINT64_C(0x0000000000000000), UINT64_C(0x4153ed7b86f3b5d0) },
    { 7, UINT64_C(0x0000000000000063), UINT64_C(0x6f338e14aca91da1) },
    { 8, UINT64_C(0x0000000000000000), UINT64_C(0xaaee4df2eb149da4) },
    { 12, UINT64_C(0xffffffffffffffff), UINT64_C(0x49bf82c9c07769b6) },
    { 16, UINT64_C(0x0000000000000000), UINT64_C(0x6d8935938ca2b8c3) },
    { 17, UINT64_C(0x0000000000000000), UINT64_C(0x27b0a9cdac1f33ea) },
    { 31, UINT64_C(0x0123456789abcdef), UINT64_C(0xa0990d18803b96f8) },
    { 32, UINT64_C(0x0000000000000000), UINT64_C(0x710bf1747d7be3e1) },
    { 33, UINT64_C(0x0000000000000007), UINT64_C(0x50850bdb8b0db0c5) },
    { 64, UINT64_C(0x0000000000000001), UINT64_C(0xc2a9d41548a9b262) },
};

static void hashes_are_the_same_on_every_machine(void **state)
{
    (void)state;
    char text[64];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7 + 1);
    for (size_t v = 0; v < JP__COUNT(vectors); v++) {
        uint64_t hash = jp__hash(text, vectors[v].length, vectors[v].seed);
        if (hash != vectors[v].hash)
            fail_msg("length %zu", vectors[v].length);
    }
}

static void a_hash_reads_its_bytes_and_no_others(void **state)
{
    (void)state;
    char text[80];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)next_random();
    for (size_t length = 0; length < sizeof text; length++) {
        char *copy = exact_copy(text, length);
        uint64_t hash = jp__hash(copy, length, 5);
        assert_true(hash == jp__hash(text, length, 5));
        for (size_t i = 0; i < length; i++) {
            copy[i] = (char)(copy[i] ^ 1);
            assert_true(hash != jp__hash(copy, length, 5));
            copy[i] = (char)(copy[i] ^ 1);
        }
        free(copy);
    }
    assert_true(jp__hash(NULL, 0, 1) == jp__hash("", 0, 1));
}

/* Every way to cut a text in two has a hash of its own, in its lower half too, which tables use. */
static void a_hash_of_two_texts_knows_where_one_ends(void **state)
{
    (void)state;
    enum { LENGTH = 48 };
    char text[LENGTH];
    uint64_t hashes[LENGTH + 1];
    for (int round = 0; round < 50; round++) {
        memset(text, 'a', LENGTH);
        for (size_t i = 0; i < LENGTH && round > 0; i++)
            text[i] = (char)(next_random() % (round < 25 ? 2 : 256));
        for (size_t cut = 0; cut <= LENGTH; cut++) {
            char *first = exact_copy(text, cut), *second = exact_copy(text + cut, LENGTH - cut);
            hashes[cut] = jp__hash_two(first, cut, second, LENGTH - cut, 5);
            assert_true(hashes[cut] != jp__hash_two(first, cut, second, LENGTH - cut, 6));
            if (cut > 0) {
                first[cut / 2] ^= 1;
                uint64_t other = jp__hash_two(first, cut, second, LENGTH - cut, 5);
                assert_true((uint32_t)hashes[cut] != (uint32_t)other);
            }
            for (size_t before = 0; before < cut; before++)
                assert_true((uint32_t)hashes[before] != (uint32_t)hashes[cut]);
            free(first);
            free(second);
        }
    }
}

static void texts_of_zeros_differ_by_their_length(void **state)
{
    (void)state;
    static const char zeros[64] = { 0 };
    for (size_t a = 0; a <= sizeof zeros; a++) {
        for (size_t b = 0; b < a; b++)
            assert_true(jp__hash(zeros, a, 9) != jp__hash(zeros, b, 9));
    }
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void assert_all_differ(uint64_t *hashes, size_t count)
{
    qsort(hashes, count, sizeof *hashes, by_number);
    for (size_t i = 1; i < count; i++)
        assert_true(hashes[i - 1] != hashes[i]);
}

/* Numbers of clients, the shortest ids there are: they differ in their length and a digit or two. */
static void short_ids_of_all_lengths_have_hashes_of_their_own(void **state)
{
    (void)state;
    enum { COUNT = 200000 };
    uint64_t *one = calloc(COUNT, sizeof *one), *two = calloc(COUNT, sizeof *two);
    assert_true(one != NULL && two != NULL);
    for (int i = 0; i < COUNT; i++) {
        char id[16];
        size_t length = (size_t)snprintf(id, sizeof id, "%d", i);
        one[i] = jp__hash(id, length, 3);
        two[i] = jp__hash_two(id, length / 2, id, length, 3);
    }
    assert_all_differ(one, COUNT);
    assert_all_differ(two, COUNT);
    free(one);
    free(two);
}

/* Every text of up to eight bytes of three that are next to each other. */
static void short_texts_of_few_letters_have_hashes_of_their_own(void **state)
{
    (void)state;
    enum { COUNT = 9841 }; /* (3^9 - 1) / 2 */
    static uint64_t hashes[COUNT];
    size_t n = 0, of_length = 1;
    for (size_t length = 0; length <= 8; length++, of_length *= 3)
        for (size_t number = 0; number < of_length; number++) {
            char text[8];
            for (size_t i = 0, rest = number; i < length; i++, rest /= 3)
                text[i] = (char)(i % 2 == 0 ? '0' + rest % 3 : 1 + rest % 3);
            hashes[n++] = jp__hash(text, length, 3);
        }
    assert_int_equal(n, COUNT);
    assert_all_differ(hashes, COUNT);
}

static int count_bits(uint64_t word)
{
    int count = 0;
    for (; word != 0; word &= word - 1)
        count++;
    return count;
}

/* Of 64 bits, 32 should change, +- 4; the mean of 2000 such has a deviation of 0.09. */
static void each_bit_of_key_and_seed_changes_half_of_the_hash(void **state)
{
    (void)state;
    static const size_t lengths[] = { 1, 3, 4, 7, 8, 11, 16, 17, 31, 32, 48 };
    char text[48];
    for (size_t l = 0; l < JP__COUNT(lengths); l++) {
        double changed = 0, by_seed = 0;
        for (int round = 0; round < 2000; round++) {
            for (size_t i = 0; i < lengths[l]; i++)
                text[i] = (char)next_random();
            uint64_t seed = next_random(), bit = next_random() % (8 * lengths[l]);
            uint64_t hash = jp__hash(text, lengths[l], seed);
            by_seed += count_bits(hash ^ jp__hash(text, lengths[l], seed ^ UINT64_C(1) << round % 64));
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            changed += count_bits(hash ^ jp__hash(text, lengths[l], seed));
        }
        assert_true(changed / 2000 > 31.4 && changed / 2000 < 32.6);
        assert_true(by_seed / 2000 > 31.4 && by_seed / 2000 < 32.6);
    }
}

/* Ids that count up, in a table of 4096 slots: chi squared has 4095 degrees of freedom, so a mean of
 * 4095 and a deviation of 90. Five deviations either way. */
static void ids_that_count_up_spread_evenly(void **state)
{
    (void)state;
    for (unsigned shift = 0; shift <= 52; shift += 26) {
        static unsigned slots[4096];
        memset(slots, 0, sizeof slots);
        for (int i = 0; i < 40960; i++) {
            char id[32];
            int length = snprintf(id, sizeof id, "customer-%06d", i);
            slots[jp__hash(id, (size_t)length, 42) >> shift & 4095]++;
        }
        double chi_squared = 0;
        for (size_t s = 0; s < 4096; s++)
            chi_squared += (slots[s] - 10.0) * (slots[s] - 10.0) / 10.0;
        assert_true(chi_squared > 4095 - 450 && chi_squared < 4095 + 450);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_valid_in_its_shortest_form_only),
        cmocka_unit_test(a_character_needs_all_its_continuation_bytes),
        cmocka_unit_test(no_byte_that_cannot_begin_a_character_begins_one),
        cmocka_unit_test(the_first_fault_is_found_wherever_it_is),
        cmocka_unit_test(letters_among_ascii_are_passed_wherever_they_are),
        cmocka_unit_test(text_is_cut_between_characters),
        cmocka_unit_test(text_that_is_not_utf8_loses_three_bytes_at_most),
        cmocka_unit_test(text_is_ordered_by_bytes_and_then_by_length),
        cmocka_unit_test(edit_distances_are_those_of_the_textbook),
        cmocka_unit_test(letters_tell_how_many_edits_it_takes_at_least),
        cmocka_unit_test(known_words_have_known_distances),
        cmocka_unit_test(a_limit_above_the_largest_finds_what_the_largest_finds),
        cmocka_unit_test(both_ways_to_multiply_agree),
        cmocka_unit_test(hashes_are_the_same_on_every_machine),
        cmocka_unit_test(a_hash_reads_its_bytes_and_no_others),
        cmocka_unit_test(a_hash_of_two_texts_knows_where_one_ends),
        cmocka_unit_test(texts_of_zeros_differ_by_their_length),
        cmocka_unit_test(short_ids_of_all_lengths_have_hashes_of_their_own),
        cmocka_unit_test(short_texts_of_few_letters_have_hashes_of_their_own),
        cmocka_unit_test(each_bit_of_key_and_seed_changes_half_of_the_hash),
        cmocka_unit_test(ids_that_count_up_spread_evenly),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
