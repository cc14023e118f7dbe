/*
 * rollup.c - from relationships to their suppliers or clients.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include <joyfulprofit/score.h>

#include "portfolio/table.h"

/* A row under its party: the first bytes of the id as a number that sorts as they do. */
typedef struct member {
    uint64_t head;
    size_t row;
} member;

#define MEASURES 3
static const char *const measures[MEASURES] = { "closure", "health", "risk_index" };

/* What is rolled up, and how far it got. */
typedef struct rolling {
    const jp_table *table;
    const jp__result_column *party, *status, *facts, *measured[MEASURES];
    member *members, *spare;
    size_t parties, party_bytes;
} rolling;

/* ---- Rows of one party together -------------------------------------------------------------- */

static jp_text id_at(const jp__result_column *party, size_t row)
{
    return (jp_text){ (const char *)party->values + party->offsets[row],
                      (size_t)(party->offsets[row + 1] - party->offsets[row]) };
}

static uint64_t head_of(jp_text id)
{
    uint64_t head = 0;
    for (size_t i = 0; i < sizeof head; i++)
        head = head << 8 | (i < id.length ? (unsigned char)id.bytes[i] : 0);
    return head;
}

static int compare_ids(const rolling *r, const member *a, const member *b)
{
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    jp_text x = id_at(r->party, a->row), y = id_at(r->party, b->row);
    return jp__text_compare(x.bytes, x.length, y.bytes, y.length);
}

/* Merges two sorted neighbours; those of one party stay in the order of rows. */
static void merge(const rolling *r, const member *from, size_t middle, size_t end, member *to)
{
    size_t left = 0, right = middle;
    while (left < middle && right < end)
        *to++ = compare_ids(r, &from[left], &from[right]) <= 0 ? from[left++] : from[right++];
    memcpy(to, from + left, (middle - left) * sizeof *to);
    memcpy(to + (middle - left), from + right, (end - right) * sizeof *to);
}

static bool is_sorted(const rolling *r, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_ids(r, &r->members[i - 1], &r->members[i]) > 0)
            return false;
    return true;
}

static void sort(rolling *r, size_t count)
{
    if (is_sorted(r, count)) /* the suppliers of a fact table are */
        return;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t end = count - start < 2 * width ? count - start : 2 * width;
            merge(r, r->members + start, end < width ? end : width, end, r->spare + start);
        }
        member *sorted = r->spare;
        r->spare = r->members;
        r->members = sorted;
    }
}

static size_t end_of_party(const rolling *r, size_t first)
{
    size_t end = first + 1;
    while (end < r->table->row_count && compare_ids(r, &r->members[first], &r->members[end]) == 0)
        end++;
    return end;
}

static void gather(rolling *r)
{
    size_t rows = r->table->row_count;
    for (size_t row = 0; row < rows; row++)
        r->members[row] = (member){ head_of(id_at(r->party, row)), row };
    sort(r, rows);
    for (size_t first = 0; first < rows; first = end_of_party(r, first)) {
        r->parties++;
        r->party_bytes += id_at(r->party, r->members[first].row).length;
    }
}

/* ---- The table ------------------------------------------------------------------------------- */

static const char *const counts[] = { "unknown", "known", "ended" }; /* by jp_relationship_status */

static void declare(jp__layout *layout, const void *about)
{
    const rolling *r = about;
    static const char *const kinds[] = { ".mean", ".min", ".max" };
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = r->party->name }, .type = JP_COLUMN_TEXT,
                                               .text_bytes = r->party_bytes });
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "relationships" }, .type = JP_COLUMN_INT64 });
    for (size_t i = 0; i < JP__COUNT(counts); i++)
        jp__layout_add(layout, &(jp__column_plan){ .name = { .id = counts[i] }, .type = JP_COLUMN_INT64 });
    jp__layout_add(layout, &(jp__column_plan){ .name = { .id = "facts" }, .type = JP_COLUMN_INT64 });
    for (size_t i = 0; i < MEASURES; i++)
        for (size_t k = 0; k < JP__COUNT(kinds); k++)
            jp__layout_add(layout, &(jp__column_plan){ .name = { .id = measures[i], .suffix = kinds[k] },
                                                       .type = JP_COLUMN_DOUBLE, .may_miss = true });
}

/* The mean, smallest and largest over the relationships of which enough is known. */
static void measure(const rolling *r, const jp__result_column *from, size_t first, size_t end, size_t party,
                    jp__result_column *to)
{
    double results[3] = { 0, 0, 0 };
    size_t known = 0;
    for (size_t i = first; i < end; i++) {
        size_t row = r->members[i].row;
        if (((const uint8_t *)r->status->values)[row] == JP_STATUS_UNKNOWN)
            continue;
        double value = ((const double *)from->values)[row];
        results[0] += value;
        results[1] = known == 0 || value < results[1] ? value : results[1];
        results[2] = known == 0 || value > results[2] ? value : results[2];
        known++;
    }
    results[0] = known > 0 ? results[0] / (double)known : 0;
    for (size_t k = 0; k < JP__COUNT(results); k++) {
        ((double *)to[k].values)[party] = results[k];
        if (known > 0)
            jp__mark_present(&to[k], party);
    }
}

static void count(const rolling *r, size_t first, size_t end, size_t party, jp__result_column *to)
{
    int64_t numbers[1 + JP__COUNT(counts) + 1] = { (int64_t)(end - first) };
    for (size_t i = first; i < end; i++) {
        numbers[1 + ((const uint8_t *)r->status->values)[r->members[i].row]]++;
        numbers[JP__COUNT(numbers) - 1] += ((const int64_t *)r->facts->values)[r->members[i].row];
    }
    for (size_t k = 0; k < JP__COUNT(numbers); k++)
        ((int64_t *)to[k].values)[party] = numbers[k];
}

static void write(const rolling *r, jp_table *out)
{
    jp__result_column *ids = &out->columns[0];
    size_t party = 0, used = 0;
    for (size_t first = 0, end; first < r->table->row_count; first = end, party++) {
        end = end_of_party(r, first);
        jp_text id = id_at(r->party, r->members[first].row);
        ids->offsets[party] = (int64_t)used;
        memcpy((char *)ids->values + used, id.bytes, id.length);
        used += id.length;
        count(r, first, end, party, &out->columns[1]);
        for (size_t i = 0; i < MEASURES; i++)
            measure(r, r->measured[i], first, end, party, &out->columns[6 + 3 * i]);
    }
    ids->offsets[party] = (int64_t)used;
}

/* ---- The whole ------------------------------------------------------------------------------- */

static jp_status find(const jp_table *table, const char *name, jp_column_type type,
                      const jp__result_column **column, jp_error *err)
{
    size_t i = jp__table_find(table, name, strlen(name));
    if (i == table->column_count || table->columns[i].type != type)
        return jp__fail(err, JP_ERROR_ARGUMENT,
                        "Rolling up needs column '%s': score a fact table, with its headlines.", name);
    *column = &table->columns[i];
    return JP_OK;
}

static jp_status find_columns(rolling *r, jp_side by, jp_error *err)
{
    const jp_table *table = r->table;
    JP_TRY(find(table, by == JP_SUPPLIER ? "supplier" : "client", JP_COLUMN_TEXT, &r->party, err));
    JP_TRY(find(table, "status", JP_COLUMN_CATEGORY, &r->status, err));
    JP_TRY(find(table, "facts", JP_COLUMN_INT64, &r->facts, err));
    for (size_t i = 0; i < MEASURES; i++)
        JP_TRY(find(table, measures[i], JP_COLUMN_DOUBLE, &r->measured[i], err));
    return JP_OK;
}

static jp_status roll(rolling *r, jp_table **out, jp_error *err)
{
    const jp_allocator *a = &r->table->allocator;
    size_t rows = r->table->row_count;
    jp_table *made = NULL;
    r->members = jp__alloc(a, rows, sizeof *r->members);
    r->spare = jp__alloc(a, rows, sizeof *r->spare);
    jp_status status = r->members == NULL || r->spare == NULL ? jp__no_memory(err) : JP_OK;
    if (status == JP_OK) {
        gather(r);
        status = jp__table_new(a, r->parties, declare, r, &made, err);
    }
    if (status == JP_OK) {
        write(r, made);
        jp__table_settle(made);
        *out = made;
    }
    jp__free(a, r->members, rows, sizeof *r->members);
    jp__free(a, r->spare, rows, sizeof *r->spare);
    return status;
}

jp_status jp_table_roll_up(const jp_table *table, jp_side by, jp_table **out, jp_error *err)
{
    if (out != NULL)
        *out = NULL;
    if (table == NULL || out == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.",
                        table == NULL ? "table" : "out");
    if (by != JP_SUPPLIER && by != JP_CLIENT)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'by' must be JP_CLIENT or JP_SUPPLIER, got %d.",
                        (int)by);
    rolling r = { .table = table };
    JP_TRY(find_columns(&r, by, err));
    return roll(&r, out, err);
}
