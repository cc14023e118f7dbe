/*
 * page.c - the page that explains one relationship to a person.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "document.h"
#include "text.h"

#define NAME_WIDTH 46
#define SHOWN_A_SIDE 3
#define VIEWS_SHOWN 8
#define FACTS_SHOWN 10
#define KNOWN_WELL 0.8 /* uncertainty below it, as in the words */

#define RANGE "\xE2\x80\x93"
#define DOT "\xC2\xB7"
#define TIMES "\xC3\x97"

static void write_fitted(output *out, const char *text, size_t width)
{
    text_write_fitted(out, text_of(text, strlen(text)), width);
}

static void write_words(output *out, const char *text)
{
    text_write(out, text_of(text, strlen(text)));
}

size_t page_top(size_t *top, size_t most, size_t count, double (*weight)(const void *of, size_t i),
                const void *of, double least)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        double w = weight(of, i);
        size_t place = kept;
        if (!(w > least))
            continue;
        while (place > 0 && weight(of, top[place - 1]) < w)
            place--;
        if (place == most)
            continue;
        kept += kept < most ? 1 : 0;
        memmove(top + place + 1, top + place, (kept - 1 - place) * sizeof top[0]);
        top[place] = i;
    }
    return kept;
}

/* ---- Headline and equation ------------------------------------------------------------------ */

static void print_estimate(const about *a, const page_words *w, const char *name, jp_estimate e)
{
    write_fitted(a->out, name, 12);
    output_format(a->out, "%.2f  %.2f" RANGE "%.2f  %s %.0f %%", e.value, e.low, e.high, w->known,
                  100 * e.coverage);
}

static void print_headline(const about *a, const jp_score *score, const page_words *w)
{
    char when[JP_TIME_TEXT_SIZE], title[160];
    format_time(a->s->as_of_us, when);
    snprintf(title, sizeof title, "%s " DOT " %zu %s " DOT " %s %s", w->status[jp_score_status(score)],
             jp_score_facts(score), w->facts, w->as_of, when);
    print_title(a, title);
    output_text(a->out, "\n");
    print_estimate(a, w, w->closure, jp_score_closure(score));
    output_format(a->out, "  %s %.2f\n", w->gap, jp_score_gap(score));
    print_estimate(a, w, w->health, jp_score_health(score));
    output_text(a->out, "\n");
}

static void print_equation(const about *a, const jp_explanation *why, const page_words *w)
{
    const jp_score *score = jp_explanation_score(why);
    jp_leverage leverage = jp_score_leverage(score);
    output_format(a->out, "\n%s  (%s + %s) " TIMES " %s " TIMES " %s = %.2f\n  ", w->equation,
                  w->factor[JP_ENGAGE], w->factor[JP_EXCITE], w->factor[JP_CONVERSATION],
                  w->factor[JP_CARING], jp_score_equation(score));
    write_fitted(a->out, w->factor_head, 14);
    output_format(a->out, "%5s   %-9s  %8s  %s\n", w->value, w->interval, w->share, w->hundredth);
    for (int f = 0; f < JP_FACTOR_COUNT; f++) {
        jp_estimate e = jp_score_factor(score, (jp_factor)f);
        output_text(a->out, "  ");
        write_fitted(a->out, w->factor[f], 14);
        output_format(a->out, " %.2f   %.2f" RANGE "%.2f  %+8.4f  %+.4f%s%s\n", e.value, e.low, e.high,
                      jp_explanation_factor(why, (jp_factor)f), leverage.one_hundredth[f],
                      (int)leverage.binding == f ? "  < " : "", (int)leverage.binding == f ? w->binding : "");
    }
}

/* ---- Harms and strengths -------------------------------------------------------------------- */

/* Of which indicators, and whose. */
typedef struct wanted {
    const jp_model *model;
    const jp_explanation *why;
    jp_side side;
    bool harm;
} wanted;

/* How much an indicator of the wanted ones stands out in health; 0: not at all. */
static double standing_out(const void *of, size_t i)
{
    const wanted *want = of;
    jp_indicator_info info = JP_INFO_INIT(jp_indicator_info);
    jp_opinion o = jp_score_indicator(jp_explanation_score(want->why), i);
    double share = jp_explanation_indicator(want->why, JP_HEALTH, i);
    if (jp_model_indicator(want->model, i, &info, NULL) != JP_OK || info.harm != want->harm ||
        info.side != want->side || !(o.uncertainty < KNOWN_WELL) || !(o.level > 0.5))
        return 0;
    return want->harm ? -share : share;
}

static void print_standing_out(const about *a, const jp_explanation *why, const page_words *w, bool harm,
                               jp_language language)
{
    size_t top[SHOWN_A_SIDE], shown = 0;
    output_format(a->out, "\n%s\n", harm ? w->harms : w->strengths);
    for (int side = JP_CLIENT; side <= JP_BOTH; side++) {
        wanted want = { a->s->model, why, (jp_side)side, harm };
        size_t count = page_top(top, SHOWN_A_SIDE, jp_model_indicator_count(a->s->model), standing_out,
                                &want, 0);
        for (size_t i = 0; i < count; i++) {
            output_text(a->out, "  ");
            write_fitted(a->out, i == 0 ? w->side[side] : "", 11);
            write_fitted(a->out, jp_indicator_words(a->s->model, top[i], language), NAME_WIDTH);
            output_format(a->out, "  %.2f  %+.4f\n",
                          jp_score_indicator(jp_explanation_score(why), top[i]).level,
                          jp_explanation_indicator(why, JP_HEALTH, top[i]));
        }
        shown += count;
    }
    if (shown == 0)
        output_format(a->out, "  %s\n", w->none_known_well);
}

/* ---- Both views ----------------------------------------------------------------------------- */

static double gap_size(const void *score, size_t i)
{
    jp_view v = jp_score_belief_gap(score, i);
    return v.known ? fabs(v.difference) + 1e-9 : 0; /* one that is closed is worth a line too */
}

static void print_views(const about *a, const jp_score *score, const page_words *w, jp_language language)
{
    size_t top[VIEWS_SHOWN];
    size_t count = page_top(top, VIEWS_SHOWN, jp_model_indicator_count(a->s->model), gap_size, score, 0);
    output_format(a->out, "\n%s", w->views);
    if (count == 0) {
        output_format(a->out, "\n  %s\n", w->no_views);
        return;
    }
    output_spaces(a->out, NAME_WIDTH + 2 - text_width(text_of(w->views, strlen(w->views))));
    output_format(a->out, "%9s  %9s  %6s\n", w->client, w->supplier, w->difference);
    for (size_t i = 0; i < count; i++) {
        jp_view v = jp_score_belief_gap(score, top[i]);
        output_text(a->out, "  ");
        write_fitted(a->out, jp_indicator_words(a->s->model, top[i], language), NAME_WIDTH);
        output_format(a->out, "%9.2f  %9.2f  %+6.2f  %s\n", v.first_level, v.second_level, v.difference,
                      w->view[v.state]);
    }
}

/* Said by the other side minus what this side guesses of it. */
static void print_empathy(const about *a, const jp_score *score, const page_words *w, jp_language language)
{
    for (int side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        bool first = true;
        for (size_t i = 0; i < jp_model_indicator_count(a->s->model); i++) {
            jp_view v = jp_score_empathy(score, (jp_side)side, i);
            if (!v.known)
                continue;
            if (first)
                output_format(a->out, "  %s\n", w->empathy[side]);
            first = false;
            output_text(a->out, "    ");
            write_fitted(a->out, jp_indicator_words(a->s->model, i, language), NAME_WIDTH + 18);
            output_format(a->out, "  %+6.2f\n", v.difference);
        }
    }
}

/* ---- Facts ---------------------------------------------------------------------------------- */

static double fact_weight(const void *why, size_t i)
{
    return fabs(jp_explanation_contribution(why, i).health);
}

/* A fact behind a derived one: its id, or its day. */
static void print_behind(const about *a, uint64_t row)
{
    jp_text id = fact_id(&a->r.facts, row);
    char day[JP_TIME_TEXT_SIZE];
    format_day(a->r.facts.time_us[a->r.facts.offset + row], day);
    if (id.bytes != NULL)
        text_write(a->out, id);
    else
        output_text(a->out, day);
}

void page_print_fact(const about *a, const jp_contribution *c, jp_language language)
{
    const page_words *w = &page_languages[language];
    char day[JP_TIME_TEXT_SIZE];
    jp_text id = fact_id(&a->r.facts, c->row);
    format_day(c->time_us, day);
    output_format(a->out, "%s  ", day);
    write_fitted(a->out, w->side[c->actor], 9);
    output_text(a->out, "  ");
    if (c->kind == JP_RATING) {
        output_format(a->out, "%s: ", w->rating);
        write_words(a->out, jp_indicator_words(a->s->model, c->item, language));
    } else {
        write_words(a->out, kind_label(a->s->model, c->kind));
    }
    if (id.bytes != NULL) {
        output_text(a->out, " [");
        text_write(a->out, id);
        output_text(a->out, "]");
    }
    if (c->from != JP_NO_ROW) {
        output_format(a->out, " [%s ", w->behind);
        print_behind(a, c->from);
        output_text(a->out, "]");
    }
    output_text(a->out, "\n");
}

static void print_facts(const about *a, const jp_explanation *why, const page_words *w, jp_language language)
{
    size_t top[FACTS_SHOWN];
    size_t count = page_top(top, FACTS_SHOWN, jp_explanation_count(why), fact_weight, why, 0);
    output_format(a->out, "\n%s\n", w->facts_head);
    for (size_t i = 0; i < count; i++) {
        jp_contribution c = jp_explanation_contribution(why, top[i]);
        output_format(a->out, "  %+8.4f  ", c.health);
        page_print_fact(a, &c, language);
    }
}

void page_print(const about *a, const jp_explanation *why, jp_language language, const char *words)
{
    const page_words *w = &page_languages[language];
    const jp_score *score = jp_explanation_score(why);
    print_headline(a, score, w);
    output_text(a->out, "\n");
    write_words(a->out, words);
    output_text(a->out, "\n");
    print_equation(a, why, w);
    print_standing_out(a, why, w, true, language);
    print_standing_out(a, why, w, false, language);
    print_views(a, score, w, language);
    print_empathy(a, score, w, language);
    print_facts(a, why, w, language);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static json_t *id_or_null(jp_text id)
{
    return id.bytes != NULL ? doc_text(id) : json_null();
}

/* The fact of a row, named so that it can be found: its time, its kind, its id. */
static json_t *reference(const about *a, uint64_t row)
{
    const jp_facts *f = &a->r.facts;
    if (row == JP_NO_ROW)
        return json_null();
    size_t k = f->offset + (size_t)row;
    return json_pack("{s:o, s:s, s:o}", "time", doc_time(f->time_us[k]), "kind",
                     doc_kind_id(a->s->model, f->kind[k]), "id", id_or_null(fact_id(f, row)));
}

json_t *page_contribution(const about *a, const jp_contribution *c)
{
    bool rating = c->kind == JP_RATING;
    return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:f, s:f}", "type", contribution_name(c->type),
                     "kind", doc_kind_id(a->s->model, c->kind), "item",
                     rating ? json_string(doc_indicator_id(a->s->model, c->item)) : json_null(), "actor",
                     doc_side(c->actor), "time", doc_time(c->time_us), "id",
                     id_or_null(fact_id(&a->r.facts, c->row)), "from", reference(a, c->from), "to",
                     reference(a, c->to), "closure", c->closure, "health", c->health);
}
