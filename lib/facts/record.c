/*
 * record.c - whether a fact may enter a table: the checks of a record, in the order of
 * docs/errors.md, the same for jp_fact_table_add() and for every reader.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "facts/table.h"

/* ---- Words -------------------------------------------------------------------------------- */

jp_status jp__refuse(const jp__place *place, jp__field field, jp_status code, jp_error *err,
                     const char *format, ...)
{
    char words[sizeof err->message];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    const char *name = jp__field_name(field);
    unsigned column = place->columns ? place->columns[field] : 0;
    jp__where where = { place->row, place->line, column, name };
    if (column > 0)
        return jp__fail_at(err, code, where, "Line %llu, column %u (%s): %s",
                           (unsigned long long)place->line, column, name, words);
    if (place->line > 0)
        return jp__fail_at(err, code, where, "Line %llu (%s): %s", (unsigned long long)place->line, name,
                           words);
    if (place->row != JP_NO_ROW)
        return jp__fail_at(err, code, where, "Row %llu (%s): %s", (unsigned long long)place->row, name,
                           words);
    if (place->everywhere)
        return jp__fail_at(err, code, where, "All rows (%s): %s", name, words);
    return jp__fail_at(err, code, where, "The fact's %s: %s", name, words);
}

/* ---- Ids ---------------------------------------------------------------------------------- */

static inline bool is_missing(jp_text text)
{
    return !text.bytes || text.length == 0;
}

static jp_status check_text(jp_text text, bool text_checked, jp__field field, const jp__place *place,
                            jp_error *err)
{
    if (text.length > JP__ID_MAX)
        return jp__refuse(place, field, JP_ERROR_LIMIT, err, "expected at most %d bytes, got %zu.",
                          JP__ID_MAX, text.length);
    if (text_checked)
        return JP_OK;
    size_t valid = jp__utf8_prefix(text.bytes, text.length);
    if (valid == text.length)
        return JP_OK;
    return jp__refuse(place, field, JP_ERROR_ENCODING, err,
                      "expected UTF-8 without NUL, got something else at byte %zu.", valid + 1);
}

static jp_status check_party(jp_text text, bool text_checked, jp__field field, const jp__place *place,
                             jp_error *err)
{
    if (is_missing(text))
        return jp__refuse(place, field, JP_ERROR_MISSING, err, "expected the id of the %s, got nothing.",
                          jp__field_name(field));
    return check_text(text, text_checked, field, place, err);
}

/* ---- Kind and actor ----------------------------------------------------------------------- */

JP__COLD static jp_status refuse_name(const jp__lookup *names, jp_text text, jp__field field,
                             const char *expected, const jp__place *place, jp_error *err)
{
    const char *nearest = jp__names_nearest(names->names, names->count, text.bytes, text.length);
    if (!nearest)
        return jp__refuse(place, field, JP_ERROR_UNKNOWN, err, "expected %s, got " JP__QUOTE ".", expected,
                          JP__QUOTED(text));
    return jp__refuse(place, field, JP_ERROR_UNKNOWN, err,
                      "expected %s, got " JP__QUOTE "; did you mean '%s'?", expected, JP__QUOTED(text),
                      nearest);
}

jp_status jp__record_kind(const jp_fact_table *table, jp_text kind, const jp__place *place, uint16_t *index,
                          jp_error *err)
{
    if (is_missing(kind))
        return jp__refuse(place, JP__FIELD_KIND, JP_ERROR_MISSING, err,
                          "expected a kind of the model, got nothing.");
    if (!jp__lookup_find(&table->kinds, kind, index))
        return refuse_name(&table->kinds, kind, JP__FIELD_KIND, "a kind of the model", place, err);
    if (*index >= JP__LEFT_OUT || !table->model->kinds[*index].derived)
        return JP_OK;
    return jp__refuse(place, JP__FIELD_KIND, JP_ERROR_FORBIDDEN, err,
                      "expected a kind that can be given, got '%s', which is only derived from other facts.",
                      table->model->kinds[*index].id);
}

static jp_status check_actor(const jp_fact_table *table, uint16_t kind, jp_side actor, const jp__place *place,
                             jp_error *err)
{
    if (actor != JP_CLIENT && actor != JP_SUPPLIER)
        return jp__refuse(place, JP__FIELD_ACTOR, JP_ERROR_VALUE, err,
                          "expected JP_CLIENT or JP_SUPPLIER, got %d.", (int)actor);
    if (kind == JP_RATING)
        return JP_OK;
    const jp__kind *definition = &table->model->kinds[kind];
    if ((definition->actors == JP_BOTH) | (definition->actors == actor)) /* without a second branch */
        return JP_OK;
    return jp__refuse(place, JP__FIELD_ACTOR, JP_ERROR_FORBIDDEN, err,
                      "expected %s, the only one who does '%s', got %s.",
                      actor == JP_CLIENT ? "supplier" : "client", definition->id,
                      actor == JP_CLIENT ? "client" : "supplier");
}

/* ---- Numbers ------------------------------------------------------------------------------ */

static inline bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

JP__COLD static jp_status refuse_number(double number, const char *expected, jp__field field,
                                        const jp__place *place,
                               jp_error *err)
{
    char got[JP_NUMBER_TEXT_SIZE] = "none that is finite";
    if (fabs(number) <= DBL_MAX)
        jp_number_format(number, got);
    return jp__refuse(place, field, JP_ERROR_VALUE, err, "expected a number%s, got %s.", expected, got);
}

static jp_status check_value(const jp_fact *fact, bool rating, const jp__place *place, jp_error *err)
{
    if (!(fabs(fact->value) <= DBL_MAX) && fact->has_value)
        return refuse_number(fact->value, "", JP__FIELD_VALUE, place, err);
    if (!rating)
        return JP_OK;
    if (!fact->has_value)
        return jp__refuse(place, JP__FIELD_VALUE, JP_ERROR_MISSING, err,
                          "expected the value of a rating, from 0 to 1, got nothing.");
    if (!is_share(fact->value))
        return refuse_number(fact->value, " from 0 to 1, for a rating", JP__FIELD_VALUE, place, err);
    return JP_OK;
}

/* ---- Only of ratings ---------------------------------------------------------------------- */

jp_status jp__record_item(const jp_fact_table *table, jp_text item, const jp__place *place, uint16_t *index,
                          jp_error *err)
{
    if (is_missing(item))
        return jp__refuse(place, JP__FIELD_ITEM, JP_ERROR_MISSING, err,
                          "expected the indicator that is rated, got nothing.");
    if (!jp__lookup_find(&table->items, item, index))
        return refuse_name(&table->items, item, JP__FIELD_ITEM, "an indicator of the model", place, err);
    return JP_OK;
}

static jp_status check_item(const jp_fact_table *table, jp_text item, bool rating, const jp__place *place,
                            uint16_t *index, jp_error *err)
{
    *index = 0;
    if (rating)
        return jp__record_item(table, item, place, index, err);
    if (is_missing(item))
        return JP_OK;
    return jp__refuse(place, JP__FIELD_ITEM, JP_ERROR_FORBIDDEN, err,
                      "expected nothing, since only a rating has an item, got " JP__QUOTE ".",
                      JP__QUOTED(item));
}

static jp_status check_rest(const jp_fact *fact, bool rating, bool text_checked, const jp__place *place,
                            jp_error *err)
{
    if (fact->guess && !rating)
        return jp__refuse(place, JP__FIELD_GUESS, JP_ERROR_FORBIDDEN, err,
                          "expected nothing or false, since only a rating can be a guess, got true.");
    if (!rating && !is_share(fact->intensity))
        return refuse_number(fact->intensity, " from 0 to 1", JP__FIELD_INTENSITY, place, err);
    if (is_missing(fact->id))
        return JP_OK;
    return check_text(fact->id, text_checked, JP__FIELD_ID, place, err);
}

jp_status jp__record_check(const jp_fact_table *table, const jp_fact *fact, bool text_checked,
                           const jp__place *place, jp__record *record, jp_error *err)
{
    JP_TRY(check_party(fact->supplier, text_checked, JP__FIELD_SUPPLIER, place, err));
    JP_TRY(check_party(fact->client, text_checked, JP__FIELD_CLIENT, place, err));
    JP_TRY(jp__record_kind(table, fact->kind, place, &record->kind, err));
    bool rating = record->kind == JP_RATING;
    JP_TRY(check_actor(table, record->kind, fact->actor, place, err));
    JP_TRY(check_value(fact, rating, place, err));
    JP_TRY(check_item(table, fact->item, rating, place, &record->item, err));
    JP_TRY(check_rest(fact, rating, text_checked, place, err));
    record->relation = 0;
    record->time_us = fact->time_us;
    record->recorded_us = fact->recorded_us;
    record->has_recorded = fact->has_recorded;
    record->value = fact->has_value ? fact->value + 0.0 : 0.0; /* -0.0 counts as 0.0 */
    record->has_value = fact->has_value;
    record->intensity = rating ? 1.0 : fact->intensity + 0.0;
    record->guess = fact->guess;
    record->actor = (uint8_t)fact->actor;
    record->id = is_missing(fact->id) ? (jp_text){ NULL, 0 } : fact->id;
    return JP_OK;
}
