/* SPDX-License-Identifier: Apache-2.0 */
#include "meeting.h"

int main(void)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    jp_scorer *scorer = NULL;
    const jp_score *score = NULL;
    int64_t time_us[1] = { MEETING_US };
    uint16_t kind[1] = { 0 };
    uint8_t actor[1] = { JP_CLIENT };
    double value[1] = { 60.0 };
    jp_facts facts = { 0 };
    int result = 1;

    facts.struct_size = sizeof facts;
    facts.length = 1;
    facts.time_us = time_us;
    facts.kind = kind;
    facts.actor = actor;
    facts.value = value;
    if (jp_model_default(&model, &err) == JP_OK &&
        jp_model_find_kind(model, "meeting", 7, &kind[0], &err) == JP_OK &&
        jp_scorer_new(model, NULL, &scorer, &err) == JP_OK &&
        jp_scorer_run(scorer, &facts, MEETING_US + JP_DAY_US, &score, &err) == JP_OK)
        result = check_gap(jp_score_gap(score));
    else
        fprintf(stderr, "%s\n", err.message);
    jp_scorer_free(scorer);
    jp_model_free(model);
    return result;
}
