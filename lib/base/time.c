/*
 * time.c - ISO 8601 times to and from whole microseconds UTC, without the C library's calendar.
 *
 * The common forms, with T and Z, are read eight bytes at a time; everything else, and everything
 * that is wrong, goes through a reader that says what it expected.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/base.h"
#include "base/bytes.h"

#define SECOND_US INT64_C(1000000)
#define DAYS_IN_400_YEARS 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define QUOTED_MAX 40       /* bytes of the text in a message */
#define YEAR_MIN 1
#define YEAR_MAX 9999

/* A time as it is written. */
typedef struct parts {
    uint32_t year, month, day, hour, minute, second, microsecond;
    uint32_t offset_hour, offset_minute;
    bool west; /* the offset is negative */
} parts;

/* ---- The calendar ------------------------------------------------------------------------- */

static uint32_t days_in_month(uint32_t year, uint32_t month)
{
    static const uint8_t days[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month];
}

/* Days since 1970-01-01. Years are counted from 1 March, so that the leap day is a year's last:
 * before the month m (0 = March) lie (153 m + 2) / 5 days (Neri and Schneider; Hinnant). */
static int64_t days_from_date(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t march_year = year - (month < 3);
    uint32_t march_month = month < 3 ? month + 9 : month - 3;
    uint32_t days = 365 * march_year + march_year / 4 - march_year / 100 + march_year / 400 +
                    (153 * march_month + 2) / 5 + day - 1;
    return (int64_t)days - DAYS_TO_1970;
}

/* The inverse, for any day that int64_t microseconds reach. Returns the year. */
static int64_t date_from_days(int64_t days, uint32_t *month, uint32_t *day)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = shifted / DAYS_IN_400_YEARS - (shifted % DAYS_IN_400_YEARS < 0);
    uint32_t of_era = (uint32_t)(shifted - era * DAYS_IN_400_YEARS);
    uint32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    uint32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    uint32_t march_month = (5 * of_year + 2) / 153;
    *day = of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    return era * 400 + (int64_t)year + (*month < 3);
}

static int64_t time_of_parts(const parts *p)
{
    int64_t days = days_from_date(p->year, p->month, p->day);
    int64_t seconds = (int64_t)p->hour * 3600 + (int64_t)p->minute * 60 + (int64_t)p->second;
    int64_t offset = (int64_t)p->offset_hour * 3600 + (int64_t)p->offset_minute * 60;
    seconds += p->west ? offset : -offset;
    return days * JP_DAY_US + seconds * SECOND_US + (int64_t)p->microsecond;
}

/* ---- The common forms --------------------------------------------------------------------- */

/* Eight bytes against a pattern such as "0000-00-": digits become their values, the other bytes
 * zero if they are the pattern's. `others` has 0x09 where the pattern has no digit, so that
 * adding 0x76 (see bytes.h) finds any other byte there; *bad gets a high bit of what does not match. */
static inline uint64_t match(const char *text, const char *pattern, uint64_t others, uint64_t *bad)
{
    uint64_t word = jp__load64(text) ^ jp__load64(pattern);
    *bad |= (word + (JP__EIGHT(0x76) + others)) | word;
    return word;
}

/* In each byte of a matched word ten times its digit and the next one's: at most 99, so no carry. */
static inline uint64_t joined(uint64_t word)
{
    return word * 10 + (word >> 8);
}

static inline uint32_t byte_at(uint64_t word, unsigned at)
{
    return word >> (8 * at) & 0xff;
}

/* YYYY-MM-DDThh:mm:ssZ and YYYY-MM-DDThh:mm:ss.ffffffZ. False leaves it to the careful reader. */
static inline bool read_common(const char *text, size_t length, int64_t *time_us)
{
    uint64_t bad = 0, fraction = 0;
    if (length != 20 && length != 27)
        return false;
    const char *last = length == 20 ? "0:00:00Z" : "0:00:00.";
    uint64_t date = joined(match(text, "0000-00-", UINT64_C(0x0900000900000000), &bad));
    uint64_t clock = joined(match(text + 8, "00T00:00", UINT64_C(0x0000090000090000), &bad));
    uint64_t seconds = joined(match(text + 12, last, UINT64_C(0x0900000900000900), &bad));
    if (length == 27)
        fraction = joined(match(text + 19, ".000000Z", UINT64_C(0x0900000000000009), &bad));
    uint32_t year = byte_at(date, 0) * 100 + byte_at(date, 2);
    uint32_t month = byte_at(date, 5), day = byte_at(clock, 0);
    uint32_t hour = byte_at(clock, 3), minute = byte_at(clock, 6), second = byte_at(seconds, 5);
    bool beyond = (year == 0) | (month - 1 > 11) | (day == 0) | (hour > 23) | (minute > 59) | (second > 59);
    if ((bad & JP__EIGHT(0x80)) != 0 || beyond || (day > 28 && day > days_in_month(year, month)))
        return false;
    uint32_t us = byte_at(fraction, 1) * 10000 + byte_at(fraction, 3) * 100 + byte_at(fraction, 5);
    uint32_t of_day = (hour * 60 + minute) * 60 + second;
    *time_us = days_from_date(year, month, day) * JP_DAY_US + (int64_t)of_day * SECOND_US + (int64_t)us;
    return true;
}

/* ---- The careful reader ------------------------------------------------------------------- */

typedef struct reader {
    const char *text;
    size_t length;
    size_t at;
    jp_error *err;
} reader;

/* What every message begins with. */
#define QUOTE "Time '%s' "
#define QUOTED(r) jp__quote((r)->text, (r)->length, QUOTED_MAX).text

static jp_status JP__COLD expected(const reader *r, const char *what)
{
    if (r->at == r->length)
        return jp__fail(r->err, JP_ERROR_TIME,
                        QUOTE "must read YYYY-MM-DDThh:mm:ssZ, but ends where %s was expected.",
                        QUOTED(r), what);
    return jp__fail(r->err, JP_ERROR_TIME,
                    QUOTE "must read YYYY-MM-DDThh:mm:ssZ: expected %s at byte %zu.",
                    QUOTED(r), what, r->at + 1);
}

static bool at_digit(const reader *r)
{
    return r->at < r->length && r->text[r->at] >= '0' && r->text[r->at] <= '9';
}

static bool at_one_of(const reader *r, const char *bytes)
{
    return r->at < r->length && r->text[r->at] != '\0' && strchr(bytes, r->text[r->at]) != NULL;
}

static jp_status read_digits(reader *r, int count, const char *what, uint32_t *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (!at_digit(r))
            return expected(r, what);
        *value = 10 * *value + (uint32_t)(r->text[r->at++] - '0');
    }
    return JP_OK;
}

static jp_status read_one_of(reader *r, const char *bytes, const char *what)
{
    if (!at_one_of(r, bytes))
        return expected(r, what);
    r->at++;
    return JP_OK;
}

static jp_status read_date(reader *r, parts *p)
{
    JP_TRY(read_digits(r, 4, "four digits of the year", &p->year));
    JP_TRY(read_one_of(r, "-", "'-' after the year"));
    JP_TRY(read_digits(r, 2, "two digits of the month", &p->month));
    JP_TRY(read_one_of(r, "-", "'-' after the month"));
    return read_digits(r, 2, "two digits of the day", &p->day);
}

/* One to nine digits, of which six count. */
static jp_status read_fraction(reader *r, parts *p)
{
    size_t first = r->at;
    if (!at_digit(r))
        return expected(r, "a digit of the fraction");
    for (uint32_t unit = 100000; at_digit(r) && r->at - first < 9; unit /= 10)
        p->microsecond += unit * (uint32_t)(r->text[r->at++] - '0');
    if (at_digit(r))
        return expected(r, "no more than nine digits of the fraction");
    return JP_OK;
}

static jp_status read_clock(reader *r, parts *p)
{
    JP_TRY(read_one_of(r, "Tt ", "'T' between date and time"));
    JP_TRY(read_digits(r, 2, "two digits of the hour", &p->hour));
    JP_TRY(read_one_of(r, ":", "':' after the hour"));
    JP_TRY(read_digits(r, 2, "two digits of the minute", &p->minute));
    JP_TRY(read_one_of(r, ":", "':' after the minute"));
    JP_TRY(read_digits(r, 2, "two digits of the second", &p->second));
    if (!at_one_of(r, "."))
        return JP_OK;
    r->at++;
    return read_fraction(r, p);
}

/* +hh:mm, +hhmm or +hh. */
static jp_status read_offset(reader *r, parts *p)
{
    p->west = r->text[r->at++] == '-';
    JP_TRY(read_digits(r, 2, "two digits of the offset's hour", &p->offset_hour));
    if (r->at == r->length)
        return JP_OK;
    if (at_one_of(r, ":"))
        r->at++;
    else if (!at_digit(r))
        return expected(r, "two digits of the offset's minute, or nothing,");
    return read_digits(r, 2, "two digits of the offset's minute", &p->offset_minute);
}

static jp_status read_zone(reader *r, parts *p)
{
    if (at_one_of(r, "Zz")) {
        r->at++;
    } else if (at_one_of(r, "+-")) {
        JP_TRY(read_offset(r, p));
    } else {
        return expected(r, "a zone (Z, or an offset such as +01:00)");
    }
    return r->at == r->length ? JP_OK : expected(r, "nothing after the zone");
}

static jp_status read_parts(reader *r, parts *p)
{
    *p = (parts){ 0 };
    JP_TRY(read_date(r, p));
    if (r->at == r->length)
        return jp__fail(r->err, JP_ERROR_TIME,
                        QUOTE "has no time of day and no zone; for midnight UTC add T00:00:00Z.", QUOTED(r));
    JP_TRY(read_clock(r, p));
    if (r->at == r->length)
        return jp__fail(r->err, JP_ERROR_TIME,
                        QUOTE "has no zone; add Z for UTC or an offset such as +01:00.", QUOTED(r));
    return read_zone(r, p);
}

static jp_status check(const reader *r, const char *what, uint32_t value, uint32_t low, uint32_t high,
                       const char *hint)
{
    if (value >= low && value <= high)
        return JP_OK;
    int width = high > 99 ? 4 : 2;
    return jp__fail(r->err, JP_ERROR_TIME, QUOTE "must have %s within %0*u..%0*u%s, got %0*u.",
                    QUOTED(r), what, width, low, width, high, hint, width, value);
}

/* What is read can be read back as it is written, in UTC: an offset may lead out of the years. */
static jp_status check_moment(const reader *r, int64_t time_us)
{
    uint32_t month, day;
    int64_t year = date_from_days(jp__window(time_us, 1), &month, &day);
    return check(r, "a year", (uint32_t)year, YEAR_MIN, YEAR_MAX, " in UTC");
}

static jp_status check_parts(const reader *r, const parts *p)
{
    JP_TRY(check(r, "a year", p->year, YEAR_MIN, YEAR_MAX, ""));
    JP_TRY(check(r, "a month", p->month, 1, 12, ""));
    JP_TRY(check(r, "a day", p->day, 1, days_in_month(p->year, p->month), " in that month"));
    JP_TRY(check(r, "an hour", p->hour, 0, 23, p->hour == 24 ? " (24:00 is 00:00 of the next day)" : ""));
    JP_TRY(check(r, "a minute", p->minute, 0, 59, ""));
    JP_TRY(check(r, "a second", p->second, 0, 59, p->second == 60 ? " (leap seconds are not counted)" : ""));
    JP_TRY(check(r, "an offset hour", p->offset_hour, 0, 23, ""));
    return check(r, "an offset minute", p->offset_minute, 0, 59, "");
}

/* Kept apart, so that the common forms need none of its room. */
JP__COLD static jp_status parse_carefully(const char *text, size_t length, int64_t *time_us, jp_error *err)
{
    if (text == NULL || time_us == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "jp_time_parse needs %s, got NULL.",
                        text == NULL ? "a text" : "a place for the time");
    parts p;
    reader r = { text, length, 0, err };
    JP_TRY(read_parts(&r, &p));
    JP_TRY(check_parts(&r, &p));
    int64_t moment = time_of_parts(&p);
    JP_TRY(check_moment(&r, moment));
    *time_us = moment;
    return JP_OK;
}

jp_status jp_time_parse(const char *text, size_t length, int64_t *time_us, jp_error *err)
{
    if (text != NULL && time_us != NULL && read_common(text, length, time_us))
        return JP_OK;
    return parse_carefully(text, length, time_us, err);
}

/* ---- Writing ------------------------------------------------------------------------------ */

static char *write_digits(char *to, uint64_t value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return to + count;
}

static char *write_year(char *to, int64_t year)
{
    if (year >= 0 && year <= 9999)
        return write_digits(to, (uint64_t)year, 4);
    *to++ = year < 0 ? '-' : '+';
    return write_digits(to, (uint64_t)(year < 0 ? -year : year), 6);
}

/* `separator` and two digits. */
static char *write_pair(char *to, char separator, uint64_t value)
{
    *to++ = separator;
    return write_digits(to, value, 2);
}

size_t jp_time_format(int64_t time_us, char text[JP_TIME_TEXT_SIZE])
{
    int64_t days = jp__window(time_us, 1);
    uint64_t of_day = (uint64_t)time_us - (uint64_t)days * (uint64_t)JP_DAY_US; /* without overflow */
    uint64_t seconds = of_day / 1000000;
    uint32_t month, day;
    char *to = write_year(text, date_from_days(days, &month, &day));
    to = write_pair(to, '-', month);
    to = write_pair(to, '-', day);
    to = write_pair(to, 'T', seconds / 3600);
    to = write_pair(to, ':', seconds / 60 % 60);
    to = write_pair(to, ':', seconds % 60);
    *to++ = '.';
    to = write_digits(to, of_day % 1000000, 6);
    *to++ = 'Z';
    *to = '\0';
    return (size_t)(to - text);
}
