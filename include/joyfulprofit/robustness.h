/*
 * joyfulprofit/robustness.h - how far a ranking hangs on the numbers of the model
 *
 * The numbers of a model are judgements. Here models are drawn around it from stated ranges, and
 * a portfolio is ranked with each: how far do ranks move, and which numbers move them? This is step
 * 7 of the OECD/JRC handbook on composite indicators. docs/robustness.md says how to read it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_ROBUSTNESS_H
#define JOYFULPROFIT_ROBUSTNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/facts.h>
#include <joyfulprofit/score.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How robustness is looked into. All zero (but struct_size) means the default of each. */
typedef struct jp_robustness_options {
    size_t struct_size;            /* sizeof(jp_robustness_options) */
    const jp_allocator *allocator; /* NULL: malloc. Must be safe for several threads at once, unless
                                      `threads` is 1 */
    uint64_t seed;
    uint32_t draws;                /* of each of two matrices, up to 65536, best a power of 2; 0: 64 */
    double spread;                 /* within (0, 9]; 0: 0.5; factors go from 1 / (1 + spread) to 1 + spread */
    jp_progress_fn on_progress;    /* in scorings of the whole table; NULL: none */
    void *progress_user;
    uint32_t threads;              /* of each scoring, as in jp_portfolio_options; 0: one a processor */
} jp_robustness_options;

/** What was found. Immutable; free it with jp_robustness_free(). */
typedef struct jp_robustness jp_robustness;

/**
 * Ranks the relationships of a table by health, the best first and equal ones in the order of the
 * table: once with the table's own model, and with draws x 12 + 1 scorings in all with models that
 * are drawn around it. Relationships of which little is known and ended ones are ranked too.
 *
 * The same seed gives the same bits on every machine.
 *
 * @param facts       sorted (see jp_fact_table_sort()); the readers' tables are
 * @param options     NULL for the defaults
 * @param robustness  receives the result; NULL on failure
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or the table is not sorted), JP_ERROR_OPTIONS
 *         (struct_size, draws, spread, threads), JP_ERROR_MISSING (fewer than two relationships),
 *         JP_ERROR_MEMORY, JP_ERROR_CANCELLED
 * @thread any; linear in facts x draws; for each relationship 8 bytes x (draws + 3 x indicators)
 */
JP_API jp_status jp_fact_table_robustness(const jp_fact_table *facts, int64_t as_of_us,
                                          const jp_robustness_options *options,
                                          jp_robustness **robustness, jp_error *err);

/** Frees a result. NULL is fine. */
JP_API void jp_robustness_free(jp_robustness *robustness);

/** The mean over draws of the mean absolute shift in rank. @thread any */
JP_API double jp_robustness_mean_shift(const jp_robustness *robustness);

/** How many scorings of the whole table were made. @thread any */
JP_API uint64_t jp_robustness_scorings(const jp_robustness *robustness);

/** One relationship, by its number in the table. */
typedef struct jp_rank_info {
    size_t struct_size;
    double health;      /* by the table's own model, as are the next two */
    jp_relationship_status status;
    uint32_t rank;      /* 1: the best */
    uint32_t rank_low;  /* 5 % and 95 % of the draws; rank itself may lie outside */
    uint32_t rank_high;
} jp_rank_info;

/** One group of the model's numbers that are drawn together. */
typedef struct jp_sensitivity_info {
    size_t struct_size;
    const char *id;          /* such as "half_life"; of static duration, as the next */
    const char *description;
    double first;            /* Sobol indices of the mean absolute shift in rank: what the group does */
    double total;            /* by itself, and with all its interactions. 0 if nothing shifts */
} jp_sensitivity_info;

/** One indicator, by its number in the model. */
typedef struct jp_weight_info {
    size_t struct_size;
    double nominal;     /* its exponent in health, closure's included; they sum to 1 */
    double effective;   /* correlation ratio with health over the table, 0 to 1, if has_effective */
    bool has_effective; /* there are relationships enough, and healths differ */
} jp_weight_info;

#define JP_INIT_OF_jp_rank_info { sizeof(jp_rank_info), 0.0, JP_STATUS_UNKNOWN, 0, 0, 0 }
#define JP_INIT_OF_jp_sensitivity_info { sizeof(jp_sensitivity_info), NULL, NULL, 0.0, 0.0 }
#define JP_INIT_OF_jp_weight_info { sizeof(jp_weight_info), 0.0, 0.0, false }

JP_API size_t jp_robustness_relationship_count(const jp_robustness *robustness);
JP_API size_t jp_robustness_group_count(const jp_robustness *robustness);
JP_API size_t jp_robustness_indicator_count(const jp_robustness *robustness);

/**
 * Fills `info` with what was found of one relationship, group of numbers or indicator.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or index >= count), JP_ERROR_OPTIONS (struct_size)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_robustness_rank(const jp_robustness *robustness, size_t index, jp_rank_info *info,
                                    jp_error *err);
JP_API jp_status jp_robustness_sensitivity(const jp_robustness *robustness, size_t index,
                                           jp_sensitivity_info *info, jp_error *err);
JP_API jp_status jp_robustness_weight(const jp_robustness *robustness, size_t index,
                                      jp_weight_info *info, jp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_ROBUSTNESS_H */
