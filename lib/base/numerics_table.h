/*
 * numerics_table.h - constants made by scripts/numerics_tables.py (numerics_table.c).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_NUMERICS_TABLE_H
#define JP_BASE_NUMERICS_TABLE_H

extern const double jp__exp_table[2][128];
extern const double jp__log_table[3][128];
extern const double jp__exp2_poly[5];
extern const double jp__exp2_fraction_poly[11];
extern const double jp__exp2_little_poly[6];
extern const double jp__exp_poly[4];
extern const double jp__expm1_poly[7];
extern const double jp__log_poly[6];
extern const double jp__log2_poly[8];
extern const double jp__stirling_poly[7];
extern const double jp__trigamma_poly[8];
extern const double jp__lgamma_poly[9][14];
extern const double jp__mills_series[28];
extern const double jp__gamma_step_poly[6][6];
extern const double jp__tail_start_poly[7][6];

#endif /* JP_BASE_NUMERICS_TABLE_H */
