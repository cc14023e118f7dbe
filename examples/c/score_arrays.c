/* score_arrays.c - scores one relationship straight from the caller's arrays.
 *
 *     cc score_arrays.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run:
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

#define COUNT 6

/* What happened. In a program of yours these are columns that it has anyway. */
static const struct {
    const char *time, *kind, *item;
    jp_side actor;
    double value;
} story[COUNT] = {
    { "2024-03-01T09:00:00Z", "meeting", NULL, JP_CLIENT, 60 },
    { "2024-03-04T10:30:00Z", "request_made", NULL, JP_CLIENT, 1 },
    { "2024-03-15T16:00:00+01:00", "milestone_delivered", NULL, JP_SUPPLIER, 9 },
    { "2024-03-18T08:00:00Z", "complaint", NULL, JP_CLIENT, 0.7 },
    { "2024-03-20T12:00:00Z", "rating", "pillar.trust", JP_CLIENT, 0.3 },
    { "2024-03-20T12:00:00Z", "rating", "pillar.trust", JP_SUPPLIER, 0.8 },
};

static jp_status score_story(const jp_model *model, jp_scorer *scorer, const jp_score **score, jp_error *err)
{
    int64_t time_us[COUNT];
    uint16_t kind[COUNT], item[COUNT] = { 0 };
    uint8_t actor[COUNT];
    double value[COUNT];
    jp_status status = JP_OK;
    for (int i = 0; i < COUNT && status == JP_OK; i++) {
        status = jp_time_parse(story[i].time, strlen(story[i].time), &time_us[i], err);
        if (status == JP_OK)
            status = jp_model_find_kind(model, story[i].kind, strlen(story[i].kind), &kind[i], err);
        if (status == JP_OK && story[i].item != NULL)
            status = jp_model_find_indicator(model, story[i].item, strlen(story[i].item), &item[i], err);
        actor[i] = (uint8_t)story[i].actor;
        value[i] = story[i].value;
    }
    const jp_facts facts = { .struct_size = sizeof facts, .length = COUNT, .time_us = time_us, .kind = kind,
                             .actor = actor, .value = value, .item = item };
    return status != JP_OK ? status : jp_scorer_run(scorer, &facts, time_us[COUNT - 1], score, err);
}

int main(void)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    jp_scorer *scorer = NULL;
    const jp_score *score = NULL;
    if (jp_model_default(&model, &err) == JP_OK && jp_scorer_new(model, NULL, &scorer, &err) == JP_OK &&
        score_story(model, scorer, &score, &err) == JP_OK) {
        uint16_t trust = 0;
        jp_model_find_indicator(model, "pillar.trust", strlen("pillar.trust"), &trust, NULL);
        jp_view view = jp_score_belief_gap(score, trust);
        jp_estimate health = jp_score_health(score);
        printf("gap     %.2f\n", jp_score_gap(score));
        printf("health  %.2f, 95 %% interval %.2f to %.2f\n", health.value, health.low, health.high);
        printf("trust   the client says %.2f, the supplier %.2f: %s\n", view.first_level, view.second_level,
               jp_view_state_name(view.state));
    } else {
        fprintf(stderr, "%s\n", err.message);
    }
    jp_scorer_free(scorer);
    jp_model_free(model);
    return score != NULL ? 0 : 1;
}
