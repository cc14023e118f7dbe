/*
 * scorer.c - one relationship from facts to score, in one direction:
 * seen facts -> rhythm -> tally of evidence -> beliefs -> headlines -> verdict.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/numerics.h"
#include "score/scorer.h"

static jp_status check_options(const jp_scorer_options *options, jp_error *err)
{
    if (options == NULL)
        return JP_OK;
    JP_TRY(jp__check_struct(options, sizeof *options, sizeof *options, "jp_scorer_options", err));
    if (options->want & ~JP_WANT_ALL)
        return jp__fail_at(err, JP_ERROR_OPTIONS, (jp__where){ JP_NO_ROW, 0, 0, "want" },
                           "jp_scorer_options.want must hold JP_WANT_ flags only, got 0x%x.",
                           (unsigned)options->want);
    return JP_OK;
}

static jp_status reserve(jp_scorer *scorer, jp_error *err)
{
    jp_score *score = &scorer->score;
    JP_TRY(jp__tally_new(&scorer->tally, &scorer->allocator, scorer->model, err));
    JP_TRY(jp__beliefs_new(&score->beliefs, &scorer->allocator, scorer->model->indicator_count, err));
    JP_TRY(jp__shapes_new(&score->shapes, &scorer->allocator, scorer->model, err));
    score->model = scorer->model;
    score->want = scorer->want;
    score->tally = &scorer->tally;
    score->specials = &jp__specials_readable;
    return JP_OK;
}

jp_status jp_scorer_new(const jp_model *model, const jp_scorer_options *options, jp_scorer **out,
                        jp_error *err)
{
    if (out == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'scorer' must not be NULL.");
    *out = NULL;
    if (model == NULL)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument 'model' must not be NULL.");
    JP_TRY(check_options(options, err));

    jp_allocator a = jp__allocator(options == NULL ? NULL : options->allocator);
    jp_scorer *scorer = jp__calloc(&a, 1, sizeof *scorer);
    if (scorer == NULL)
        return jp__no_memory(err);
    scorer->allocator = a;
    /* Models are immutable but for their count of references. */
    scorer->model = jp_model_retain((jp_model *)(uintptr_t)model);
    scorer->want = options == NULL || options->want == 0 ? JP_WANT_ALL : options->want;
    jp_status status = reserve(scorer, err);
    if (status == JP_OK)
        *out = scorer;
    else
        jp_scorer_free(scorer);
    return status;
}

void jp_scorer_free(jp_scorer *scorer)
{
    if (scorer == NULL)
        return;
    jp_allocator a = scorer->allocator;
    if (scorer->companion != NULL)
        scorer->free_companion(scorer->companion);
    jp__beliefs_free(&scorer->score.beliefs, &a);
    jp__shapes_free(&scorer->score.shapes, &a);
    jp__tally_free(&scorer->tally, &a);
    jp__rhythm_free(&scorer->rhythm, &a);
    jp__seen_free(&scorer->seen, &a);
    jp_model_free(scorer->model);
    jp__free(&a, scorer, 1, sizeof *scorer);
}

static void report_silence(jp_scorer *scorer)
{
    for (int side = 0; side < 2; side++) {
        const jp__side_rhythm *s = &scorer->rhythm.walk.sides[side];
        scorer->score.silence[side] = (jp_silence){
            .logged = s->logged,
            .silent_90 = s->logged && s->open_days >= scorer->model->parameters.silence_days,
            .days = s->open_days,
            .score = s->silence,
        };
    }
}

static void report_rhythm(jp_scorer *scorer)
{
    jp_score *score = &scorer->score;
    for (uint8_t side = 0; side < 2; side++)
        score->rhythm[side] = jp__rhythm_report(&scorer->rhythm, &scorer->seen, score->as_of_us, side);
    score->has_reciprocity = jp__reciprocity(scorer->model, &scorer->seen, &score->reciprocity);
}

/* Section 5: an end comes first, then whether enough is known. */
static jp_relationship_status judge_status(const jp_scorer *scorer)
{
    if (scorer->rhythm.walk.ended)
        return JP_STATUS_ENDED;
    return scorer->score.closure.coverage < scorer->model->parameters.known_coverage
               ? JP_STATUS_UNKNOWN
               : JP_STATUS_KNOWN;
}

jp_status jp__scorer_see(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, jp_error *err)
{
    return jp__seen_gather(&scorer->seen, &scorer->allocator, scorer->model, facts, as_of_us, err);
}

void jp__scorer_start(jp_scorer *scorer)
{
    jp__rhythm_start(&scorer->rhythm, scorer->model, (scorer->want & JP_WANT_RHYTHM) != 0);
    jp__tally_clear(&scorer->tally);
}

jp_status jp__scorer_walk(jp_scorer *scorer, size_t end, jp_error *err)
{
    const jp_model *model = scorer->model;
    jp__rhythm *rhythm = &scorer->rhythm;
    size_t derived = rhythm->walk.derived;
    for (size_t i = rhythm->walk.next; i < end; i++)
        if (scorer->seen.facts[i].kind != model->roles.reply) /* replies speak through turns only */
            jp__tally_add(&scorer->tally, model, &scorer->seen.facts[i]);
    JP_TRY(jp__rhythm_walk(rhythm, &scorer->allocator, model, &scorer->seen, end, err));
    for (; derived < rhythm->walk.derived; derived++)
        jp__tally_add_derived(&scorer->tally, model, &rhythm->derived[derived]);
    return JP_OK;
}

void jp__scorer_close(jp_scorer *scorer, int64_t as_of_us)
{
    jp__rhythm *rhythm = &scorer->rhythm;
    jp__rhythm_close(rhythm, scorer->model, &scorer->seen, as_of_us);
    jp__tally_close(&scorer->tally, scorer->model, as_of_us, rhythm->open_items, rhythm->open_count);
}

jp_status jp__scorer_gather(jp_scorer *scorer, int64_t as_of_us, jp_error *err)
{
    jp__scorer_start(scorer);
    JP_TRY(jp__scorer_walk(scorer, scorer->seen.count, err));
    jp__scorer_close(scorer, as_of_us);
    return JP_OK;
}

jp_status jp__kept_new(jp__kept *kept, const jp_scorer *scorer, jp_error *err)
{
    kept->size = scorer->tally.block_size;
    kept->tally = jp__alloc(&scorer->allocator, kept->size, 1);
    return kept->tally == NULL ? jp__no_memory(err) : JP_OK;
}

void jp__kept_free(jp__kept *kept, const jp_allocator *a)
{
    jp__free(a, kept->tally, kept->size, 1);
}

void jp__scorer_keep(const jp_scorer *scorer, jp__kept *kept)
{
    kept->walk = scorer->rhythm.walk;
    memcpy(kept->tally, scorer->tally.block, kept->size);
}

void jp__scorer_resume(jp_scorer *scorer, const jp__kept *kept)
{
    scorer->rhythm.walk = kept->walk;
    memcpy(scorer->tally.block, kept->tally, kept->size);
}

void jp__scorer_fill(jp_scorer *scorer, int64_t as_of_us)
{
    jp_score *score = &scorer->score;
    jp__opinions(&scorer->tally, scorer->model, &score->beliefs);
    jp__score_logarithms(score);
    jp__score_sum_groups(score);
    jp__scorer_conclude(scorer, as_of_us);
}

void jp__scorer_conclude(jp_scorer *scorer, int64_t as_of_us)
{
    jp_score *score = &scorer->score;
    score->as_of_us = as_of_us;
    score->facts = scorer->rhythm.walk.next;
    jp__score_groups(score, scorer->want);
    score->status = judge_status(scorer);
    score->past = jp__quiet_past(&scorer->rhythm.walk, scorer->model, as_of_us);
    report_silence(scorer);
    jp__score_struggle(score);
    jp__score_risk(score);
    if (scorer->want & JP_WANT_VERDICT)
        jp__score_verdict(score);
    if (scorer->want & JP_WANT_RHYTHM)
        report_rhythm(scorer);
}

jp_status jp__scorer_run(jp_scorer *scorer, const jp_facts *facts, int64_t as_of_us, const jp_score **score,
                         jp_error *err)
{
    JP_TRY(jp_facts_check(scorer->model, facts, err));
    JP_TRY(jp__scorer_see(scorer, facts, as_of_us, err));
    JP_TRY(jp__scorer_gather(scorer, as_of_us, err));
    jp__scorer_fill(scorer, as_of_us);
    *score = &scorer->score;
    return JP_OK;
}
