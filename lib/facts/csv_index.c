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
#include "base/bytes.h"
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

/* Writes down the ends of a block that begins at `at`, eight at a time: what is too much is written over by
 * the next block. */
JP__INLINE void note_ends(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count)
{
    const uint64_t last = UINT64_C(1) << 63; /* so that there is always a lowest bit */
    uint32_t i = 0;
    do {
        for (uint32_t j = 0; j < 8; j++) {
            start[i + j] = at + jp__lowest_bit(ends | last) + 1;
            ends &= ends - 1;
        }
        i += 8;
    } while (i < count);
}

/* How a kind of processor does what is done to each block. */
typedef struct ways {
    jp__csv_marks (*marks_of)(const char *block);
    uint32_t (*count_bits)(uint64_t word);
    void (*note_ends)(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count);
} ways;

/* Whether the field before the one that begins at `place` is the last of its row. */
JP__INLINE bool is_last(const jp__csv_index *x, uint32_t place)
{
    return x->text[place - 1] == '\n';
}

/* Whether as many fields end in row `row` as should, and the last with the row. */
static bool is_regular(const jp__csv_index *x, size_t row, size_t fields)
{
    const uint32_t *next = x->start + row * x->columns + 1;
    size_t inner = 0;
    if ((row + 1) * x->columns > fields)
        return false;
    while (inner < x->columns && !is_last(x, next[inner]))
        inner++;
    return inner + 1 == x->columns;
}

/* How many of the rows are regular up to the first that is not, or all that there may be. Nearly always all
 * are: that there is a line end where each row should end and no other one is asked without a branch. */
JP__INLINE size_t count_regular(const jp__csv_index *x, size_t rows, size_t fields)
{
    size_t regular = 0, most = rows < JP__CSV_ROWS ? rows : JP__CSV_ROWS;
    const uint32_t *next = x->start;
    bool all = rows * x->columns <= fields;
    for (size_t row = 0; all && row < rows; row++)
        all = is_last(x, *(next += x->columns));
    if (all)
        return most;
    while (regular < most && is_regular(x, regular, fields))
        regular++;
    return regular;
}

/* How far ahead the memory is asked for bytes. */
#define AHEAD 2048

/* How far the look has come. */
typedef struct look {
    uint32_t at, fields, rows;
    uint64_t odd;
    bool regular; /* it may go on */
} look;

JP__INLINE void note_block(jp__csv_index *x, look *l, const jp__csv_marks *m, uint64_t ends, ways by)
{
    uint32_t count = by.count_bits(ends);
    by.note_ends(x->start + 1 + l->fields, l->at, ends, count);
    l->fields += count;
    l->rows += by.count_bits(ends & m->feeds);
    l->odd |= m->odd;
    l->at += JP__CSV_BLOCK;
    /* No fields are missing so far, and none too many; which of them end a row is asked in the end. */
    bool fits = l->fields - l->rows * x->columns < x->columns;
    l->regular = fits && l->rows < JP__CSV_ROWS && l->fields < JP__CSV_FIELDS;
}

/* The whole, in one of the ways. All of it is inlined, so that each has instructions of its own: going
 * from those with AVX2 to those without costs hundreds of cycles. How many rows end in a block is hard to
 * foresee, so no branch asks it: they are only counted here. Up to the first quote or CR there is nothing to
 * carry from block to block. */
JP__INLINE void index_rows(jp__csv_index *x, const char *text, const char *end, size_t columns,
                           ways by)
{
    carried c = { .ended = 1 };
    look l = { .regular = true };
    uint32_t size = (uint32_t)(end - text);
    uint64_t wrong = 0, special = 0, doubled = 0;
    x->text = text;
    x->columns = columns;
    x->start[0] = 0;
    while (l.at < size && l.regular) {
        jp__prefetch((const void *)((uintptr_t)text + l.at + AHEAD));
        jp__csv_marks m = by.marks_of(text + l.at);
        special = m.quotes | m.returns;
        if (special != 0)
            break;
        c.ended = (m.commas | m.feeds) >> 63;
        note_block(x, &l, &m, m.commas | m.feeds, by);
    }
    while (special != 0 && l.at < size && l.regular && wrong == 0) {
        jp__prefetch((const void *)((uintptr_t)text + l.at + AHEAD));
        jp__csv_marks m = by.marks_of(text + l.at);
        uint64_t ends = find_ends(&m, &c, &wrong, &doubled);
        c.ended = ends >> 63;
        note_block(x, &l, &m, ends, by);
    }
    x->rows = count_regular(x, l.rows, l.fields);
    x->odd = l.odd != 0;
    x->marked = special != 0;
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

JP__AVX512 static inline void note_ends_avx512(uint32_t *start, uint32_t at, uint64_t ends, uint32_t count)
{
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

/* ---- Rows like the one before ---------------------------------------------------------------- */

#if defined(JP__AVX512)
JP__AVX512 static uint64_t find_again_avx512(const jp__csv_index *x, size_t column, size_t count)
{
    const uint32_t *start = x->start + column;
    uint64_t again = 0;
    uint32_t before = UINT32_MAX;
    __m512i bytes_before = _mm512_setzero_si512();
    for (size_t r = 0; r < x->rows; r++, start += x->columns) {
        uint32_t length = start[count] - start[0];
        __m512i bytes = _mm512_loadu_si512(x->text + start[0]);
        uint64_t different = _mm512_cmpneq_epi8_mask(bytes, bytes_before);
        again |= (uint64_t)(length == before && length <= 64 && different << (64 - length) % 64 == 0) << r;
        bytes_before = bytes;
        before = length;
    }
    return again;
}
#endif

uint64_t jp__csv_again(jp__csv_level level, const jp__csv_index *x, size_t column, size_t count)
{
    const uint32_t *start = x->start + column;
    uint64_t again = 0;
    (void)level;
#if defined(JP__AVX512)
    if (level == JP__CSV_AVX512)
        return find_again_avx512(x, column, count);
#endif
    for (size_t r = 1; r < x->rows; r++, start += x->columns) {
        const uint32_t *next = start + x->columns;
        uint32_t length = next[count] - next[0];
        bool same = length == start[count] - start[0] && length <= 64 &&
                    jp__same_bytes(x->text + start[0], x->text + next[0], length);
        again |= (uint64_t)same << r;
    }
    return again;
}
