/* explain_file.c - says in words why each relationship of a CSV file stands as it does, and what its
 * supplier can do next.
 *
 *     cc explain_file.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run: examples/data/story.csv
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include <joyfulprofit/joyfulprofit.h>

#define ACTIONS_MAX 256

static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    FILE *file = user;
    *got = fread(buffer, 1, capacity, file);
    return ferror(file) ? EIO : 0;
}

static jp_status explain(const jp_model *model, jp_explainer *explainer, const jp_relationship *r,
                         int64_t as_of_us, jp_error *err)
{
    const jp_explanation *why = NULL;
    jp_action actions[ACTIONS_MAX];
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    char words[1024];
    size_t length = 0, count = 0;
    jp_status status = jp_explainer_run(explainer, &r->facts, as_of_us, &why, err);
    if (status == JP_OK)
        status = jp_words(why, JP_ENGLISH, words, sizeof words, &length, err);
    if (status == JP_OK)
        printf("%.*s with %.*s: %s\n", (int)r->supplier.length, r->supplier.bytes, (int)r->client.length,
               r->client.bytes, words);
    if (status == JP_OK)
        status = jp_explainer_next_actions(explainer, &r->facts, as_of_us, JP_SUPPLIER, NULL, actions,
                                           ACTIONS_MAX, &count, err);
    if (status == JP_OK && count > 0)
        status = jp_model_kind(model, actions[0].kind, &kind, err);
    if (status == JP_OK && count > 0)
        printf("    next: %s (health %+.3f, a what-if of the model)\n", kind.label, actions[0].health);
    return status;
}

int main(int argc, char **argv)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    jp_fact_table *table = NULL;
    jp_explainer *explainer = NULL;
    int64_t as_of_us = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: explain_file FACTS.csv, a file that can be read\n");
        return 2;
    }
    if (jp_model_default(&model, &err) == JP_OK &&
        jp_fact_table_read_csv(model, read_file, file, NULL, &table, &err) == JP_OK &&
        jp_fact_table_latest(table, &as_of_us, &err) == JP_OK)
        jp_explainer_new(model, NULL, &explainer, &err);
    for (size_t i = 0; err.code == JP_OK && i < jp_fact_table_relationship_count(table); i++) {
        jp_relationship r = { .struct_size = sizeof r };
        if (jp_fact_table_relationship(table, i, &r, &err) == JP_OK)
            explain(model, explainer, &r, as_of_us, &err);
    }
    if (err.code != JP_OK)
        fprintf(stderr, "%s: %s\n", argv[1], err.message);
    jp_explainer_free(explainer);
    jp_fact_table_free(table);
    jp_model_free(model);
    fclose(file);
    return err.code == JP_OK ? 0 : 1;
}
