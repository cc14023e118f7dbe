/* arrow.c - scores what comes as an Arrow stream, here one made by hand, and reads the stream that comes
 * out. A library that speaks Arrow (nanoarrow, DuckDB, ADBC) fills in such structs for you.
 *
 *     cc arrow.c $(pkg-config --cflags --libs joyfulprofit)
 *
 * run:
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include <joyfulprofit/joyfulprofit.h>

#define ROWS 5

/* Columns: numbers one behind the other; of text, where each ends, and the bytes. */
static const int32_t supplier[ROWS] = { 1, 1, 1, 1, 1 }, client[ROWS] = { 7, 7, 9, 9, 9 };
static const int32_t days[ROWS] = { 19800, 19810, 19790, 19805, 19812 }; /* since 1970 */
static const int32_t kind_ends[ROWS + 1] = { 0, 9, 16, 23, 29, 34 };
static const int32_t actor_ends[ROWS + 1] = { 0, 6, 14, 22, 28, 34 };
static const void *buffers[5][3] = { { NULL, supplier }, { NULL, client }, { NULL, days },
                                     { NULL, kind_ends, "complaint" "meeting" "meeting" "praise" "reply" },
                                     { NULL, actor_ends, "client" "supplier" "supplier" "client" "client" } };

/* All of it lives as long as the program, so that releasing is only saying so. */
static void drop_schema(struct ArrowSchema *schema) { schema->release = NULL; }
static void drop_array(struct ArrowArray *array) { array->release = NULL; }
static void drop_stream(struct ArrowArrayStream *stream) { stream->release = NULL; }
static const char *no_error(struct ArrowArrayStream *stream) { return (void)stream, NULL; }

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    static const char *const names[] = { "supplier", "client", "time", "kind", "actor" };
    static const char *const formats[] = { "i", "i", "tdD", "u", "u" };
    static struct ArrowSchema columns[5], *all[5];
    for (int i = 0; stream != NULL && i < 5; all[i] = &columns[i], i++)
        columns[i] = (struct ArrowSchema){ .format = formats[i], .name = names[i], .release = drop_schema };
    *out = (struct ArrowSchema){ .format = "+s", .n_children = 5, .children = all, .release = drop_schema };
    return 0;
}

/* The one batch, and after it an array that is released already: the end. */
static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    static struct ArrowArray columns[5], *children[5];
    static const void *no_bitmap[1];
    for (int i = 0; i < 5; children[i] = &columns[i], i++)
        columns[i] = (struct ArrowArray){ .length = ROWS, .n_buffers = i < 3 ? 2 : 3, .buffers = buffers[i],
                                          .release = drop_array };
    *out = (struct ArrowArray){ .length = ROWS, .n_buffers = 1, .buffers = no_bitmap, .n_children = 5,
                                .children = children, .release = stream->private_data ? drop_array : NULL };
    stream->private_data = NULL;
    return 0;
}

int main(void)
{
    struct ArrowArrayStream in = { get_schema, get_next, no_error, drop_stream, &in }, out;
    struct ArrowArray batch;
    int failed = 0;
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    if (jp_model_default(&model, &err) != JP_OK ||
        jp_portfolio_stream(model, &in, NULL, INT64_C(1714521600000000), NULL, &out, &err) != JP_OK)
        return fprintf(stderr, "%s\n", err.message), 1;
    while ((failed = out.get_next(&out, &batch)) == 0 && batch.release != NULL) {
        const int64_t *ends = batch.children[1]->buffers[1]; /* the second column: clients, as text */
        const char *clients = batch.children[1]->buffers[2];
        const double *health = batch.children[7]->buffers[1];
        for (int64_t i = 0; i < batch.length; i++)
            printf("client %.*s: health %.2f\n", (int)(ends[i + 1] - ends[i]), clients + ends[i], health[i]);
        batch.release(&batch);
    }
    if (failed != 0)
        fprintf(stderr, "%s\n", out.get_last_error(&out));
    out.release(&out);
    jp_model_free(model);
    return failed != 0;
}
