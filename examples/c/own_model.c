/* own_model.c - loads a model of one's own and scores the same facts with it and with the default one.
 *
 * A model file says what counts as evidence of what, and how much. Start from a copy of
 * model/default.json, or of what `joyfulprofit model show` prints, and change it.
 *
 *     cc own_model.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run: model/default.json
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

static void print_warning(void *user, const jp_error *warning)
{
    fprintf(stderr, "%s: warning: %s\n", (const char *)user, warning->message);
}

/* Two meetings and a complaint. The numbers of kinds differ from model to model: ask by name. */
static jp_status score_with(const jp_model *model, double *gap, jp_error *err)
{
    static const char *const kinds[] = { "meeting", "complaint", "meeting" };
    const int64_t time_us[] = { 0, 3 * JP_DAY_US, 8 * JP_DAY_US };
    const uint8_t actor[] = { JP_SUPPLIER, JP_CLIENT, JP_CLIENT };
    uint16_t kind[3];
    jp_scorer *scorer = NULL;
    const jp_score *score = NULL;
    jp_status status = jp_scorer_new(model, NULL, &scorer, err);
    for (int i = 0; i < 3 && status == JP_OK; i++)
        status = jp_model_find_kind(model, kinds[i], strlen(kinds[i]), &kind[i], err);
    const jp_facts facts = { .struct_size = sizeof facts, .length = 3, .time_us = time_us, .kind = kind,
                             .actor = actor };
    if (status == JP_OK)
        status = jp_scorer_run(scorer, &facts, 10 * JP_DAY_US, &score, err);
    if (status == JP_OK)
        *gap = jp_score_gap(score);
    jp_scorer_free(scorer);
    return status;
}

int main(int argc, char **argv)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *standard = NULL, *own = NULL;
    double standard_gap = 0, own_gap = 0;
    const jp_model_options options = { .struct_size = sizeof options,
                                       .on_warning = print_warning,
                                       .warning_user = argv[0] };
    if (argc != 2) {
        fprintf(stderr, "usage: own_model MODEL.json\n");
        return 2;
    }
    jp_status status = jp_model_default(&standard, &err);
    if (status == JP_OK)
        status = jp_model_load_file(argv[1], &options, &own, &err);
    if (status == JP_OK)
        status = score_with(standard, &standard_gap, &err);
    if (status == JP_OK)
        status = score_with(own, &own_gap, &err);
    if (status == JP_OK) {
        printf("compiled in: %s %s, hash %.12s: gap %.4f\n", jp_model_name(standard),
               jp_model_version(standard), jp_model_hash(standard), standard_gap);
        printf("from file:   %s %s, hash %.12s: gap %.4f\n", jp_model_name(own), jp_model_version(own),
               jp_model_hash(own), own_gap);
        printf("%s\n", strcmp(jp_model_hash(standard), jp_model_hash(own)) == 0 ? "They are the same model."
                                                                                : "They are two models.");
    } else {
        fprintf(stderr, "%s\n", err.message);
    }
    jp_model_free(own);
    jp_model_free(standard);
    return status == JP_OK ? 0 : 1;
}
