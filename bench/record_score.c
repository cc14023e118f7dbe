/*
 * record_score.c - what a score asks for once its facts are summed, and what the model says about what
 * counts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "evidence/evidence.h"
#include "record.h"

void bench_record_keep(bench_record *record, bench_part part, double a, double b, double c)
{
    bench_pool *pool = &record->pools[part];
    size_t at = (size_t)(pool->seen++ % BENCH_POOL);
    pool->column[0][at] = a;
    pool->column[1][at] = b;
    pool->column[2][at] = c;
    record->needed[part] += 1;
}

/* ---- Of a score ------------------------------------------------------------------------------- */

static void keep_open(bench_record *r, const jp__derived *item, uint32_t channel)
{
    const jp__channel *c = &r->model->channels[channel];
    jp__masses x = jp__transform_value(c->transform, item->value);
    double log_q = r->model->log_q[item->kind];
    if (c->transform.type == JP__SPLIT_LATE || c->transform.type == JP__NOTICE)
        bench_record_keep(r, BENCH_LATES, item->value, c->transform.half, 1);
    if (x.favourable != 1 && x.favourable * log_q < -0x1p-5)
        bench_record_keep(r, BENCH_SATURATIONS, x.favourable * log_q, 0, 0);
    if (c->transform.type >= JP__SPLIT_UNIT && x.adverse != 1 && x.adverse * log_q < -0x1p-5)
        bench_record_keep(r, BENCH_SATURATIONS, x.adverse * log_q, 0, 0);
}

/* What stands open as of now: a wait, the silence of either side. Neither decays; the rows are added to
 * masses. */
static void count_open(bench_record *r)
{
    const jp__rhythm *rhythm = &r->scorer->rhythm;
    const jp__parameters *p = &r->model->parameters;
    for (int side = 0; side < 2; side++) {
        const jp__side_rhythm *s = &rhythm->walk.sides[side];
        double a = p->silence_prior_gaps + (double)s->gaps;
        double x = s->open_days / (p->silence_prior_gaps * p->silence_prior_gap_days + s->gap_days);
        if (!s->logged || s->open_days <= 0)
            continue;
        bench_record_keep(r, BENCH_DAYS, s->open_days * (double)JP_DAY_US, 0, 0);
        bench_record_keep(r, BENCH_SILENCES, s->open_days, p->silence_days, 1);
        if (a * log1p(x) > BENCH_LONG_SILENCE)
            bench_record_keep(r, BENCH_LONG_SILENCES, a, x, 1 - s->silence);
    }
    for (size_t i = 0; i < rhythm->open_count; i++) {
        const jp__derived *item = &rhythm->open_items[i];
        const jp__stream *stream = &r->model->streams[2 * (size_t)item->kind + item->actor];
        bool waits = item->kind == r->model->roles.unanswered;
        for (uint32_t c = stream->first_channel; c < stream->first_channel + stream->channel_count; c++) {
            keep_open(r, item, c);
            r->needed[BENCH_ROWS] += r->terms_of[c];
        }
        if (waits)
            bench_record_keep(r, BENCH_HOURS, item->value / 24 * (double)JP_DAY_US, 0, 0);
    }
}

/* Values of four factors, of health, and of the client's resignation for the risk; the logarithm of closure.
 */
static void count_opinions(bench_record *r)
{
    const jp_score *score = &r->scorer->score;
    const jp__beliefs *b = &score->beliefs;
    for (size_t i = 0; i < r->model->indicator_count; i++) {
        if (b->favourable[i] + b->adverse[i] == 0)
            continue;
        bench_record_keep(r, BENCH_OPINIONS, b->favourable[i], b->adverse[i], 0);
        if (r->in_headline[i])
            bench_record_keep(r, BENCH_LOGARITHMS, b->value[i], 0, 0);
        r->needed[BENCH_GROUPS] += r->in_headline[i]; /* coverage; of what is unknown it is 0 */
        r->needed[BENCH_GROUPS] += r->model->health_exponent[i] > 0;
    }
    for (size_t f = 0; f < JP_FACTOR_COUNT; f++)
        bench_record_keep(r, BENCH_POWERS, score->groups.log2_value[f], 0, 0);
    bench_record_keep(r, BENCH_POWERS, score->groups.log2_value[JP_FACTOR_COUNT + JP_RESIGNATION_CLIENT], 0,
                      0);
    bench_record_keep(r, BENCH_POWERS, score->groups.log2_value[JP_FACTOR_COUNT + JP_SUFFERING], 0, 0);
    bench_record_keep(r, BENCH_LOGARITHMS, score->closure.value, 0, 0);
    r->needed[BENCH_GROUPS] += (double)r->headline_members;
}

void bench_record_score(bench_record *record)
{
    count_open(record);
    count_opinions(record);
}

/* ---- The model -------------------------------------------------------------------------------- */

static void describe_channels(bench_record *r)
{
    const jp_model *model = r->model;
    for (size_t c = 0; c < model->channel_count; c++) {
        const jp__channel *channel = &model->channels[c];
        for (size_t i = 0; i < channel->class_count; i++)
            r->classes_of[c] |= (uint8_t)(1u << model->channel_classes[channel->classes + i]);
        const jp__kind *kind = &model->kinds[channel->stream / 2];
        jp__masses x = jp__transform_value(channel->transform, kind->default_value);
        if (kind->has_default) {
            r->defaults[r->default_count++] = x.favourable;
            r->defaults[r->default_count++] = x.adverse;
        }
    }
    for (size_t i = 0; i < model->row_count; i++)
        r->terms_of[model->rows[i].channel] +=
            (uint32_t)(model->rows[i].favourable != 0) + (uint32_t)(model->rows[i].adverse != 0);
    for (size_t place = 0; place < r->kernel->place_count; place++)
        r->classes_of[model->channel_count + place] =
            (uint8_t)(1u << model->half_life_class[place % model->indicator_count]);
}

/* psi' matters for health: of the blocks beside closure, and of its last two factors. */
static void describe_group(bench_record *r, const jp__group *group, bool has_variance)
{
    for (size_t i = 0; i < group->count; i++) {
        r->in_headline[group->members[i].indicator] = true;
        r->has_variance[group->members[i].indicator] |= has_variance;
    }
    r->headline_members += group->count;
}

static void describe_groups(bench_record *r)
{
    static const jp_dimension made_of[] = { JP_SUFFERING, JP_CONTROL, JP_RESIGNATION,
                                            JP_PILLAR,    JP_ABILITY, JP_COCREATION };
    for (size_t f = 0; f < JP_FACTOR_COUNT; f++)
        describe_group(r, &r->model->factors[f], f == JP_CONVERSATION || f == JP_CARING);
    for (size_t d = 0; d < JP__COUNT(made_of); d++)
        describe_group(r, &r->model->dimensions[made_of[d]], true);
    describe_group(r, &r->model->dimensions[JP_RESIGNATION_CLIENT], true);
}

void bench_record_describe(bench_record *record)
{
    describe_channels(record);
    describe_groups(record);
}
