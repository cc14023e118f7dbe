/*
 * base.h - what every folder of the library may use: errors, memory, checked sizes, text, time.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_BASE_BASE_H
#define JP_BASE_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/number.h>
#include <joyfulprofit/status.h>
#include <joyfulprofit/time.h>

#ifdef __FAST_MATH__
#error "joyfulprofit must not be built with -ffast-math: its results are defined bit for bit"
#endif

/* The one macro that hides control flow: leave the function with the status of a failed call. */
#define JP_TRY(expression)                      \
    do {                                        \
        jp_status jp_try_status_ = (expression);\
        if (jp_try_status_ != JP_OK)            \
            return jp_try_status_;              \
    } while (0)

/*
 * Branches that cannot be taken while the library is right. In coverage builds they become
 * constants, so that a defensive branch is not counted as untested (SQLite's habit).
 */
#if defined(JP_COVERAGE)
#define JP_ALWAYS(x) 1
#define JP_NEVER(x) 0
#else
#define JP_ALWAYS(x) (x)
#define JP_NEVER(x) (x)
#endif

#if defined(__GNUC__) || defined(__clang__)
#define JP__PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#define JP__COLD __attribute__((__cold__, __noinline__))
#define JP__INLINE __attribute__((__always_inline__)) static inline
#else
#define JP__PRINTF(text, first)
#define JP__COLD
#define JP__INLINE static inline
#endif

#define JP__COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- Errors (error.c) --------------------------------------------------------------------- */

/* Where an error is: everything is optional. Start from JP__NOWHERE. */
typedef struct jp__where {
    uint64_t row;
    uint64_t line;
    uint64_t column;
    const char *field; /* terminated; cut to what jp_error holds */
} jp__where;

#define JP__NOWHERE ((jp__where){ JP_NO_ROW, 0, 0, NULL })

/* Fills `err` (NULL is fine) and returns `code`, so that a check reads `return jp__fail(...)`.
 * Only ids and names belong into a message; numbers by jp_number_format, since %g depends on the
 * locale. What is not UTF-8 or not printable is replaced by '?'. The arguments may point into `err`. */
jp_status jp__fail(jp_error *err, jp_status code, const char *format, ...) JP__COLD JP__PRINTF(3, 4);
jp_status jp__fail_at(jp_error *err, jp_status code, jp__where where, const char *format, ...)
    JP__COLD JP__PRINTF(4, 5);
jp_status jp__no_memory(jp_error *err) JP__COLD;

/* Checks the struct_size of an options or info struct: at least `minimum` (the size in the first
 * version), and if larger than `known` only with a tail that is all zero. `name` is for the message. */
jp_status jp__check_struct(const void *options, size_t minimum, size_t known, const char *name,
                           jp_error *err);

/* Checks text that was given as argument `name`: UTF-8 without NUL. NULL is fine, whatever the length. */
jp_status jp__check_text(const char *name, const char *text, size_t length, jp_error *err);

/* The size that a struct had when `last` was its last member: that of its first version. Members
 * that are added later stand behind it, and are filled where the caller knows them. */
#define JP__SIZE_TO(type, last) (offsetof(type, last) + sizeof(((type *)0)->last))

/* Hands over of `made`, of size `known`, what a checked info struct has room for; its own struct_size
 * stays as the caller set it. */
void jp__hand_over(void *info, const void *made, size_t known);

/* ---- Memory (memory.c) -------------------------------------------------------------------- */

/* `allocator` or, if it or its function is NULL, the C library's. */
jp_allocator jp__allocator(const jp_allocator *allocator);

/* All sizes are count x size, checked for overflow. NULL on failure only: nothing takes one byte.
 * The content is undefined after jp__alloc, zero after jp__calloc. Give back the size you took. */
void *jp__alloc(const jp_allocator *a, size_t count, size_t size);
void *jp__calloc(const jp_allocator *a, size_t count, size_t size);
void jp__free(const jp_allocator *a, void *pointer, size_t count, size_t size);

/* A line of the cache, and Arrow's alignment; where the first one in a block begins, which has so many bytes
 * to spare. */
#define JP__LINE ((size_t)64)
static inline void *jp__at_line(void *block)
{
    return (char *)block + (JP__LINE - (uintptr_t)block % JP__LINE) % JP__LINE;
}

/* Grows an array from *capacity to at least `need` elements (doubling). `pointer` is the address of the
 * pointer to it, of any type; on failure both stay as they were. */
jp_status jp__grow(const jp_allocator *a, void *pointer, size_t *capacity, size_t need, size_t size,
                   jp_error *err);

/* ---- Text (text.c) ------------------------------------------------------------------------ */

/* The length of the longest valid UTF-8 prefix without NUL: equal to `length` if all is well. */
size_t jp__utf8_prefix(const char *text, size_t length);

/* Where to cut text so that at most `limit` bytes are kept and no character is torn. */
size_t jp__text_cut(const char *text, size_t length, size_t limit);

/* Text for a message: at most `limit` bytes of it and, if that is not all, "...". A NUL, which would end the
 * message, is a '?', as is what else cannot be printed. Use it within one expression. error.c */
#define JP__QUOTE_MAX 64
typedef struct jp__quoted {
    char text[JP__QUOTE_MAX + 4];
} jp__quoted;
jp__quoted jp__quote(const char *text, size_t length, size_t limit);

/* memcmp() order, a shorter text before a longer one that begins with it. */
int jp__text_compare(const char *a, size_t a_length, const char *b, size_t b_length);

/* The edit distance of two ids in bytes, or `limit` if it is at least that, or at least
 * JP__EDIT_DISTANCE_MAX; for "did you mean". */
#define JP__EDIT_DISTANCE_MAX 32
size_t jp__edit_distance(const char *a, size_t a_length, const char *b, size_t b_length,
                         size_t limit);

/* The letters of a text as bits, 64 of which are told apart; and how many edits it takes at least to come
 * from some letters to others, one for each that is not in both: soon known, and enough for most pairs of
 * words. */
uint64_t jp__letters(const char *text, size_t length);
size_t jp__edits_at_least(uint64_t letters, uint64_t others);

/* 64-bit hash of bytes, for hash tables that hostile keys cannot easily degrade (seeded). */
uint64_t jp__hash(const void *bytes, size_t length, uint64_t seed);

/* The same of two texts, which are not one: "ab" and "c" are others than "a" and "bc". */
uint64_t jp__hash_two(const void *a, size_t a_length, const void *b, size_t b_length, uint64_t seed);

/* ---- Numbers (number.c) ------------------------------------------------------------------- */

/* Reads a decimal number: -?digits(.digits)?([eE][+-]?digits)?, correctly rounded, whatever the
 * locale. All of the text must be the number. False: not a number, or too large for a double. One
 * too small is 0; -0 stays -0. */
bool jp__number_parse(const char *text, size_t length, double *number);

/* As jp_number_format() does of a finite number, but with 17 significant digits, less zeros at the end, and
 * so that it is seen to be no integer: 42.0, -0.5, 0.10000000000000001, 1e-5. */
size_t jp__real_format(double number, char text[JP_NUMBER_TEXT_SIZE]);

/* ---- Time (time.c) ------------------------------------------------------------------------ */

/* Days from `earlier` to `later` (later >= earlier), exact to the rounding of one division. */
static inline double jp__days_between(int64_t earlier, int64_t later)
{
    return (double)((uint64_t)later - (uint64_t)earlier) / 86400000000.0;
}

/* floor(time / (days x day)), rounding down for negatives. 1 <= days <= 100,000,000; a model allows
 * far fewer. */
static inline int64_t jp__window(int64_t time_us, uint32_t days)
{
    int64_t width = (int64_t)days * JP_DAY_US;
    int64_t quotient = time_us / width;
    return quotient - (time_us % width < 0);
}

#endif /* JP_BASE_BASE_H */
