/*
 * numerics_dense.c - the largest error of the elementary functions of base/numerics.h at ten million
 * points of a range each, against the C library's functions in 80-bit long double, for
 * docs/numerics.md. Those are good to about 0.001 units in the last place of a double.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>

#include "base/numerics.h"
#include "base/numerics_kernel.h"

#define POINTS 10000000

static uint64_t random_state = 99;

/* xorshift64 (Marsaglia). */
static double uniform(double low, double high)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return low + (high - low) * ((double)(random_state >> 11) * 0x1p-53);
}

static double error_in_ulp(double got, long double exact)
{
    double size = fabs((double)exact), unit = nextafter(size, HUGE_VAL) - size;
    return (double)fabsl(((long double)got - exact) / (long double)unit);
}

static void report(const char *name, double (*ours)(double), long double (*theirs)(long double), double low,
                   double high)
{
    double largest = 0, place = 0;
    for (long i = 0; i < POINTS; i++) {
        double x = uniform(low, high), error = error_in_ulp(ours(x), theirs((long double)x));
        if (!(error <= largest))
            largest = error, place = x;
    }
    printf("%-8s %10g .. %-10g %.4f ulp at %a\n", name, low, high, largest, place);
}

int main(void)
{
    if (LDBL_MANT_DIG < 64) {
        puts("long double has no more digits than double here");
        return 1;
    }
    report("exp2", jp__exp2, exp2l, -1, 1);
    report("exp2", jp__exp2, exp2l, -1022, 1023);
    report("exp2", jp__exp2, exp2l, -1074, -1022);
    report("fraction", jp__exp2_fraction, exp2l, 0, 1);
    report("little", jp__exp2_little, exp2l, 0, 0.05);
    report("exp", jp__exp, expl, -1, 1);
    report("exp", jp__exp, expl, -708, 709);
    report("exp", jp__exp, expl, -745, -708);
    report("expm1", jp__expm1, expm1l, -0.001, 0.001);
    report("expm1", jp__expm1, expm1l, -0.1, 0.1);
    report("expm1", jp__expm1, expm1l, -3, 3);
    report("log", jp__log, logl, 0.98, 1.02);
    report("log", jp__log, logl, 0.5, 2);
    report("log2", jp__log2, log2l, 0.98, 1.02);
    report("log2", jp__log2, log2l, 0.5, 2);
    report("log1p", jp__log1p, log1pl, -1e-15, 1e-15);
    report("log1p", jp__log1p, log1pl, -0.1, 0.1);
    report("log1p", jp__log1p, log1pl, -1, 5);
    report("cbrt", jp__cbrt, cbrtl, 0, 1);
    report("cbrt", jp__cbrt, cbrtl, 1, 8);
    report("lgamma", jp__lgamma, lgammal, 0, 1);
    report("lgamma", jp__lgamma, lgammal, 0.5, 3.5);
    report("lgamma", jp__lgamma, lgammal, 3, 20);
    return 0;
}
