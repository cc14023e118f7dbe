/*
 * number_test.c - numbers are read and written exactly, whatever the locale.
 *
 * Expected values are Python's float() (David Gay's strtod), and for random numbers the C library's
 * strtod() and printf() in the C locale, which are exact in glibc.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/base.h"

static uint64_t random_state = 88172645463325252u;

/* xorshift64 (Marsaglia). */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Any finite double: all exponents alike. */
static double random_double(void)
{
    double number = HUGE_VAL;
    while (!isfinite(number)) {
        uint64_t bits = next_random();
        memcpy(&number, &bits, sizeof number);
    }
    return number;
}

static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* Reads a copy with nothing behind it, so that the sanitizers see a byte read too far. */
static bool parse(const char *text, size_t length, double *number)
{
    char *copy = malloc(length > 0 ? length : 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    bool ok = jp__number_parse(copy, length, number);
    free(copy);
    return ok;
}

static void assert_reads(const char *text, double expected)
{
    double number = 12345;
    if (!parse(text, strlen(text), &number))
        fail_msg("'%.100s' was refused", text);
    if (!same_bits(number, expected))
        fail_msg("'%.100s' was read as %a, expected %a", text, number, expected);
}

static void assert_refused(const char *text, size_t length)
{
    double number = 12345;
    if (parse(text, length, &number))
        fail_msg("'%.100s' was read as %g", text, number);
    assert_true(same_bits(number, 12345));
}

/* ---- Reading ------------------------------------------------------------------------------ */

static const struct {
    const char *text;
    double number;
} known[] = {
    { "0", 0x0.0p+0 },
    { "-0", -0x0.0p+0 },
    { "0.0", 0x0.0p+0 },
    { "-0.0", -0x0.0p+0 },
    { "00", 0x0.0p+0 },
    { "007", 0x1.c000000000000p+2 },
    { "1", 0x1.0000000000000p+0 },
    { "-1", -0x1.0000000000000p+0 },
    { "9", 0x1.2000000000000p+3 },
    { "10", 0x1.4000000000000p+3 },
    { "12345678", 0x1.78c29c0000000p+23 },
    { "123456789", 0x1.d6f3454000000p+26 },
    { "0.5", 0x1.0000000000000p-1 },
    { "0.1", 0x1.999999999999ap-4 },
    { "0.2", 0x1.999999999999ap-3 },
    { "0.3", 0x1.3333333333333p-2 },
    { "-0.25", -0x1.0000000000000p-2 },
    { "3.14159", 0x1.921f9f01b866ep+1 },
    { "100.00", 0x1.9000000000000p+6 },
    { "1e0", 0x1.0000000000000p+0 },
    { "1E0", 0x1.0000000000000p+0 },
    { "1e+0", 0x1.0000000000000p+0 },
    { "1e-0", 0x1.0000000000000p+0 },
    { "1e2", 0x1.9000000000000p+6 },
    { "1E+2", 0x1.9000000000000p+6 },
    { "1e-2", 0x1.47ae147ae147bp-7 },
    { "1e00000002", 0x1.9000000000000p+6 },
    { "2.5e3", 0x1.3880000000000p+11 },
    { "0e99999999999999999999", 0x0.0p+0 },
    { "-0e5", -0x0.0p+0 },
    { "0.000e-999999999999999999999", 0x0.0p+0 },
    { "9007199254740991", 0x1.fffffffffffffp+52 },
    { "9007199254740992", 0x1.0000000000000p+53 },
    { "9007199254740993", 0x1.0000000000000p+53 },
    { "9007199254740993.0", 0x1.0000000000000p+53 },
    { "9007199254740994", 0x1.0000000000001p+53 },
    { "9007199254740995", 0x1.0000000000002p+53 },
    { "9007199254740993.00000000000000000000000001", 0x1.0000000000001p+53 },
    { "9007199254740992e22", 0x1.0f0cf064dd592p+126 },
    { "9007199254740993e22", 0x1.0f0cf064dd593p+126 },
    { "1e22", 0x1.0f0cf064dd592p+73 },
    { "1e23", 0x1.52d02c7e14af6p+76 },
    { "1e-22", 0x1.e392010175ee6p-74 },
    { "1e-23", 0x1.82db34012b251p-77 },
    { "9007199254740991e-22", 0x1.e392010175ee5p-21 },
    { "9007199254740991e-23", 0x1.82db34012b251p-24 },
    { "1e27", 0x1.9d971e4fe8402p+89 },
    { "1e28", 0x1.027e72f1f1281p+93 },
    { "1e-27", 0x1.3ce9a36f23c10p-90 },
    { "1e-28", 0x1.fb0f6be506019p-94 },
    { "123456789012345678e27", 0x1.624db949eb59ep+146 },
    { "123456789012345678e28", 0x1.bae1279c66306p+149 },
    { "123456789012345678e-27", 0x1.0f7bfe5e2538bp-33 },
    { "123456789012345678e-28", 0x1.b25ffd636ec12p-37 },
    { "9999999999999999999", 0x1.158e460913d00p+63 },
    { "18446744073709551615", 0x1.0000000000000p+64 },
    { "18446744073709551616", 0x1.0000000000000p+64 },
    { "99999999999999999999", 0x1.5af1d78b58c40p+66 },
    { "1234567890123456789", 0x1.12210f47de981p+60 },
    { "12345678901234567890", 0x1.56a95319d63e1p+63 },
    { "0.1234567890123456789", 0x1.f9add3746f65fp-4 },
    { "0.12345678901234567890123456789", 0x1.f9add3746f65fp-4 },
    { "1.7976931348623157e308", 0x1.fffffffffffffp+1023 },
    { "1.7976931348623158e308", 0x1.fffffffffffffp+1023 },
    { "2.2250738585072014e-308", 0x1.0000000000000p-1022 },
    { "2.2250738585072011e-308", 0x0.fffffffffffffp-1022 },
    { "2.2250738585072012e-308", 0x1.0000000000000p-1022 },
    { "2.225073858507201e-308", 0x0.fffffffffffffp-1022 },
    { "4.9406564584124654e-324", 0x0.0000000000001p-1022 },
    { "4.94e-324", 0x0.0000000000001p-1022 },
    { "5e-324", 0x0.0000000000001p-1022 },
    { "3e-324", 0x0.0000000000001p-1022 },
    { "2.4703282292062328e-324", 0x0.0000000000001p-1022 },
    { "2.4703282292062327e-324", 0x0.0p+0 },
    { "2e-324", 0x0.0p+0 },
    { "1e-323", 0x0.0000000000002p-1022 },
    { "1e-400", 0x0.0p+0 },
    { "1e-999", 0x0.0p+0 },
    { "-1e-999", -0x0.0p+0 },
    { "1e-99999999999999999999", 0x0.0p+0 },
    { "6.631236846766476e-316", 0x0.0000008000000p-1022 },
    { "2.109808898695963e16", 0x1.2bd2668e077c4p+54 },
    { "4.208340525e-323", 0x0.0000000000009p-1022 },
    { "1.448997445238699", 0x1.72f17f1f49aadp+0 },
    { "8.5e-323", 0x0.0000000000011p-1022 },
    { "1.00000000000000011102230246251565404236316680908203125", 0x1.0000000000000p+0 },
    { "1.00000000000000011102230246251565404236316680908203124", 0x1.0000000000000p+0 },
    { "1.00000000000000011102230246251565404236316680908203126", 0x1.0000000000001p+0 },
    { "1.00000000000000033306690738754696212708950042724609375", 0x1.0000000000002p+0 },
    { "0.500000000000000166533453693773481063544750213623046875", 0x1.0000000000002p-1 },
    { "3.518437208883201171875e13", 0x1.0000000000002p+45 },
    { "62.5364939768271845828", 0x1.f44abd5aa7ca4p+5 },
    { "8.10109172351e-10", 0x1.bd5cbaef0fd0cp-31 },
    { "1.50000000000000011102230246251565", 0x1.8000000000000p+0 },
    { "30078505129381147446200", 0x1.97a3c7271b021p+74 },
    { "1777820000000000000001", 0x1.8180d5bad2e3ep+70 },
    { "0.000000000000000000000000000000000000000000000000000001e54", 0x1.0000000000000p+0 },
    { "5e-20", 0x1.d83c94fb6d2acp-65 },
    { "1.2345e-300", 0x1.a749ec2ff5c8ap-997 },
    { "7.2057594037927933e16", 0x1.0000000000000p+56 },
    { "9.5e-7", 0x1.fe07017c01026p-21 },
    { "69e267", 0x1.0b7cb60c994dap+893 },
    { "999e-026", 0x1.82782afe1869ep-77 },
    { "7861e-034", 0x1.fe3544145e9d8p-101 },
    { "75569e-254", 0x1.5a462d91c6ab3p-828 },
    { "928609e-261", 0x1.be2dd66200befp-848 },
    { "9210917e080", 0x1.da232347e6032p+288 },
    { "84863171e114", 0x1.06e98f5ec8f37p+405 },
    { "653777767e273", 0x1.20223f2b3a881p+936 },
    { "5232604057e-298", 0x1.465b896c24520p-958 },
    { "27235667517e-109", 0x1.7d41824d64fb2p-328 },
    { "653532977297e-123", 0x1.925a0aabcdc68p-370 },
    { "3142213164987e-294", 0x1.d3409dfbca26fp-936 },
    { "46202199371337e-072", 0x1.28f9edfbd341fp-194 },
    { "231010996856685e-073", 0x1.28f9edfbd341fp-195 },
    { "9324754620109615e212", 0x1.3ae60753af6cap+757 },
    { "78459735791271921e049", 0x1.dcd0089c1314ep+218 },
    { "272104041512242479e200", 0x1.3bbb4bf05f087p+722 },
    { "6802601037806061975e198", 0x1.3bbb4bf05f087p+720 },
    { "20505426358836677347e-221", 0x1.012954b6aabbap-670 },
    { "836168422905420598437e-234", 0x1.20403a628a9cap-708 },
    { "4891559871276714924261e222", 0x1.6ecaf7694a3c7p+809 },
    { "5e-324", 0x0.0000000000001p-1022 },
    { "7e-324", 0x0.0000000000001p-1022 },
    { "9.88e-324", 0x0.0000000000002p-1022 },
    { "104110013277974872254e-225", 0x1.0b661a31987aep-681 },
    { "87495e-27", 0x1.a71990511604ep-74 },
    { "46417e-27", 0x1.c0eaecf494e38p-75 },
    { "1.3e-60", 0x1.0b64fd5569f32p-199 },
    { "1e-5", 0x1.4f8b588e368f1p-17 },
    { "1e-6", 0x1.0c6f7a0b5ed8dp-20 },
    { "1e100", 0x1.249ad2594c37dp+332 },
    { "1e200", 0x1.4e718d7d7625ap+664 },
    { "1e300", 0x1.7e43c8800759cp+996 },
    { "1e308", 0x1.1ccf385ebc8a0p+1023 },
    { "1e-100", 0x1.bff2ee48e0530p-333 },
    { "1e-200", 0x1.87e92154ef7acp-665 },
    { "1e-300", 0x1.56e1fc2f8f359p-997 },
    { "1e-307", 0x1.1fa182c40c60dp-1020 },
    { "1e-308", 0x0.730d67819e8d2p-1022 },
    { "1e-320", 0x0.00000000007e8p-1022 },
};

static void known_numbers_are_read_to_the_last_bit(void **state)
{
    (void)state;
    for (size_t i = 0; i < JP__COUNT(known); i++) {
        assert_reads(known[i].text, known[i].number);
        char negative[64];
        if (known[i].text[0] == '-')
            continue;
        snprintf(negative, sizeof negative, "-%.60s", known[i].text);
        if (strlen(known[i].text) < 60)
            assert_reads(negative, -known[i].number);
    }
}

static void what_is_not_a_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "-", "+", ".", "e", "+1", "--1", "-+1", ".5", "5.", "-.5", "1.e5", "1.2.3", "1..2", "1e", "1E+",
        "1e-", "1e5.5", "1e5e5", "e5", "0x10", "0x1p3", "1p3", "nan", "NaN", "-nan", "inf", "Infinity",
        "-inf", " 1", "1 ", "1\n", "\t1", "1,5", "1.000,5", "1_000", "1'000", "1f", "1d", "1L", "1/2", "1-2",
        "12345678x",
        "123456789012345678901234567890x", "1234567a", "x12345678", "\xd9\xa1", "\xef\xbc\x91", "1\xc2\xa0",
        "\xe2\x88\x92\x31", "$1", "1%", "true", "null", "12345:78", "1234567/", "0.12345:78",
    };
    for (size_t i = 0; i < JP__COUNT(texts); i++)
        assert_refused(texts[i], strlen(texts[i]));
    assert_refused("1\0", 2);
    assert_refused("\0001", 2);
    assert_refused("1.5\0" "5", 5);
}

static void numbers_too_large_for_a_double_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1e309", "-1e309", "1e999", "1.7976931348623159e308", "1.797693134862315808e308", "0.1e310",
        "2e308", "9999999999999999999e290", "1e99999999999999999999", "1e9223372036854775807",
        "123456789012345678901234567890e300", "1e310", "0.00000000000000000000000001e340",
    };
    for (size_t i = 0; i < JP__COUNT(texts); i++)
        assert_refused(texts[i], strlen(texts[i]));
    assert_reads("1.797693134862315807e308", 0x1.fffffffffffffp1023);
}

static void only_the_given_bytes_are_read(void **state)
{
    (void)state;
    const char *text = "-1234567890.1234567890e-10";
    for (size_t length = 1; length <= strlen(text); length++) {
        char copy[40];
        memcpy(copy, text, length);
        copy[length] = '\0';
        double number = 0;
        char last = copy[length - 1];
        bool complete = last >= '0' && last <= '9';
        assert_int_equal(parse(text, length, &number), complete);
        if (complete)
            assert_true(same_bits(number, strtod(copy, NULL)));
    }
}

/* A text of `count` times `fill` between `before` and `after`. */
static char *long_text(const char *before, char fill, size_t count, const char *after)
{
    size_t head = strlen(before), tail = strlen(after) + 1;
    char *text = malloc(head + count + tail);
    assert_non_null(text);
    memcpy(text, before, head);
    memset(text + head, fill, count);
    memcpy(text + head + count, after, tail);
    return text;
}

static void assert_long_reads(const char *before, char fill, size_t count, const char *after,
                              double expected)
{
    char *text = long_text(before, fill, count, after);
    assert_reads(text, expected);
    free(text);
}

static void numbers_may_be_as_long_as_they_like(void **state)
{
    (void)state;
    assert_long_reads("1", '0', 400, "e-400", 1);
    assert_long_reads("0.", '0', 400, "1e401", 1);
    assert_long_reads("0.", '0', 100000, "", 0);
    assert_long_reads("", '0', 100000, "42.5", 42.5);
    assert_long_reads("42.5", '0', 100000, "", 42.5);
    assert_long_reads("0.", '0', 100000, "12345e100002", 12.345);
    assert_long_reads("", '9', 300, "", 1e300);
    assert_long_reads("0.", '3', 5000, "", 0x1.5555555555555p-2);
    assert_long_reads("1e", '0', 100000, "5", 1e5);
    assert_long_reads("0e", '9', 100000, "", 0);
    assert_long_reads("1e-", '9', 100000, "", 0);
    assert_long_reads("0.000000000000000000", '1', 30, "", 0x1.065a8ba820343p-63);
}

/* 1 + 2^-53 lies halfway between 1 and the next double, exactly; one digit more decides, however far
 * behind the point. */
static void the_last_digit_decides_a_tie_however_far_it_is(void **state)
{
    (void)state;
    const char *tie = "1.00000000000000011102230246251565404236316680908203125";
    assert_reads(tie, 1);
    for (size_t zeros = 0; zeros < 3000; zeros += zeros < 800 ? 7 : 400) {
        assert_long_reads(tie, '0', zeros, "", 1);
        assert_long_reads(tie, '0', zeros, "1", 0x1.0000000000001p0);
    }
    assert_long_reads("1.00000000000000011102230246251565404236316680908203124", '9', 3000, "", 1);
}

static void assert_as_the_c_library(const char *text)
{
    double expected = strtod(text, NULL);
    if (isinf(expected))
        assert_refused(text, strlen(text));
    else
        assert_reads(text, expected);
}

/* The smallest double and the largest have halfway neighbours of 767 and 309 digits. */
static void numbers_halfway_between_doubles_go_to_the_even_one(void **state)
{
    (void)state;
#if LDBL_MANT_DIG > DBL_MANT_DIG
    for (int round = 0; round < 3000; round++) {
        double low = fabs(random_double());
        if (round % 3 == 0)
            low = ldexp(1 + (double)(next_random() >> 40), -1074); /* few bits, among the smallest */
        if (round % 3 == 1)
            low = ldexp(low, -(int)log2(low));
        double high = nextafter(low, HUGE_VAL);
        char text[900];
        snprintf(text, sizeof text, "%.800Le", ((long double)low + (long double)high) / 2);
        assert_as_the_c_library(text);
        char *exponent = strchr(text, 'e');
        exponent[-1] = '1';
        assert_as_the_c_library(text);
    }
#else
    skip();
#endif
}

static void random_doubles_are_read_as_the_c_library_reads_them(void **state)
{
    (void)state;
    char text[64];
    for (int round = 0; round < 60000; round++) {
        double number = random_double();
        if (round % 2 == 0)
            number = ldexp(number, (int)(next_random() % 80) - 40 - ilogb(number));
        snprintf(text, sizeof text, "%.*e", (int)(next_random() % 25), number);
        assert_as_the_c_library(text);
    }
}

static void random_digits_are_read_as_the_c_library_reads_them(void **state)
{
    (void)state;
    for (int round = 0; round < 60000; round++) {
        char text[64];
        int at = 0, count = 1 + (int)(next_random() % 28), point = (int)(next_random() % 28);
        for (int i = 0; i < count; i++) {
            text[at++] = (char)('0' + next_random() % 10);
            if (i == point && i + 1 < count)
                text[at++] = '.';
        }
        text[at] = '\0';
        if (round % 4 != 0)
            snprintf(text + at, sizeof text - (size_t)at, "e%d", (int)(next_random() % 660) - 340);
        assert_as_the_c_library(text);
    }
}

/* ---- Writing ------------------------------------------------------------------------------ */

static void assert_writes(double number, const char *expected)
{
    char text[JP__NUMBER_SIZE];
    memset(text, 'x', sizeof text);
    assert_int_equal(jp__number_format(number, text), strlen(expected));
    assert_string_equal(text, expected);
}

static void numbers_are_written_as_people_write_them(void **state)
{
    (void)state;
    assert_writes(0, "0");
    assert_writes(-0.0, "-0");
    assert_writes(1, "1");
    assert_writes(-1, "-1");
    assert_writes(10, "10");
    assert_writes(100, "100");
    assert_writes(12345678, "12345678");
    assert_writes(999999999999999, "999999999999999");
    assert_writes(1e15, "1000000000000000");
    assert_writes(-123456789012345678.0, "-1.2345678901234568e17");
    assert_writes(9007199254740992, "9007199254740992");
    assert_writes(1e16, "10000000000000000");
    assert_writes(1e17, "1e17");
    assert_writes(1e22, "1e22");
    assert_writes(1.5, "1.5");
    assert_writes(-0.5, "-0.5");
    assert_writes(0.1, "0.1");
    assert_writes(0.3, "0.3");
    assert_writes(0.1 + 0.2, "0.30000000000000004");
    assert_writes(1.0 / 3, "0.3333333333333333");
    assert_writes(2.0 / 3, "0.6666666666666666");
    assert_writes(100.0 / 3, "33.333333333333336");
    assert_writes(0.001, "0.001");
    assert_writes(0.0001, "0.0001");
    assert_writes(0.00012345, "0.00012345");
    assert_writes(0.00001, "1e-5");
    assert_writes(0.000012345, "1.2345e-5");
    assert_writes(123456.789, "123456.789");
    assert_writes(1234567890123456.75, "1234567890123456.8");
    assert_writes(99999999999999999.0, "1e17");
    assert_writes(0x1.fffffffffffffp1023, "1.7976931348623157e308");
    assert_writes(-0x1p-1022, "-2.2250738585072014e-308");
    assert_writes(0x1p-1074, "4.94065645841247e-324");
    assert_writes(-1.2345678901234568e-300, "-1.2345678901234568e-300");
}

/* Significant digits, without zeros at either end, of text in any notation. */
static void digits_of(const char *text, char digits[64])
{
    size_t count = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (count > 0 || *text != '0'))
            digits[count++] = *text;
    }
    while (count > 0 && digits[count - 1] == '0')
        count--;
    digits[count] = '\0';
}

/* Of 15, 16 and 17 digits the first that the C library reads back. */
static void shortest_by_the_c_library(double number, char text[64])
{
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, 64, "%.*e", digits - 1, number);
        if (strtod(text, NULL) == number)
            return;
    }
}

static void assert_round_trip(double number)
{
    char text[JP__NUMBER_SIZE], reference[64], ours[64], theirs[64];
    size_t length = jp__number_format(number, text);
    double back = 12345;
    if (length != strlen(text) || !jp__number_parse(text, length, &back) || !same_bits(back, number) ||
        !same_bits(strtod(text, NULL), number))
        fail_msg("%a was written as %s", number, text);
    shortest_by_the_c_library(number, reference);
    digits_of(reference, theirs);
    digits_of(text, ours);
    assert_string_equal(ours, theirs);
}

static void a_hundred_thousand_doubles_read_back_and_are_as_short_as_can_be(void **state)
{
    (void)state;
    for (int round = 0; round < 50000; round++) {
        double number = random_double();
        assert_round_trip(number);
        assert_round_trip(ldexp(number, (int)(next_random() % 60) - 40 - ilogb(number)));
    }
}

static void powers_of_two_and_ten_and_their_neighbours_read_back(void **state)
{
    (void)state;
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        double number = ldexp(1, exponent);
        assert_round_trip(number);
        assert_round_trip(nextafter(number, HUGE_VAL));
        if (exponent > -1074)
            assert_round_trip(nextafter(number, 0));
    }
    for (int exponent = -323; exponent <= 308; exponent++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", exponent);
        double number = strtod(text, NULL);
        assert_round_trip(number);
        assert_round_trip(nextafter(number, HUGE_VAL));
        assert_round_trip(nextafter(number, 0));
    }
}

static void whole_numbers_have_neither_point_nor_exponent(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        int64_t whole = (int64_t)(next_random() >> (next_random() % 64)) % INT64_C(1000000000000001);
        char expected[32];
        snprintf(expected, sizeof expected, "%lld", (long long)whole);
        assert_writes((double)whole, expected);
    }
}

/* ---- Locales ------------------------------------------------------------------------------ */

/* Compiles a locale from the system's sources, once. */
static bool make_locale(const char *source, const char *name)
{
    char command[2048], numeric[1024];
    struct stat info;
    snprintf(numeric, sizeof numeric, "%s/%s/LC_NUMERIC", JP_LOCALE_DIR, name);
    if (stat(numeric, &info) == 0)
        return true;
    snprintf(command, sizeof command, "mkdir -p '%s' && localedef -i %s -f UTF-8 '%s/%s' >'%s/log' 2>&1",
             JP_LOCALE_DIR, source, JP_LOCALE_DIR, name, JP_LOCALE_DIR);
    return system(command) == 0;
}

static void hold_in_locale(const char *source, const char *name, const char *half)
{
    char text[16];
    setenv("LOCPATH", JP_LOCALE_DIR, 1);
    if (!make_locale(source, name) || setlocale(LC_ALL, name) == NULL) {
        print_message("no locale %s, and localedef cannot make it: skipped\n", name);
        skip();
    }
    snprintf(text, sizeof text, "%.1f", 0.5);
    assert_string_equal(text, half);
    assert_reads("1234.5", 1234.5);
    assert_reads("0.1000000000000000055511151231257827021181583404541015625", 0.1);
    assert_refused("1234,5", 6);
    assert_writes(1234.5, "1234.5");
    assert_writes(1e-7 / 3, "3.3333333333333334e-8");
    jp_error err = JP_ERROR_INIT;
    jp__fail(&err, JP_ERROR_VALUE, "Not %s.", "0.5");
    assert_string_equal(err.message, "Not 0.5.");
}

static int back_to_c(void **state)
{
    (void)state;
    setlocale(LC_ALL, "C");
    return 0;
}

static void a_locale_with_a_comma_changes_nothing(void **state)
{
    (void)state;
    hold_in_locale("de_DE", "de_DE.UTF-8", "0,5");
}

static void a_locale_whose_point_has_two_bytes_changes_nothing(void **state)
{
    (void)state;
    hold_in_locale("ps_AF", "ps_AF.UTF-8", "0\xd9\xab" "5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_numbers_are_read_to_the_last_bit),
        cmocka_unit_test(what_is_not_a_number_is_refused),
        cmocka_unit_test(numbers_too_large_for_a_double_are_refused),
        cmocka_unit_test(only_the_given_bytes_are_read),
        cmocka_unit_test(numbers_may_be_as_long_as_they_like),
        cmocka_unit_test(the_last_digit_decides_a_tie_however_far_it_is),
        cmocka_unit_test(numbers_halfway_between_doubles_go_to_the_even_one),
        cmocka_unit_test(random_doubles_are_read_as_the_c_library_reads_them),
        cmocka_unit_test(random_digits_are_read_as_the_c_library_reads_them),
        cmocka_unit_test(numbers_are_written_as_people_write_them),
        cmocka_unit_test(a_hundred_thousand_doubles_read_back_and_are_as_short_as_can_be),
        cmocka_unit_test(powers_of_two_and_ten_and_their_neighbours_read_back),
        cmocka_unit_test(whole_numbers_have_neither_point_nor_exponent),
        cmocka_unit_test_teardown(a_locale_with_a_comma_changes_nothing, back_to_c),
        cmocka_unit_test_teardown(a_locale_whose_point_has_two_bytes_changes_nothing, back_to_c),
    };
    return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
