/* stream_csv.c - scores a CSV file of any size while it is read; its facts must come grouped by relationship.
 * What comes out is an Arrow stream, which any library that speaks Arrow takes; here it is read by hand.
 *
 *     cc stream_csv.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run: examples/data/story.csv 2024-03-01T00:00:00Z
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

static int read_file(void *user, char *buffer, size_t capacity, size_t *got)
{
    *got = fread(buffer, 1, capacity, user);
    return ferror(user) ? EIO : 0;
}

static int64_t find_gap(struct ArrowArrayStream *scores)
{
    struct ArrowSchema schema;
    int64_t found = -1;
    if (scores->get_schema(scores, &schema) != 0)
        return -1;
    for (int64_t c = 0; c < schema.n_children; c++)
        found = strcmp(schema.children[c]->name, "gap") == 0 ? c : found;
    schema.release(&schema);
    return found;
}

/* Text has 64-bit offsets; a gap is there for every relationship. */
static void print_rows(const struct ArrowArray *batch, int64_t gap)
{
    const void **client = batch->children[1]->buffers;
    const int64_t *ends = client[1];
    const double *gaps = batch->children[gap]->buffers[1];
    for (int64_t row = 0; row < batch->length; row++)
        printf("%.*s: gap %.2f\n", (int)(ends[row + 1] - ends[row]), (const char *)client[2] + ends[row],
               gaps[row]);
}

static int print_all(struct ArrowArrayStream *scores)
{
    struct ArrowArray batch;
    int64_t gap = find_gap(scores);
    int failed = gap < 0 ? EINVAL : scores->get_next(scores, &batch);
    while (failed == 0 && batch.release != NULL) {
        print_rows(&batch, gap);
        batch.release(&batch);
        failed = scores->get_next(scores, &batch);
    }
    if (failed != 0)
        fprintf(stderr, "%s\n", gap < 0 ? "there is no gap" : scores->get_last_error(scores));
    scores->release(scores);
    return failed != 0;
}

int main(int argc, char **argv)
{
    jp_error err = JP_ERROR_INIT;
    jp_model *model = NULL;
    struct ArrowArrayStream scores;
    int64_t as_of = 0;
    FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fprintf(stderr, "usage: stream_csv FACTS.csv TIME, a file that can be read and as of when\n");
        return 2;
    }
    int failed = jp_time_parse(argv[2], strlen(argv[2]), &as_of, &err) != JP_OK ||
                 jp_model_default(&model, &err) != JP_OK ||
                 jp_portfolio_stream_csv(model, read_file, file, NULL, as_of, NULL, &scores, &err) != JP_OK;
    failed = failed ? fprintf(stderr, "%s\n", err.message) : print_all(&scores);
    jp_model_free(model);
    fclose(file);
    return failed != 0;
}
