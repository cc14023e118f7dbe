/*
 * joyfulprofit/time.h - times as whole microseconds UTC since 1970-01-01
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_TIME_H
#define JOYFULPROFIT_TIME_H

#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/export.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One day in microseconds. */
#define JP_DAY_US INT64_C(86400000000)

/** Room for any time as text, with its terminating NUL. */
#define JP_TIME_TEXT_SIZE 40

/**
 * Reads an ISO 8601 time with a zone: `2023-12-09T08:30:00Z`, `2023-12-09 08:30:00.25+01:00`.
 *
 * Form: YYYY-MM-DD, then `T`, `t` or one space, then hh:mm:ss, at will a fraction of 1 to 9 digits after `.`
 * (rounded down to whole microseconds), then `Z`, `z`, or an offset: `+hh:mm`, `+hhmm` or `+hh`, with `+`
 * or `-`. Years 0001 to 9999 of the proleptic Gregorian calendar, as written and in UTC, offsets up to
 * 23:59. There is no 24:00 and no second 60. What was read, jp_time_format() writes so that it is read back.
 *
 * @param text     not terminated, `length` bytes
 * @param time_us  receives the time
 * @errors JP_ERROR_ARGUMENT (text or time_us NULL), JP_ERROR_TIME (anything else; a time without
 *         zone is told how to give one)
 * @thread any; allocates nothing
 */
JP_API jp_status jp_time_parse(const char *text, size_t length, int64_t *time_us, jp_error *err);

/**
 * Writes a time as `YYYY-MM-DDThh:mm:ss.ffffffZ`, terminated. Years outside 0 to 9999, which
 * only a caller's own arrays can hold, are written with a sign and six digits.
 *
 * @return the length without the NUL
 * @thread any; allocates nothing
 */
JP_API size_t jp_time_format(int64_t time_us, char text[JP_TIME_TEXT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_TIME_H */
