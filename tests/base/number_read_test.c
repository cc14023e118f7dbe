/*
 * number_read_test.c - numbers are read to the last bit, and what is none is refused.
 *
 * Expected values are Python's float(), which is David Gay's strtod.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/numbers.h"

#include <stdio.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_numbers_are_read_to_the_last_bit),
        cmocka_unit_test(what_is_not_a_number_is_refused),
        cmocka_unit_test(numbers_too_large_for_a_double_are_refused),
        cmocka_unit_test(only_the_given_bytes_are_read),
        cmocka_unit_test(numbers_may_be_as_long_as_they_like),
        cmocka_unit_test(the_last_digit_decides_a_tie_however_far_it_is),
    };
    return cmocka_run_group_tests_name("base/number_read", tests, NULL, NULL);
}
