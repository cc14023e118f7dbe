/*
 * indicators.c - the indicators of a model file.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

/* The dimensions there are, and what follows from each: is it a harm, and which factor is it. */
static const char *const dimension_words[] = { "suffering", "control",      "resignation", "pillar",
                                               "ability",   "cocreation",   "pledge",      "engage",
                                               "excite",    "conversation", "caring",      NULL };
#define HARM_DIMENSIONS 3
#define FIRST_FACTOR 7

const char *jp__factor_letter(int factor)
{
    static const char *const letters[JP_FACTOR_COUNT] = { "E", "X", "C", "K" };
    return factor >= 0 ? letters[factor] : NULL;
}

typedef struct indicator_row {
    const char *id, *label, *essay, *adverse_evidence, *favourable_evidence;
    int side, experienced_by, dimension;
    double weight, half_life_days, base_rate, prior_weight;
} indicator_row;

#define AT(member) .offset = offsetof(indicator_row, member)

static const jp__field indicator_fields[] = {
    { .key = "id", .type = JP__FIELD_ID, .required = true, AT(id) },
    { .key = "side", .type = JP__FIELD_CHOICE, .required = true, AT(side), .choices = jp__side_words },
    { .key = "experienced_by", .type = JP__FIELD_CHOICE, .required = true, AT(experienced_by),
      .choices = jp__side_words },
    { .key = "dimension", .type = JP__FIELD_CHOICE, .required = true, AT(dimension),
      .choices = dimension_words },
    { .key = "weight", .type = JP__FIELD_NUMBER, AT(weight), .minimum = 0, .open_minimum = true,
      .maximum = 1000, .fallback = 1 },
    { .key = "half_life_days", .type = JP__FIELD_NUMBER, .required = true, AT(half_life_days),
      .minimum = JP__HALF_LIFE_MIN_DAYS, .maximum = JP__HALF_LIFE_MAX_DAYS },
    /* The method asks for 0 < base_rate < 1 and prior_weight > 0. Values do not round to 0 or 1, nor
     * do special functions leave their ranges, if there is some room to the bounds. */
    { .key = "base_rate", .type = JP__FIELD_NUMBER, AT(base_rate), .minimum = 0.0001, .maximum = 0.9999,
      .fallback = 0.5 },
    { .key = "prior_weight", .type = JP__FIELD_NUMBER, AT(prior_weight), .minimum = 0.001, .maximum = 1000,
      .fallback = 2 },
    { .key = "label", .type = JP__FIELD_LABEL, .required = true, AT(label) },
    { .key = "essay", .type = JP__FIELD_TEXT, AT(essay) },
    { .key = "adverse_evidence", .type = JP__FIELD_TEXT, AT(adverse_evidence) },
    { .key = "favourable_evidence", .type = JP__FIELD_TEXT, AT(favourable_evidence) },
    { .key = "harm" }, /* these two only repeat what the dimension says: check_repeated() */
    { .key = "factor" },
};
#undef AT
#define FIELDS JP__COUNT(indicator_fields)

/* The file may say `harm` and `factor` for its readers; then they must be those of the dimension. */
static jp_status check_repeated(const jp__load *load, json_t *object, const jp__indicator *indicator)
{
    json_t *harm = json_object_get(object, "harm");
    if (harm != NULL && (!json_is_boolean(harm) || json_is_true(harm) != indicator->harm))
        return jp__reject(load, "harm", "must be %s, as for all of dimension '%s'.",
                          indicator->harm ? "true" : "false", indicator->dimension);
    json_t *factor = json_object_get(object, "factor");
    const char *letter = jp__factor_letter(indicator->factor);
    if (factor == NULL || (letter == NULL && json_is_null(factor)))
        return JP_OK;
    if (letter == NULL)
        return jp__reject(load, "factor", "must be null: dimension '%s' is no factor of the equation.",
                          indicator->dimension);
    if (!json_is_string(factor) || strcmp(json_string_value(factor), letter) != 0)
        return jp__reject(load, "factor", "must be '%s', as for all of dimension '%s'.", letter,
                          indicator->dimension);
    return JP_OK;
}

/* The first part of `id` after `at` that is a side: its number, or -1. */
static int side_of_part(const char *part)
{
    size_t length = strcspn(part, ".");
    for (int side = 0; jp__side_words[side] != NULL; side++) {
        const char *word = jp__side_words[side];
        if (jp__text_compare(part, length, word, strlen(word)) == 0)
            return side;
    }
    return -1;
}

/* An id says what it is: `dimension`, `dimension.name`, `dimension.side` or `dimension.side.name`. */
static jp_status check_id_says(const jp__load *load, const jp__indicator *indicator)
{
    size_t length = strlen(indicator->dimension);
    const char *rest = indicator->id + length;
    bool begins = strncmp(indicator->id, indicator->dimension, length) == 0;
    if (!begins || (rest[0] != '\0' && rest[0] != '.'))
        return jp__reject(load, "id", "must be '%s', its dimension, or begin with '%s.'.",
                          indicator->dimension, indicator->dimension);
    int side = rest[0] == '.' ? side_of_part(rest + 1) : -1;
    const char *word = jp__side_words[indicator->side];
    if (side >= 0 ? side != (int)indicator->side : indicator->harm)
        return jp__reject(load, "id", "must begin with '%s.%s', since its side is '%s'.",
                          indicator->dimension, word, word);
    return JP_OK;
}

static jp_status read_indicator(jp__load *load, json_t *object, jp__indicator *indicator)
{
    indicator_row row;
    JP_TRY(jp__check_keys(load, object, indicator_fields, FIELDS));
    JP_TRY(jp__read_fields(load, object, indicator_fields, FIELDS - 2, &row));
    *indicator = (jp__indicator){
        .id = row.id, .label = row.label, .dimension = dimension_words[row.dimension],
        .weight = row.weight, .half_life_days = row.half_life_days, .base_rate = row.base_rate,
        .prior_weight = row.prior_weight, .side = (jp_side)row.side,
        .experienced_by = (jp_side)row.experienced_by,
        .factor = row.dimension >= FIRST_FACTOR ? row.dimension - FIRST_FACTOR : -1,
        .harm = row.dimension < HARM_DIMENSIONS, .essay = row.essay,
        .adverse_evidence = row.adverse_evidence, .favourable_evidence = row.favourable_evidence,
    };
    JP_TRY(check_repeated(load, object, indicator));
    return check_id_says(load, indicator);
}

static jp_status index_indicators(jp__load *load)
{
    jp_model *model = load->model;
    size_t count = model->indicator_count;
    model->indicator_names = jp__arena_alloc(&model->arena, count, sizeof *model->indicator_names);
    model->indicator_order = jp__arena_alloc(&model->arena, count, sizeof *model->indicator_order);
    if (model->indicator_names == NULL || model->indicator_order == NULL)
        return jp__no_memory(load->err);
    jp__name *names = model->indicator_names;
    for (size_t i = 0; i < count; i++)
        names[i] = (jp__name){ model->indicators[i].id, strlen(model->indicators[i].id), (uint16_t)i };
    jp__names_sort(names, count);
    for (size_t i = 0; i < count; i++)
        model->indicator_order[names[i].index] = (uint16_t)i;
    const jp__name *again = jp__names_duplicate(names, count);
    if (again == NULL)
        return JP_OK;
    load->place = (jp__place){ "indicators", again->index, NULL, NULL };
    return jp__reject(load, "id", "must not stand twice: '%s' is also the id of indicators[%u].", again->id,
                      (unsigned)again[-1].index);
}

jp_status jp__read_indicators(jp__load *load, json_t *list)
{
    jp_model *model = load->model;
    load->place = (jp__place){ "indicators", SIZE_MAX, NULL, NULL };
    size_t count = json_array_size(list);
    JP_TRY(jp__check_count(load, NULL, count, JP__MODEL_MAX_INDICATORS));
    model->indicators = jp__arena_alloc(&model->arena, count, sizeof *model->indicators);
    if (model->indicators == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        load->place = (jp__place){ "indicators", i, NULL, NULL };
        JP_TRY(read_indicator(load, json_array_get(list, i), &model->indicators[i]));
    }
    model->indicator_count = count;
    return index_indicators(load);
}
