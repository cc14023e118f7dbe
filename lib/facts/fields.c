/*
 * fields.c - the text of a row's fields read as what they are: times, numbers, an actor, yes or no.
 *
 * What a record says is checked afterwards, by record.c.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/reader.h"

static inline bool is(jp_text text, const char *word, size_t length)
{
    return text.length == length && memcmp(text.bytes, word, length) == 0;
}

/* ---- Times --------------------------------------------------------------------------------- */

JP__COLD static jp_status refuse_time(jp_text text, jp__field field, const jp__place *place, jp_error *err)
{
    if (text.length == 0)
        return jp__refuse(place, field, JP_ERROR_MISSING, err,
                          "expected a time such as 2023-12-09T08:30:00Z, got nothing.");
    int64_t time_us;
    jp_error why = JP_ERROR_INIT;
    (void)jp_time_parse(text.bytes, text.length, &time_us, &why);
    return jp__refuse(place, field, JP_ERROR_TIME, err, "%s", why.message);
}

jp_status jp__field_time(jp_text text, jp__field field, const jp__place *place, int64_t *time_us,
                         jp_error *err)
{
    if (text.length > 0 && jp_time_parse(text.bytes, text.length, time_us, NULL) == JP_OK)
        return JP_OK;
    return refuse_time(text, field, place, err);
}

/* ---- Actor --------------------------------------------------------------------------------- */

JP__COLD static jp_status refuse_actor(jp_text text, const jp__place *place, jp_error *err)
{
    size_t client = jp__edit_distance(text.bytes, text.length, "client", 6, 4);
    size_t supplier = jp__edit_distance(text.bytes, text.length, "supplier", 8, 4);
    if (text.length == 0)
        return jp__refuse(place, JP__FIELD_ACTOR, JP_ERROR_MISSING, err,
                          "expected 'client' or 'supplier', got nothing.");
    if (client == 4 && supplier == 4)
        return jp__refuse(place, JP__FIELD_ACTOR, JP_ERROR_UNKNOWN, err,
                          "expected 'client' or 'supplier', got " JP__QUOTE ".", JP__QUOTED(text));
    return jp__refuse(place, JP__FIELD_ACTOR, JP_ERROR_UNKNOWN, err,
                      "expected 'client' or 'supplier', got " JP__QUOTE "; did you mean '%s'?",
                      JP__QUOTED(text), client < supplier ? "client" : "supplier");
}

jp_status jp__field_actor(const jp_fact_table *table, jp_text text, const jp__place *place, jp_side *actor,
                          jp_error *err)
{
    return jp__field_find_actor(table, text, actor) ? JP_OK : refuse_actor(text, place, err);
}

/* ---- Numbers and booleans ------------------------------------------------------------------ */

jp_status jp__field_refuse_number(jp_text text, jp__field field, const jp__place *place, jp_error *err)
{
    return jp__refuse(place, field, JP_ERROR_VALUE, err,
                      "expected a number such as 12.5, within what a double can hold, got " JP__QUOTE ".",
                      JP__QUOTED(text));
}

static jp_status read_number(jp_text text, jp__field field, const jp__place *place, double *number,
                             jp_error *err)
{
    bool right = jp__number_parse(text.bytes, text.length, number);
    return right ? JP_OK : jp__field_refuse_number(text, field, place, err);
}

bool jp__is_word(jp_text text, const char *lower)
{
    size_t at = 0;
    while (at < text.length && lower[at] != '\0' && (text.bytes[at] | 0x20) == lower[at])
        at++;
    return at == text.length && lower[at] == '\0';
}

bool jp__field_is_guess(jp_text text, bool *guess)
{
    *guess = is(text, "1", 1) || jp__is_word(text, "true");
    return *guess || text.length == 0 || is(text, "0", 1) || jp__is_word(text, "false");
}

JP__COLD static jp_status refuse_guess(jp_text text, const jp__place *place, jp_error *err)
{
    return jp__refuse(place, JP__FIELD_GUESS, JP_ERROR_VALUE, err,
                      "expected true, false, 1, 0 or nothing, got " JP__QUOTE ".", JP__QUOTED(text));
}

/* ---- A row --------------------------------------------------------------------------------- */

/* The fields that may be missing. */
static jp_status read_rest(const jp_text fields[JP__FIELD_COUNT], const jp__place *place, jp_fact *fact,
                           jp_error *err)
{
    jp_text value = fields[JP__FIELD_VALUE], intensity = fields[JP__FIELD_INTENSITY];
    jp_text recorded = fields[JP__FIELD_RECORDED];
    fact->has_value = value.length > 0;
    if (fact->has_value)
        JP_TRY(read_number(value, JP__FIELD_VALUE, place, &fact->value, err));
    if (!jp__field_is_guess(fields[JP__FIELD_GUESS], &fact->guess))
        return refuse_guess(fields[JP__FIELD_GUESS], place, err);
    fact->intensity = 1.0;
    if (intensity.length > 0)
        JP_TRY(read_number(intensity, JP__FIELD_INTENSITY, place, &fact->intensity, err));
    fact->has_recorded = recorded.length > 0;
    if (fact->has_recorded)
        JP_TRY(jp__field_time(recorded, JP__FIELD_RECORDED, place, &fact->recorded_us, err));
    return JP_OK;
}

jp_status jp__fields_read(const jp_fact_table *table, const jp_text fields[JP__FIELD_COUNT],
                          const jp__place *place, jp_fact *fact, jp_error *err)
{
    fact->supplier = fields[JP__FIELD_SUPPLIER];
    fact->client = fields[JP__FIELD_CLIENT];
    fact->kind = fields[JP__FIELD_KIND];
    fact->item = fields[JP__FIELD_ITEM];
    fact->id = fields[JP__FIELD_ID];
    JP_TRY(jp__field_time(fields[JP__FIELD_TIME], JP__FIELD_TIME, place, &fact->time_us, err));
    JP_TRY(jp__field_actor(table, fields[JP__FIELD_ACTOR], place, &fact->actor, err));
    return read_rest(fields, place, fact, err);
}

/* ---- All rows ------------------------------------------------------------------------------ */

void jp__fields_fill(const jp_fact_table *table, jp_text fields[JP__FIELD_COUNT])
{
    const jp_text *constant = table->naming.constant;
    uint16_t kind = 0;
    if (!table->naming.text)
        return;
    for (size_t field = 0; field < JP__FIELD_COUNT; field++)
        fields[field] = constant[field].bytes ? constant[field] : fields[field];
    jp_text said = fields[JP__FIELD_KIND];
    if (said.length > 0 && jp__lookup_find(&table->kinds, said, &kind) && kind == JP_RATING)
        return;
    if (constant[JP__FIELD_ITEM].bytes)
        fields[JP__FIELD_ITEM] = (jp_text){ NULL, 0 };
    if (constant[JP__FIELD_GUESS].bytes)
        fields[JP__FIELD_GUESS] = (jp_text){ NULL, 0 };
}

/* What cannot be empty, if it is said. */
static jp_status check_fixed_names(const jp_fact_table *table, const jp__place *place, jp_fact *fact,
                                   jp_error *err)
{
    const jp_text *constant = table->naming.constant;
    uint16_t number;
    if (constant[JP__FIELD_TIME].bytes)
        JP_TRY(jp__field_time(constant[JP__FIELD_TIME], JP__FIELD_TIME, place, &fact->time_us, err));
    if (constant[JP__FIELD_ACTOR].bytes)
        JP_TRY(jp__field_actor(table, constant[JP__FIELD_ACTOR], place, &fact->actor, err));
    if (constant[JP__FIELD_KIND].bytes)
        JP_TRY(jp__record_kind(table, constant[JP__FIELD_KIND], place, &number, err));
    if (constant[JP__FIELD_ITEM].bytes)
        JP_TRY(jp__record_item(table, constant[JP__FIELD_ITEM], place, &number, err));
    return JP_OK;
}

jp_status jp__fields_fixed(const jp_fact_table *table, jp_fact *fact, jp_error *err)
{
    const jp__place place = { JP_NO_ROW, 0, NULL, true };
    *fact = (jp_fact)JP_FACT_INIT;
    JP_TRY(check_fixed_names(table, &place, fact, err));
    return read_rest(table->naming.constant, &place, fact, err);
}
