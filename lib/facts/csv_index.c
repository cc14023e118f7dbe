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
 * field in quotes, written twice, closes it and opens it again, which is noted in *doubled. */
JP__INLINE uint64_t find_ends(const jp__csv_marks *m, carried *c, uint64_t *wrong, uint64_t *doubled)
{
    uint64_t inside = parity(m->quotes) ^ c->inside;
    uint64_t opening = m->quotes & inside, closing = m->quotes & ~inside;
    uint64_t ends = (m->commas | m->feeds) & ~inside;
    uint64_t behind_end = ends << 1 | c->ended, behind_closing = closing << 1 | c->closed;
    uint64_t behind_return = m->returns << 1 | c->returned;
    *doubled |= opening & behind_closing;
    *wrong = (inside & (m->feeds | m->returns)) | (behind_return & ~m->feeds) |
             (opening & ~(behind_end | behind_closing)) |
             (behind_closing & ~(ends | opening | m->returns));
    c->inside = 0 - (inside >> 63);
    c->closed = closing >> 63;
    c->returned = m->returns >> 63;
    return *wrong == 0 ? ends : ends & ((*wrong & (0 - *wrong)) - 1);
}

/* Writes down the ends of a block that begins at `at`, `step` at a time: what is too much is written over
 * by the next block. */
JP__INLINE void note_ends(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count, uint32_t step)
{
    const uint64_t last = UINT64_C(1) << 63; /* so that there is always a lowest bit */
    uint32_t i = 0;
    do {
        for (uint32_t j = 0; j < step; j++) {
            start[i + j] = at + jp__lowest_bit(ends | last) + 1;
            ends &= ends - 1;
        }
        i += step;
    } while (i < count);
}

/* How a kind of processor does what is done to each block. */
typedef struct ways {
    jp__csv_marks (*marks_of)(const char *block);
    uint32_t (*count_bits)(uint64_t word);
    void (*note_ends)(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count, uint32_t step);
} ways;

/* Whether row `row` ends where the last of its fields does, if each before has as many as it should. */
JP__INLINE bool is_regular(const jp__csv_index *x, size_t row, size_t fields)
{
    return row * x->columns <= fields && x->start[row * x->columns] == x->behind[row];
}

/* How many of the rows are regular up to the first that is not, or all that there may be. */
JP__INLINE size_t count_regular(const jp__csv_index *x, size_t rows, size_t fields)
{
    size_t regular = 0;
    rows = rows < JP__CSV_ROWS ? rows : JP__CSV_ROWS;
    while (regular < rows && is_regular(x, regular + 1, fields))
        regular++;
    return regular;
}

/* How far ahead the memory is asked for bytes. */
#define AHEAD 2048

/* The whole, in one of the ways. All of it is inlined, so that each has instructions of its own: going
 * from those with AVX2 to those without costs hundreds of cycles. How many rows end in a block is hard to
 * foresee, so no branch asks it: the last of them is looked at here, and in the end all. */
JP__INLINE void index_rows(jp__csv_index *x, const char *text, const char *end, size_t columns,
                           ways by)
{
    carried c = { .ended = 1 };
    uint32_t fields = 0, rows = 0, size = (uint32_t)(end - text);
    uint64_t wrong = 0, odd = 0, marked = 0, doubled = 0;
    bool regular = true;
    x->text = text;
    x->columns = columns;
    x->start[0] = 0;
    x->behind[0] = 0;
    for (uint32_t at = 0; at < size && regular && wrong == 0; at += JP__CSV_BLOCK) {
        jp__prefetch((const void *)((uintptr_t)text + at + AHEAD));
        jp__csv_marks m = by.marks_of(text + at);
        uint64_t ends = m.commas | m.feeds, special = m.quotes | m.returns;
        if ((special | c.inside | c.closed | c.returned) != 0)
            ends = find_ends(&m, &c, &wrong, &doubled);
        c.ended = ends >> 63;
        odd |= m.odd;
        marked |= special;
        uint32_t count = by.count_bits(ends), row_count = by.count_bits(ends & m.feeds);
        by.note_ends(x->start + 1 + fields, at, ends, count, 8);
        by.note_ends(x->behind + 1 + rows, at, ends & m.feeds, row_count, 2);
        fields += count;
        rows += row_count;
        regular = is_regular(x, rows, fields) && rows < JP__CSV_ROWS && fields < JP__CSV_FIELDS;
    }
    x->rows = count_regular(x, rows, fields);
    x->odd = odd != 0;
    x->marked = marked != 0;
    x->doubled = doubled != 0;
}

static void index_rows_anywhere(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    index_rows(x, text, end, columns, (ways){ jp__csv_marks_of, jp__count_bits, note_ends });
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

JP__AVX512 static inline void note_ends_avx512(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count,
                                           uint32_t step)
{
    (void)step;
    jp__csv_places_avx512(start, at + 1, ends, count);
}

JP__AVX512 static void index_rows_avx512(jp__csv_index *x, const char *text, const char *end, size_t columns)
{
    index_rows(x, text, end, columns, (ways){ jp__csv_marks_avx512, count_bits_at_once, note_ends_avx512 });
}

#endif

void jp__csv_index_rows(jp__csv_level level, jp__csv_index *x, const char *text, const char *end,
                        size_t columns)
{
    (void)level;
#if defined(JP__AVX2)
    if (level == JP__CSV_AVX512) {
        index_rows_avx512(x, text, end, columns);
        return;
    }
    if (level == JP__CSV_AVX2) {
        index_rows_avx2(x, text, end, columns);
        return;
    }
#endif
    index_rows_anywhere(x, text, end, columns);
}

/* ---- Columns ------------------------------------------------------------------------------- */

#if defined(JP__AVX2)
/* Four rows at a time, of which there must be a multiple. */
JP__AVX2 static void take_fields_avx2(const jp__csv_index *x, size_t column, jp_text *fields)
{
    const __m256i text = _mm256_set1_epi64x((long long)(uintptr_t)x->text), one = _mm256_set1_epi64x(1);
    const long long *first = (const long long *)(const void *)(x->start + column);
    const int columns = (int)x->columns;
    const __m128i step = _mm_set1_epi32(4 * columns);
    __m128i places = _mm_setr_epi32(0, columns, 2 * columns, 3 * columns);
    for (size_t r = 0; r < x->rows; r += 4, places = _mm_add_epi32(places, step)) {
        __m256i ends = _mm256_i32gather_epi64(first, places, 4);
        __m256i start = _mm256_and_si256(ends, _mm256_set1_epi64x(UINT32_MAX));
        __m256i length = _mm256_sub_epi64(_mm256_sub_epi64(_mm256_srli_epi64(ends, 32), start), one);
        __m256i at = _mm256_add_epi64(start, text);
        __m256i even = _mm256_unpacklo_epi64(at, length), odd = _mm256_unpackhi_epi64(at, length);
        _mm256_storeu_si256((__m256i *)(void *)(fields + r), _mm256_permute2x128_si256(even, odd, 0x20));
        _mm256_storeu_si256((__m256i *)(void *)(fields + r + 2), _mm256_permute2x128_si256(even, odd, 0x31));
    }
}
#endif

void jp__csv_fields(jp__csv_level level, const jp__csv_index *x, size_t column, jp_text *fields)
{
#if defined(JP__AVX2)
    if (level >= JP__CSV_AVX2 && x->rows % 4 == 0) {
        take_fields_avx2(x, column, fields);
        return;
    }
#endif
    (void)level;
    for (size_t r = 0; r < x->rows; r++)
        fields[r] = jp__csv_field(x, r, column);
}
