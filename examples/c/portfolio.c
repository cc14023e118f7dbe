/* portfolio.c - scores every relationship of a CSV file at once, and shows the ones most at risk.
 *
 *     cc portfolio.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run: examples/data/story.csv
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

#define TOP 3

static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    *got = fread(buffer, 1, capacity, user);
    return ferror((FILE *)user) ? EIO : 0;
}

static jp_column_info column(const jp_table *table, const char *name)
{
    jp_column_info info = JP_INFO_INIT(jp_column_info);
    size_t index;
    if (jp_table_find_column(table, name, strlen(name), &index, NULL) == JP_OK)
        jp_table_column(table, index, &info, NULL);
    return info;
}

static jp_status show(const jp_table *table, jp_error *err)
{
    jp_column_info client = column(table, "client"), status = column(table, "status");
    jp_column_info risk = column(table, "risk_index"), days = column(table, "silence.client.days");
    size_t by_risk = 0, count = 0;
    uint64_t rows[TOP];
    jp_status failed = jp_table_find_column(table, "risk_index", strlen("risk_index"), &by_risk, err);
    if (failed == JP_OK)
        failed = jp_table_top(table, by_risk, TOP, true, rows, &count, err);
    for (size_t i = 0; i < count; i++) {
        size_t row = (size_t)rows[i];
        bool logged = days.validity == NULL || (days.validity[row / 8] >> row % 8 & 1);
        printf("%-20.*s %-8s risk index %.2f", (int)(client.offsets[row + 1] - client.offsets[row]),
               (const char *)client.values + client.offsets[row],
               status.categories[((const uint8_t *)status.values)[row]], ((const double *)risk.values)[row]);
        if (logged)
            printf(", silent for %.0f days", ((const double *)days.values)[row]);
        printf("\n");
    }
    return failed;
}

int main(int argc, char **argv)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    jp_fact_table *facts = NULL;
    jp_table *table = NULL;
    jp_portfolio_options options = { .struct_size = sizeof options };
    int64_t as_of_us = 0;
    options.out = JP_OUT_HEADLINES | JP_OUT_SILENCE;
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL)
        return fprintf(stderr, "usage: portfolio FACTS.csv, a file that can be read\n"), 2;
    if (jp_model_default(&model, &err) != JP_OK ||
        jp_fact_table_read_csv(model, read_file, file, NULL, &facts, &err) != JP_OK ||
        jp_fact_table_latest(facts, &as_of_us, &err) != JP_OK ||
        jp_fact_table_score(facts, as_of_us, &options, &table, &err) != JP_OK || show(table, &err) != JP_OK)
        fprintf(stderr, "%s\n", err.message);
    jp_table_free(table);
    jp_fact_table_free(facts);
    jp_model_free(model);
    fclose(file);
    return err.code == JP_OK ? 0 : 1;
}
