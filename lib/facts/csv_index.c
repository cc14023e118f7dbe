/*
 * csv_index.c - where the fields of many rows of CSV are, found 64 bytes at a time.
 *
 * What a byte means depends on whether an odd number of quotes stands before it. Each block of 64
 * bytes becomes a few words of one bit a byte, and all is asked of these words at once (the way of
 * Langdale and Lemire, Parsing gigabytes of JSON per second, 2019). What a row must keep to for its
 * fields to be where the commas are is asked in the same way.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/csv_index.h"
#include "facts/csv_scan.h"

/* What a block leaves to the next, as its lowest bit; `inside` as all bits. */
typedef struct carried {
    uint64_t inside;   /* of quotes */
    uint64_t ended;    /* the last byte was a comma or LF outside of quotes, */
    uint64_t closed;   /* a closing quote, */
    uint64_t returned; /* a CR */
} carried;

/* Bit i of the result: whether the bits 0 to i are odd in number. */
JP__INLINE uint64_t parity(uint64_t bits)
{
    for (unsigned step = 1; step < 64; step *= 2)
        bits ^= bits << step;
    return bits;
}

/* The ends of fields in a block with quotes or CRs; *wrong becomes what no row may have. A quote in a
 * field in quotes, written twice, closes it and opens it again. */
JP__INLINE uint64_t find_ends(const jp__csv_marks *m, carried *c, uint64_t *wrong)
{
    uint64_t inside = parity(m->quotes) ^ c->inside;
    uint64_t opening = m->quotes & inside, closing = m->quotes & ~inside;
    uint64_t ends = (m->commas | m->feeds) & ~inside;
    uint64_t behind_end = ends << 1 | c->ended, behind_closing = closing << 1 | c->closed;
    uint64_t behind_return = m->returns << 1 | c->returned;
    *wrong = (inside & (m->feeds | m->returns)) | (behind_return & ~m->feeds) |
             (opening & ~(behind_end | behind_closing)) |
             (behind_closing & ~(ends | opening | m->returns));
    c->inside = 0 - (inside >> 63);
    c->closed = closing >> 63;
    c->returned = m->returns >> 63;
    return *wrong == 0 ? ends : ends & ((*wrong & (0 - *wrong)) - 1);
}

JP__INLINE uint32_t count_bits(uint64_t word)
{
    word -= word >> 1 & JP__EIGHT(0x55);
    word = (word & JP__EIGHT(0x33)) + (word >> 2 & JP__EIGHT(0x33));
    return (uint32_t)(((word + (word >> 4)) & JP__EIGHT(0x0f)) * JP__EIGHT(0x01) >> 56);
}

/* Writes down the ends of a block that begins at `at`, eight at a time: what is too much is written over
 * by the next block. */
JP__INLINE void note_ends(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count)
{
    const uint64_t last = UINT64_C(1) << 63; /* so that there is always a lowest bit */
    for (uint32_t i = 0; i < count; i += 8) {
        for (uint32_t j = 0; j < 8; j++) {
            start[i + j] = at + jp__lowest_bit(ends | last) + 1;
            ends &= ends - 1;
        }
    }
}

/* How a kind of processor does what is done to each block. */
typedef struct ways {
    jp__csv_marks (*marks_of)(const char *block);
    uint32_t (*count_bits)(uint64_t word);
    void (*note_ends)(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count);
} ways;

/* Counts the rows that end in a block, `before` fields having ended before it. False at one that has
 * not as many fields as it should. */
JP__INLINE bool count_rows(jp__csv_index *x, uint32_t before, uint64_t ends, uint64_t feeds, ways by)
{
    for (; feeds != 0; feeds &= feeds - 1) {
        uint64_t up_to = feeds ^ (feeds - 1);
        if (before + by.count_bits(ends & up_to) != (x->rows + 1) * x->columns)
            return false;
        x->rows++;
    }
    return true;
}

/* The whole, in one of the ways. All of it is inlined, so that each has instructions of its own: going
 * from those with AVX2 to those without costs hundreds of cycles. */
JP__INLINE void index_rows(jp__csv_index *x, const char *text, const char *end, size_t columns,
                           ways by)
{
    carried c = { .ended = 1 };
    uint32_t fields = 0, size = (uint32_t)(end - text);
    uint64_t wrong = 0, odd = 0, marked = 0;
    bool regular = true;
    x->text = text;
    x->rows = 0;
    x->columns = columns;
    x->start[0] = 0;
    for (uint32_t at = 0; at < size && regular && wrong == 0; at += JP__CSV_BLOCK) {
        jp__csv_marks m = by.marks_of(text + at);
        uint64_t ends = m.commas | m.feeds, special = m.quotes | m.returns;
        if ((special | c.inside | c.closed | c.returned) != 0)
            ends = find_ends(&m, &c, &wrong);
        c.ended = ends >> 63;
        odd |= m.odd;
        marked |= special;
        regular = count_rows(x, fields, ends, m.feeds & ends, by);
        uint32_t count = by.count_bits(ends);
        by.note_ends(x->start + 1 + fields, at, ends, count);
        fields += count;
        regular = regular && x->rows < JP__CSV_ROWS && fields < JP__CSV_FIELDS;
    }
    x->odd = odd != 0;
    x->marked = marked != 0;
    if (x->rows > JP__CSV_ROWS)
        x->rows = JP__CSV_ROWS;
}

static void index_rows_anywhere(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    index_rows(x, text, end, columns, (ways){ jp__csv_marks_of, count_bits, note_ends });
}

#if defined(JP__AVX2)
JP__AVX2 static inline uint32_t count_bits_at_once(uint64_t word)
{
    return (uint32_t)__builtin_popcountll(word);
}

JP__AVX2 static void index_rows_avx2(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    index_rows(x, text, end, columns, (ways){ jp__csv_marks_avx2, count_bits_at_once, note_ends });
}

JP__AVX512 static inline void note_ends_avx512(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count)
{
    jp__csv_places_avx512(start, at + 1, ends, count);
}

JP__AVX512 static void index_rows_avx512(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    index_rows(x, text, end, columns, (ways){ jp__csv_marks_avx512, count_bits_at_once, note_ends_avx512 });
}

bool jp__csv_index_rows_by(jp__csv_level level, jp__csv_index *x, const char *text, const char *end,
                           size_t columns)
{
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
    if ((level == JP__CSV_AVX512 && !avx512) || (level == JP__CSV_AVX2 && !avx2))
        return false;
    if (level == JP__CSV_AVX512)
        index_rows_avx512(x, text, end, columns);
    else if (level == JP__CSV_AVX2)
        index_rows_avx2(x, text, end, columns);
    else
        index_rows_anywhere(x, text, end, columns);
    return true;
}
#else
bool jp__csv_index_rows_by(jp__csv_level level, jp__csv_index *x, const char *text, const char *end,
                           size_t columns)
{
    if (level == JP__CSV_ANYWHERE)
        index_rows_anywhere(x, text, end, columns);
    return level == JP__CSV_ANYWHERE;
}
#endif

void jp__csv_index_rows(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    if (!jp__csv_index_rows_by(JP__CSV_AVX512, x, text, end, columns) &&
        !jp__csv_index_rows_by(JP__CSV_AVX2, x, text, end, columns))
        index_rows_anywhere(x, text, end, columns);
}
