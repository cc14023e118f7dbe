/*
 * joyfulprofit/model.h - the model: what counts as evidence of what, as an open file
 *
 * A model names the kinds of facts, the indicators, the evidence that joins them, and the
 * parameters of the arithmetic. It is data: docs/model-format.md describes the file,
 * model/default.json is the default one, compiled into the library. A model is immutable once
 * loaded and may be used by any number of threads.
 *
 * Everything in it can be asked, so that a form, a binding or a manual can be generated from it.
 * Kinds, indicators, evidence and parameters are numbered from 0 in the order of the file; these
 * numbers are what the columns of jp_facts hold.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_MODEL_H
#define JOYFULPROFIT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <joyfulprofit/allocator.h>
#include <joyfulprofit/export.h>
#include <joyfulprofit/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A model. Shared by reference count; see jp_model_retain() and jp_model_free(). */
typedef struct jp_model jp_model;

/** A side of the relationship. Facts have one of the first two as actor. */
typedef enum jp_side {
    JP_CLIENT = 0,
    JP_SUPPLIER = 1,
    JP_BOTH = 2, /* of an indicator: of both sides; of a kind's actors: either */
    JP_NEITHER = 3 /* of a kind's actionable_by: nobody's to do */
} jp_side;

/** How a model is loaded. All zero (but struct_size) means the default of each. */
typedef struct jp_model_options {
    size_t struct_size;            /* sizeof(jp_model_options) */
    const jp_allocator *allocator; /* NULL: malloc */
    jp_warning_fn on_warning;      /* NULL: warnings are dropped */
    void *warning_user;
} jp_model_options;

/**
 * The default model, which is compiled in: no file is read. It is parsed and validated by the
 * same code as a user's own model, in about ten milliseconds.
 *
 * @param model  receives the model; free it with jp_model_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT (model NULL), JP_ERROR_MEMORY
 * @thread any
 */
JP_API jp_status jp_model_default(jp_model **model, jp_error *err);

/**
 * Loads a model from JSON text. See docs/model-format.md for the format and its rules.
 *
 * @param json     UTF-8, `length` bytes, not terminated
 * @param options  NULL for the defaults
 * @param model    receives the model; free it with jp_model_free(). NULL on failure
 * @errors JP_ERROR_ARGUMENT (json or model NULL), JP_ERROR_OPTIONS, JP_ERROR_LIMIT (larger than
 *         16 MiB, or more of something than docs/model-format.md allows), JP_ERROR_ENCODING (not
 *         UTF-8, or a NUL byte), JP_ERROR_SYNTAX (not JSON; line and column tell where),
 *         JP_ERROR_MODEL (a rule is broken; the field is the place, such as `kinds[3].repeat_q`),
 *         JP_ERROR_MEMORY
 * @thread any
 */
JP_API jp_status jp_model_load_json(const char *json, size_t length,
                                    const jp_model_options *options, jp_model **model,
                                    jp_error *err);

/**
 * Loads a model from a file; otherwise as jp_model_load_json().
 *
 * @param path  of a regular file, terminated
 * @errors JP_ERROR_ARGUMENT (path or model NULL), JP_ERROR_OPTIONS, JP_ERROR_IO (cannot be opened
 *         or read, or is a directory), then those of jp_model_load_json()
 * @thread any
 */
JP_API jp_status jp_model_load_file(const char *path, const jp_model_options *options,
                                    jp_model **model, jp_error *err);

/** One more owner of the model, which is returned. @thread any */
JP_API jp_model *jp_model_retain(jp_model *model);

/** One owner less; the last one frees it. NULL is fine. @thread any */
JP_API void jp_model_free(jp_model *model);

/** The model's own name and version. Valid as long as the model. @thread any */
JP_API const char *jp_model_name(const jp_model *model);
JP_API const char *jp_model_version(const jp_model *model);

/**
 * SHA-256 of the canonical form (RFC 8785, all defaults filled in), 64 lower-case hexadecimal
 * digits. It changes with anything that the file says and with nothing else: not with white
 * space, the order of keys, or how a number is written.
 *
 * @thread any
 */
JP_API const char *jp_model_hash(const jp_model *model);

/**
 * The canonical form itself: a complete model file in one line, which jp_model_load_json() reads
 * back to the same hash. Valid as long as the model, terminated, `*length` bytes.
 *
 * @param length  NULL is fine
 * @thread any
 */
JP_API const char *jp_model_json(const jp_model *model, size_t *length);

/* ---- Introspection ------------------------------------------------------------------------ */

/*
 * Each _info struct is filled by a call that takes the index; set struct_size first (the _INIT
 * macros do). Strings are valid as long as the model.
 */

/** A kind of fact. */
typedef struct jp_kind_info {
    size_t struct_size;
    const char *id;
    const char *label;
    const char *category;   /* contact, conversation, commercial, delivery, care, tension ... */
    const char *unit;       /* unit of the value, such as "minutes"; "none": has no value */
    double value_min;       /* range of the unit; values outside are clamped, with a warning */
    double value_max;       /* HUGE_VAL where there is no upper bound */
    double default_value;   /* what a missing value counts as, if has_default */
    double repeat_q;        /* weight of each repeat within a window, (0, 1] */
    uint32_t window_days;   /* width of the saturating window */
    jp_side actors;         /* who may do it; JP_BOTH: either */
    jp_side actionable_by;  /* who may be advised to do it; JP_BOTH: either; JP_NEITHER: nobody */
    int tone;               /* -1 adverse, 0 neutral, 1 favourable */
    bool has_default;
    bool is_contact;        /* a touch between the two; counts for turns and silence */
    bool expects_reply;     /* opens a turn */
    bool mutual;            /* both take part, whoever started it */
    bool derived;           /* never given, only derived by the library */
    bool outcome;           /* says how the relationship goes on; never a feature for such a target */
    const uint16_t *recommend_after; /* indices of kinds; advised only after one of them */
    size_t recommend_after_count;
} jp_kind_info;

/** An indicator: one thing that is scored. */
typedef struct jp_indicator_info {
    size_t struct_size;
    const char *id;
    const char *label;
    const char *dimension;  /* suffering, control, resignation, pillar, ability, cocreation, pledge,
                               engage, excite, conversation, caring */
    const char *factor;     /* "engage", "excite", "conversation", "caring" or "" */
    double weight;          /* within its side of its dimension */
    double half_life_days;  /* of its evidence */
    double base_rate;       /* value without evidence, in (0, 1) */
    double prior_weight;    /* evidence that the base rate counts as */
    jp_side side;           /* whose it is */
    jp_side experienced_by; /* who can say it at first hand */
    bool harm;              /* true: a high level is bad (suffering, control, resignation) */
} jp_indicator_info;

/** One row of evidence: a kind done by an actor speaks about an indicator. */
typedef struct jp_evidence_info {
    size_t struct_size;
    uint16_t kind;
    uint16_t indicator;
    jp_side actor;
    double adverse;         /* mass against, of one full fact */
    double favourable;      /* mass for */
    const char *transform;  /* such as "hill:30"; docs/method.md section 1 */
    const char *rationale;
} jp_evidence_info;

/** A parameter of the arithmetic. */
typedef struct jp_parameter_info {
    size_t struct_size;
    const char *id;
    const char *unit;        /* "days", "share", "count" ... */
    const char *description;
    double value;
    double minimum;          /* closed bounds of what a model may set */
    double maximum;
} jp_parameter_info;

/** What bands are drawn on. */
typedef enum jp_banded {
    JP_BANDED_HEALTH = 0,
    JP_BANDED_CLOSURE = 1,
    JP_BANDED_RISK = 2
} jp_banded;
#define JP_BANDED_COUNT 3

/** A band of the model: minimum <= value < maximum, the topmost value <= 1. A convention for people and
 * alerts, not a finding; no score depends on it. */
typedef struct jp_band_info {
    size_t struct_size;
    const char *id;          /* such as "strained" */
    const char *label;
    double minimum, maximum;
} jp_band_info;

/** The initialiser of an _info struct: `jp_kind_info info = JP_INFO_INIT(jp_kind_info);` */
#define JP_INFO_INIT(type) JP_INIT_OF_##type
#define JP_INIT_OF_jp_kind_info \
    { sizeof(jp_kind_info), NULL, NULL, NULL, NULL, 0.0, 0.0, 0.0, 0.0, 0, JP_CLIENT, JP_CLIENT, 0, \
      false, false, false, false, false, false, NULL, 0 }
#define JP_INIT_OF_jp_indicator_info \
    { sizeof(jp_indicator_info), NULL, NULL, NULL, NULL, 0.0, 0.0, 0.0, 0.0, JP_CLIENT, JP_CLIENT, false }
#define JP_INIT_OF_jp_evidence_info \
    { sizeof(jp_evidence_info), 0, 0, JP_CLIENT, 0.0, 0.0, NULL, NULL }
#define JP_INIT_OF_jp_parameter_info \
    { sizeof(jp_parameter_info), NULL, NULL, NULL, 0.0, 0.0, 0.0 }
#define JP_INIT_OF_jp_band_info \
    { sizeof(jp_band_info), NULL, NULL, 0.0, 0.0 }

JP_API size_t jp_model_kind_count(const jp_model *model);
JP_API size_t jp_model_indicator_count(const jp_model *model);
JP_API size_t jp_model_evidence_count(const jp_model *model);
JP_API size_t jp_model_parameter_count(const jp_model *model);

/**
 * Fills `info` with what the model says of one kind, indicator, row of evidence or parameter.
 *
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL, or index >= count), JP_ERROR_OPTIONS (struct_size
 *         is none that this or an earlier version had)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_model_kind(const jp_model *model, size_t index, jp_kind_info *info,
                               jp_error *err);
JP_API jp_status jp_model_indicator(const jp_model *model, size_t index, jp_indicator_info *info,
                                    jp_error *err);
JP_API jp_status jp_model_evidence(const jp_model *model, size_t index, jp_evidence_info *info,
                                   jp_error *err);
JP_API jp_status jp_model_parameter(const jp_model *model, size_t index, jp_parameter_info *info,
                                    jp_error *err);

/** How many bands the model has on a headline: 0 if none (or if `banded` is no jp_banded). @thread any */
JP_API size_t jp_model_band_count(const jp_model *model, jp_banded banded);

/**
 * Fills `info` with one band; they ascend, and the first begins at 0.
 *
 * @errors JP_ERROR_ARGUMENT (banded is none, a pointer is NULL, or index >= count), JP_ERROR_OPTIONS
 *         (struct_size)
 * @thread any; constant time, allocates nothing
 */
JP_API jp_status jp_model_band(const jp_model *model, jp_banded banded, size_t index,
                               jp_band_info *info, jp_error *err);

/** How far a value must pass an edge before its band changes; see jp_timeline_events(). @thread any */
JP_API double jp_model_band_hysteresis(const jp_model *model);

/**
 * Finds a kind or an indicator by its id. The reserved kind "rating" is found too, as JP_RATING.
 *
 * @param id     `length` bytes, not terminated
 * @param index  receives the number
 * @errors JP_ERROR_ARGUMENT (a pointer is NULL), JP_ERROR_UNKNOWN (with the nearest id there is)
 * @thread any; logarithmic time, linear where it fails; allocates nothing
 */
JP_API jp_status jp_model_find_kind(const jp_model *model, const char *id, size_t length,
                                    uint16_t *index, jp_error *err);
JP_API jp_status jp_model_find_indicator(const jp_model *model, const char *id, size_t length,
                                         uint16_t *index, jp_error *err);

/** The number of the reserved kind "rating" in a column of kinds. */
#define JP_RATING UINT16_MAX

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_MODEL_H */
