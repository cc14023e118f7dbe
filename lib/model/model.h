/*
 * model.h - the model as the engine reads it.
 *
 * kinds.c, indicators.c and evidence.c fill the first half from JSON, rules.c checks it, compile.c
 * and groups.c derive the second half: the tables that scoring walks. Nothing here changes after
 * loading.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_MODEL_MODEL_H
#define JP_MODEL_MODEL_H

#include <stdatomic.h>

#include <joyfulprofit/model.h>
#include <joyfulprofit/score.h>

#include "base/base.h"

/* Limits of a model file; docs/model-format.md. */
#define JP__MODEL_MAX_BYTES (16u << 20)
#define JP__MODEL_MAX_TOKEN_BYTES (32u << 10) /* of one string or number as it is written */
#define JP__MODEL_MAX_UNITS 1024
#define JP__MODEL_MAX_KINDS 4096
#define JP__MODEL_MAX_INDICATORS 4096
#define JP__MODEL_MAX_EVIDENCE 65536
#define JP__MODEL_MAX_BANDS 64
#define JP__MODEL_MAX_AFTER 256      /* kinds that one is recommended after */
#define JP__MODEL_MAX_FEATURES 64
#define JP__MODEL_MAX_TARGET 64      /* kinds that define an outcome */
#define JP__MODEL_MAX_TRANSFORMS 64  /* distinct ones of one kind done by one actor */
#define JP__MODEL_MAX_WINDOW_DAYS 36500
#define JP__MODEL_MAX_ID_BYTES 64
#define JP__HALF_LIFE_MIN_DAYS 0.01 /* a quarter of an hour: times are whole microseconds */
#define JP__HALF_LIFE_MAX_DAYS 1e9

typedef enum jp__transform_type {
    JP__ONE, /* the first three say for and against alike */
    JP__UNIT,
    JP__HILL,
    JP__SPLIT_UNIT,
    JP__SPLIT_LATE,
    JP__NOTICE
} jp__transform_type;

typedef struct jp__transform {
    jp__transform_type type;
    double half; /* the h of hill, split_late and notice */
} jp__transform;

typedef struct jp__unit {
    const char *id;
    const char *label;
    double minimum, maximum;
} jp__unit;

typedef struct jp__kind {
    const char *id, *label, *category;
    uint16_t unit;
    double default_value;
    double repeat_q;
    uint32_t window_days;
    jp_side actors, actionable_by;
    int tone;
    bool has_default, is_contact, expects_reply, mutual, derived, outcome;
    uint16_t *recommend_after;
    size_t recommend_after_count;
} jp__kind;

typedef struct jp__indicator {
    const char *id, *label, *dimension;
    double weight, half_life_days, base_rate, prior_weight;
    jp_side side, experienced_by;
    int factor; /* a jp_factor, or -1 */
    bool harm;
    const char *essay, *adverse_evidence, *favourable_evidence; /* for people */
} jp__indicator;

typedef struct jp__evidence {
    uint16_t kind, indicator;
    jp_side actor;
    double adverse, favourable;
    jp__transform transform;
    const char *transform_text, *rationale;
} jp__evidence;

/* From its minimum up to the next one's, without it; the topmost up to 1. */
typedef struct jp__band {
    const char *id, *label;
    double minimum;
} jp__band;

/* How a forecast was fitted and how it did out of time; published with each of its probabilities. */
typedef struct jp__proof {
    bool fitted;
    double horizon_days;
    const char *date, *data;
    double n, events; /* whole */
    double brier, slope;
} jp__proof;

/* The quiet forecast of section 8, and its recalibration on the logit scale. */
typedef struct jp__quiet {
    bool present;
    double a0, b0_days, half_life_days;
    double intercept, slope;
    jp__proof proof;
} jp__quiet;

/* What the probability of divorce may be made of. forecasts.c has their names. */
typedef enum jp__feature_type {
    JP__FEATURE_CLOSURE,
    JP__FEATURE_HEALTH,
    JP__FEATURE_RISK_INDEX,
    JP__FEATURE_FACTOR,    /* which: a jp_factor */
    JP__FEATURE_DIMENSION, /* which: a jp_dimension */
    JP__FEATURE_SILENCE_DAYS,
    JP__FEATURE_LOG_SILENCE_DAYS,
    JP__FEATURE_SILENCE_SCORE, /* which: a jp_side; of silence_days JP_BOTH: by anyone */
    JP__FEATURE_QUIET,
    JP__FEATURE_QUIET_LOGIT,
    JP__FEATURE_BELIEF,    /* which: a jp__belief_term */
    JP__FEATURE_CHANGE     /* which: a jp_index */
} jp__feature_type;

/* The terms of a response surface of both sides' levels, from the middle of the scale. */
typedef enum jp__belief_term {
    JP__BELIEF_KNOWN,
    JP__BELIEF_C,
    JP__BELIEF_S,
    JP__BELIEF_CC,
    JP__BELIEF_CS,
    JP__BELIEF_SS
} jp__belief_term;

typedef struct jp__feature {
    const char *name;
    jp__feature_type type;
    int which;
    const char *indicator_id; /* of a belief: "" for all that both have rated */
    uint16_t indicator;
    double coefficient, mean, sd, minimum, maximum;
} jp__feature;

/* The discrete-time hazard of section 8. */
typedef struct jp__divorce {
    bool present, needs_change;
    uint16_t *target; /* kinds that define the outcome; none: no contact */
    size_t target_count;
    jp__feature *features;
    size_t feature_count;
    double intercept;
    double recalibration_intercept, recalibration_slope;
    jp__proof proof;
} jp__divorce;

/* The parameters of docs/method.md, in the order of the file format. */
typedef struct jp__parameters {
    double pursuit_run;              /* 2: from the run's contact after this one on, a burst */
    double rhythm_steady_below;      /* 0.9: a gap with F below it is steady */
    double silence_prior_gaps;       /* 2 */
    double silence_prior_gap_days;   /* 28 */
    double silence_relative_weight;  /* 0.25 */
    double silence_days;             /* 90 */
    double rating_window_days;       /* 7, whole */
    double rating_mass;              /* 4 */
    double weight_experienced;       /* 1: said by the side that experiences it */
    double weight_other;             /* 0.25: said by the other side */
    double evidence_saturation;      /* 0.02: n_eff = n / (1 + this n) */
    double known_coverage;           /* 0.2 */
    double gap_tau;                  /* 0.25 */
    double gap_precision;            /* 2 */
    double action_recent_days;       /* 180 */
    double action_horizon_days;      /* 14 */
} jp__parameters;

/* ---- Derived by compile.c ----------------------------------------------------------------- */

/*
 * A *stream* is a kind done by an actor: number 2 * kind + actor. What its facts say is gathered
 * in *channels*, one for each distinct transform among its rows of evidence. A channel's windows
 * are decayed for each *half-life class* that its rows need.
 */
typedef struct jp__channel {
    jp__transform transform;
    uint32_t classes; /* first of class_count entries of jp_model.channel_classes */
    uint16_t class_count;
    uint16_t stream;
    uint32_t sums;    /* the sums of entry j of its classes stand at index sums + j */
} jp__channel;

typedef struct jp__stream {
    uint32_t first_channel;
    uint32_t channel_count; /* 0: says nothing about any indicator */
    uint32_t first_row;     /* rows of jp_model.stream_rows, in the model's order */
    uint32_t row_count;
} jp__stream;

/* A row of evidence, ready to apply: adds mass x sums[sum] to the indicator. */
typedef struct jp__row {
    double adverse, favourable;
    uint32_t channel;
    uint32_t sum;
    uint16_t indicator;
    uint16_t evidence; /* its number in the file */
} jp__row;

/* A weighted geometric mean of indicators; the exponents sum to 1. Members in the model's order. */
typedef struct jp__member {
    uint16_t indicator;
    double exponent;
} jp__member;

typedef struct jp__group {
    jp__member *members;
    size_t count;
} jp__group;

/* Groups of the verdict (section 8) beside the dimensions. */
typedef enum jp__verdict_group {
    JP__FULFILLING_SUPPLIER, /* resignation.supplier.lost_joy, excite.supplier */
    JP__FULFILLING_CLIENT,   /* suffering.client.bad_service, excite.client */
    JP__VALUE,               /* suffering.supplier.unseen_value, resignation.client.compromised_fees */
    JP__VERDICT_GROUP_COUNT
} jp__verdict_group;

/* Kinds and indicators that the method names, by number. */
typedef struct jp__roles {
    uint16_t reply, unanswered, silence, rhythm_steady, pursuit_burst, termination, renewal;
    uint16_t unseen_value, compromised_quality, compromised_timeline, compromised_fees, leaving;
} jp__roles;

/* An entry of an index by id: sorted by id bytes. */
typedef struct jp__name {
    const char *id;
    size_t length;
    uint16_t index;
} jp__name;

/* Memory that is given back all at once, with the model. arena.c */
typedef struct jp__block jp__block;
typedef struct jp__arena {
    jp_allocator allocator;
    jp__block *blocks; /* the newest first */
} jp__arena;

struct jp_model {
    jp__arena arena; /* holds everything below but `json` */
    atomic_size_t references;
    const char *name, *version, *description;
    char hash[65];
    char *json; /* canonical form, terminated */
    size_t json_length, json_capacity;

    jp__unit *units; /* in the order of their ids */
    jp__kind *kinds;
    jp__indicator *indicators;
    jp__evidence *evidence;
    size_t unit_count, kind_count, indicator_count, evidence_count;
    jp__parameters parameters;
    jp__band *bands[JP_BANDED_COUNT];
    size_t band_counts[JP_BANDED_COUNT];
    double band_hysteresis;
    jp__quiet quiet;
    jp__divorce divorce;

    jp__name *unit_names;      /* unit_count entries, for reading the file */

    /* Derived: numbers by name, and by compile.c and groups.c the tables for scoring. */
    jp__roles roles;
    jp__name *kind_names;      /* kind_count + 1 entries, with "rating" as JP_RATING */
    jp__name *indicator_names; /* indicator_count entries */
    uint16_t *kind_order;      /* rank of each kind by id bytes; of "rating" at [kind_count] */
    uint16_t *indicator_order; /* rank of each indicator by id bytes */
    double *half_lives;        /* the distinct half-lives of the indicators, ascending: the classes */
    size_t half_life_count;
    uint16_t *half_life_class; /* of each indicator */
    uint8_t *given_by;         /* of each kind: a bit for each side that may do it; none if it is derived */
    double *log_q;             /* of each kind: ln(repeat_q); 0 if repeat_q is 1 */
    double *sat_scale;         /* of each kind: 1 / (1 - repeat_q); 0 if repeat_q is 1 */
    jp__stream *streams;       /* 2 * kind_count */
    jp__channel *channels;
    size_t channel_count;
    uint16_t *channel_classes;
    size_t channel_class_count; /* also the number of sums */
    jp__row *rows;             /* by stream (kind, then client before supplier), then the file's order */
    size_t row_count;
    jp__group dimensions[JP_DIMENSION_COUNT];
    jp__group factors[JP_FACTOR_COUNT];
    jp__group verdict[JP__VERDICT_GROUP_COUNT];
    double *health_exponent;   /* h_i of each indicator in the blocks besides closure; else 0 */
};

/* How a model's numbers are changed: all factors, 1 changes nothing. Results keep to the bounds of
 * docs/model-format.md. */
typedef struct jp__variation {
    double adverse, favourable; /* of all masses */
    double half_life;           /* of all indicators */
    double repeat_odds;         /* of the odds q / (1 - q) of all kinds */
    double rating_mass, weight_other, silence_days;
    double silence_relative_odds;
    double prior_weight;        /* of all indicators */
    const double *weights;      /* of each indicator; NULL: 1 */
} jp__variation;

/* A model like `model` with other numbers; free it with jp_model_free(), before `model`, whose texts and
 * tables it uses. It has the hash and no canonical form. vary.c */
jp_status jp__model_vary(const jp_model *model, const jp_allocator *allocator, const jp__variation *v,
                         jp_model **varied, jp_error *err);

/* The nearest name if it is near enough to be meant; else NULL. names.c */
const char *jp__names_nearest(const jp__name *names, size_t count, const char *wanted, size_t length);

/* By side: "client", "supplier"; then NULL. fields.c */
extern const char *const jp__actor_words[];

/* The kind's rank for the canonical order; `kind` may be JP_RATING. */
static inline uint16_t jp__kind_rank(const jp_model *model, uint16_t kind)
{
    return model->kind_order[kind == JP_RATING ? model->kind_count : kind];
}

#endif /* JP_MODEL_MODEL_H */
