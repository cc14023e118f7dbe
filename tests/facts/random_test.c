/*
 * random_test.c - thousands of random facts, by every way in, against a slow model of a table.
 *
 * The model keeps facts as text and sorts them with qsort() by an order that is written down here
 * anew, from docs/method.md section 0.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/text.h"

#define FACTS_MAX 400

typedef struct record {
    char supplier[12], client[12], kind[24], item[32], id[12];
    int64_t time_us, recorded_us;
    double value, intensity;
    jp_side actor;
    bool has_value, has_recorded, guess;
} record;

/* ---- Random records ------------------------------------------------------------------------ */

static uint64_t state_of_random;

static unsigned below(unsigned limit)
{
    state_of_random += UINT64_C(0x9e3779b97f4a7c15); /* splitmix64 */
    uint64_t z = state_of_random;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)((z ^ (z >> 31)) >> 33) % limit;
}

static const char *one_of(const char *const *list, unsigned count)
{
    return list[below(count)];
}

/* Commas, quotes and line ends in ids, too, since they must survive CSV. */
static const char *const ids[] = { "a", "b", "ab", "S,1", "\"q\"", "x\ny", "\xc3\xa4", " ", "\r",
                                  "long-id-10" };
static const char *const kinds[] = { "call", "apology", "thanks", "meeting", "complaint" };
static const char *const items[] = { "pillar.trust", "cocreation", "ability.express" };

static record random_record(unsigned richness)
{
    record r = { .intensity = 1 };
    strcpy(r.supplier, one_of(ids, 3 + richness));
    strcpy(r.client, one_of(ids, 4 + richness));
    r.time_us = ((int64_t)below(9) - 4) * 1000000;
    r.actor = (jp_side)below(2);
    bool rating = below(4) == 0;
    strcpy(r.kind, rating ? "rating" : one_of(kinds, 5));
    r.has_value = rating || below(2);
    if (r.has_value)
        r.value = rating ? below(3) / 2.0 : (double)below(4) / 4;
    if (rating) {
        strcpy(r.item, one_of(items, 3));
        r.guess = below(2);
    } else if (richness > 3 && below(3) == 0) {
        r.intensity = below(4) / 4.0;
    }
    r.has_recorded = richness > 2 && below(5) == 0;
    r.recorded_us = r.has_recorded ? (int64_t)below(3) * 1000000 : 0;
    if (richness > 1 && below(2))
        strcpy(r.id, one_of(ids, 10));
    return r;
}

/* ---- The slow model ------------------------------------------------------------------------ */

#define COMPARE(a, b)         \
    do {                      \
        if ((a) < (b))        \
            return -1;        \
        if ((a) > (b))        \
            return 1;         \
    } while (0)

static int by_canon(const void *left, const void *right)
{
    const record *a = left, *b = right;
    COMPARE(strcmp(a->supplier, b->supplier), 0);
    COMPARE(strcmp(a->client, b->client), 0);
    COMPARE(a->time_us, b->time_us);
    COMPARE(strcmp(a->kind, b->kind), 0);
    COMPARE(a->actor, b->actor);
    COMPARE(a->has_value, b->has_value);
    COMPARE(a->value, b->value);
    COMPARE(a->intensity, b->intensity);
    COMPARE(strcmp(a->item, b->item), 0);
    COMPARE(a->guess, b->guess);
    COMPARE(strcmp(a->id, b->id), 0);
    COMPARE(a->has_recorded, b->has_recorded);
    COMPARE(a->recorded_us, b->recorded_us);
    return 0;
}

static char *show(const record *records, size_t count)
{
    char *text = malloc(count * 300 + 1), *to = text;
    assert_non_null(text);
    *to = '\0';
    for (size_t i = 0; i < count; i++) {
        const record *r = &records[i];
        char time[JP_TIME_TEXT_SIZE], recorded[JP_TIME_TEXT_SIZE] = "", value[40] = "", intensity[40] = "";
        jp_time_format(r->time_us, time);
        if (r->has_recorded)
            jp_time_format(r->recorded_us, recorded);
        if (r->has_value)
            snprintf(value, sizeof value, "%.17g", r->value);
        if (r->intensity != 1)
            snprintf(intensity, sizeof intensity, "%.17g", r->intensity);
        to += sprintf(to, "%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s\n", r->supplier, r->client, time, r->kind,
                      r->actor == JP_CLIENT ? "client" : "supplier", value, r->item, r->guess ? "true" : "",
                      intensity, recorded, r->id);
    }
    return text;
}

static void expect(jp_fact_table *table, const record *records, size_t count)
{
    static record sorted[FACTS_MAX];
    memcpy(sorted, records, count * sizeof *records);
    qsort(sorted, count, sizeof *sorted, by_canon);
    char *expected = show(sorted, count);
    jp_test_assert_table(table, expected);
    free(expected);
}

/* ---- Three ways in ------------------------------------------------------------------------- */

static jp_text text(const char *s)
{
    return (jp_text){ s, strlen(s) };
}

static void add(jp_fact_table *table, const record *r)
{
    jp_fact fact = JP_FACT_INIT;
    jp_error err = JP_ERROR_INIT;
    fact.supplier = text(r->supplier);
    fact.client = text(r->client);
    fact.kind = text(r->kind);
    fact.item = text(r->item);
    fact.id = text(r->id);
    fact.time_us = r->time_us;
    fact.recorded_us = r->recorded_us;
    fact.has_recorded = r->has_recorded;
    fact.value = r->value;
    fact.has_value = r->has_value;
    fact.intensity = r->intensity;
    fact.actor = r->actor;
    fact.guess = r->guess;
    assert_ok(jp_fact_table_add(table, &fact, &err), &err);
}

static char *put_csv(char *to, const char *field)
{
    bool must = strpbrk(field, ",\"\r\n") != NULL;
    if (!must && below(4) > 0)
        return to + sprintf(to, "%s", field);
    *to++ = '"';
    for (; *field; field++) {
        if (*field == '"')
            *to++ = '"';
        *to++ = *field;
    }
    *to++ = '"';
    return to;
}

static char *put_json(char *to, const char *key, const char *value)
{
    to += sprintf(to, "\"%s\":\"", key);
    for (; *value; value++)
        to += sprintf(to, strchr("\"\\\r\n", *value) ? "\\u%04x" : "%c", *value);
    return to + sprintf(to, "\",");
}

/* What stands in each column; empty where it is missing. */
static void cells_of(const record *r, char cells[11][40])
{
    memset(cells, 0, 11 * 40);
    strcpy(cells[0], r->supplier);
    strcpy(cells[1], r->client);
    jp_time_format(r->time_us, cells[2]);
    strcpy(cells[3], r->kind);
    strcpy(cells[4], r->actor == JP_CLIENT ? "client" : "supplier");
    if (r->has_value)
        snprintf(cells[5], 40, "%g", r->value);
    strcpy(cells[6], r->item);
    strcpy(cells[7], r->guess ? "TRUE" : below(2) ? "0" : "");
    if (r->intensity != 1 || below(2))
        snprintf(cells[8], 40, "%.2f", r->intensity);
    if (r->has_recorded)
        jp_time_format(r->recorded_us, cells[9]);
    strcpy(cells[10], r->id);
}

static const char *const names[11] = { "supplier", "client", "time", "kind", "actor", "value", "item",
                                      "guess", "intensity", "recorded", "id" };

static char *as_csv(const record *records, size_t count)
{
    char *csv = malloc(count * 600 + 1000), *to = csv;
    assert_non_null(csv);
    unsigned first = below(11); /* the columns begin with any of them */
    const char *const line_ends[3] = { "\n", "\r\n", "\r" };
    const char *line_end = one_of(line_ends, 3);
    for (size_t i = 0; i <= count; i++) {
        char cells[11][40];
        if (i > 0)
            cells_of(&records[i - 1], cells);
        for (unsigned c = 0; c < 11; c++) {
            unsigned column = (c + first) % 11;
            to = put_csv(to, i == 0 ? names[column] : cells[column]);
            *to++ = ',';
        }
        to = put_csv(to, i == 0 ? "source" : "crm");
        if (i < count || below(2))
            to += sprintf(to, "%s", line_end);
    }
    *to = '\0';
    return csv;
}

static char *as_jsonl(const record *records, size_t count)
{
    char *json = malloc(count * 900 + 1), *to = json;
    assert_non_null(json);
    for (size_t i = 0; i < count; i++) {
        char cells[11][40];
        cells_of(&records[i], cells);
        *to++ = '{';
        for (unsigned c = 0; c < 11; c++) {
            bool number = c == 5 || c == 8;
            if (c == 7)
                to += sprintf(to, "\"guess\": %s,", records[i].guess ? "true" : below(2) ? "false" : "null");
            else if (number && *cells[c])
                to += sprintf(to, "\"%s\":%s, ", names[c], cells[c]);
            else if (number || (!*cells[c] && below(2)))
                to += sprintf(to, "\"%s\":null,", names[c]);
            else
                to = put_json(to, names[c], cells[c]);
        }
        to += sprintf(to, "\"source\":\"x\"}\n");
    }
    *to = '\0';
    return json;
}

static jp_fact_table *read_text(jp_test_reader reader, char *input, size_t chunk)
{
    jp_test_bytes in = jp_test_bytes_of(input);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    in.chunk = chunk;
    assert_ok(reader(jp_test_model(), jp_test_read, &in, NULL, &table, &err), &err);
    free(input);
    return table;
}

static void every_way_in_gives_the_table_of_the_slow_model(void **state)
{
    (void)state;
    static record records[FACTS_MAX];
    for (unsigned round = 0; round < 300; round++) {
        state_of_random = round * 7919 + 1;
        size_t count = below(4) == 0 ? below(FACTS_MAX) : below(12);
        unsigned richness = below(7);
        for (size_t i = 0; i < count; i++)
            records[i] = random_record(richness);
        jp_fact_table *table = NULL;
        assert_int_equal(jp_fact_table_new(jp_test_model(), NULL, &table, NULL), JP_OK);
        unsigned sort_every = 1 + below(200);
        for (size_t i = 0; i < count; i++) {
            add(table, &records[i]);
            if (i % sort_every == 0)
                assert_int_equal(jp_fact_table_sort(table, NULL), JP_OK);
        }
        assert_int_equal(jp_fact_table_sort(table, NULL), JP_OK);
        expect(table, records, count);
        expect(read_text(jp_fact_table_read_csv, as_csv(records, count), below(3) ? 0 : 1 + below(50)),
               records, count);
        expect(read_text(jp_fact_table_read_jsonl, as_jsonl(records, count), below(3) ? 0 : 1 + below(50)),
               records, count);
    }
}

static void any_order_of_the_facts_gives_the_same_table(void **state)
{
    (void)state;
    static record records[FACTS_MAX];
    state_of_random = 99;
    for (size_t i = 0; i < FACTS_MAX; i++)
        records[i] = random_record(6);
    for (int round = 0; round < 20; round++) {
        for (size_t i = FACTS_MAX - 1; i > 0; i--) {
            size_t other = below((unsigned)i + 1);
            record r = records[i];
            records[i] = records[other];
            records[other] = r;
        }
        expect(read_text(jp_fact_table_read_csv, as_csv(records, FACTS_MAX), 0), records, FACTS_MAX);
    }
}

/* An order of the pairs that is not that of their ids. */
static unsigned mixed(const record *r)
{
    unsigned hash = 17;
    for (const char *c = r->supplier; *c; c++)
        hash = 31 * hash + (unsigned char)*c;
    for (const char *c = r->client; *c; c++)
        hash = 37 * hash + (unsigned char)*c;
    return hash * 2654435761u;
}

static int by_group(const void *left, const void *right)
{
    COMPARE(mixed(left), mixed(right));
    return by_canon(left, right);
}

/* Facts of all sizes of groups, whose bits begin anywhere in a byte, with every column or few of them. */
static void facts_that_come_grouped_are_put_in_order_as_well(void **state)
{
    (void)state;
    static record records[FACTS_MAX];
    for (unsigned round = 0; round < 60; round++) {
        state_of_random = round * 104729 + 3;
        size_t count = 1 + below(FACTS_MAX);
        unsigned richness = below(7);
        for (size_t i = 0; i < count; i++)
            records[i] = random_record(richness);
        qsort(records, count, sizeof *records, by_group);
        expect(read_text(jp_fact_table_read_csv, as_csv(records, count), 0), records, count);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_in_gives_the_table_of_the_slow_model),
        cmocka_unit_test(any_order_of_the_facts_gives_the_same_table),
        cmocka_unit_test(facts_that_come_grouped_are_put_in_order_as_well),
    };
    int failed = cmocka_run_group_tests_name("facts/random", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
