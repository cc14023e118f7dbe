/*
 * joyfulprofit/number.h - numbers as text, whatever the locale
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_NUMBER_H
#define JOYFULPROFIT_NUMBER_H

#include <stddef.h>

#include <joyfulprofit/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Room for any number as text, with its terminating NUL. */
#define JP_NUMBER_TEXT_SIZE 32

/**
 * Writes a number with as many of 15, 16 or 17 significant digits as it takes to read the same double back,
 * terminated, with a point in every locale: `42`, `-0.5`, `0.1`, `1e-5`, `1.5e300`. What is no number is
 * `nan`, `inf` or `-inf`.
 *
 * @return the length without the NUL
 * @thread any; allocates nothing
 */
JP_API size_t jp_number_format(double number, char text[JP_NUMBER_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_NUMBER_H */
