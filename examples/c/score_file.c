/* score_file.c - scores every relationship in a CSV file as of its latest fact.
 *
 *     cc score_file.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run: examples/data/story.csv
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>

#include <joyfulprofit/joyfulprofit.h>

/* Where the library gets its bytes: a file here, a socket or a buffer as well. */
static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    FILE *file = user;
    *got = fread(buffer, 1, capacity, file);
    return ferror(file) ? EIO : 0;
}

static void print_warning(void *user, const jp_error *warning)
{
    fprintf(stderr, "%s: warning: %s\n", (const char *)user, warning->message);
}

static jp_status score_all(const jp_model *model, const jp_fact_table *table, jp_error *err)
{
    jp_scorer *scorer = NULL;
    int64_t as_of_us = 0;
    jp_status status = jp_fact_table_latest(table, &as_of_us, err);
    if (status == JP_OK)
        status = jp_scorer_new(model, NULL, &scorer, err);
    for (size_t i = 0; status == JP_OK && i < jp_fact_table_relationship_count(table); i++) {
        jp_relationship r = { .struct_size = sizeof r };
        const jp_score *score = NULL;
        status = jp_fact_table_relationship(table, i, &r, err);
        if (status == JP_OK)
            status = jp_scorer_run(scorer, &r.facts, as_of_us, &score, err);
        if (status == JP_OK)
            printf("%.*s with %.*s: %s, gap %.2f, health %.2f, coverage %.0f %%\n", (int)r.supplier.length,
                   r.supplier.bytes, (int)r.client.length, r.client.bytes,
                   jp_relationship_status_name(jp_score_status(score)), jp_score_gap(score),
                   jp_score_health(score).value, 100 * jp_score_closure(score).coverage);
    }
    jp_scorer_free(scorer);
    return status;
}

int main(int argc, char **argv)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    jp_fact_table *table = NULL;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: score_file FACTS.csv, a file that can be read\n");
        return 2;
    }
    const jp_fact_table_options options = { .struct_size = sizeof options,
                                            .on_warning = print_warning,
                                            .warning_user = argv[1] };
    jp_status status = jp_model_default(&model, &err);
    if (status == JP_OK)
        status = jp_fact_table_read_csv(model, read_file, file, &options, &table, &err);
    if (status == JP_OK)
        status = score_all(model, table, &err);
    if (status != JP_OK)
        fprintf(stderr, "%s:%u:%u: %s\n", argv[1], (unsigned)err.line, (unsigned)err.column, err.message);
    jp_fact_table_free(table);
    jp_model_free(model);
    fclose(file);
    return status == JP_OK ? 0 : 1;
}
