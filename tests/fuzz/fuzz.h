/*
 * fuzz.h - what the fuzz targets share: every byte comes from outside, every broken promise aborts.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <joyfulprofit/joyfulprofit.h>

/* One input. libFuzzer calls it, or replay.c where there is none. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(promise)                                                                        \
    do {                                                                                     \
        if (!(promise)) {                                                                    \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #promise);    \
            abort();                                                                         \
        }                                                                                    \
    } while (0)

/* What holds for every failure: a code, and a sentence. */
static inline void must_explain(jp_status status, const jp_error *err)
{
    MUST(status != JP_OK);
    MUST(err->code == status);
    MUST(err->message[0] != '\0' && memchr(err->message, '\0', sizeof err->message) != NULL);
}

static inline const jp_model *default_model(void)
{
    static jp_model *model; /* kept: reachable at exit, so no leak */
    if (model == NULL)
        MUST(jp_model_default(&model, NULL) == JP_OK);
    return model;
}

#endif /* TESTS_FUZZ_FUZZ_H */
