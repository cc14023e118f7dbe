/*
 * table.c - the table that a person reads.
 *
 * Two lines a relationship: its numbers, and the worst two things in words; one line where there
 * is room for both. What is not known is a dash, never a number from the middle of the scale; what is
 * thinly known, in a relationship that is known, is marked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "text.h"

#define DASH "\xE2\x80\x94"
#define RANGE "\xE2\x80\x93"
#define DOT "\xC2\xB7"

#define WIDTH_WITHOUT_TERMINAL 100
#define WIDTH_SMALLEST 80
#define WIDTH_LARGEST 1000
#define WIDTH_NUMBERS 69 /* of all columns but the name, with the gaps between them */
#define WIDTH_ESTIMATE 15
#define WIDTH_NAME_LARGEST 60
#define WIDTH_WORDS 60 /* with less room beside the numbers, the words get a line of their own */
#define WIDTH_FOR_ONE_LINE (WIDTH_NUMBERS + 32 + 2 + WIDTH_WORDS)

static const char bold[] = "\033[1m", dim[] = "\033[2m", red[] = "\033[31m", green[] = "\033[32m",
                  plain[] = "\033[0m";

typedef struct table {
    output *out;
    const session *s;
    table_style style;
    size_t name_width;
    size_t words_width; /* of the words beside the numbers; 0: they have a line of their own */
    double known_coverage;
} table;

static size_t number_from(const char *text)
{
    char *end = NULL;
    unsigned long number = text != NULL && text[0] >= '0' && text[0] <= '9' ? strtoul(text, &end, 10) : 0;
    return end != NULL && *end == '\0' ? number : 0;
}

static size_t terminal_width(const output *out)
{
    struct winsize size = { 0 };
    if (out->terminal && ioctl(out->fd, TIOCGWINSZ, &size) == 0)
        return size.ws_col;
    return 0;
}

table_style table_style_for(const output *out)
{
    const char *no_colour = getenv("NO_COLOR");
    size_t width = number_from(getenv("COLUMNS"));
    if (width == 0)
        width = terminal_width(out);
    bool whole = width == 0;
    if (whole)
        width = WIDTH_WITHOUT_TERMINAL;
    if (width < WIDTH_SMALLEST)
        width = WIDTH_SMALLEST;
    if (width > WIDTH_LARGEST)
        width = WIDTH_LARGEST;
    return (table_style){ width, out->terminal && (no_colour == NULL || no_colour[0] == '\0'), whole };
}

static void paint(const table *t, const char *how)
{
    if (t->style.colour)
        output_text(t->out, how);
}

/* ---- The relationship's name -------------------------------------------------------------- */

static size_t name_width(const jp_relationship *r)
{
    return text_width(r->supplier) + 3 + text_width(r->client);
}

/* Both ids share the room: a short one leaves its part to the other. */
static void print_name(const table *t, const jp_relationship *r)
{
    size_t room = t->name_width - 3, half = room / 2;
    size_t supplier = text_width(r->supplier), client = text_width(r->client);
    if (supplier + client > room) {
        if (client <= half)
            supplier = room - client;
        else if (supplier > half)
            supplier = room - half;
    }
    text_write_fitted(t->out, r->supplier, supplier);
    output_text(t->out, " / ");
    text_write_fitted(t->out, r->client, room - supplier);
}

/* ---- Numbers ------------------------------------------------------------------------------ */

static void print_dash(const table *t, size_t width)
{
    output_text(t->out, DASH);
    output_spaces(t->out, width - 1);
}

/* Red or green only where the whole interval lies on one side of the middle. */
static void print_estimate(const table *t, jp_estimate e, bool known)
{
    bool thin = e.coverage < t->known_coverage;
    if (thin && !known) {
        output_text(t->out, " ");
        print_dash(t, WIDTH_ESTIMATE - 1);
        return;
    }
    const char *how = e.high < 0.5 ? red : e.low > 0.5 ? green : NULL;
    if (known && how != NULL)
        paint(t, how);
    output_format(t->out, "%s%.2f", thin ? "~" : " ", e.value);
    if (known && how != NULL)
        paint(t, plain);
    output_format(t->out, " %.2f" RANGE "%.2f", e.low, e.high);
}

static void format_days(char *text, size_t size, const headline *line, jp_side side)
{
    if (line->logged[side])
        snprintf(text, size, "%lu", (unsigned long)line->silence_days[side]);
    else
        snprintf(text, size, DASH);
}

/* "12 / 130": whole days of the supplier's and of the client's silence. */
static void print_silence(const table *t, const headline *line)
{
    char supplier[32], client[32], both[80];
    format_days(supplier, sizeof supplier, line, JP_SUPPLIER);
    format_days(client, sizeof client, line, JP_CLIENT);
    snprintf(both, sizeof both, "%s / %s", supplier, client);
    text_write_fitted(t->out, text_of(both, strlen(both)), 11);
}

static void print_numbers(const table *t, const headline *line, bool known)
{
    output_format(t->out, "  %-7s  ", jp_relationship_status_name((jp_relationship_status)line->status));
    print_estimate(t, line->health, known);
    output_text(t->out, "  ");
    print_estimate(t, line->closure, known);
    output_format(t->out, "  %3.0f %%  ", 100 * line->closure.coverage);
    print_silence(t, line);
    output_text(t->out, "  ");
    if (line->status == JP_STATUS_KNOWN)
        output_format(t->out, "%.2f", line->risk);
    else
        print_dash(t, t->words_width > 0 ? 4 : 1);
}

/* ---- Words -------------------------------------------------------------------------------- */

static size_t add_worst(const table *t, const headline *line, char *words, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < line->worst_count; i++) {
        jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
        if (jp_model_indicator(t->s->model, line->worst[i].indicator, &info, NULL) != JP_OK)
            continue;
        int added = snprintf(words + used, size - used, "%s%s (%.2f)", i > 0 ? "; " : "", info.label,
                             line->worst[i].level);
        used += added > 0 && (size_t)added < size - used ? (size_t)added : size - used - 1;
    }
    return used;
}

static void print_words(const table *t, const headline *line, size_t width)
{
    char words[1024] = "not enough known";
    size_t length = strlen(words);
    if (line->worst_count > 0)
        length = add_worst(t, line, words, sizeof words);
    else if (line->evidence_of_harm)
        length = (size_t)snprintf(words, sizeof words, "no harm stands out");
    size_t needed = text_width(text_of(words, length));
    text_write_fitted(t->out, text_of(words, length), needed < width ? needed : width);
}

/* ---- Lines -------------------------------------------------------------------------------- */

static void print_head(const table *t)
{
    const char title[] = "SUPPLIER / CLIENT";
    paint(t, bold);
    text_write_fitted(t->out, text_of(title, strlen(title)), t->name_width);
    output_format(t->out, "  %-7s   %-14s   %-14s  %5s  %-11s  %s", "STATUS", "HEALTH", "CLOSURE", "KNOWN",
                  "DAYS SILENT", "RISK");
    if (t->words_width > 0)
        output_text(t->out, "  WORST");
    paint(t, plain);
    output_text(t->out, "\n");
}

static void print_line(const table *t, const headline *line)
{
    jp_relationship r = session_relationship(t->s, line->place);
    bool known = line->status == JP_STATUS_KNOWN;
    if (!known)
        paint(t, dim);
    print_name(t, &r);
    print_numbers(t, line, known);
    if (t->words_width > 0) {
        output_text(t->out, "  ");
        print_words(t, line, t->words_width);
    } else {
        paint(t, known ? dim : "");
        output_text(t->out, "\n    ");
        print_words(t, line, t->style.width - 4);
        paint(t, known ? plain : "");
    }
    if (!known)
        paint(t, plain);
    output_text(t->out, "\n");
}

static void print_totals(const table *t, const headline *headlines, size_t count, size_t shown)
{
    size_t of_status[3] = { 0, 0, 0 };
    char as_of[JP_TIME_TEXT_SIZE];
    for (size_t i = 0; i < count; i++)
        of_status[headlines[i].status]++;
    format_time(t->s->as_of_us, as_of);
    output_format(t->out, "\n%zu relationship%s: %zu known, %zu unknown, %zu ended", count,
                  count == 1 ? "" : "s", of_status[JP_STATUS_KNOWN], of_status[JP_STATUS_UNKNOWN],
                  of_status[JP_STATUS_ENDED]);
    if (shown < count)
        output_format(t->out, "; the first %zu shown", shown);
    output_text(t->out, "\nmodel ");
    text_write(t->out, text_of(jp_model_name(t->s->model), strlen(jp_model_name(t->s->model))));
    output_text(t->out, " ");
    text_write(t->out, text_of(jp_model_version(t->s->model), strlen(jp_model_version(t->s->model))));
    output_format(t->out, " (%.12s) " DOT " as of %s\n", jp_model_hash(t->s->model), as_of);
    paint(t, dim);
    output_text(t->out, "Health and closure: 1 is good; with 95 % intervals; ~ thinly known, " DASH
                        " not known.\nDays silent: of the supplier / of the client.\n");
    paint(t, plain);
}

void table_print(output *out, const session *s, const headline *headlines, size_t count, size_t shown,
                 table_style style)
{
    table t = { .out = out, .s = s, .style = style };
    t.known_coverage = model_parameter(s->model, "known_coverage", 0.2);
    t.name_width = strlen("SUPPLIER / CLIENT");
    for (size_t i = 0; i < shown; i++) {
        jp_relationship r = session_relationship(s, headlines[i].place);
        size_t width = name_width(&r);
        t.name_width = width > t.name_width ? width : t.name_width;
    }
    bool one_line = style.width >= WIDTH_FOR_ONE_LINE;
    size_t room = style.width - WIDTH_NUMBERS - (one_line ? 2 + WIDTH_WORDS : 0);
    room = room > WIDTH_NAME_LARGEST ? WIDTH_NAME_LARGEST : room;
    t.name_width = t.name_width > room && !style.whole ? room : t.name_width;
    if (one_line)
        t.words_width = style.width - WIDTH_NUMBERS - 2 - t.name_width;
    print_head(&t);
    for (size_t i = 0; i < shown && !output_failed(out); i++)
        print_line(&t, &headlines[i]);
    print_totals(&t, headlines, count, shown);
}
