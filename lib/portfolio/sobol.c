/*
 * sobol.c - points that fill the cube evenly, and variance-based sensitivity indices.
 *
 * A. Saltelli et al., Variance based sensitivity analysis of model output, Computer Physics Communications
 * 181 (2010); M. J. W. Jansen, Analysis of variance designs for model output, ibid. 117 (1999).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "portfolio/robustness.h"

/* Direction numbers of S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional
 * projections, SIAM J. Sci. Comput. 30 (2008): degree and coefficients of a primitive polynomial,
 * and the first numbers m. The first dimension needs none. */
typedef struct direction {
    uint8_t degree, coefficients;
    uint8_t m[7];
} direction;

static const direction table[JP__SOBOL_DIMENSIONS - 1] = {
    { 1, 0, { 1 } },
    { 2, 1, { 1, 3 } },
    { 3, 1, { 1, 3, 1 } },
    { 3, 2, { 1, 1, 1 } },
    { 4, 1, { 1, 1, 3, 3 } },
    { 4, 4, { 1, 3, 5, 13 } },
    { 5, 2, { 1, 1, 5, 5, 17 } },
    { 5, 4, { 1, 1, 5, 5, 5 } },
    { 5, 7, { 1, 1, 7, 11, 19 } },
    { 5, 11, { 1, 1, 5, 1, 1 } },
    { 5, 13, { 1, 1, 1, 3, 11 } },
    { 5, 14, { 1, 3, 5, 5, 31 } },
    { 6, 1, { 1, 3, 3, 9, 7, 49 } },
    { 6, 13, { 1, 1, 1, 15, 21, 21 } },
    { 6, 16, { 1, 3, 1, 13, 27, 49 } },
    { 6, 19, { 1, 1, 1, 15, 7, 5 } },
    { 6, 22, { 1, 3, 1, 15, 13, 25 } },
    { 6, 25, { 1, 1, 5, 5, 19, 61 } },
    { 7, 1, { 1, 3, 7, 11, 23, 15, 103 } },
};

/* splitmix64 (Steele, Lea, Flood 2014). */
uint64_t jp__random_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void set_directions(uint32_t v[JP__SOBOL_BITS], const direction *d)
{
    for (unsigned i = 0; i < JP__SOBOL_BITS; i++) {
        if (i < d->degree) {
            v[i] = (uint32_t)d->m[i] << (31 - i);
            continue;
        }
        v[i] = v[i - d->degree] ^ (v[i - d->degree] >> d->degree);
        for (unsigned k = 1; k < d->degree; k++)
            if ((d->coefficients >> (d->degree - 1 - k)) & 1)
                v[i] ^= v[i - k];
    }
}

void jp__sobol_start(jp__sobol *sobol, uint64_t seed)
{
    for (unsigned i = 0; i < JP__SOBOL_BITS; i++)
        sobol->directions[0][i] = UINT32_C(1) << (31 - i);
    for (size_t d = 1; d < JP__SOBOL_DIMENSIONS; d++)
        set_directions(sobol->directions[d], &table[d - 1]);
    for (size_t d = 0; d < JP__SOBOL_DIMENSIONS; d++)
        sobol->shifts[d] = (uint32_t)(jp__random_bits(&seed) >> 32);
}

double jp__sobol_at(const jp__sobol *sobol, uint32_t index, size_t dimension)
{
    uint32_t bits = sobol->shifts[dimension];
    for (unsigned i = 0; index != 0; i++, index >>= 1)
        if (index & 1)
            bits ^= sobol->directions[dimension][i];
    return ((double)bits + 0.5) * 0x1p-32;
}

/* Mean and variance of the values of both matrices. */
static void moments(const double *a, const double *b, size_t count, double *mean, double *variance)
{
    double sum = 0, squares = 0, n = 2 * (double)count;
    for (size_t i = 0; i < count; i++)
        sum += a[i] + b[i];
    *mean = sum / n;
    for (size_t i = 0; i < count; i++)
        squares += (a[i] - *mean) * (a[i] - *mean) + (b[i] - *mean) * (b[i] - *mean);
    *variance = squares / n;
}

jp__indices jp__sobol_indices(const double *a, const double *b, const double *ab, size_t count)
{
    double mean, variance, first = 0, total = 0;
    moments(a, b, count, &mean, &variance);
    if (!(variance > 0))
        return (jp__indices){ 0, 0 };
    for (size_t i = 0; i < count; i++) {
        first += (b[i] - mean) * (ab[i] - a[i]);
        total += (a[i] - ab[i]) * (a[i] - ab[i]);
    }
    double n = (double)count;
    return (jp__indices){ first / n / variance, total / (2 * n) / variance };
}
