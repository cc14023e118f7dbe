/*
 * score.c - the score as it is asked for, and the names of things.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "score/score.h"

static const char *name_of(const char *const *names, size_t count, int index)
{
    return index >= 0 && (size_t)index < count ? names[index] : "";
}

const char *jp_relationship_status_name(jp_relationship_status status)
{
    static const char *const names[] = { "unknown", "known", "ended" };
    return name_of(names, JP__COUNT(names), (int)status);
}

const char *jp_factor_name(jp_factor factor)
{
    static const char *const names[] = { "engage", "excite", "conversation", "caring" };
    return name_of(names, JP__COUNT(names), (int)factor);
}

const char *jp_dimension_name(jp_dimension dimension)
{
    static const char *const names[] = {
        "suffering",   "suffering.client",   "suffering.supplier",
        "control",     "control.client",     "control.supplier",
        "resignation", "resignation.client", "resignation.supplier",
        "pillar",      "ability",            "cocreation",
        "pledge",
    };
    return name_of(names, JP__COUNT(names), (int)dimension);
}

const char *jp_view_state_name(jp_view_state state)
{
    static const char *const names[] = { "unknown", "agreed_strength", "agreed_weakness",
                                         "blind_spot", "undervalued" };
    return name_of(names, JP__COUNT(names), (int)state);
}

const char *jp_verdict_line_name(jp_verdict_line line)
{
    static const char *const names[] = { "fulfilling", "value_consensus", "cocreation_negative",
                                         "resignation" };
    return name_of(names, JP__COUNT(names), (int)line);
}

const char *jp_answer_name(jp_answer answer)
{
    static const char *const names[] = { "unknown", "yes", "no", "undecided" };
    return name_of(names, JP__COUNT(names), (int)answer);
}

const char *jp_endgame_name(jp_endgame endgame)
{
    static const char *const names[] = { "", "leaving", "bearing_it", "undecided" };
    return name_of(names, JP__COUNT(names), (int)endgame);
}

/* Nothing known, for an index that names nothing. */
static const jp_estimate unknown_estimate = { 0.5, 0, 1, 0 };

jp_relationship_status jp_score_status(const jp_score *score)
{
    return score->status;
}

size_t jp_score_facts(const jp_score *score)
{
    return score->facts;
}

int64_t jp_score_as_of(const jp_score *score)
{
    return score->as_of_us;
}

jp_estimate jp_score_closure(const jp_score *score)
{
    return score->closure;
}

double jp_score_gap(const jp_score *score)
{
    return 1 - score->closure.value;
}

double jp_score_equation(const jp_score *score)
{
    return score->equation;
}

double jp_score_product(const jp_score *score)
{
    return score->product;
}

jp_estimate jp_score_health(const jp_score *score)
{
    return score->health;
}

jp_estimate jp_score_factor(const jp_score *score, jp_factor factor)
{
    return (unsigned)factor < JP_FACTOR_COUNT ? score->factors[factor] : unknown_estimate;
}

jp_estimate jp_score_dimension(const jp_score *score, jp_dimension dimension)
{
    return (unsigned)dimension < JP_DIMENSION_COUNT ? score->dimensions[dimension]
                                                    : unknown_estimate;
}

jp_opinion jp_score_indicator(const jp_score *score, size_t indicator)
{
    if (indicator >= score->model->indicator_count)
        return (jp_opinion){ 0.5, 1, 0, 0 };
    return jp__opinion_of(score, indicator);
}

jp_silence jp_score_silence(const jp_score *score, jp_side side)
{
    return (unsigned)side < 2 ? score->silence[side] : (jp_silence){ .logged = false };
}

jp_rhythm jp_score_rhythm(const jp_score *score, jp_side side)
{
    return (unsigned)side < 2 ? score->rhythm[side] : (jp_rhythm){ .contacts = 0 };
}

bool jp_score_reciprocity(const jp_score *score, double *reciprocity)
{
    if (score->has_reciprocity)
        *reciprocity = score->reciprocity;
    return score->has_reciprocity;
}

double jp_score_risk_index(const jp_score *score)
{
    return score->risk_index;
}

double jp_score_struggle(const jp_score *score)
{
    return score->struggle;
}

double jp_score_authenticity(const jp_score *score)
{
    return 1 - score->struggle;
}

jp_verdict jp_score_verdict(const jp_score *score, jp_verdict_line line)
{
    return (unsigned)line < JP_VERDICT_COUNT ? score->verdict[line]
                                             : (jp_verdict){ JP_ANSWER_UNKNOWN, 0.5, 0 };
}

jp_endgame jp_score_endgame(const jp_score *score)
{
    return score->endgame;
}

int jp_score_compromised(const jp_score *score)
{
    return score->compromised;
}
