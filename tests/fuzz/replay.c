/*
 * replay.c - runs a fuzz target without a fuzzer: each input as it is, cut short at every length, and
 * with single bytes changed. So each find stays found, with every compiler.
 *
 * replay FILE...
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fuzz/fuzz.h"

#define INPUT_MAX (1u << 20)
#define TRIES 64 /* cuts, and changed bytes, of each input */

/* A copy of exactly that size, so that a sanitizer sees a byte too far. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    MUST(copy != NULL);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_near(uint8_t *data, size_t size)
{
    run(data, size);
    size_t step = size / TRIES + 1;
    for (size_t cut = 0; cut < size; cut += step)
        run(data, cut);
    static const uint8_t changes[] = { 0, '"', ',', '\n', 0x80, 0xff };
    for (size_t at = 0; at < size; at += step) {
        uint8_t kept = data[at];
        data[at] = changes[at % sizeof changes];
        run(data, size);
        data[at] = kept;
    }
}

int main(int count, char **paths)
{
    static uint8_t data[INPUT_MAX];
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(paths[i], "rb");
        MUST(file != NULL);
        size_t size = fread(data, 1, sizeof data, file);
        MUST(ferror(file) == 0 && fclose(file) == 0);
        run_near(data, size);
    }
    MUST(count > 1);
    printf("%d inputs and what is near them: every promise held.\n", count - 1);
    return 0;
}
