/*
 * What must hold of every score (docs/method.md section 9), on random relationships.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <math.h>

#include "score/outcome.h"
#include "score/random.h"
#include "score/state.h"

#define ROUNDS 1000
#define MOST 120

static book facts, others;
static outcome first, second;
static dice d;
static unsigned round_number;

static int begin_dice(void **state)
{
    d = (dice){ UINT64_C(20231007) };
    return begin(state);
}

#define PROPERTY(name) cmocka_unit_test_setup_teardown(name, begin_dice, end)

#define EACH_ROUND for (round_number = 0; round_number < ROUNDS; round_number++)

/* Says in which round a property broke. */
#define require(condition) \
    do {                                                                    \
        if (!(condition))                                                   \
            fail_msg("in round %u: %s does not hold", round_number, #condition); \
    } while (0)

static void require_same_bits(void)
{
    require(first.length == second.length);
    for (size_t i = 0; i < first.length; i++)
        if (memcmp(&first.number[i], &second.number[i], sizeof(double)) != 0)
            fail_msg("in round %u number %zu is %.17g and %.17g", round_number, i, first.number[i],
                     second.number[i]);
}

/* ---- Bounded -------------------------------------------------------------------------------- */

static void require_share(double x)
{
    require(x >= 0 && x <= 1);
}

static void require_estimate(jp_estimate e)
{
    require_share(e.value);
    require_share(e.coverage);
    require_share(e.low);
    require_share(e.high);
    require(e.low <= e.high);
}

static void require_view(jp_view v)
{
    require(v.difference >= -1 && v.difference <= 1);
    require(v.low >= -1 && v.high <= 1 && v.low <= v.difference && v.difference <= v.high);
    require(v.sd >= 0 && v.sd <= 0.25);
    require_share(v.p_positive);
    require_share(v.first_level);
    require_share(v.second_level);
    require(v.known || (v.difference == 0 && v.state == JP_VIEW_UNKNOWN));
}

static void require_sides(void)
{
    for (jp_side side = JP_CLIENT; side <= JP_SUPPLIER; side++) {
        jp_silence silence = jp_score_silence(score, side);
        jp_rhythm rhythm = jp_score_rhythm(score, side);
        require_share(silence.score);
        require(silence.days >= 0 && silence.logged == (rhythm.contacts > 0));
        require_share(rhythm.response_rate);
        require(rhythm.mean_gap_days >= 0 && rhythm.median_response_hours >= 0);
        require(rhythm.answered <= rhythm.contacts && rhythm.open_turn_hours >= 0);
    }
}

static void all_numbers_are_bounded(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t as_of = roll_book(&d, model, MOST, &facts);
        score_at(scorer, &facts, as_of);
        outcome_of(score, &first);
        for (size_t i = 0; i < first.length; i++)
            require(isfinite(first.number[i]));
        require_estimate(jp_score_closure(score));
        require_estimate(jp_score_health(score));
        require_share(jp_score_risk_index(score));
        require_share(jp_score_struggle(score));
        require(jp_score_equation(score) >= 0 && jp_score_equation(score) <= 2);
        for (int f = 0; f < JP_FACTOR_COUNT; f++)
            require_estimate(jp_score_factor(score, (jp_factor)f));
        for (int i = 0; i < JP_DIMENSION_COUNT; i++)
            require_estimate(jp_score_dimension(score, (jp_dimension)i));
        for (int line = 0; line < JP_VERDICT_COUNT; line++)
            require_share(jp_score_verdict(score, (jp_verdict_line)line).p);
        for (size_t i = 0; i < model->indicator_count; i++) {
            jp_opinion o = jp_score_indicator(score, i);
            require(o.level > 0 && o.level < 1 && o.uncertainty > 0 && o.uncertainty <= 1);
            require(o.favourable >= 0 && o.adverse >= 0);
            require_view(jp_score_belief_gap(score, i));
            require_view(jp_score_empathy(score, JP_CLIENT, i));
        }
        require_sides();
    }
}

static void no_facts_are_neutral_at_any_time(void **state)
{
    (void)state;
    book_open(&facts, model);
    EACH_ROUND {
        score_at(scorer, &facts, (int64_t)roll(&d));
        require(fabs(jp_score_closure(score).value - 0.5) <= SHARP);
        require(fabs(jp_score_health(score).value - 0.5) <= SHARP);
        require(jp_score_closure(score).coverage == 0 && jp_score_health(score).coverage == 0);
        require(jp_score_status(score) == JP_STATUS_UNKNOWN);
        for (size_t i = 0; i < model->indicator_count; i++)
            require(jp_score_indicator(score, i).level == 0.5);
    }
}

/* ---- The same bits ---------------------------------------------------------------------------- */

static void the_order_of_the_facts_has_no_effect_on_any_bit(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t as_of = roll_book(&d, model, MOST, &facts);
        outcome_of(score_at(scorer, &facts, as_of), &first);
        shuffle(&d, &facts, &others);
        outcome_of(score_at(scorer, &others, as_of), &second);
        require_same_bits();
    }
}

static void a_scorer_used_again_gives_the_same_bits_as_a_new_one(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t as_of = roll_book(&d, model, round_number % 7 == 0 ? 500 : 30, &facts);
        outcome_of(score_at(scorer, &facts, as_of), &first);
        jp_scorer *fresh = scorer_for(model);
        outcome_of(score_at(fresh, &facts, as_of), &second);
        jp_scorer_free(fresh);
        require_same_bits();
    }
}

static void what_is_wanted_changes_nothing_that_is_computed_anyway(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t as_of = roll_book(&d, model, 40, &facts);
        outcome_of(score_at(scorer, &facts, as_of), &first);
        jp_scorer *frugal = NULL;
        jp_scorer_options options = { .struct_size = sizeof options,
                                      .want = 1 + (uint32_t)roll_below(&d, JP_WANT_ALL) };
        assert_ok(jp_scorer_new(model, &options, &frugal, NULL), NULL);
        outcome_of(score_at(frugal, &facts, as_of), &second);
        jp_scorer_free(frugal);
        for (size_t i = 0; i < first.length; i++)
            if ((first.want[i] & options.want) == 0 && first.want[i] != JP_WANT_VALUES)
                first.number[i] = second.number[i];
        require_same_bits();
    }
}

static void facts_of_later_have_no_effect_whatever(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t last = roll_book(&d, model, MOST, &facts);
        int64_t as_of = facts.length == 0 ? last : facts.time_us[roll_below(&d, facts.length)];
        book_open(&others, model);
        for (size_t i = 0; i < facts.length; i++)
            if (facts.time_us[i] <= as_of && facts.recorded_us[i] <= as_of)
                book_copy(&others, &facts, i);
        outcome_of(score_at(scorer, &facts, as_of), &first);
        require(jp_score_facts(score) == others.length);
        outcome_of(score_at(scorer, &others, as_of), &second);
        require_same_bits();
    }
}

/* What a walk that stands at `as_of` says, without ending it. */
static void look_from(jp_scorer *walker, jp__kept *kept, int64_t as_of)
{
    jp__scorer_keep(walker, kept);
    jp__scorer_close(walker, as_of);
    jp__scorer_fill(walker, as_of);
    outcome_of(&walker->score, &first);
    jp__scorer_resume(walker, kept);
}

static void a_walk_that_is_kept_gives_the_same_bits_at_every_date(void **state)
{
    (void)state;
    jp_scorer *walker = NULL;
    jp_scorer_options options = { .struct_size = sizeof options, .want = JP_WANT_ALL & ~JP_WANT_RHYTHM };
    assert_ok(jp_scorer_new(model, &options, &walker, NULL), NULL);
    jp__kept kept;
    assert_ok(jp__kept_new(&kept, walker, NULL), NULL);
    EACH_ROUND {
        int64_t last = roll_book(&d, model, MOST, &facts);
        memcpy(facts.recorded_us, facts.time_us, sizeof facts.time_us); /* all known at once */
        jp_facts columns = book_facts(&facts);
        assert_ok(jp__scorer_see(walker, &columns, last, NULL), NULL);
        jp__scorer_start(walker);
        for (int date = 1; date <= 3; date++) {
            size_t end = walker->seen.count * (size_t)date / 3;
            if (end == 0)
                continue;
            int64_t as_of = date == 3 ? last : walker->seen.facts[end - 1].time_us;
            while (end < walker->seen.count && walker->seen.facts[end].time_us <= as_of)
                end++;
            assert_ok(jp__scorer_walk(walker, end, NULL), NULL);
            look_from(walker, &kept, as_of);
            score_at(scorer, &facts, as_of);
            outcome_of(score, &second);
            for (size_t i = 0; i < first.length; i++)
                if (first.want[i] == JP_WANT_RHYTHM)
                    first.number[i] = second.number[i];
            require_same_bits();
        }
    }
    jp__kept_free(&kept, &walker->allocator);
    jp_scorer_free(walker);
}

/* ---- Continuous, and not to be spammed ----------------------------------------------------------- */

static void numbers_do_not_jump_while_nothing_happens(void **state)
{
    (void)state;
    EACH_ROUND {
        int64_t as_of = roll_book(&d, model, MOST, &facts);
        outcome_of(score_at(scorer, &facts, as_of), &first);
        outcome_of(score_at(scorer, &facts, as_of + 1), &second);
        for (size_t i = 0; i < first.length; i++)
            if (first.continuous[i] && !(fabs(first.number[i] - second.number[i]) <= 1e-8))
                fail_msg("in round %u number %zu jumps from %.17g to %.17g", round_number, i,
                         first.number[i], second.number[i]);
    }
}

/* Fills a window of one stream, and holds every row's mass against its bound. */
static void require_bound(const jp__kind *kind, uint16_t number, jp_side actor)
{
    size_t stream = 2 * (size_t)number + actor;
    double bound = 1 / (1 - kind->repeat_q);
    jp__tally *tally = &scorer->tally;
    int64_t start = 1000 * (int64_t)kind->window_days * JP_DAY_US;
    int64_t as_of = start + (int64_t)kind->window_days * JP_DAY_US - 1;
    jp__tally_clear(tally);
    for (int i = 0; i < 300; i++) {
        jp__fact fact = { .time_us = start + (as_of - start) / 300 * i, .value = roll_wide(&d, 0.01, 1e6),
                          .intensity = 1, .kind = number, .actor = actor & 1u, .has_value = true };
        jp__tally_add(tally, model, &fact);
    }
    jp__tally_close(tally, model, as_of, NULL, 0);
    for (size_t i = 0; i < model->indicator_count; i++) {
        double favourable = 0, adverse = 0;
        for (uint32_t r = 0; r < model->streams[stream].row_count; r++) {
            const jp__row *row = &model->rows[model->streams[stream].first_row + r];
            favourable += row->indicator == i ? row->favourable * bound : 0;
            adverse += row->indicator == i ? row->adverse * bound : 0;
        }
        require(tally->masses[JP__OBSERVED][i].favourable <= favourable * (1 + 1e-14));
        require(tally->masses[JP__OBSERVED][i].adverse <= adverse * (1 + 1e-14));
    }
}

static void a_thousand_facts_of_a_window_weigh_no_more_than_their_bound(void **state)
{
    (void)state;
    for (round_number = 0; round_number < model->kind_count; round_number++) {
        const jp__kind *kind = &model->kinds[round_number];
        assert_true(kind->repeat_q < 1); /* of the default model */
        require_bound(kind, (uint16_t)round_number, JP_CLIENT);
        require_bound(kind, (uint16_t)round_number, JP_SUPPLIER);
    }
}

static void one_more_fact_never_takes_mass_away(void **state)
{
    (void)state;
    EACH_ROUND { /* without rhythm: a derived fact can be one that never was */
        int64_t as_of = roll_book(&d, model, MOST, &facts);
        jp_facts columns = book_facts(&facts);
        jp__seen seen = { .facts = NULL };
        jp__tally all = { .block = NULL };
        jp_allocator a = jp__allocator(NULL);
        assert_ok(jp__seen_gather(&seen, &a, model, &columns, as_of, NULL), NULL);
        assert_ok(jp__tally_new(&all, &a, model, NULL), NULL);
        jp__tally_clear(&scorer->tally);
        size_t left_out = seen.count == 0 ? 0 : roll_below(&d, seen.count);
        for (size_t i = 0; i < seen.count; i++) {
            if (seen.facts[i].kind == JP_RATING) /* a week of ratings is a mean */
                continue;
            jp__tally_add(&all, model, &seen.facts[i]);
            if (i != left_out)
                jp__tally_add(&scorer->tally, model, &seen.facts[i]);
        }
        jp__tally_close(&all, model, as_of, NULL, 0);
        jp__tally_close(&scorer->tally, model, as_of, NULL, 0);
        for (size_t i = 0; i < model->indicator_count; i++) {
            jp__masses less = scorer->tally.masses[JP__OBSERVED][i], more = all.masses[JP__OBSERVED][i];
            require(more.favourable >= less.favourable * (1 - 1e-14));
            require(more.adverse >= less.adverse * (1 - 1e-14));
        }
        jp__tally_free(&all, &a);
        jp__seen_free(&seen, &a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROPERTY(all_numbers_are_bounded),
        PROPERTY(no_facts_are_neutral_at_any_time),
        PROPERTY(the_order_of_the_facts_has_no_effect_on_any_bit),
        PROPERTY(a_scorer_used_again_gives_the_same_bits_as_a_new_one),
        PROPERTY(what_is_wanted_changes_nothing_that_is_computed_anyway),
        PROPERTY(facts_of_later_have_no_effect_whatever),
        PROPERTY(a_walk_that_is_kept_gives_the_same_bits_at_every_date),
        PROPERTY(numbers_do_not_jump_while_nothing_happens),
        PROPERTY(a_thousand_facts_of_a_window_weigh_no_more_than_their_bound),
        PROPERTY(one_more_fact_never_takes_mass_away),
    };
    return cmocka_run_group_tests(tests, open_model, close_model);
}
