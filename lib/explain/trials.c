/*
 * trials.c - the score with one fact more, from what the score without it is made of.
 *
 * One fact changes what one stream says, and by its place in the order of things what is derived from it.
 * Only those streams are gathered again, only indicators that hear them believe again, and only their groups
 * are summed again; each in the order of the definition, so that the bits are those of scoring from scratch.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "explain/explain.h"

/* ---- Room ------------------------------------------------------------------------------------- */

/* The groups; of those before `WITH_VALUES` the values are asked for, of the others only their logarithms. */
enum { ENGAGE, EXCITE, CONVERSATION, CARING, SUFFERING_CLIENT, WITH_VALUES, SUFFERING = WITH_VALUES, CONTROL,
       RESIGNATION, PILLAR, ABILITY, COCREATION };

static const jp__group *group_of(const jp_model *model, size_t group)
{
    static const jp_dimension dimensions[] = { JP_SUFFERING_CLIENT, JP_SUFFERING, JP_CONTROL, JP_RESIGNATION,
                                               JP_PILLAR, JP_ABILITY, JP_COCREATION };
    return group <= CARING ? &model->factors[JP_ENGAGE + group]
                           : &model->dimensions[dimensions[group - SUFFERING_CLIENT]];
}

/* Silence before turns, the client before the supplier: the order in which open items are heard. */
static void name_streams(jp__trials *t, const jp_model *model)
{
    const jp__roles *roles = &model->roles;
    const uint16_t derived[] = { roles->silence, roles->unanswered, roles->reply, roles->rhythm_steady,
                                 roles->pursuit_burst };
    uint32_t place = (uint32_t)model->channel_class_count;
    for (uint32_t i = 0; i < JP__DERIVED_STREAMS; i++)
        t->derived_streams[i] = 2 * (uint32_t)derived[i / 2] + i % 2;
    for (uint32_t i = 0; i < JP__OPEN_ITEMS; i++) {
        t->open_streams[i] = 2 * (uint32_t)derived[i % 2] + i / 2;
        t->open_places[i] = place;
        place += model->streams[t->open_streams[i]].channel_count;
    }
}

static void *take(char *block, size_t *used, size_t count, size_t size)
{
    void *place = block == NULL ? NULL : block + *used;
    *used += (count * size + 7) & ~(size_t)7;
    return place;
}

/* With no block yet it only measures. */
static void lay_out(jp__trials *t, const jp_model *model, char *block)
{
    size_t used = 0, indicators = model->indicator_count, sums = model->channel_class_count;
    size_t places = sums, terms = model->row_count;
    for (size_t i = 0; i < JP__OPEN_ITEMS; i++) {
        places += model->streams[t->open_streams[i]].channel_count;
        terms += model->streams[t->open_streams[i]].row_count;
    }
    t->places = take(block, &used, places, sizeof *t->places);
    t->terms = take(block, &used, terms, sizeof *t->terms);
    t->first_term = take(block, &used, indicators + 1, sizeof *t->first_term);
    t->groups = take(block, &used, indicators, sizeof *t->groups);
    t->log2_values = take(block, &used, indicators, sizeof *t->log2_values);
    t->touched = take(block, &used, indicators, sizeof *t->touched);
    t->is_touched = take(block, &used, indicators, sizeof *t->is_touched);
    t->observed = take(block, &used, indicators, sizeof *t->observed);
    t->believed = take(block, &used, indicators + 7, sizeof *t->believed); /* whole lanes */
    t->new_log2 = take(block, &used, indicators + 7, sizeof *t->new_log2);
    t->old_log2 = take(block, &used, indicators, sizeof *t->old_log2);
    t->old_sums = take(block, &used, sums, sizeof *t->old_sums);
    t->to_do = take(block, &used, model->kind_count, sizeof *t->to_do);
    t->size = used;
}

/* Puts a stream's rows behind the terms that their indicators have so far: the places of their sums, or for
 * what stands open, from `open_place` on, of their channels. */
static void add_terms(jp__trials *t, const jp_model *model, size_t stream, const uint32_t *open_place,
                      uint32_t *next, bool count_only)
{
    const jp__stream *s = &model->streams[stream];
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        const jp__row *row = &model->rows[i];
        uint32_t place = open_place != NULL ? *open_place + row->channel - s->first_channel : row->sum;
        uint32_t at = next[row->indicator]++;
        if (!count_only)
            t->terms[at] = (jp__term){ row->favourable, row->adverse, place };
    }
}

static void add_all_terms(jp__trials *t, const jp_model *model, uint32_t *next, bool count_only)
{
    for (size_t stream = 0; stream < 2 * model->kind_count; stream++)
        add_terms(t, model, stream, NULL, next, count_only);
    for (size_t i = 0; i < JP__OPEN_ITEMS; i++)
        add_terms(t, model, t->open_streams[i], &t->open_places[i], next, count_only);
}

/* first_term[i + 1] counts, then says where the next term of indicator i goes, and so where i + 1 begins. */
static void sort_terms(jp__trials *t, const jp_model *model)
{
    uint32_t start = 0, *next = t->first_term + 1;
    add_all_terms(t, model, next, true);
    for (size_t i = 0; i < model->indicator_count; i++) {
        uint32_t count = next[i];
        next[i] = start;
        start += count;
    }
    add_all_terms(t, model, next, false);
}

jp_status jp__trials_reserve(jp_explainer *x, jp_error *err)
{
    const jp_model *model = x->scorer->model;
    jp__trials *t = &x->trials;
    if (t->block != NULL)
        return JP_OK;
    name_streams(t, model);
    lay_out(t, model, NULL);
    t->block = jp__calloc(&x->allocator, t->size, 1);
    if (t->block == NULL)
        return jp__no_memory(err);
    lay_out(t, model, t->block);
    sort_terms(t, model);
    for (size_t g = 0; g < JP__TRIAL_GROUPS; g++) {
        const jp__group *group = group_of(model, g);
        for (size_t i = 0; i < group->count; i++)
            t->groups[group->members[i].indicator] |= 1u << g;
    }
    return JP_OK;
}

void jp__trials_free(jp__trials *t, const jp_allocator *a)
{
    jp__free(a, t->block, t->block == NULL ? 0 : t->size, 1);
}

/* ---- What has changed ------------------------------------------------------------------------- */

static void touch(jp__trials *t, const jp_model *model, size_t stream)
{
    const jp__stream *s = &model->streams[stream];
    for (uint32_t i = s->first_row; i < s->first_row + s->row_count; i++) {
        uint16_t indicator = model->rows[i].indicator;
        t->touched[t->touched_count] = indicator;
        t->touched_count += !t->is_touched[indicator];
        t->is_touched[indicator] = true;
    }
}

/* What the stream's sums are worth, as the tally has closed it. */
static void take_sums(jp__trials *t, const jp_model *model, const jp__tally *tally, size_t stream)
{
    size_t count = jp__stream_sums(model, stream);
    size_t first = count > 0 ? model->channels[model->streams[stream].first_channel].sums : 0;
    for (size_t i = first; i < first + count; i++)
        t->places[i] = tally->sums[i].sum;
}

/* What indicators that were touched observe. */
static void observe(jp__trials *t)
{
    const jp__masses *places = t->places;
    for (size_t i = 0; i < t->touched_count; i++) {
        const uint32_t *first = &t->first_term[t->touched[i]];
        double favourable = 0, adverse = 0;
        for (const jp__term *term = t->terms + first[0], *end = t->terms + first[1]; term < end; term++) {
            favourable += term->favourable * places[term->place].favourable;
            adverse += term->adverse * places[term->place].adverse;
        }
        t->observed[i] = (jp__masses){ favourable, adverse };
    }
}

static void sum_groups(const jp_explainer *x, uint32_t which, jp__trial_groups *groups)
{
    const jp_model *model = x->scorer->model;
    for (size_t g = 0; g < JP__TRIAL_GROUPS; g++) {
        if ((which >> g & 1) == 0)
            continue;
        groups->log2_values[g] = jp__group_mean(group_of(model, g), x->trials.log2_values);
    }
    jp__exp2_of_all(x->scorer->score.specials, groups->log2_values, WITH_VALUES, groups->values);
}

/* Indicators that were touched believe again, and old_log2 gets what they believed before; then their groups
 * follow. */
static void believe_again(jp_explainer *x, jp__trial_groups *groups)
{
    const jp_scorer *scorer = x->scorer;
    const jp_model *model = scorer->model;
    jp__trials *t = &x->trials;
    uint32_t which = 0;
    observe(t);
    for (size_t i = 0; i < t->touched_count; i++) {
        uint16_t indicator = t->touched[i];
        jp__masses fused = jp__fused(&scorer->tally, model, indicator, t->observed[i]);
        t->believed[i] = jp__believed(&model->indicators[indicator], fused);
        t->is_touched[indicator] = false;
        which |= t->groups[indicator];
    }
    jp__log2_of_all(scorer->score.specials, t->believed, t->touched_count, t->new_log2);
    for (size_t i = 0; i < t->touched_count; i++) {
        double *log2_value = &t->log2_values[t->touched[i]];
        t->old_log2[i] = *log2_value;
        *log2_value = t->new_log2[i];
    }
    sum_groups(x, which, groups);
}

/* ---- Trying ----------------------------------------------------------------------------------- */

static uint32_t stream_of(const jp__derived *derived)
{
    return 2 * (uint32_t)derived->kind + derived->actor;
}

/* Keeps what was derived after the kept walk, to see next time what has changed. */
static void keep_derived(jp__trials *t, const jp_explainer *x)
{
    const jp__rhythm *rhythm = &x->scorer->rhythm;
    t->derived_count = rhythm->walk.derived - x->kept.walk.derived;
    if (t->derived_count > 0 && t->derived_count <= JP__DERIVED_KEPT)
        memcpy(t->derived, rhythm->derived + x->kept.walk.derived, t->derived_count * sizeof *t->derived);
}

/* The first from `at` on that is of the stream; `count` if there is none. */
static size_t next_of(const jp__derived *derived, size_t count, size_t at, uint32_t stream)
{
    while (at < count && stream_of(&derived[at]) != stream)
        at++;
    return at;
}

/* Does the stream say now what it said when it was kept? */
static bool says_the_same(const jp__trials *t, const jp_explainer *x, uint32_t stream)
{
    const jp__derived *now = x->scorer->rhythm.derived + x->kept.walk.derived;
    size_t count = x->scorer->rhythm.walk.derived - x->kept.walk.derived, i = 0, k = 0;
    if (t->derived_count > JP__DERIVED_KEPT)
        return false;
    for (;; i++, k++) {
        i = next_of(now, count, i, stream);
        k = next_of(t->derived, t->derived_count, k, stream);
        if (i == count || k == t->derived_count)
            return i == count && k == t->derived_count;
        if (now[i].time_us != t->derived[k].time_us || now[i].value != t->derived[k].value)
            return false;
    }
}

/* What stands open; each place that changes touches its indicators. */
static void take_open(jp__trials *t, const jp_scorer *scorer)
{
    const jp_model *model = scorer->model;
    const jp__rhythm *rhythm = &scorer->rhythm;
    for (size_t i = 0; i < JP__OPEN_ITEMS; i++) {
        const jp__stream *s = &model->streams[t->open_streams[i]];
        const jp__derived *item = NULL;
        bool changes = false;
        for (size_t k = 0; k < rhythm->open_count; k++)
            if (stream_of(&rhythm->open_items[k]) == t->open_streams[i])
                item = &rhythm->open_items[k];
        for (uint32_t c = 0; c < s->channel_count; c++) {
            jp__masses masses = { 0, 0 }, *place = &t->places[t->open_places[i] + c];
            if (item != NULL)
                masses = jp__open_masses(model, s->first_channel + c, item);
            changes |= masses.favourable != place->favourable || masses.adverse != place->adverse;
            *place = masses;
        }
        if (changes)
            touch(t, model, t->open_streams[i]);
    }
}

void jp__trials_start(jp_explainer *x)
{
    const jp_scorer *scorer = x->scorer;
    const jp_model *model = scorer->model;
    jp__trials *t = &x->trials;
    for (size_t i = 0; i < model->channel_class_count; i++)
        t->places[i] = scorer->tally.sums[i].sum;
    t->touched_count = 0;
    take_open(t, scorer);
    for (size_t i = 0; i < t->touched_count; i++)
        t->is_touched[t->touched[i]] = false;
    memcpy(t->log2_values, scorer->score.beliefs.log2_value, model->indicator_count * sizeof *t->log2_values);
    sum_groups(x, UINT32_MAX, &t->of_groups);
    keep_derived(t, x);
}

/* Gathers what is derived of one stream after the kept walk. */
static void gather_derived(jp_explainer *x, uint32_t stream)
{
    jp_scorer *scorer = x->scorer;
    const jp__rhythm *rhythm = &scorer->rhythm;
    jp__tally_restore_stream(&scorer->tally, scorer->model, x->kept.tally, stream);
    for (size_t i = x->kept.walk.derived; i < rhythm->walk.derived; i++)
        if (stream_of(&rhythm->derived[i]) == stream)
            jp__tally_add_derived(&scorer->tally, scorer->model, &rhythm->derived[i]);
    jp__tally_close_stream(&scorer->tally, scorer->model, stream);
}

jp_status jp__trials_rhythm(jp_explainer *x, int64_t horizon_us, jp_error *err)
{
    jp_scorer *scorer = x->scorer;
    const jp_model *model = scorer->model;
    jp__rhythm *rhythm = &scorer->rhythm;
    jp__trials *t = &x->trials;
    rhythm->walk = x->kept.walk;
    JP_TRY(jp__rhythm_walk(rhythm, &scorer->allocator, model, &scorer->seen, scorer->seen.count, err));
    jp__rhythm_close(rhythm, model, &scorer->seen, horizon_us);
    t->client_silence = rhythm->walk.sides[JP_CLIENT].silence;
    t->touched_count = 0;
    for (size_t s = 0; s < JP__DERIVED_STREAMS; s++) {
        if (says_the_same(t, x, t->derived_streams[s]))
            continue;
        gather_derived(x, t->derived_streams[s]);
        take_sums(t, model, &scorer->tally, t->derived_streams[s]);
        touch(t, model, t->derived_streams[s]);
    }
    keep_derived(t, x);
    take_open(t, scorer);
    believe_again(x, &t->of_groups);
    return JP_OK;
}

/* The equation and health of section 5, as jp__score_groups() has them. */
static jp__outcome outcome_of(const jp__trials *t, const jp__trial_groups *groups)
{
    const double *value = groups->values, *log2 = groups->log2_values;
    double equation = (value[ENGAGE] + value[EXCITE]) * value[CONVERSATION] * value[CARING];
    double log2_closure = jp__log2(equation / 2) / 3;
    double harm = log2[SUFFERING] + log2[CONTROL] + log2[RESIGNATION];
    double strength = log2[PILLAR] + log2[ABILITY] + log2[COCREATION];
    return (jp__outcome){ .health = jp__exp2(jp__of_health(harm, strength, log2_closure)),
                          .closure = jp__exp2(log2_closure), .client_suffering = 1 - value[SUFFERING_CLIENT],
                          .client_silence = t->client_silence };
}

/* Gathers a stream from the kept walk on, through all that is seen now. */
static void gather_stream(jp_explainer *x, size_t stream)
{
    jp_scorer *scorer = x->scorer;
    jp__tally_restore_stream(&scorer->tally, scorer->model, x->kept.tally, stream);
    for (size_t i = x->kept.walk.next; i < scorer->seen.count; i++)
        if (2 * (size_t)scorer->seen.facts[i].kind + scorer->seen.facts[i].actor == stream)
            jp__tally_add(&scorer->tally, scorer->model, &scorer->seen.facts[i]);
    jp__tally_close_stream(&scorer->tally, scorer->model, stream);
}

jp__outcome jp__trials_outcome(jp_explainer *x, size_t stream)
{
    const jp_model *model = x->scorer->model;
    jp__trials *t = &x->trials;
    jp__trial_groups groups = t->of_groups;
    size_t count = jp__stream_sums(model, stream);
    if (stream / 2 == model->roles.reply || count == 0) /* replies speak through turns only */
        return outcome_of(t, &groups);
    jp__masses *sums = &t->places[model->channels[model->streams[stream].first_channel].sums];
    memcpy(t->old_sums, sums, count * sizeof *sums);
    t->touched_count = 0;
    gather_stream(x, stream);
    take_sums(t, model, &x->scorer->tally, stream);
    touch(t, model, stream);
    believe_again(x, &groups);
    jp__outcome outcome = outcome_of(t, &groups);
    memcpy(sums, t->old_sums, count * sizeof *sums);
    for (size_t i = 0; i < t->touched_count; i++)
        t->log2_values[t->touched[i]] = t->old_log2[i];
    return outcome;
}
