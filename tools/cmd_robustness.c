/*
 * cmd_robustness.c - `joyfulprofit robustness`: how far a ranking hangs on the numbers of the model.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "csv.h"
#include "document.h"
#include "text.h"

#define TABLE_TOP 20    /* relationships in a table, unless told otherwise */
#define WEIGHTS_SHOWN 12
#define DEFAULT_DRAWS 64
#define NAME_WIDTH 26

typedef enum report_format {
    FORMAT_TABLE,
    FORMAT_JSON,
    FORMAT_CSV
} report_format;

typedef struct robustness_options {
    shared_options shared;
    report_format format;
    size_t draws, seed, top; /* top 0: as the format has it */
} robustness_options;

enum { OPTION_FORMAT = OPTION_OWN, OPTION_DRAWS, OPTION_SEED, OPTION_TOP };

static const struct option long_options[] = {
    SHARED_OPTIONS,
    { "format", required_argument, NULL, OPTION_FORMAT },
    { "draws", required_argument, NULL, OPTION_DRAWS },
    { "seed", required_argument, NULL, OPTION_SEED },
    { "top", required_argument, NULL, OPTION_TOP },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: joyfulprofit robustness FACTS [options]\n"
    "\n"
    "Ranks the relationships in FACTS by health with many models drawn around the one that is given, and\n"
    "tells how far ranks move and which of the model's numbers move them. The lowest health comes first.\n"
    "\n"
    "  --draws N              how many, best a power of 2 (default: 64, at most 65536);\n"
    "                         N x 12 scorings are made\n"
    "  --seed S               of the draws (default: 1); the same seed gives the same numbers\n"
    "  --top N                only the first N relationships (default: 20 in a table, else all)\n"
    "  --format FORMAT        table (default), json or csv\n" SHARED_OPTIONS_HELP;

static exit_status take_option(console *con, int code, robustness_options *o)
{
    static const char *const formats[] = { "table", "json", "csv", NULL };
    int choice;
    switch (code) {
    case OPTION_FORMAT:
        choice = parse_choice(con, "--format", optarg, formats);
        o->format = choice < 0 ? FORMAT_TABLE : (report_format)choice;
        return choice < 0 ? STATUS_USAGE : STATUS_OK;
    case OPTION_DRAWS:
        if (!parse_count(con, "--draws", optarg, &o->draws))
            return STATUS_USAGE;
        if (o->draws <= 65536)
            return STATUS_OK;
        console_error(con, "--draws expects at most 65536, got '%s'", optarg);
        return STATUS_USAGE;
    case OPTION_SEED:
        return parse_count(con, "--seed", optarg, &o->seed) ? STATUS_OK : STATUS_USAGE;
    case OPTION_TOP:
        return parse_count(con, "--top", optarg, &o->top) ? STATUS_OK : STATUS_USAGE;
    default:
        return take_shared_option(con, code, &o->shared);
    }
}

/* ---- What is printed ------------------------------------------------------------------------- */

typedef struct ranking {
    const session *s;
    const jp_robustness *found;
    uint32_t *places; /* in session.chosen, the lowest health first */
    size_t shown;
    uint16_t *indicators; /* by effective weight, the largest first */
    size_t indicator_count;
} ranking;

static jp_rank_info rank_at(const session *s, const jp_robustness *found, uint32_t place)
{
    jp_rank_info info = JP_INFO_INIT(jp_rank_info);
    jp_robustness_rank(found, s->chosen[place], &info, NULL);
    return info;
}

static jp_weight_info weight_at(const jp_robustness *found, uint16_t indicator)
{
    jp_weight_info info = JP_INFO_INIT(jp_weight_info);
    jp_robustness_weight(found, indicator, &info, NULL);
    return info;
}

/* Ranks differ, so a place by rank needs no comparison: those of the chosen are counted out. */
static bool order_places(ranking *k)
{
    const session *s = k->s;
    size_t all = jp_robustness_relationship_count(k->found), to = 0;
    uint32_t *by_rank = calloc(all + 1, sizeof by_rank[0]);
    if (by_rank == NULL)
        return false;
    for (uint32_t place = 0; place < s->chosen_count; place++)
        by_rank[rank_at(s, k->found, place).rank] = place + 1;
    for (size_t rank = all; rank > 0; rank--)
        if (by_rank[rank] > 0)
            k->places[to++] = by_rank[rank] - 1;
    free(by_rank);
    return true;
}

/* Insertion: there are as many as indicators. */
static void order_indicators(ranking *k)
{
    for (size_t i = 0; i < k->indicator_count; i++) {
        size_t to = i;
        double weight = weight_at(k->found, (uint16_t)i).effective;
        for (; to > 0 && weight_at(k->found, k->indicators[to - 1]).effective < weight; to--)
            k->indicators[to] = k->indicators[to - 1];
        k->indicators[to] = (uint16_t)i;
    }
}

/* ---- Table ------------------------------------------------------------------------------------- */

/* Of the suppliers: as wide as the longest, so that it can be pasted back, but not on a terminal. */
static size_t name_width(const output *out, const ranking *k)
{
    size_t widest = NAME_WIDTH;
    for (size_t i = 0; i < k->shown && !out->terminal; i++) {
        size_t width = text_width(session_relationship(k->s, k->places[i]).supplier);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void print_ranks(output *out, const ranking *k)
{
    size_t width = name_width(out, k);
    output_text(out, "RANK   5 %  95 %  HEALTH  STATUS   ");
    text_write_fitted(out, text_of("SUPPLIER", 8), width);
    output_text(out, "  CLIENT\n");
    for (size_t i = 0; i < k->shown && !output_failed(out); i++) {
        jp_rank_info info = rank_at(k->s, k->found, k->places[i]);
        jp_relationship r = session_relationship(k->s, k->places[i]);
        output_format(out, "%4lu  %4lu  %4lu    %.2f  %-7s  ", (unsigned long)info.rank,
                      (unsigned long)info.rank_low, (unsigned long)info.rank_high, info.health,
                      jp_relationship_status_name(info.status));
        text_write_fitted(out, r.supplier, width);
        output_text(out, "  ");
        text_write(out, r.client);
        output_text(out, "\n");
    }
}

static void print_sensitivities(output *out, const ranking *k)
{
    output_text(out, "\nFIRST  TOTAL  WHAT MOVES THE RANKS\n");
    for (size_t i = 0; i < jp_robustness_group_count(k->found); i++) {
        jp_sensitivity_info info = JP_INFO_INIT(jp_sensitivity_info);
        jp_robustness_sensitivity(k->found, i, &info, NULL);
        output_format(out, "%5.2f  %5.2f  %s\n", info.first, info.total, info.description);
    }
}

static void print_weights(output *out, const ranking *k)
{
    output_text(out, "\nNOMINAL  EFFECTIVE  INDICATOR\n");
    for (size_t i = 0; i < k->indicator_count && i < WEIGHTS_SHOWN; i++) {
        jp_weight_info info = weight_at(k->found, k->indicators[i]);
        if (info.has_effective)
            output_format(out, "%7.3f  %9.3f  %s\n", info.nominal, info.effective,
                          doc_indicator_id(k->s->model, k->indicators[i]));
        else
            output_format(out, "%7.3f          -  %s\n", info.nominal,
                          doc_indicator_id(k->s->model, k->indicators[i]));
    }
}

static exit_status print_table(output *out, const ranking *k)
{
    print_ranks(out, k);
    output_format(out, "\nRank 1 is the best of %zu. A draw moves a relationship by %.2f ranks in the mean."
                       "\n", jp_robustness_relationship_count(k->found), jp_robustness_mean_shift(k->found));
    print_sensitivities(out, k);
    print_weights(out, k);
    return STATUS_OK;
}

/* ---- CSV and JSON --------------------------------------------------------------------------------- */

static exit_status print_csv(output *out, const ranking *k)
{
    output_text(out, "supplier,client,status,health,rank,rank_low,rank_high\n");
    for (size_t i = 0; i < k->shown && !output_failed(out); i++) {
        jp_rank_info info = rank_at(k->s, k->found, k->places[i]);
        jp_relationship r = session_relationship(k->s, k->places[i]);
        csv_text(out, r.supplier);
        output_text(out, ",");
        csv_text(out, r.client);
        output_format(out, ",%s,", jp_relationship_status_name(info.status));
        output_number(out, info.health);
        output_format(out, ",%lu,%lu,%lu\n", (unsigned long)info.rank, (unsigned long)info.rank_low,
                      (unsigned long)info.rank_high);
    }
    return STATUS_OK;
}

static json_t *rank_document(const ranking *k, size_t i)
{
    jp_rank_info info = rank_at(k->s, k->found, k->places[i]);
    jp_relationship r = session_relationship(k->s, k->places[i]);
    json_t *all = json_pack("{s:s, s:f, s:I, s:I, s:I}", "status", jp_relationship_status_name(info.status),
                            "health", info.health, "rank", (json_int_t)info.rank, "rank_low",
                            (json_int_t)info.rank_low, "rank_high", (json_int_t)info.rank_high);
    bool ok = all != NULL;
    ok = doc_put(ok, all, "supplier", doc_text(r.supplier));
    ok = doc_put(ok, all, "client", doc_text(r.client));
    return doc_whole(ok, all);
}

static json_t *sensitivities_document(const ranking *k)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < jp_robustness_group_count(k->found); i++) {
        jp_sensitivity_info info = JP_INFO_INIT(jp_sensitivity_info);
        jp_robustness_sensitivity(k->found, i, &info, NULL);
        ok = doc_put(ok, all, info.id, json_pack("{s:f, s:f}", "first", info.first, "total", info.total));
    }
    return doc_whole(ok, all);
}

static json_t *weights_document(const ranking *k)
{
    json_t *all = json_object();
    bool ok = all != NULL;
    for (size_t i = 0; i < k->indicator_count; i++) {
        jp_weight_info info = weight_at(k->found, (uint16_t)i);
        json_t *one = json_pack("{s:f}", "nominal", info.nominal);
        ok = doc_put(ok && one != NULL, one, "effective",
                     doc_real_or_null(info.has_effective, info.effective));
        ok = doc_put(ok, all, doc_indicator_id(k->s->model, i), one);
    }
    return doc_whole(ok, all);
}

static exit_status print_json(output *out, const ranking *k)
{
    json_t *all = json_object(), *ranks = json_array();
    bool ok = all != NULL && ranks != NULL;
    for (size_t i = 0; ok && i < k->shown; i++)
        ok = doc_append(ok, ranks, rank_document(k, i));
    ok = doc_put(ok, all, "model", doc_model(k->s->model));
    ok = doc_put(ok, all, "as_of", doc_time(k->s->as_of_us));
    ok = doc_put(ok, all, "scorings", json_integer((json_int_t)jp_robustness_scorings(k->found)));
    ok = doc_put(ok, all, "mean_shift", json_real(jp_robustness_mean_shift(k->found)));
    ok = doc_put(ok, all, "relationships", ranks);
    ok = doc_put(ok, all, "sensitivities", sensitivities_document(k));
    ok = doc_put(ok, all, "weights", weights_document(k));
    return doc_finish(out, k->s, doc_whole(ok, all));
}

/* ---- The command ----------------------------------------------------------------------------------- */

static exit_status print(const ranking *k, report_format format)
{
    static output out; /* static for its size */
    output_open(&out, STDOUT_FILENO);
    exit_status status = format == FORMAT_TABLE ? print_table(&out, k)
                         : format == FORMAT_CSV ? print_csv(&out, k)
                                                : print_json(&out, k);
    exit_status closed = output_close(&out, k->s->con, "standard output");
    return status != STATUS_OK ? status : closed;
}

static exit_status order_and_print(const session *s, const jp_robustness *found, const robustness_options *o)
{
    size_t top = o->top > 0 ? o->top : o->format == FORMAT_TABLE ? TABLE_TOP : s->chosen_count;
    ranking k = { .s = s, .found = found, .shown = top < s->chosen_count ? top : s->chosen_count,
                  .indicator_count = jp_robustness_indicator_count(found) };
    k.places = malloc((s->chosen_count + 1) * sizeof k.places[0]);
    k.indicators = malloc((k.indicator_count + 1) * sizeof k.indicators[0]);
    exit_status status = STATUS_IO;
    if (k.places != NULL && k.indicators != NULL && order_places(&k)) {
        order_indicators(&k);
        status = print(&k, o->format);
    } else {
        console_error(s->con, "out of memory");
    }
    free(k.places);
    free(k.indicators);
    return status;
}

static int show_progress(void *user, uint64_t done, uint64_t total)
{
    console_progress(user, "drawing models", done, total);
    return 0;
}

static exit_status look_and_print(const session *s, const robustness_options *o)
{
    jp_robustness_options options = { .struct_size = sizeof options, .seed = o->seed,
                                      .draws = (uint32_t)o->draws, .on_progress = show_progress,
                                      .progress_user = s->con };
    jp_robustness *found = NULL;
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_fact_table_robustness(s->table, s->as_of_us, &options, &found, &err);
    console_clear(s->con);
    if (status != JP_OK)
        return console_failure(s->con, s->input, &err);
    exit_status printed = order_and_print(s, found, o);
    jp_robustness_free(found);
    return printed;
}

static exit_status run(console *con, int argc, char **argv)
{
    robustness_options o = { .format = FORMAT_TABLE, .draws = DEFAULT_DRAWS, .seed = 1 };
    session s;
    int code;
    optind = 1;
    while ((code = next_option(con, argc, argv, long_options)) != -1) {
        if (code == OPTION_HELP)
            return print_text(con, usage);
        if (code == '?' || take_option(con, code, &o) != STATUS_OK)
            return STATUS_USAGE;
    }
    if (take_facts_operand(con, argc, argv, &o.shared) != STATUS_OK)
        return STATUS_USAGE;
    exit_status status = session_open(&s, con, &o.shared);
    if (status == STATUS_OK)
        status = look_and_print(&s, &o);
    session_close(&s);
    return status;
}

const command robustness_command = { "robustness", "how far a ranking hangs on the model", usage, run };
