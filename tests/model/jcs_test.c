/*
 * jcs_test.c - numbers as RFC 8785 writes them.
 *
 * The first vectors are those of its appendix B, without NaN and infinity. The others are what
 * Python's repr() has for digits: powers of two, where the nearest decimal is not the shortest, and
 * the smallest numbers.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "model/build.h"
#include "support/test.h"

typedef struct vector {
    uint64_t bits;
    const char *text;
} vector;

static const vector appendix_b[] = {
    { 0x0000000000000000, "0" },
    { 0x8000000000000000, "0" },
    { 0x0000000000000001, "5e-324" },
    { 0x8000000000000001, "-5e-324" },
    { 0x7fefffffffffffff, "1.7976931348623157e+308" },
    { 0xffefffffffffffff, "-1.7976931348623157e+308" },
    { 0x4340000000000000, "9007199254740992" },
    { 0xc340000000000000, "-9007199254740992" },
    { 0x4430000000000000, "295147905179352830000" },
    { 0x44b52d02c7e14af5, "9.999999999999997e+22" },
    { 0x44b52d02c7e14af6, "1e+23" },
    { 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
    { 0x444b1ae4d6e2ef4e, "999999999999999700000" },
    { 0x444b1ae4d6e2ef4f, "999999999999999900000" },
    { 0x444b1ae4d6e2ef50, "1e+21" },
    { 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
    { 0x3eb0c6f7a0b5ed8d, "0.000001" },
    { 0x41b3de4355555553, "333333333.3333332" },
    { 0x41b3de4355555554, "333333333.33333325" },
    { 0x41b3de4355555555, "333333333.3333333" },
    { 0x41b3de4355555556, "333333333.3333334" },
    { 0x41b3de4355555557, "333333333.33333343" },
    { 0xbecbf647612f3696, "-0.0000033333333333333333" },
    { 0x43143ff3c1cb0959, "1424953923781206.2" },
};

static const vector others[] = {
    { 0x3d30000000000000, "5.684341886080802e-14" }, /* 2^-44 */
    { 0x0010000000000000, "2.2250738585072014e-308" },
    { 0x000fffffffffffff, "2.225073858507201e-308" },
    { 0x0000000000000002, "1e-323" },
    { 0x3fb999999999999a, "0.1" },
    { 0x3fd3333333333334, "0.30000000000000004" },
    { 0x3ff0000000000000, "1" },
    { 0x40f86a0000000000, "100000" },
    { 0x7e37e43c8800759c, "1e+300" },
};

static void check(const vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double number;
        char text[JP_NUMBER_TEXT_SIZE];
        memcpy(&number, &vectors[i].bits, sizeof number);
        size_t length = jp__jcs_number(number, text);
        assert_string_equal(text, vectors[i].text);
        assert_int_equal(length, strlen(text));
    }
}

static void the_vectors_of_the_rfc_are_met(void **state)
{
    (void)state;
    check(appendix_b, JP__COUNT(appendix_b));
}

static void the_shortest_digits_are_found_where_the_nearest_are_not(void **state)
{
    (void)state;
    check(others, JP__COUNT(others));
}

static void every_power_of_two_reads_back(void **state)
{
    (void)state;
    size_t count = 0;
    for (uint64_t exponent = 0; exponent < 2047; exponent++, count++) {
        uint64_t bits = exponent > 0 ? exponent << 52 : 1;
        double number, again;
        char text[JP_NUMBER_TEXT_SIZE];
        memcpy(&number, &bits, sizeof number);
        size_t length = jp__jcs_number(number, text);
        assert_true(jp__number_parse(text, length, &again));
        assert_memory_equal(&number, &again, sizeof number);
    }
    assert_int_equal(count, 2047);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vectors_of_the_rfc_are_met),
        cmocka_unit_test(the_shortest_digits_are_found_where_the_nearest_are_not),
        cmocka_unit_test(every_power_of_two_reads_back),
    };
    return cmocka_run_group_tests_name("model_jcs", tests, NULL, NULL);
}
