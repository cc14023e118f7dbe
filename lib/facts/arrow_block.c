/*
 * arrow_block.c - a block of rows as columns of numbers and text.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "facts/arrow.h"

jp_status jp__arrow_malformed(const jp__arrow_reader *reader, jp__field field, size_t k, jp_error *err)
{
    jp__place place = jp__arrow_place(reader, k);
    bool is_dictionary = reader->columns[field].is_dictionary;
    return jp__refuse(&place, field, JP_ERROR_SYNTAX, err,
                      "the array is malformed: expected %s, got something outside.",
                      is_dictionary ? "an index and text that lie within the dictionary"
                                    : "text that lies within its buffer");
}

/* ---- Names --------------------------------------------------------------------------------- */

static const jp__lookup *names_of(const jp__arrow_reader *reader, jp__field field)
{
    return field == JP__FIELD_KIND ? &reader->table->kinds : &reader->table->items;
}

static uint16_t number_of(const jp__arrow_reader *reader, jp__field field, jp_text text)
{
    if (text.length == 0)
        return JP__ARROW_ABSENT;
    uint16_t number;
    jp_side actor;
    if (field == JP__FIELD_ACTOR)
        return jp__field_find_actor(reader->table, text, &actor) ? (uint16_t)actor : JP__ARROW_STRANGE;
    return jp__lookup_find(names_of(reader, field), text, &number) ? number : JP__ARROW_STRANGE;
}

/* Each value of a dictionary is looked up when it is met first. */
static jp_status load_from_dictionary(jp__arrow_reader *reader, jp__field field, uint16_t *numbers,
                                      jp_error *err)
{
    jp__arrow_column *column = &reader->columns[field];
    jp__arrow_block *block = reader->block;
    uint32_t *index = block->index[0];
    size_t fine = jp__arrow_indices(column, block->first, block->count, index);
    if (fine < block->count)
        return jp__arrow_malformed(reader, field, fine, err);
    unsigned unseen = 0;
    for (size_t k = 0; k < block->count; k++) {
        numbers[k] = column->numbers[index[k]];
        unseen |= numbers[k] == JP__ARROW_UNSEEN;
    }
    for (size_t k = 0; unseen && k < block->count; k++) {
        numbers[k] = column->numbers[index[k]];
        if (numbers[k] != JP__ARROW_UNSEEN)
            continue;
        jp_text text;
        if (!jp__arrow_text(column, block->first + (int64_t)k, NULL, &text))
            return jp__arrow_malformed(reader, field, k, err);
        numbers[k] = column->numbers[index[k]] = number_of(reader, field, text);
    }
    return JP_OK;
}

static jp_status load_names(jp__arrow_reader *reader, jp__field field, uint16_t *numbers, jp_error *err)
{
    const jp__arrow_column *column = &reader->columns[field];
    jp__arrow_block *block = reader->block;
    if (column->is_there && jp__arrow_is_numbered(column))
        return load_from_dictionary(reader, field, numbers, err);
    for (size_t k = 0; !column->is_there && k < block->count; k++)
        numbers[k] = JP__ARROW_ABSENT;
    if (!column->is_there)
        return JP_OK;
    const jp__lookup *names = names_of(reader, field);
    size_t fine = jp__arrow_texts(column, block->first, block->count, NULL, block->name);
    if (fine < block->count)
        return jp__arrow_malformed(reader, field, fine, err);
    for (size_t k = 0; k < block->count; k++) {
        jp_text text = block->name[k];
        int64_t row = block->first + (int64_t)k;
        if (field == JP__FIELD_ACTOR || !jp__arrow_is_padded(column, row, text, JP__LOOKUP_BYTES))
            numbers[k] = number_of(reader, field, text);
        else if (!jp__lookup_find_padded(names, text, &numbers[k]))
            numbers[k] = JP__ARROW_STRANGE;
    }
    return JP_OK;
}

/* ---- Ids ----------------------------------------------------------------------------------- */

static jp_status load_texts(jp__arrow_reader *reader, jp__field field, jp_text *texts,
                            char digits[][JP__ARROW_DIGITS], jp_error *err)
{
    const jp__arrow_column *column = &reader->columns[field];
    const jp__arrow_block *block = reader->block;
    size_t fine = jp__arrow_texts(column, block->first, block->count, digits, texts);
    return fine < block->count ? jp__arrow_malformed(reader, field, fine, err) : JP_OK;
}

static jp_status load_pairs(jp__arrow_reader *reader, jp_error *err)
{
    static const jp__field fields[2] = { JP__FIELD_SUPPLIER, JP__FIELD_CLIENT };
    jp__arrow_block *block = reader->block;
    for (size_t i = 0; i < JP__COUNT(fields); i++) {
        const jp__arrow_column *column = &reader->columns[fields[i]];
        size_t fine = jp__arrow_indices(column, block->first, block->count, block->index[i]);
        if (fine < block->count)
            return jp__arrow_malformed(reader, fields[i], fine, err);
    }
    return JP_OK;
}

static jp_status load_ids(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    if (reader->columns[JP__FIELD_ID].is_there)
        JP_TRY(load_texts(reader, JP__FIELD_ID, block->id, block->digits[2], err));
    if (reader->by_index)
        return load_pairs(reader, err);
    JP_TRY(load_texts(reader, JP__FIELD_SUPPLIER, block->supplier, block->digits[0], err));
    return load_texts(reader, JP__FIELD_CLIENT, block->client, block->digits[1], err);
}

/* ---- All ----------------------------------------------------------------------------------- */

static const jp__arrow_values *values_of(const jp__arrow_reader *reader, jp__field field)
{
    return reader->columns[field].is_there ? &reader->columns[field].values : NULL;
}

static void load_value(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    const jp__arrow_values *values = values_of(reader, JP__FIELD_VALUE);
    const jp_fact *fixed = &reader->table->fixed;
    if (values)
        jp__arrow_numbers(values, block->first, block->count, block->value, block->has_value);
    else
        memset(block->has_value, fixed->has_value, block->count);
    for (size_t k = 0; !values && k < block->count; k++)
        block->value[k] = fixed->value;
    for (size_t k = 0; k < block->count; k++)
        block->value[k] = block->has_value[k] ? block->value[k] + 0.0 : 0.0; /* -0.0 counts as 0.0 */
}

/* `has_recorded` serves as room for what is there. */
static void load_intensity(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    const jp__arrow_values *values = values_of(reader, JP__FIELD_INTENSITY);
    if (values)
        jp__arrow_numbers(values, block->first, block->count, block->intensity, block->has_recorded);
    for (size_t k = 0; values && k < block->count; k++)
        block->intensity[k] = block->has_recorded[k] ? block->intensity[k] + 0.0 : 1.0;
    for (size_t k = 0; !values && k < block->count; k++)
        block->intensity[k] = reader->table->fixed.intensity + 0.0;
}

static void load_recorded(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    const jp__arrow_values *values = values_of(reader, JP__FIELD_RECORDED);
    const jp_fact *fixed = &reader->table->fixed;
    for (size_t k = 0; !values && k < block->count; k++)
        block->recorded_us[k] = fixed->recorded_us;
    if (!values) {
        memset(block->has_recorded, fixed->has_recorded, block->count);
        return;
    }
    jp__arrow_times(values, block->first, block->count, block->recorded_us, block->recorded_state);
    for (size_t k = 0; k < block->count; k++)
        block->has_recorded[k] = block->recorded_state[k] == JP__ARROW_THERE;
}

static void load_time(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    const jp__arrow_values *values = values_of(reader, JP__FIELD_TIME);
    if (values)
        jp__arrow_times(values, block->first, block->count, block->time_us, block->time_state);
    for (size_t k = 0; !values && k < block->count; k++) {
        block->time_us[k] = reader->table->fixed.time_us;
        block->time_state[k] = JP__ARROW_THERE;
    }
}

/* What only ratings have, though the caller says it of all rows. */
static void load_of_ratings(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    bool has_guess = jp__naming_is_constant(&reader->table->naming, JP__FIELD_GUESS);
    for (size_t k = 0; has_guess && k < block->count; k++)
        block->guess[k] = reader->table->fixed.guess && block->kind[k] == JP_RATING;
    for (size_t k = 0; reader->columns[JP__FIELD_ITEM].is_constant && k < block->count; k++)
        block->item[k] = block->kind[k] == JP_RATING ? block->item[k] : JP__ARROW_ABSENT;
}

jp_status jp__arrow_load(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    load_time(reader);
    load_value(reader);
    load_intensity(reader);
    load_recorded(reader);
    if (reader->columns[JP__FIELD_GUESS].is_there)
        jp__arrow_guesses(values_of(reader, JP__FIELD_GUESS), block->first, block->count, block->guess);
    JP_TRY(load_names(reader, JP__FIELD_KIND, block->kind, err));
    JP_TRY(load_names(reader, JP__FIELD_ACTOR, block->actor, err));
    JP_TRY(load_names(reader, JP__FIELD_ITEM, block->item, err));
    load_of_ratings(reader);
    return load_ids(reader, err);
}
