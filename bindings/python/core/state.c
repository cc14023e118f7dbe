/*
 * state.c - the facts of a kept state, which has neither ids nor words, as a table of facts
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "core.h"

#include <string.h>

static jp_text text_of(const char *text)
{
    return (jp_text){ text, strlen(text) };
}

static bool bit(const uint8_t *bits, size_t k)
{
    return bits == NULL || (bits[k / 8] >> (k % 8) & 1) != 0;
}

/* Fact k of the columns, which have no offset. */
static jp_status fact_at(const jp_model *model, const jp_facts *columns, size_t k, jp_fact *fact,
                         jp_error *err)
{
    jp_kind_info kind = JP_INFO_INIT(jp_kind_info);
    jp_indicator_info item = JP_INFO_INIT(jp_indicator_info);
    bool rating = columns->kind[k] == JP_RATING;
    jp_status status = rating ? jp_model_indicator(model, columns->item[k], &item, err)
                              : jp_model_kind(model, columns->kind[k], &kind, err);
    if (status != JP_OK)
        return status;
    fact->kind = text_of(rating ? "rating" : kind.id);
    if (rating)
        fact->item = text_of(item.id);
    fact->time_us = columns->time_us[k];
    fact->actor = (jp_side)columns->actor[k];
    fact->has_value = bit(columns->value_valid, k);
    fact->value = columns->value[k];
    fact->intensity = columns->intensity != NULL ? columns->intensity[k] : 1;
    fact->guess = columns->guess != NULL && columns->guess[k] != 0;
    fact->has_recorded = columns->recorded_us != NULL && bit(columns->recorded_valid, k);
    fact->recorded_us = fact->has_recorded ? columns->recorded_us[k] : 0;
    return JP_OK;
}

jp_status jpy_state_facts(jp_state *state, const jp_model *model, jp_text supplier, jp_text client,
                          jp_fact_table **made, jp_error *err)
{
    const jp_facts none = { .struct_size = sizeof none };
    jp_facts columns = none;
    jp_status status = jp_state_facts(state, &columns, err);
    if (status == JP_OK)
        status = jp_fact_table_new(model, NULL, made, err);
    for (size_t k = 0; status == JP_OK && k < columns.length; k++) {
        jp_fact fact = JP_FACT_INIT;
        fact.supplier = supplier;
        fact.client = client;
        status = fact_at(model, &columns, k, &fact, err);
        if (status == JP_OK)
            status = jp_fact_table_add(*made, &fact, err);
    }
    if (status == JP_OK)
        status = jp_fact_table_sort(*made, err);
    jp_status given_back = jp_state_add(state, &none, err); /* the columns: they would stay with the state */
    return status == JP_OK ? given_back : status;
}
