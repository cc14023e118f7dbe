/*
 * build.h - the steps of loading a model, between the files of this folder.
 *
 *     JSON text -> parse.c -> bands.c, kinds.c, indicators.c, evidence.c (by fields.c) -> rules.c
 *               -> compile.c, groups.c -> canonical.c
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_MODEL_BUILD_H
#define JP_MODEL_BUILD_H

#include <jansson.h>

#include "base/writer.h"
#include "model/model.h"

#define JP__MODEL_FORMAT "joyfulprofit-model"
#define JP__MODEL_FORMAT_VERSION 1

/* ---- Memory (arena.c) --------------------------------------------------------------------- */

/* Zeroed memory of the arena; NULL if there is none. */
void *jp__arena_alloc(jp__arena *arena, size_t count, size_t size);

/* A terminated copy of text. */
char *jp__arena_text(jp__arena *arena, const char *text, size_t length);

void jp__arena_free(jp__arena *arena);

/* ---- JSON text (parse.c) ------------------------------------------------------------------ */

/* Parses a document; `*root` is any JSON value. Whole numbers become reals. */
jp_status jp__parse_json(const char *json, size_t length, json_t **root, jp_error *err);

/* ---- Names (names.c) ---------------------------------------------------------------------- */

/* The nearest of the names that are tried, for "did you mean". */
typedef struct jp__nearest {
    const char *wanted;
    size_t length;
    uint64_t letters; /* of what is wanted */
    const char *name; /* the nearest yet; NULL: none is near */
    size_t distance;
} jp__nearest;

#define JP__HINT_SIZE 96

jp__nearest jp__nearest_to(const char *wanted, size_t length);
void jp__nearest_try(jp__nearest *nearest, const char *name, size_t length);

/* Writes "; did you mean 'x'?", or "." if nothing is near. */
void jp__nearest_hint(const jp__nearest *nearest, char hint[JP__HINT_SIZE]);
void jp__names_hint(const jp__name *names, size_t count, const char *wanted, size_t length,
                    char hint[JP__HINT_SIZE]);

/* Sorts names by id bytes, those of one id by index. */
void jp__names_sort(jp__name *names, size_t count);

/* Two neighbours of the same id among sorted names: the second of them, or NULL. */
const jp__name *jp__names_duplicate(const jp__name *names, size_t count);

/* The entry of an id among sorted names, or NULL. */
const jp__name *jp__names_find(const jp__name *names, size_t count, const char *id, size_t length);

/* ---- Objects of the file (fields.c) -------------------------------------------------------- */

/* Where in the file: `kinds[3]` (list and index) or `units.minutes` (list and name); list "": the
 * document itself. `id` is the row's own id once it is known. */
typedef struct jp__place {
    const char *list;
    size_t index;
    const char *name;
    const char *id;
} jp__place;

/* One load in progress. */
typedef struct jp__load {
    jp_model *model;
    jp_error *err;
    jp__place place; /* of the object that is being read */
} jp__load;

typedef enum jp__field_type {
    JP__FIELD_ID,      /* const char *: a lower-case id */
    JP__FIELD_LABEL,   /* const char *: one line, not empty */
    JP__FIELD_TEXT,    /* const char *: text, may be empty */
    JP__FIELD_NUMBER,  /* double */
    JP__FIELD_WHOLE,   /* double, a whole number */
    JP__FIELD_MAYBE,   /* jp__maybe: number or null */
    JP__FIELD_BOOLEAN, /* bool */
    JP__FIELD_CHOICE,  /* int: which of `choices` */
    JP__FIELD_ARRAY,   /* json_t *, borrowed; NULL if it is left out */
    JP__FIELD_OBJECT   /* json_t *, borrowed; NULL if it is left out */
} jp__field_type;

typedef struct jp__maybe {
    bool present;
    double value;
} jp__maybe;

/* One key of an object: its rule, and where its value goes in the row that is filled. */
typedef struct jp__field {
    const char *key;
    jp__field_type type;
    bool required;
    size_t offset;
    double minimum, maximum;    /* of numbers, both allowed; maximum of texts: bytes, 0: as usual */
    bool open_minimum;          /* the minimum itself is not allowed */
    bool borrow;                /* of texts: point into the JSON, which is freed after the load */
    double fallback;            /* of what is left out: number, boolean or choice */
    const char *const *choices; /* ends with NULL */
} jp__field;

/* Room for a place such as "indicators[4095].favourable_evidence". */
#define JP__PLACE_SIZE 96

/* Refuses the file: the message is the place of `key` (NULL: of the object), then what is said. */
jp_status jp__reject(const jp__load *load, const char *key, const char *format, ...) JP__PRINTF(3, 4);

/* The same, with another code than JP_ERROR_MODEL. */
jp_status jp__reject_as(const jp__load *load, jp_status code, const char *key, const char *format, ...)
    JP__PRINTF(4, 5);

/* Refuses what is no id. */
jp_status jp__check_id(const jp__load *load, const char *key, const char *text, size_t length);

/* Refuses what is not an object, and keys that are no fields of it. */
jp_status jp__check_keys(jp__load *load, json_t *object, const jp__field *fields, size_t count);

/* Reads an object into `row`, field by field in the order of the table: missing, type, value.
 * Strings are copied into the model's arena. The key of an id sets load->place.id. */
jp_status jp__read_fields(jp__load *load, json_t *object, const jp__field *fields, size_t count,
                          void *row);

/* Writes "recommend_after[2]" for a place. */
void jp__format_item(const char *key, size_t index, char text[JP__PLACE_SIZE]);

/* Refuses a list or an object of more than `limit` items; tells how many there are. */
jp_status jp__check_count(jp__load *load, const char *key, size_t count, size_t limit);

/* The words of a choice, in the order of the enum. */
extern const char *const jp__actors_words[];     /* client, supplier, either */
extern const char *const jp__actionable_words[]; /* client, supplier, either, none */
extern const char *const jp__side_words[];       /* client, supplier, both */

/* ---- The parts of the file ---------------------------------------------------------------- */

/* parameters.c */
typedef struct jp__parameter {
    const char *id, *unit, *description;
    double fallback, minimum, maximum;
    bool whole;
    size_t offset; /* in jp__parameters */
} jp__parameter;

#define JP__PARAMETER_COUNT 16
extern const jp__parameter jp__parameter_table[JP__PARAMETER_COUNT];
double jp__parameter_value(const jp__parameters *parameters, size_t index);
jp_status jp__read_parameters(jp__load *load, json_t *object);

/* bands.c: the keys of the file by what they band; fills model->bands. */
extern const char *const jp__banded_keys[JP_BANDED_COUNT];
jp_status jp__read_bands(jp__load *load, json_t *object);

/* kinds.c, indicators.c, evidence.c */
jp_status jp__read_units(jp__load *load, json_t *object);
jp_status jp__read_kinds(jp__load *load, json_t *list);
jp_status jp__read_indicators(jp__load *load, json_t *list);
jp_status jp__read_evidence(jp__load *load, json_t *list);

/* forecasts.c; NULL: the file has none. In this order, and behind kinds and indicators. */
jp_status jp__read_quiet(jp__load *load, json_t *object);
jp_status jp__read_divorce(jp__load *load, json_t *object);

/* The letter of an indicator's factor in the file and the equation: "E", "X", "C", "K"; NULL: none. */
const char *jp__factor_letter(int factor);

/* transform.c: `text` such as "hill:30"; false if it is none. Writes it in its one canonical form. */
#define JP__TRANSFORM_SIZE 64
bool jp__transform_parse(const char *text, size_t length, jp__transform *transform);
size_t jp__transform_format(jp__transform transform, char text[JP__TRANSFORM_SIZE]);

/* rules.c: what the parts must be to each other. */
jp_status jp__check_rules(jp__load *load);
void jp__warn_unreachable(const jp_model *model, jp_warning_fn on_warning, void *user);

/* The dimensions that the score reports. groups.c */
typedef struct jp__dimension {
    const char *word;
    jp_side side;    /* JP_BOTH: of every side */
    int health_part; /* health has 1/health_part of it; 0: none */
} jp__dimension;
extern const jp__dimension jp__dimension_table[JP_DIMENSION_COUNT];
bool jp__in_dimension(const jp__indicator *indicator, jp_dimension dimension);

/* The ids of a group of the verdict, ends with NULL. groups.c */
const char *const *jp__verdict_ids(jp__verdict_group group);

/* compile.c, groups.c: the derived half of a model that keeps the rules. */
jp_status jp__compile_streams(jp__load *load);
jp_status jp__compile_saturation(jp_model *model);
jp_status jp__compile_groups(jp_model *model, jp_error *err);

/* canonical.c: fills model->json and model->hash. */
jp_status jp__write_canonical(jp_model *model, jp_error *err);

/* The sections of the forecasts; nothing where the model has none. canonical_forecasts.c */
void jp__put_quiet(jp__writer *w);
void jp__put_divorce(jp__writer *w);

/* jcs.c: a number as ECMAScript and RFC 8785 write it; finite. Returns the length. */
size_t jp__jcs_number(double number, char text[JP_NUMBER_TEXT_SIZE]);

/* ---- The default model (made by cmake/embed.cmake from model/default.json) ----------------- */

extern const unsigned char jp__default_model[];
extern const size_t jp__default_model_length;

#endif /* JP_MODEL_BUILD_H */
