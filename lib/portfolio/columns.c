/*
 * columns.c - what a score says, as columns: their names, types and values in one place.
 *
 * The same walk declares the columns of a table and later writes its rows, so that a value cannot land
 * under another's name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "portfolio/batch.h"

/* Where the walk puts what it meets: into a layout, or else into a row. Which of the two is known where the
 * walk begins, and whatever takes a sink is inlined: so a row is written without a question or a name. */
typedef struct sink {
    bool declares;
    uint32_t out;     /* JP_OUT_ flags */
    uint8_t bit;      /* of the row, in `present` */
    jp__layout *layout;
    jp__entry *entry; /* the next one of the row */
    uint8_t *present; /* and its byte */
} sink;

static const char *const statuses[] = { "unknown", "known", "ended" };
static const char *const states[] = { "unknown", "agreed_strength", "agreed_weakness", "blind_spot",
                                      "undervalued" };
static const char *const answers[] = { "unknown", "yes", "no", "undecided" };
static const char *const endgames[] = { "leaving", "bearing_it", "undecided" }; /* JP_ENDGAME_NONE: missing */

/* ---- Names of indicators ---------------------------------------------------------------------- */

static bool is_group(const char *id, size_t length)
{
    for (int d = 0; d < JP_DIMENSION_COUNT; d++)
        if (strlen(jp_dimension_name((jp_dimension)d)) == length &&
            memcmp(jp_dimension_name((jp_dimension)d), id, length) == 0)
            return true;
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        if (strlen(jp_factor_name((jp_factor)f)) == length &&
            memcmp(jp_factor_name((jp_factor)f), id, length) == 0)
            return true;
    return false;
}

/* The length of `id` without its last suffix of a column, or its whole length. */
static size_t stem_of(const char *id, size_t length)
{
    static const char *const suffixes[] = { ".low", ".high", ".coverage", ".uncertainty", ".sd", ".state" };
    for (size_t i = 0; i < JP__COUNT(suffixes); i++) {
        size_t own = strlen(suffixes[i]);
        if (own < length && memcmp(id + length - own, suffixes[i], own) == 0)
            return length - own;
    }
    return length;
}

/* How often "indicator." must stand before an indicator's id so that no other column has the name: once for
 * each suffix of a column that it ends with, and once if the rest is a dimension or a factor. */
static unsigned marks_of(const char *id)
{
    size_t length = strlen(id), stem;
    unsigned marks = 0;
    for (; (stem = stem_of(id, length)) < length; length = stem)
        marks++;
    return marks + is_group(id, length);
}

/* ---- One value -------------------------------------------------------------------------------- */

static jp__column_name named(const char *group, const char *id, const char *suffix)
{
    return (jp__column_name){ .group = group, .id = id, .suffix = suffix };
}

static void declare(jp__layout *layout, jp__column_name name, jp_column_type type, bool may_miss)
{
    jp__layout_add(layout, &(jp__column_plan){ .name = name, .type = type, .may_miss = may_miss });
}

JP__INLINE void put(sink *s, bool present, jp__entry entry)
{
    *s->entry++ = entry;
    *s->present++ |= present ? s->bit : 0;
}

JP__INLINE void number(sink *s, jp__column_name name, double value)
{
    if (s->declares)
        declare(s->layout, name, JP_COLUMN_DOUBLE, false);
    else
        put(s, false, (jp__entry){ .number = value });
}

JP__INLINE void maybe_number(sink *s, jp__column_name name, bool present, double value)
{
    if (s->declares)
        declare(s->layout, name, JP_COLUMN_DOUBLE, true);
    else
        put(s, present, (jp__entry){ .number = present ? value : 0 });
}

JP__INLINE void whole(sink *s, jp__column_name name, uint64_t value)
{
    if (s->declares)
        declare(s->layout, name, JP_COLUMN_INT64, false);
    else
        put(s, false, (jp__entry){ .whole = (int64_t)value });
}

JP__INLINE void maybe_time(sink *s, jp__column_name name, bool present, int64_t time_us)
{
    if (s->declares)
        declare(s->layout, name, JP_COLUMN_TIME_US, true);
    else
        put(s, present, (jp__entry){ .whole = present ? time_us : 0 });
}

JP__INLINE void yes_no(sink *s, jp__column_name name, bool value)
{
    if (s->declares)
        declare(s->layout, name, JP_COLUMN_BOOL, false);
    else
        put(s, false, (jp__entry){ .whole = value });
}

JP__INLINE void category(sink *s, jp__column_name name, const char *const *categories, size_t count,
                         bool may_miss, bool present, unsigned value)
{
    if (s->declares)
        jp__layout_add(s->layout, &(jp__column_plan){ .name = name, .type = JP_COLUMN_CATEGORY,
                                                      .may_miss = may_miss, .categories = categories,
                                                      .category_count = count });
    else
        put(s, may_miss && present, (jp__entry){ .whole = present ? (int64_t)value : 0 });
}

/* Its interval is there if one of the flags is. */
JP__INLINE void estimate(sink *s, const char *id, jp_estimate e, uint32_t intervals)
{
    number(s, named(NULL, id, NULL), e.value);
    if (s->out & intervals) {
        number(s, named(NULL, id, ".low"), e.low);
        number(s, named(NULL, id, ".high"), e.high);
    }
    number(s, named(NULL, id, ".coverage"), e.coverage);
}

/* ---- What belongs together ----------------------------------------------------------------------- */

JP__INLINE void headlines(sink *s, const jp_score *score)
{
    category(s, named(NULL, "status", NULL), statuses, JP__COUNT(statuses), false, true, score->status);
    whole(s, named(NULL, "facts", NULL), score->facts);
    estimate(s, "closure", score->closure, JP__OUT_INTERVALS);
    number(s, named(NULL, "gap", NULL), jp_score_gap(score));
    estimate(s, "health", score->health, JP__OUT_INTERVALS);
    number(s, named(NULL, "risk_index", NULL), score->risk_index);
    number(s, named(NULL, "struggle", NULL), score->struggle);
}

JP__INLINE void factors(sink *s, const jp_score *score)
{
    for (int f = 0; f < JP_FACTOR_COUNT; f++)
        estimate(s, s->declares ? jp_factor_name((jp_factor)f) : NULL, score->factors[f], JP__OUT_INTERVALS);
    number(s, named(NULL, "equation", NULL), score->equation);
    number(s, named(NULL, "product", NULL), score->product);
}

static void declare_indicators(jp__layout *layout, const jp_model *model)
{
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp__column_name name = { .id = model->indicators[i].id, .marks = marks_of(model->indicators[i].id) };
        declare(layout, name, JP_COLUMN_DOUBLE, false);
        name.suffix = ".uncertainty";
        declare(layout, name, JP_COLUMN_DOUBLE, false);
    }
}

/* Two of three columns of a row are these, so nothing is asked on the way. */
JP__INLINE void indicators(sink *s, const jp_score *score)
{
    if (s->declares) {
        declare_indicators(s->layout, score->model);
        return;
    }
    jp__entry *entry = s->entry;
    size_t count = score->model->indicator_count;
    for (size_t i = 0; i < count; i++) {
        jp_opinion opinion = jp__opinion_of(score, i);
        *entry++ = (jp__entry){ .number = opinion.level };
        *entry++ = (jp__entry){ .number = opinion.uncertainty };
    }
    s->entry = entry;
    s->present += 2 * count;
}

JP__INLINE void silence(sink *s, const jp_score *score)
{
    for (int side = 0; side < 2; side++) {
        const jp_silence *q = &score->silence[side];
        maybe_number(s, named("silence.", jp__actor_words[side], ".days"), q->logged, q->days);
        maybe_number(s, named("silence.", jp__actor_words[side], ".score"), q->logged, q->score);
        yes_no(s, named("silence.", jp__actor_words[side], ".silent_90"), q->silent_90);
    }
}

JP__INLINE void rhythm_of(sink *s, const char *side, const jp_rhythm *r)
{
    whole(s, named("rhythm.", side, ".contacts"), r->contacts);
    maybe_time(s, named("rhythm.", side, ".last"), r->has_last, r->last_us);
    maybe_number(s, named("rhythm.", side, ".mean_gap_days"), r->has_mean_gap, r->mean_gap_days);
    whole(s, named("rhythm.", side, ".answered"), r->answered);
    yes_no(s, named("rhythm.", side, ".open"), r->open);
    maybe_number(s, named("rhythm.", side, ".response_rate"), r->has_response_rate, r->response_rate);
    maybe_number(s, named("rhythm.", side, ".median_response_hours"), r->has_median_response,
                 r->median_response_hours);
    maybe_number(s, named("rhythm.", side, ".open_turn_hours"), r->open, r->open_turn_hours);
}

/* Most items are rated by one side or none: for those the comparison is not even begun. */
static bool both_said(const jp_score *score, size_t i)
{
    const jp__masses *client = &score->tally->masses[JP__SAID_BY_CLIENT][i];
    const jp__masses *supplier = &score->tally->masses[JP__SAID_BY_SUPPLIER][i];
    return client->favourable + client->adverse > 0 && supplier->favourable + supplier->adverse > 0;
}

JP__INLINE void belief_gaps(sink *s, const jp_score *score)
{
    const jp_model *model = score->model;
    for (size_t i = 0; i < model->indicator_count; i++) {
        jp_view v = { .known = false };
        jp__column_name name = named("belief_gap.", model->indicators[i].id, NULL);
        if (s->declares)
            name.marks = marks_of(name.id);
        else if (both_said(score, i))
            v = jp_score_belief_gap(score, i);
        maybe_number(s, name, v.known, v.difference);
        if (s->out & JP_OUT_INTERVALS) {
            name.suffix = ".low";
            maybe_number(s, name, v.known, v.low);
            name.suffix = ".high";
            maybe_number(s, name, v.known, v.high);
        }
        name.suffix = ".sd";
        maybe_number(s, name, v.known, v.sd);
        name.suffix = ".state";
        category(s, name, states, JP__COUNT(states), true, v.known, v.state);
    }
}

JP__INLINE void verdict(sink *s, const jp_score *score)
{
    for (int line = 0; line < JP_VERDICT_COUNT; line++) {
        const char *id = s->declares ? jp_verdict_line_name((jp_verdict_line)line) : NULL;
        const jp_verdict *v = &score->verdict[line];
        category(s, named("verdict.", id, NULL), answers, JP__COUNT(answers), false, true, v->answer);
        number(s, named("verdict.", id, ".p"), v->p);
        number(s, named("verdict.", id, ".coverage"), v->coverage);
    }
    bool ends = score->endgame != JP_ENDGAME_NONE;
    category(s, named(NULL, "endgame", NULL), endgames, JP__COUNT(endgames), true, ends,
             ends ? score->endgame - 1u : 0);
    whole(s, named(NULL, "compromised", NULL), (uint64_t)score->compromised);
}

JP__INLINE void walk(sink *s, const jp_score *score)
{
    const uint32_t out = s->out;
    if (out & JP_OUT_HEADLINES)
        headlines(s, score);
    if (out & JP_OUT_FACTORS)
        factors(s, score);
    if (out & JP_OUT_DIMENSIONS)
        for (int d = 0; d < JP_DIMENSION_COUNT; d++)
            estimate(s, s->declares ? jp_dimension_name((jp_dimension)d) : NULL, score->dimensions[d],
                     JP_OUT_INTERVALS);
    if (out & JP_OUT_INDICATORS)
        indicators(s, score);
    if (out & JP_OUT_SILENCE)
        silence(s, score);
    if (out & JP_OUT_RHYTHM) {
        rhythm_of(s, jp__actor_words[JP_CLIENT], &score->rhythm[JP_CLIENT]);
        rhythm_of(s, jp__actor_words[JP_SUPPLIER], &score->rhythm[JP_SUPPLIER]);
        maybe_number(s, named(NULL, "reciprocity", NULL), score->has_reciprocity, score->reciprocity);
    }
    if (out & JP_OUT_GAPS)
        belief_gaps(s, score);
    if (out & JP_OUT_VERDICT)
        verdict(s, score);
}

void jp__declare_score(jp__layout *layout, const jp_score *score, uint32_t out)
{
    sink s = { .declares = true, .layout = layout, .out = out };
    walk(&s, score);
}

void jp__write_score(jp__rows *rows, size_t row, const jp_score *score, uint32_t out)
{
    size_t place = row % JP__ROWS_TOGETHER;
    sink s = { .declares = false, .entry = rows->entries + place * rows->columns, .present = rows->present,
               .bit = (uint8_t)(1u << place), .out = out };
    walk(&s, score);
    jp__rows_took(rows, row);
}

uint32_t jp_portfolio_want(uint32_t out)
{
    uint32_t want = JP_WANT_VALUES;
    out = jp__out(out);
    if ((out & JP__OUT_INTERVALS) && (out & (JP_OUT_HEADLINES | JP_OUT_FACTORS)))
        want |= JP_WANT_HEADLINE_INTERVALS;
    if ((out & JP_OUT_INTERVALS) && (out & JP_OUT_DIMENSIONS))
        want |= JP_WANT_DIMENSION_INTERVALS;
    if (out & JP_OUT_VERDICT)
        want |= JP_WANT_VERDICT;
    if (out & JP_OUT_RHYTHM)
        want |= JP_WANT_RHYTHM;
    return want;
}
