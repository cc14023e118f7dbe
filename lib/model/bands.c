/*
 * bands.c - the bands of a model file: where the headlines' scales are cut for people.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "model/build.h"

#define DEFAULT_HYSTERESIS 0.02

const char *const jp__banded_keys[JP_BANDED_COUNT] = {
    [JP_BANDED_HEALTH] = "health",
    [JP_BANDED_CLOSURE] = "closure",
    [JP_BANDED_RISK] = "risk_index",
};

typedef struct bands {
    double hysteresis;
    json_t *lists[JP_BANDED_COUNT];
} bands;

#define LIST(key_, banded) \
    { .key = (key_), .type = JP__FIELD_ARRAY, .offset = offsetof(bands, lists) + (banded) * sizeof(json_t *) }

static const jp__field bands_fields[] = {
    { .key = "hysteresis", .type = JP__FIELD_NUMBER, .offset = offsetof(bands, hysteresis), .minimum = 0,
      .maximum = 0.5, .fallback = DEFAULT_HYSTERESIS },
    LIST("health", JP_BANDED_HEALTH),
    LIST("closure", JP_BANDED_CLOSURE),
    LIST("risk_index", JP_BANDED_RISK),
};
#undef LIST
#define BANDS_FIELDS JP__COUNT(bands_fields)

#define AT(member) .offset = offsetof(jp__band, member)

static const jp__field band_fields[] = {
    { .key = "id", .type = JP__FIELD_ID, .required = true, AT(id) },
    { .key = "label", .type = JP__FIELD_LABEL, .required = true, AT(label) },
    { .key = "minimum", .type = JP__FIELD_NUMBER, .required = true, AT(minimum), .minimum = 0, .maximum = 1 },
};
#undef AT
#define BAND_FIELDS JP__COUNT(band_fields)

/* The scale is covered from 0 on; each band is wide enough to be entered past the hysteresis. */
static jp_status check_edge(const jp__load *load, const jp__band *list, size_t i)
{
    double hysteresis = load->model->band_hysteresis;
    char got[JP_NUMBER_TEXT_SIZE], before[JP_NUMBER_TEXT_SIZE], margin[JP_NUMBER_TEXT_SIZE];
    jp__jcs_number(list[i].minimum, got);
    if (i == 0)
        return list[i].minimum == 0
                   ? JP_OK
                   : jp__reject(load, "minimum", "must be 0, since it is the first, got %s.", got);
    if (list[i].minimum - list[i - 1].minimum > hysteresis)
        return JP_OK;
    jp__jcs_number(list[i - 1].minimum, before);
    jp__jcs_number(hysteresis, margin);
    return jp__reject(load, "minimum",
                      "must be above the %s of the band before by more than the hysteresis, %s, got %s.",
                      before, margin, got);
}

static jp_status check_name(const jp__load *load, const jp__band *list, size_t i)
{
    for (size_t other = 0; other < i; other++) {
        if (strcmp(list[other].id, list[i].id) == 0)
            return jp__reject(load, "id", "must not stand twice: it is also the id of band %zu.", other);
    }
    return JP_OK;
}

static jp_status check_topmost(jp__load *load, const jp__band *list, size_t count)
{
    if (count < 2 || 1 - list[count - 1].minimum > load->model->band_hysteresis)
        return JP_OK;
    char margin[JP_NUMBER_TEXT_SIZE];
    jp__jcs_number(load->model->band_hysteresis, margin);
    return jp__reject(load, "minimum", "must be below 1 by more than the hysteresis, %s.", margin);
}

static jp_status read_list(jp__load *load, json_t *json, const char *place, jp_banded banded)
{
    jp_model *model = load->model;
    size_t count = json_array_size(json);
    load->place = (jp__place){ place, SIZE_MAX, NULL, NULL };
    JP_TRY(jp__check_count(load, NULL, count, JP__MODEL_MAX_BANDS));
    jp__band *list = jp__arena_alloc(&model->arena, count, sizeof *list);
    if (list == NULL)
        return jp__no_memory(load->err);
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_array_get(json, i);
        load->place = (jp__place){ place, i, NULL, NULL };
        JP_TRY(jp__check_keys(load, object, band_fields, BAND_FIELDS));
        JP_TRY(jp__read_fields(load, object, band_fields, BAND_FIELDS, &list[i]));
        JP_TRY(check_name(load, list, i));
        JP_TRY(check_edge(load, list, i));
    }
    JP_TRY(check_topmost(load, list, count));
    model->bands[banded] = list;
    model->band_counts[banded] = count;
    return JP_OK;
}

jp_status jp__read_bands(jp__load *load, json_t *object)
{
    static const char *const places[JP_BANDED_COUNT] = {
        [JP_BANDED_HEALTH] = "bands.health",
        [JP_BANDED_CLOSURE] = "bands.closure",
        [JP_BANDED_RISK] = "bands.risk_index",
    };
    bands read = { .hysteresis = DEFAULT_HYSTERESIS };
    load->place = (jp__place){ "bands", SIZE_MAX, NULL, NULL };
    if (object != NULL) {
        JP_TRY(jp__check_keys(load, object, bands_fields, BANDS_FIELDS));
        JP_TRY(jp__read_fields(load, object, bands_fields, BANDS_FIELDS, &read));
    }
    load->model->band_hysteresis = read.hysteresis;
    for (int banded = 0; banded < JP_BANDED_COUNT; banded++) {
        if (read.lists[banded] != NULL)
            JP_TRY(read_list(load, read.lists[banded], places[banded], (jp_banded)banded));
    }
    return JP_OK;
}
