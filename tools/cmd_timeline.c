/*
 * cmd_timeline.c - `joyfulprofit timeline`: one relationship at many moments.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "csv.h"
#include "document.h"
#include "single.h"
#include "text.h"

#define INDICATORS_MAX 64
#define MOMENTS_MAX 100000
#define STEADY 0.005 /* a change of less, in closure or health, is none to a person */

typedef enum line_format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_CSV
} line_format;

typedef struct timeline_options {
    line_format format;
    const char *from, *to;
    int64_t from_us;
    size_t every_days;
    const char *names[INDICATORS_MAX];
    size_t name_count;
} timeline_options;

/* What is printed. */
typedef struct line {
    int64_t *as_of_us;
    jp_timeline_point *points;
    double *levels;
    size_t count;
    uint16_t indicators[INDICATORS_MAX];
    size_t indicator_count;
    jp_band_event *events;
    size_t event_count;
} line;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_FROM, OPTION_TO, OPTION_EVERY, OPTION_INDICATOR };

static const struct option long_options[] = {
    OPTIONS_BUT_AS_OF,
    { "from", required_argument, NULL, OPTION_FROM },
    { "to", required_argument, NULL, OPTION_TO },
    { "every", required_argument, NULL, OPTION_EVERY },
    { "indicator", required_argument, NULL, OPTION_INDICATOR },
    { "format", required_argument, NULL, OPTION_FORMAT },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit timeline FACTS --relationship S/C [options]\n"
    "\n"
    "Scores one relationship at many moments, each with what was seen by then, and marks what changed.\n"
    "\n"
    "  --from T               the first moment (default: the first fact)\n"
    "  --to T                 the last moment (default: the latest fact)\n"
    "  --every DAYS           between moments (default: 30)\n"
    "  --indicator ID         its level too; may be given up to 64 times\n"
    "  --format FORMAT        text (default), json or csv\n" HELP_BUT_AS_OF;

static exit_status take(console *con, int code, shared_options *shared, void *own)
{
    static const char *const formats[] = { "text", "json", "csv", NULL };
    timeline_options *o = own;
    int choice;
    switch (code) {
    case OPTION_FROM:
        o->from = optarg;
        return parse_time(con, "--from", optarg, &o->from_us) ? STATUS_OK : STATUS_USAGE;
    case OPTION_TO:
        o->to = shared->as_of = optarg;
        return parse_time(con, "--to", optarg, &(int64_t){ 0 }) ? STATUS_OK : STATUS_USAGE;
    case OPTION_EVERY:
        return parse_count(con, "--every", optarg, &o->every_days) ? STATUS_OK : STATUS_USAGE;
    case OPTION_INDICATOR:
        if (o->name_count < INDICATORS_MAX) {
            o->names[o->name_count++] = optarg;
            return STATUS_OK;
        }
        console_error(con, "--indicator may be given %d times", INDICATORS_MAX);
        return STATUS_USAGE;
    case OPTION_FORMAT:
        choice = parse_choice(con, "--format", optarg, formats);
        o->format = choice < 0 ? FORMAT_TEXT : (line_format)choice;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    default:
        return take_shared_option(con, code, shared);
    }
}

/* ---- The moments ---------------------------------------------------------------------------- */

static exit_status find_indicators(const about *a, const timeline_options *o, line *l)
{
    jp_error err = JP_ERROR_INIT;
    for (size_t i = 0; i < o->name_count; i++)
        if (jp_model_find_indicator(a->s->model, o->names[i], strlen(o->names[i]), &l->indicators[i], &err) !=
            JP_OK) {
            console_error(a->s->con, "--indicator: %s", err.message);
            return STATUS_USAGE;
        }
    l->indicator_count = o->name_count;
    return STATUS_OK;
}

/* From the first moment on in steps, and the last moment itself. */
static exit_status set_moments(const about *a, const timeline_options *o, line *l)
{
    const jp_facts *f = &a->r.facts; /* in canonical order: the first is the earliest */
    int64_t from = o->from != NULL ? o->from_us : f->time_us[f->offset], to = a->s->as_of_us;
    if (from > to) {
        char first[JP_TIME_TEXT_SIZE], last[JP_TIME_TEXT_SIZE];
        format_time(from, first);
        format_time(to, last);
        console_error(a->s->con, "the first moment, %s, is after the last, %s", first, last);
        return STATUS_USAGE;
    }
    uint64_t step = (uint64_t)o->every_days * (uint64_t)JP_DAY_US;
    uint64_t span = (uint64_t)to - (uint64_t)from, steps = span / step;
    if (steps + 2 > MOMENTS_MAX) {
        console_error(a->s->con, "that would be more than %d moments; use a larger --every", MOMENTS_MAX);
        return STATUS_USAGE;
    }
    l->count = (size_t)steps + 1 + (span % step != 0);
    l->as_of_us = malloc(l->count * sizeof l->as_of_us[0]);
    l->points = malloc(l->count * sizeof l->points[0]);
    l->levels = malloc((l->count * l->indicator_count + 1) * sizeof l->levels[0]);
    l->events = malloc(l->count * JP_BANDED_COUNT * sizeof l->events[0]);
    if (l->as_of_us == NULL || l->points == NULL || l->levels == NULL || l->events == NULL) {
        console_error(a->s->con, "out of memory");
        return STATUS_IO;
    }
    for (size_t i = 0; i < l->count; i++)
        l->as_of_us[i] = i + 1 < l->count ? (int64_t)((uint64_t)from + i * step) : to;
    return STATUS_OK;
}

/* ---- Printing ------------------------------------------------------------------------------- */

/* Up or down; filled where the value left the interval of the point before. */
static const char *trend(double change, bool exceeds)
{
    if (exceeds)
        return change > 0 ? "\xE2\x96\xB2" : "\xE2\x96\xBC";
    if (fabs(change) < STEADY)
        return "\xC2\xB7";
    return change > 0 ? "\xE2\x86\x97" : "\xE2\x86\x98";
}

static void print_days(output *out, jp_silence silence)
{
    if (silence.logged)
        output_format(out, "  %8.0f", floor(silence.days));
    else
        output_text(out, "         \xE2\x80\x94");
}

/* What the bands of the model are drawn on, as the model file and JSON call it. */
static const char *const banded_names[JP_BANDED_COUNT] = { "health", "closure", "risk_index" };

static jp_band_info band_of(const about *a, const jp_band_event *event, size_t band)
{
    jp_band_info info = JP_INFO_INIT(jp_band_info);
    jp_model_band(a->s->model, event->banded, band, &info, NULL);
    return info;
}

static void print_text_event(const about *a, const line *l, const jp_band_event *event)
{
    static const char *const words[JP_BANDED_COUNT] = { "health", "closure", "risk index" };
    char day[JP_TIME_TEXT_SIZE];
    jp_band_info from = band_of(a, event, event->from), to = band_of(a, event, event->to);
    format_day(l->points[event->point].as_of_us, day);
    output_format(a->out, "  %s  %s: ", day, words[event->banded]);
    text_write(a->out, text_of(from.label, strlen(from.label)));
    output_text(a->out, " \xE2\x86\x92 ");
    text_write(a->out, text_of(to.label, strlen(to.label)));
    output_text(a->out, "\n");
}

static void print_text_row(const about *a, const line *l, size_t i)
{
    const jp_timeline_point *p = &l->points[i];
    char day[JP_TIME_TEXT_SIZE];
    format_day(p->as_of_us, day);
    output_format(a->out, "%s  %-7s  %5llu  %.2f %s  %.2f %s  %3.0f %%", day,
                  jp_relationship_status_name(p->status), (unsigned long long)p->facts, p->health.value,
                  trend(p->health_change, p->health_exceeds), p->closure.value,
                  trend(p->closure_change, p->closure_exceeds), 100 * p->closure.coverage);
    print_days(a->out, p->silence[JP_SUPPLIER]);
    print_days(a->out, p->silence[JP_CLIENT]);
    for (size_t k = 0; k < l->indicator_count; k++)
        output_format(a->out, "  %.2f", l->levels[i * l->indicator_count + k]);
    output_text(a->out, "\n");
}

static exit_status print_rows(const about *a, const line *l)
{
    print_title(a, "health and closure over time");
    output_text(a->out, "\nDATE        STATUS   FACTS  HEALTH  CLOSURE KNOWN  SILENT: SUPPL    CLIENT");
    for (size_t k = 0; k < l->indicator_count; k++)
        output_format(a->out, "  [%zu]", k + 1);
    output_text(a->out, "\n");
    for (size_t i = 0; i < l->count && !output_failed(a->out); i++)
        print_text_row(a, l, i);
    output_text(a->out, "\n\xE2\x96\xB2 \xE2\x96\xBC left the 95 % interval of the moment before; "
                        "\xE2\x86\x97 \xE2\x86\x98 moved within it; \xC2\xB7 hardly moved.\n");
    for (size_t k = 0; k < l->indicator_count; k++)
        output_format(a->out, "[%zu] %s\n", k + 1, doc_indicator_id(a->s->model, l->indicators[k]));
    if (l->event_count > 0)
        output_text(a->out, "\nBANDS CROSSED\n");
    for (size_t e = 0; e < l->event_count && !output_failed(a->out); e++)
        print_text_event(a, l, &l->events[e]);
    return STATUS_OK;
}

static void csv_number(output *out, double number)
{
    output_text(out, ",");
    output_number(out, number);
}

static void csv_estimate(output *out, jp_estimate e)
{
    csv_number(out, e.value);
    csv_number(out, e.low);
    csv_number(out, e.high);
    csv_number(out, e.coverage);
}

static void csv_days(output *out, jp_silence silence)
{
    output_text(out, ",");
    if (silence.logged)
        output_number(out, silence.days);
}

static void print_csv_row(const about *a, const line *l, size_t i)
{
    const jp_timeline_point *p = &l->points[i];
    char when[JP_TIME_TEXT_SIZE];
    jp_time_format(p->as_of_us, when);
    output_format(a->out, "%s,%s,%llu", when, jp_relationship_status_name(p->status),
                  (unsigned long long)p->facts);
    csv_estimate(a->out, p->health);
    csv_estimate(a->out, p->closure);
    csv_number(a->out, p->risk_index);
    csv_days(a->out, p->silence[JP_CLIENT]);
    csv_days(a->out, p->silence[JP_SUPPLIER]);
    csv_number(a->out, p->health_change);
    output_text(a->out, p->health_exceeds ? ",true" : ",false");
    csv_number(a->out, p->closure_change);
    output_text(a->out, p->closure_exceeds ? ",true" : ",false");
    for (size_t k = 0; k < l->indicator_count; k++)
        csv_number(a->out, l->levels[i * l->indicator_count + k]);
    output_text(a->out, "\n");
}

static exit_status print_csv(const about *a, const line *l)
{
    static const char head[] =
        "as_of,status,facts,health,health_low,health_high,health_coverage,closure,closure_low,closure_high,"
        "closure_coverage,risk_index,client_silence_days,supplier_silence_days,health_change,health_exceeds,"
        "closure_change,closure_exceeds";
    output_text(a->out, head);
    for (size_t k = 0; k < l->indicator_count; k++)
        output_format(a->out, ",%s", doc_indicator_id(a->s->model, l->indicators[k]));
    output_text(a->out, "\n");
    for (size_t i = 0; i < l->count && !output_failed(a->out); i++)
        print_csv_row(a, l, i);
    return STATUS_OK;
}

static json_t *change_document(double change, bool exceeds)
{
    return json_pack("{s:f, s:b}", "change", change, "exceeds_interval", (int)exceeds);
}

static json_t *point_document(const about *a, const line *l, size_t i)
{
    const jp_timeline_point *p = &l->points[i];
    json_t *all = json_object(), *levels = json_object(), *silence = json_object();
    bool ok = all != NULL && levels != NULL && silence != NULL;
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++)
        ok = doc_put(ok, silence, doc_side((jp_side)side),
                     doc_real_or_null(p->silence[side].logged, p->silence[side].days));
    for (size_t k = 0; k < l->indicator_count; k++)
        ok = doc_put(ok, levels, doc_indicator_id(a->s->model, l->indicators[k]),
                     json_real(l->levels[i * l->indicator_count + k]));
    ok = doc_put(ok, all, "as_of", doc_time(p->as_of_us));
    ok = doc_put(ok, all, "status", json_string(jp_relationship_status_name(p->status)));
    ok = doc_put(ok, all, "facts", json_integer((json_int_t)p->facts));
    ok = doc_put(ok, all, "closure", doc_estimate("value", p->closure));
    ok = doc_put(ok, all, "health", doc_estimate("value", p->health));
    ok = doc_put(ok, all, "risk_index", json_real(p->risk_index));
    ok = doc_put(ok, all, "silence_days", silence);
    ok = doc_put(ok, all, "health_change", change_document(p->health_change, p->health_exceeds));
    ok = doc_put(ok, all, "closure_change", change_document(p->closure_change, p->closure_exceeds));
    ok = doc_put(ok, all, "levels", levels);
    return doc_whole(ok, all);
}

static json_t *event_document(const about *a, const line *l, const jp_band_event *event)
{
    json_t *all = json_pack("{s:s, s:s, s:s}", "of", banded_names[event->banded], "from",
                            band_of(a, event, event->from).id, "to", band_of(a, event, event->to).id);
    bool ok = all != NULL;
    ok = doc_put(ok, all, "as_of", doc_time(l->points[event->point].as_of_us));
    return doc_whole(ok, all);
}

static exit_status print_json(const about *a, const line *l)
{
    json_t *all = doc_about(a->s, &a->r), *points = json_array(), *events = json_array();
    bool ok = all != NULL && points != NULL && events != NULL;
    for (size_t i = 0; ok && i < l->count; i++)
        ok = doc_append(ok, points, point_document(a, l, i));
    for (size_t e = 0; ok && e < l->event_count; e++)
        ok = doc_append(ok, events, event_document(a, l, &l->events[e]));
    ok = doc_put(ok, all, "points", points);
    ok = doc_put(ok, all, "events", events);
    return doc_finish(a->out, a->s, doc_whole(ok, all));
}

static exit_status score_and_print(const about *a, const timeline_options *o, line *l)
{
    jp_error err = JP_ERROR_INIT;
    if (jp_explainer_timeline(a->explainer, &a->r.facts, l->as_of_us, l->count, l->indicators,
                              l->indicator_count, l->points, l->levels, &err) != JP_OK ||
        jp_timeline_events(a->s->model, l->points, l->count, l->events, l->count * JP_BANDED_COUNT,
                           &l->event_count, &err) != JP_OK)
        return single_failure(a, &err);
    if (o->format == FORMAT_TEXT)
        return print_rows(a, l);
    return o->format == FORMAT_CSV ? print_csv(a, l) : print_json(a, l);
}

static exit_status print(const about *a, void *own)
{
    const timeline_options *o = own;
    line l = { .count = 0 };
    exit_status status = find_indicators(a, o, &l);
    if (status == STATUS_OK)
        status = set_moments(a, o, &l);
    if (status == STATUS_OK)
        status = score_and_print(a, o, &l);
    free(l.as_of_us);
    free(l.points);
    free(l.levels);
    free(l.events);
    return status;
}

static exit_status run(console *con, int argc, char **argv)
{
    static const single what = { usage, long_options, take, NULL, print };
    timeline_options o = { .every_days = 30 };
    return single_run(con, argc, argv, &what, &o);
}

const command timeline_command = { "timeline", "one relationship at many moments", usage, run };
