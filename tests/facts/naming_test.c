/*
 * naming_test.c - inputs whose columns, kinds, actors and items are called otherwise: what they say is what
 * the same facts say under the names of docs/facts.md.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/producer.h"
#include "facts/text.h"

#include "support/allocator.h"
#include "support/sweep.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { SUPPLIER, CLIENT, TIME, KIND, ACTOR, VALUE, ITEM, GUESS, INTENSITY, RECORDED, ID, FIELDS };

static const char *const own[FIELDS] = { "supplier", "client", "time",      "kind",     "actor", "value",
                                         "item",     "guess",  "intensity", "recorded", "id" };

/* ---- Facts, and what somebody calls them ------------------------------------------------------- */

#define ROWS 150

/* What a word means is at the same place; NULL: its rows are left out. "call" is a kind, too. */
static const char *const said_kinds[] = { "Besuch", "Beschwerde, schriftlich", "call", "Note \"n\"",
                                          "a word of more bytes than the lookup compares at once", "Task",
                                          "thanks" };
static const char *const meant_kinds[] = { "meeting", "complaint", "meeting", "rating",
                                           "rating",  NULL,        "thanks" };
static const char *const said_actors[] = { "Inbound", "Outbound", "client" };
static const char *const meant_actors[] = { "client", "supplier", "client" };
static const char *const said_items[] = { "How reliable are we?", "Gern, \"sehr\" gern?", "pillar.trust",
                                          "a question of more bytes than the lookup compares at once",
                                          "Anything else?", "cocreation" };
static const char *const meant_items[] = { "pillar.trust", "pillar.love", "pillar.trust",
                                           "ability.honest", NULL, NULL };

typedef struct plan {
    const char *column[FIELDS];   /* NULL: in none */
    const char *constant[FIELDS]; /* NULL: none */
    bool words;
} plan;

typedef struct page {
    const char *said[ROWS][FIELDS]; /* by the columns of the plan */
    const char *meant[ROWS][FIELDS];
    char text[ROWS][4][40];
    size_t meant_rows;
    plan plan;
} page;

static uint64_t seed = 1;

static size_t below(size_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % n;
}

static plan plan_of(void)
{
    static const char *const constants[FIELDS] = {
        "Acme \"Ltd\"", "C, one", "2023-05-06T07:08:09+01:00", "call",    "Outbound", "0.25",
        "pillar.trust", "true",   "0.5",                       "2024-01-01T00:00:00Z", "batch-7"
    };
    static const char *const renamed[FIELDS] = { "Account",   "Kund\xc3\xbc", "When", "What happened",
                                                 "Direction", "n",            "question", "g",
                                                 "i",         "Seen",         "Id" };
    plan p = { .words = below(2) };
    for (size_t f = 0; f < FIELDS; f++) {
        size_t how = below(8);
        p.column[f] = how < 4 ? renamed[f] : own[f];
        if (how == 7) {
            p.column[f] = NULL;
            p.constant[f] = constants[f];
        }
    }
    if (p.constant[KIND] && !p.words)
        p.constant[KIND] = "meeting";
    if (p.constant[ACTOR] && !p.words)
        p.constant[ACTOR] = "supplier";
    if (p.constant[ITEM] && p.words)
        p.constant[ITEM] = said_items[below(COUNT(said_items))];
    if (p.column[TIME] && below(4) == 0) { /* one column for both */
        p.column[RECORDED] = p.column[TIME];
        p.constant[RECORDED] = NULL;
    }
    return p;
}

/* Of two lists, the meaning of what is said; its own where there are no words for it. */
static const char *meaning(bool words, const char *said, const char *const *list, const char *const *meant,
                           size_t count)
{
    for (size_t i = 0; words && i < count; i++) {
        if (strcmp(list[i], said) == 0)
            return meant[i];
    }
    return said;
}

static void say(page *p, size_t r)
{
    static const char *const plain_kinds[] = { "meeting", "call", "rating", "thanks" };
    const char **said = p->said[r];
    (void)snprintf(p->text[r][0], 40, "S%zu", below(3));
    (void)snprintf(p->text[r][1], 40, "C\"%zu", below(5));
    (void)snprintf(p->text[r][2], 40, "2023-01-02T03:%02zu:%02zuZ", below(60), below(60));
    (void)snprintf(p->text[r][3], 40, "id-%zu", r);
    said[SUPPLIER] = p->text[r][0];
    said[CLIENT] = p->text[r][1];
    said[TIME] = said[RECORDED] = p->text[r][2];
    said[KIND] = p->plan.words ? said_kinds[below(COUNT(said_kinds))] : plain_kinds[below(4)];
    said[ACTOR] = p->plan.words ? said_actors[below(3)] : meant_actors[below(2)];
    said[VALUE] = below(3) ? "0.75" : "1";
    said[ID] = p->text[r][3];
}

/* The item of a row, of which only ratings have one; now and then another has a word that leaves it out. */
static void say_item(page *p, size_t r, bool rating)
{
    const plan *way = &p->plan;
    bool strange = !rating && way->words && below(8) == 0;
    if (strange && way->column[ITEM])
        p->said[r][KIND] = "no kind of anybody's";
    p->said[r][ITEM] = strange    ? "Anything else?"
                       : !rating  ? ""
                       : way->words ? said_items[below(COUNT(said_items))]
                                    : "pillar.love";
}

/* A row that is left out may be as any other, or have anything in it. */
static bool leave_out(const char **said)
{
    if (below(2))
        return false;
    said[VALUE] = "3e300";
    said[ITEM] = said[ITEM] ? said[ITEM] : "nothing";
    said[SUPPLIER] = "";
    return false;
}

/* What the row says of what its kind may have; false if it is left out. */
static bool mean(page *p, size_t r)
{
    const plan *way = &p->plan;
    const char **said = p->said[r], **meant = p->meant[p->meant_rows];
    for (size_t f = 0; f < FIELDS; f++)
        meant[f] = way->constant[f] ? way->constant[f] : said[f];
    meant[KIND] = meaning(way->words, meant[KIND], said_kinds, meant_kinds, COUNT(said_kinds));
    meant[ACTOR] = meaning(way->words, meant[ACTOR], said_actors, meant_actors, 3);
    if (!meant[KIND])
        return leave_out(said);
    bool rating = strcmp(meant[KIND], "rating") == 0;
    say_item(p, r, rating);
    meant[ITEM] = way->constant[ITEM] ? (rating ? way->constant[ITEM] : "") : said[ITEM];
    meant[ITEM] = meaning(way->words, meant[ITEM], said_items, meant_items, COUNT(said_items));
    if (!meant[ITEM])
        return leave_out(said);
    said[GUESS] = rating && below(2) ? "true" : "";
    said[INTENSITY] = below(2) ? "0.5" : "";
    meant[GUESS] = !rating ? "" : way->constant[GUESS] ? way->constant[GUESS] : said[GUESS];
    meant[INTENSITY] = way->constant[INTENSITY] ? way->constant[INTENSITY] : said[INTENSITY];
    return true;
}

static page *page_of(void)
{
    page *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->plan = plan_of();
    for (size_t r = 0; r < ROWS; r++) {
        say(p, r);
        p->meant_rows += mean(p, r);
        for (size_t f = 0; f < FIELDS; f++)
            p->said[r][f] = p->said[r][f] ? p->said[r][f] : "";
    }
    return p;
}

/* ---- As the readers see it ----------------------------------------------------------------------- */

/* The options hold on to nothing of this once a table is made. */
typedef struct naming {
    jp_fact_column columns[FIELDS];
    jp_fact_word words[COUNT(said_kinds) + 2 + COUNT(said_items)];
    jp_fact_table_options options;
} naming;

static naming *naming_of(const plan *way)
{
    naming *n = calloc(1, sizeof *n);
    assert_non_null(n);
    n->options = (jp_fact_table_options){ .struct_size = sizeof n->options, .columns = n->columns,
                                          .words = n->words };
    for (size_t f = 0; f < FIELDS; f++) {
        bool is_own = way->column[f] && strcmp(way->column[f], own[f]) == 0;
        if (!is_own)
            n->columns[n->options.column_count++] =
                (jp_fact_column){ own[f], way->column[f], way->constant[f] };
    }
    for (size_t i = 0; way->words && i < COUNT(said_kinds); i++)
        n->words[n->options.word_count++] = (jp_fact_word){ "kind", said_kinds[i], meant_kinds[i] };
    for (size_t i = 0; way->words && i < 2; i++)
        n->words[n->options.word_count++] = (jp_fact_word){ "actor", said_actors[i], meant_actors[i] };
    for (size_t i = 0; way->words && i < COUNT(said_items); i++)
        n->words[n->options.word_count++] = (jp_fact_word){ "item", said_items[i], meant_items[i] };
    return n;
}

/* The columns that an input of the plan has, in some order. */
static size_t columns_of(const plan *way, size_t fields[FIELDS])
{
    size_t count = 0;
    for (size_t f = 0; f < FIELDS; f++) {
        bool shared = f == RECORDED && way->column[f] && way->column[f] == way->column[TIME];
        if (way->column[f] && !shared)
            fields[count++] = f;
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = below(i), field = fields[i - 1];
        fields[i - 1] = fields[other];
        fields[other] = field;
    }
    return count;
}

static char *put_csv(char *to, const char *cell)
{
    bool quoted = strpbrk(cell, ",\"") != NULL;
    to += sprintf(to, "%s", quoted ? "\"" : "");
    for (; *cell; cell++)
        to += sprintf(to, "%s%c", *cell == '"' ? "\"" : "", *cell);
    return to + sprintf(to, "%s", quoted ? "\"" : "");
}

static char *csv_of(const char *const names[FIELDS], const char *(*rows)[FIELDS], size_t row_count,
                    const size_t *fields, size_t count)
{
    char *text = malloc((row_count + 1) * 800), *to = text;
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        to = put_csv(to + sprintf(to, "%s", i ? "," : ""), names[fields[i]]);
    for (size_t r = 0; r < row_count; r++) {
        to += sprintf(to, "\n");
        for (size_t i = 0; i < count; i++)
            to = put_csv(to + sprintf(to, "%s", i ? "," : ""), rows[r][fields[i]]);
    }
    *to = '\0';
    return text;
}

static char *json_of(const page *p, const size_t *fields, size_t count)
{
    char *text = malloc(ROWS * 1200), *to = text;
    assert_non_null(text);
    for (size_t r = 0; r < ROWS; r++) {
        to += sprintf(to, "{");
        for (size_t i = 0; i < count; i++) {
            const char *cell = p->said[r][fields[i]];
            bool bare = fields[i] == VALUE || fields[i] == INTENSITY || fields[i] == GUESS;
            to += sprintf(to, "%s\"%s\":%s", i ? "," : "", p->plan.column[fields[i]], bare ? "" : "\"");
            for (const char *at = cell; *at; at++)
                to += sprintf(to, "%s%c", *at == '"' ? "\\" : "", *at);
            to += sprintf(to, "%s", !bare ? "\"" : *cell ? "" : "null");
        }
        to += sprintf(to, "}\n");
    }
    return text;
}

static char *shown(jp_test_reader reader, const char *text, const naming *n, size_t left_out)
{
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    in.chunk = 1 + below(4000);
    assert_ok(reader(jp_test_model(), jp_test_read, &in, n ? &n->options : NULL, &table, &err), &err);
    assert_int_equal(jp_fact_table_left_out_count(table), left_out);
    char *show = jp_test_show(table);
    jp_fact_table_free(table);
    return show;
}

static char *shown_of_arrow(const page *p, const size_t *fields, size_t count, const naming *n)
{
    static const char *const texts[] = { "u", "U", "vu" }, *const indices[] = { NULL, "c", "I", "l" };
    jp_test_column columns[FIELDS];
    const char **cells = calloc(ROWS * FIELDS, sizeof *cells);
    const size_t batches[] = { 70, 0, 80 };
    assert_non_null(cells);
    for (size_t i = 0; i < count; i++) {
        size_t f = fields[i];
        bool is_text = f != TIME && f != RECORDED && f != VALUE && f != INTENSITY && f != GUESS;
        const char *other = f == TIME || f == RECORDED ? "tsu:UTC" : f == GUESS ? "b" : "g";
        columns[i] = (jp_test_column){ p->plan.column[f], is_text ? texts[below(3)] : other,
                                       is_text ? indices[below(4)] : NULL };
        for (size_t r = 0; r < ROWS; r++)
            cells[r * count + i] = p->said[r][f][0] ? p->said[r][f] : NULL;
    }
    jp_test_producer producer = { .columns = columns, .column_count = count, .cells = cells,
                                  .row_count = ROWS, .batches = batches, .batch_count = COUNT(batches) };
    struct ArrowArrayStream stream = jp_test_stream(&producer);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_fact_table_read_arrow(jp_test_model(), &stream, &n->options, &table, &err), &err);
    assert_int_equal(jp_fact_table_left_out_count(table), ROWS - p->meant_rows);
    char *show = jp_test_show(table);
    jp_fact_table_free(table);
    jp_test_producer_check(&producer);
    free(cells);
    return show;
}

static void every_reader_takes_the_callers_names_and_words(void **state)
{
    static const size_t all[FIELDS] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
    (void)state;
    for (int trial = 0; trial < 200; trial++) {
        seed = (uint64_t)trial + 1;
        page *p = page_of();
        naming *n = naming_of(&p->plan);
        size_t fields[FIELDS], count = columns_of(&p->plan, fields);
        char *plain = csv_of(own, p->meant, p->meant_rows, all, FIELDS), *json = json_of(p, fields, count);
        char *csv = csv_of(p->plan.column, p->said, ROWS, fields, count);
        char *expected = shown(jp_fact_table_read_csv, plain, NULL, 0);
        const size_t left_out = ROWS - p->meant_rows;
        char *got[] = { shown(jp_fact_table_read_csv, csv, n, left_out),
                        shown(jp_fact_table_read_jsonl, json, n, left_out),
                        shown_of_arrow(p, fields, count, n) };
        for (size_t i = 0; i < COUNT(got); i++) {
            assert_string_equal(got[i], expected);
            free(got[i]);
        }
        free(expected), free(csv), free(json), free(plain), free(n), free(p);
    }
}

/* ---- What is told ------------------------------------------------------------------------------ */

#define T0 "2023-01-02T03:04:05Z"

/* The error of a reading with one column and one word. */
static jp_error refused(jp_test_reader reader, const char *text, jp_fact_column column, jp_fact_word word,
                        jp_status status)
{
    jp_fact_table_options options = { .struct_size = sizeof options, .columns = &column, .words = &word };
    options.column_count = column.field != NULL;
    options.word_count = word.field != NULL;
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table *table = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_fails(reader(jp_test_model(), jp_test_read, &in, &options, &table, &err), status, &err);
    assert_null(table);
    return err;
}

static void refused_words(jp_fact_column column, jp_fact_word word, jp_status status, const char *words)
{
    jp_error err = refused(jp_fact_table_read_csv, "supplier,client,time,kind,actor\n", column, word, status);
    assert_string_equal(err.message, words);
}

static void what_cannot_be_meant_is_refused(void **state)
{
    const jp_fact_column none = { NULL, NULL, NULL };
    const jp_fact_word nothing = { NULL, NULL, NULL };
    (void)state;
    refused_words((jp_fact_column){ "custmer", "x", NULL }, nothing, JP_ERROR_UNKNOWN,
                  "One of the columns is for 'custmer', but a fact has only supplier, client, time, kind, "
                  "actor, value, item, guess, intensity, recorded and id.");
    refused_words((jp_fact_column){ "client", "x", "y" }, nothing, JP_ERROR_ARGUMENT,
                  "The field 'client' needs a column or a constant, got both.");
    refused_words((jp_fact_column){ "client", NULL, NULL }, nothing, JP_ERROR_ARGUMENT,
                  "The field 'client' needs a column or a constant, got neither.");
    refused_words((jp_fact_column){ "client", NULL, "\xff" }, nothing, JP_ERROR_ENCODING,
                  "The constant '?' is not UTF-8 at byte 1.");
    refused_words((jp_fact_column){ "time", NULL, "now" }, nothing, JP_ERROR_TIME,
                  "All rows (time): Time 'now' must read YYYY-MM-DDThh:mm:ssZ: expected four digits of the year at "
                  "byte 1.");
    refused_words((jp_fact_column){ "actor", NULL, "both" }, nothing, JP_ERROR_UNKNOWN,
                  "All rows (actor): expected 'client' or 'supplier', got 'both'.");
    refused_words((jp_fact_column){ "kind", NULL, "meetng" }, nothing, JP_ERROR_UNKNOWN,
                  "All rows (kind): expected a kind of the model, got 'meetng'; did you mean 'meeting'?");
    refused_words((jp_fact_column){ "item", NULL, "pillar.trus" }, nothing, JP_ERROR_UNKNOWN,
                  "All rows (item): expected an indicator of the model, got 'pillar.trus'; did you mean "
                  "'pillar.trust'?");
    refused_words((jp_fact_column){ "value", NULL, "1,5" }, nothing, JP_ERROR_VALUE,
                  "All rows (value): expected a number such as 12.5, within what a double can hold, got "
                  "'1,5'.");
    refused_words((jp_fact_column){ "guess", NULL, "maybe" }, nothing, JP_ERROR_VALUE,
                  "All rows (guess): expected true, false, 1, 0 or nothing, got 'maybe'.");
    refused_words(none, (jp_fact_word){ "value", "x", "1" }, JP_ERROR_FORBIDDEN,
                  "Only kind, actor and item have words, 'value' has none.");
    refused_words(none, (jp_fact_word){ "kind", "", "call" }, JP_ERROR_ARGUMENT,
                  "A word for 'kind' has no bytes.");
    refused_words(none, (jp_fact_word){ "kind", "visit", "meetng" }, JP_ERROR_UNKNOWN,
                  "The word 'visit' cannot mean the kind 'meetng', which there is not; did you mean "
                  "'meeting'?");
    refused_words(none, (jp_fact_word){ "actor", "In", NULL }, JP_ERROR_UNKNOWN,
                  "The word 'In' cannot mean the actor '', which there is not.");
    refused_words(none, (jp_fact_word){ "item", "Reliable?", "pillar.trus" }, JP_ERROR_UNKNOWN,
                  "The word 'Reliable?' cannot mean the item 'pillar.trus', which there is not; did you mean "
                  "'pillar.trust'?");
    refused_words(none, (jp_fact_word){ "item", "pillar.trust", "pillar.love" }, JP_ERROR_ARGUMENT,
                  "The word 'pillar.trust' cannot mean the item 'pillar.love', since it is an indicator itself.");
}

static void a_list_that_is_wrong_is_refused(void **state)
{
    const jp_fact_column twice[] = { { "client", "a", NULL }, { "client", "b", NULL }, { NULL, "c", NULL } };
    const jp_fact_word words[] = { { "kind", "a", "call" }, { "kind", "a", "email" }, { NULL, "c", NULL } };
    const jp_fact_word items[] = { { "item", "a", "pillar.trust" }, { "item", "a", "pillar.love" } };
    const struct {
        jp_fact_table_options options;
        jp_status status;
        const char *words;
    } cases[] = {
        { { .columns = twice, .column_count = 2 }, JP_ERROR_ARGUMENT,
          "The field 'client' is given two columns." },
        { { .columns = twice + 2, .column_count = 1 }, JP_ERROR_ARGUMENT,
          "One of the columns has a field that is NULL." },
        { { .column_count = 1 }, JP_ERROR_ARGUMENT, "There are columns, but the list of them is NULL." },
        { { .word_count = 1 }, JP_ERROR_ARGUMENT, "There are words, but the list of them is NULL." },
        { { .words = words, .word_count = 2 }, JP_ERROR_ARGUMENT, "The word 'a' for 'kind' stands twice." },
        { { .words = words + 2, .word_count = 1 }, JP_ERROR_ARGUMENT,
          "One of the words has a field that is NULL." },
        { { .words = words, .word_count = 4097 }, JP_ERROR_LIMIT,
          "There may be at most 4096 words, got 4097." },
        { { .words = items, .word_count = 2 }, JP_ERROR_ARGUMENT, "The word 'a' for 'item' stands twice." },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        jp_fact_table_options options = cases[i].options;
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        options.struct_size = sizeof options;
        assert_fails(jp_fact_table_new(jp_test_model(), &options, &table, &err), cases[i].status, &err);
        assert_string_equal(err.message, cases[i].words);
        assert_null(table);
    }
}

static void a_column_that_is_missing_is_named_as_the_caller_does(void **state)
{
    const jp_fact_column account = { "client", "Account", NULL }, note = { "value", "Minutes", NULL };
    const jp_fact_word nothing = { NULL, NULL, NULL };
    (void)state;
    jp_error err = refused(jp_fact_table_read_csv, "supplier,account,time,kind,actor\n", account, nothing,
                           JP_ERROR_COLUMN);
    assert_string_equal(err.message,
                        "Line 1: column 'Account' (client) is missing; did you mean it by 'account'?");
    assert_string_equal(err.field, "client");
    err = refused(jp_fact_table_read_csv, "supplier,client,time,kind,actor\n", note, nothing,
                  JP_ERROR_COLUMN);
    assert_string_equal(err.message, "Line 1: column 'Minutes' (value) is missing.");
    err = refused(jp_fact_table_read_csv, "supplier,Account,time,kind,actor,Account\n", account, nothing,
                  JP_ERROR_COLUMN);
    assert_string_equal(err.message, "Line 1: column 'Account' (client) stands twice in the header.");
    err = refused(jp_fact_table_read_jsonl, "{\"client\":\"C\"}", account, nothing, JP_ERROR_MISSING);
    assert_string_equal(err.field, "time");
}

/* A column called "client" that is not to be the client is like any other. */
static void a_name_that_is_given_away_is_unknown(void **state)
{
    const jp_fact_column columns[] = { { "client", "account", NULL }, { "actor", NULL, "client" } };
    jp_test_said said;
    jp_fact_table_options options = jp_test_options(&said, false);
    options.columns = columns;
    options.column_count = COUNT(columns);
    jp_test_bytes in = jp_test_bytes_of("supplier,client,account,time,kind\nS,x,C," T0 ",call\n");
    jp_fact_table *table = NULL;
    (void)state;
    assert_ok(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, NULL), NULL);
    assert_string_equal(said.warning.message, "Column 'client' is not known and is ignored.");
    jp_test_assert_table(table, "S|C|2023-01-02T03:04:05.000000Z|call|client||||||\n");
}

static void added_facts_take_words_for_kinds_and_items(void **state)
{
    const jp_fact_word words[] = { { "kind", "Besuch", "meeting" }, { "kind", "Task", NULL },
                                   { "item", "Reliable?", "pillar.trust" }, { "item", "Else?", NULL } };
    jp_fact_table_options options = { .struct_size = sizeof options, .words = words,
                                      .word_count = COUNT(words) };
    jp_fact_table *table = NULL;
    jp_fact fact = JP_FACT_INIT;
    (void)state;
    assert_ok(jp_fact_table_new(jp_test_model(), &options, &table, NULL), NULL);
    fact.kind = (jp_text){ "Task", 4 };
    assert_ok(jp_fact_table_add(table, &fact, NULL), NULL); /* without supplier and client */
    assert_int_equal(jp_fact_table_fact_count(table), 0);
    fact.supplier = fact.client = (jp_text){ "S", 1 };
    fact.kind = (jp_text){ "Besuch", 6 };
    assert_ok(jp_fact_table_add(table, &fact, NULL), NULL);
    fact.item = (jp_text){ "Else?", 5 }; /* which no meeting has */
    assert_ok(jp_fact_table_add(table, &fact, NULL), NULL);
    fact.kind = (jp_text){ "rating", 6 };
    assert_ok(jp_fact_table_add(table, &fact, NULL), NULL);
    fact.item = (jp_text){ "Reliable?", 9 };
    fact.has_value = true;
    fact.value = 0.5;
    fact.time_us = 1;
    assert_ok(jp_fact_table_add(table, &fact, NULL), NULL);
    assert_int_equal(jp_fact_table_left_out_count(table), 3);
    assert_ok(jp_fact_table_sort(table, NULL), NULL);
    jp_test_assert_table(table, "S|S|1970-01-01T00:00:00.000000Z|meeting|client||||||\n"
                                "S|S|1970-01-01T00:00:00.000001Z|rating|client|0.5|pillar.trust||||\n");
}

/* ---- Memory ------------------------------------------------------------------------------------ */

static jp_status read_once(void *user, const jp_allocator *allocator, jp_error *err)
{
    const char *text = user;
    const jp_fact_column columns[] = { { "supplier", NULL, "Acme" }, { "client", "Kunde", NULL } };
    const jp_fact_word words[] = { { "kind", "Besuch", "meeting" }, { "actor", "In", "client" },
                                   { "item", "Reliable?", "pillar.trust" } };
    jp_fact_table_options options = { .struct_size = sizeof options, .allocator = allocator,
                                      .columns = columns, .column_count = COUNT(columns),
                                      .words = words, .word_count = COUNT(words) };
    jp_test_bytes in = jp_test_bytes_of(text);
    jp_fact_table *table = NULL;
    jp_status status = jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, &options, &table, err);
    assert_int_equal(jp_fact_table_fact_count(table), status == JP_OK ? 2 : 0);
    jp_fact_table_free(table);
    return status;
}

static void names_survive_every_failed_allocation(void **state)
{
    char text[] = "Kunde,time,kind,actor\nA," T0 ",Besuch,In\nB," T0 ",call,client\n";
    (void)state;
    (void)jp_test_model();
    assert_in_range(jp_sweep(read_once, text), 15, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reader_takes_the_callers_names_and_words),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
        cmocka_unit_test(a_list_that_is_wrong_is_refused),
        cmocka_unit_test(a_column_that_is_missing_is_named_as_the_caller_does),
        cmocka_unit_test(a_name_that_is_given_away_is_unknown),
        cmocka_unit_test(added_facts_take_words_for_kinds_and_items),
        cmocka_unit_test(names_survive_every_failed_allocation),
    };
    int failed = cmocka_run_group_tests_name("facts/naming", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
