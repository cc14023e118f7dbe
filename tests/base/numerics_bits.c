/*
 * numerics_bits.c - a hash of a million results of base/numerics.h: the same for every compiler, level
 * of optimization and machine. The points come from whole numbers by exact steps only.
 *
 * usage: numerics_bits             prints a line for each function and one for all
 *        numerics_bits FILE        the same, and fails unless FILE holds exactly these lines
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"

static uint64_t random_state = UINT64_C(88172645463325252);

/* xorshift64 (Marsaglia). */
static uint64_t next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static double unit(void)
{
    return (double)(next_random() >> 11) * 0x1p-53;
}

/* All magnitudes from 2^low to 2^high alike. */
static double spread(int low, int high)
{
    uint64_t exponent = (uint64_t)(low + 1023) + next_random() % (uint64_t)(high - low);
    return from_bits(exponent << 52 | next_random() >> 12);
}

/* Any double at all for every fourth point, else of common size. */
static double any(int i, double common)
{
    return i % 4 == 0 ? from_bits(next_random()) : common;
}

/* The smallest normal doubles and the subnormal ones. */
static double tiny(void)
{
    uint64_t bits = next_random(); /* one after the other: C leaves the order of operands open */
    return from_bits(bits >> (10 + next_random() % 54));
}

static double point_exp2(int i) { return jp__exp2(any(i, i % 4 == 1 ? 2200 * unit() - 1100 : -80 * unit())); }
static double point_exp(int i) { return jp__exp(any(i, i % 4 == 1 ? 1500 * unit() - 750 : -80 * unit())); }
static double point_expm1(int i) { return jp__expm1(any(i, i % 2 == 0 ? -spread(-40, 6) : 2 * unit() - 1)); }
static double point_log2(int i) { return jp__log2(any(i, i % 4 == 1 ? tiny() : spread(-3, 3))); }
static double point_log(int i) { return jp__log(any(i, i % 4 == 1 ? tiny() : spread(-30, 30))); }
static double point_log1p(int i) { return jp__log1p(any(i, i % 2 == 0 ? spread(-60, 10) : -unit())); }
static double point_cbrt(int i) { return jp__cbrt(any(i, unit())); }
static double point_pow(int i)
{
    double x = any(i, unit()), y = any(i, 4 * unit());
    return jp__pow(x, y);
}
static double point_lgamma(int i) { return jp__lgamma(any(i, spread(-10, 10))); }
static double point_delta(int i)
{
    double t = i % 2 == 0 ? 2 * unit() : spread(-20, 1);
    return jp__lgamma_delta(i % 4 == 0 ? spread(-990, 50) : spread(-6, 8), t);
}
static double point_trigamma(int i) { return jp__trigamma(any(i, spread(-8, 10))); }
static double point_normal(int i) { return jp__normal_cdf(any(i, 50 * unit() - 40)); }
static double point_beta(int i)
{
    double x = i % 3 == 0 ? spread(-40, 0) : unit(), a = i % 2 == 0 ? spread(-7, 8) : spread(-20, 20);
    return jp__beta_cdf(x, a, i % 5 == 0 ? spread(-20, 20) : spread(-3, 6));
}
static double point_quantile(int i)
{
    double p = i % 3 == 0 ? 0x1.999999999999ap-6 : i % 3 == 1 ? 0x1.f333333333333p-1 : unit();
    double a = i % 2 == 0 ? spread(-1, 6) : spread(-20, 14);
    return jp__beta_quantile(p, a, i % 5 == 0 ? spread(-20, 14) : spread(-1, 6));
}

static double point_fraction(int i) { return jp__exp2_fraction(i % 5 == 0 ? spread(-20, 0) : unit()); }
static double point_little(int i) { return jp__exp2_little(i % 5 == 0 ? spread(-20, -5) : unit() / 20); }
static double point_shape(int i) { return i % 9 == 0 ? spread(-20, 14) : spread(-1, 10); }
static double point_low(int i)
{
    double a = point_shape(i);
    return jp__beta_low(a, point_shape(i / 9));
}
static double point_high(int i)
{
    double a = point_shape(i);
    return jp__beta_high(a, point_shape(i / 9));
}
static double point_half(int i)
{
    double a = point_shape(i);
    return jp__beta_half(a, point_shape(i / 9));
}
static double point_moment(int i)
{
    double alpha = i % 9 == 0 ? spread(-300, 40) : spread(-4, 6), all = alpha + spread(-4, 6);
    return jp__beta_moment(alpha, all, i % 2 == 0 ? 2 * unit() : spread(-10, 1));
}

static const struct {
    const char *name;
    double (*point)(int i);
    int count;
} functions[] = {
    { "exp2", point_exp2, 120000 },       { "exp", point_exp, 120000 },
    { "expm1", point_expm1, 120000 },     { "log2", point_log2, 120000 },
    { "log", point_log, 120000 },         { "log1p", point_log1p, 120000 },
    { "cbrt", point_cbrt, 40000 },        { "pow", point_pow, 40000 },
    { "lgamma", point_lgamma, 40000 },    { "lgamma_delta", point_delta, 40000 },
    { "trigamma", point_trigamma, 40000 }, { "normal_cdf", point_normal, 40000 },
    { "beta_cdf", point_beta, 25000 },    { "beta_quantile", point_quantile, 15000 },
    { "exp2_fraction", point_fraction, 120000 }, { "beta_low", point_low, 20000 },
    { "beta_high", point_high, 20000 },   { "beta_half", point_half, 20000 },
    { "beta_moment", point_moment, 40000 }, { "exp2_little", point_little, 120000 },
};

/* FNV-1a over the bytes of a result, lowest first; all that are no number count alike. */
static uint64_t add(uint64_t hash, double result)
{
    uint64_t bits;
    memcpy(&bits, &result, sizeof bits);
    if (isnan(result))
        bits = UINT64_C(0x7ff8000000000000);
    for (int i = 0; i < 8; i++)
        hash = (hash ^ (bits >> (8 * i) & 255)) * UINT64_C(1099511628211);
    return hash;
}

static bool same_line(FILE *expected, const char *line)
{
    char other[64];
    if (expected == NULL || (fgets(other, sizeof other, expected) != NULL && strcmp(line, other) == 0))
        return true;
    printf("  which is not what %s\n", feof(expected) ? "the file ends with" : "the file says");
    return false;
}

int main(int count, char **arguments)
{
    FILE *expected = count > 1 ? fopen(arguments[1], "r") : NULL;
    uint64_t all = UINT64_C(14695981039346656037);
    bool same = count == 1 || expected != NULL;
    char line[64];
    for (size_t f = 0; f < sizeof functions / sizeof functions[0]; f++) {
        uint64_t hash = UINT64_C(14695981039346656037);
        for (int i = 0; i < functions[f].count; i++) {
            double result = functions[f].point(i);
            hash = add(hash, result);
            all = add(all, result);
        }
        snprintf(line, sizeof line, "%s %d %016" PRIx64 "\n", functions[f].name, functions[f].count, hash);
        fputs(line, stdout);
        same = same_line(expected, line) && same;
    }
    snprintf(line, sizeof line, "all %016" PRIx64 "\n", all);
    fputs(line, stdout);
    same = same_line(expected, line) && same;
    if (expected != NULL)
        fclose(expected);
    return same ? 0 : 1;
}
