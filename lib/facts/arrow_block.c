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

static uint16_t actor_of(jp_text text)
{
    if (text.length == 6 && memcmp(text.bytes, "client", 6) == 0)
        return JP_CLIENT;
    return text.length == 8 && memcmp(text.bytes, "supplier", 8) == 0 ? JP_SUPPLIER : JP__ARROW_STRANGE;
}

static uint16_t number_of(const jp__arrow_reader *reader, jp__field field, jp_text text)
{
    if (text.length == 0)
        return JP__ARROW_ABSENT;
    if (field == JP__FIELD_ACTOR)
        return actor_of(text);
    const jp__lookup *names = field == JP__FIELD_KIND ? &reader->table->kinds : &reader->table->items;
    uint16_t number;
    return jp__lookup_find(names, text, &number) ? number : JP__ARROW_STRANGE;
}

/* Each value of a dictionary is looked up when it is met first. */
static jp_status load_from_dictionary(jp__arrow_reader *reader, jp__field field, uint16_t *numbers,
                                      jp_error *err)
{
    jp__arrow_column *column = &reader->columns[field];
    jp__arrow_block *block = reader->block;
    int64_t *index = block->index[0];
    size_t fine = jp__arrow_indices(column, block->first, block->count, index);
    if (fine < block->count)
        return jp__arrow_malformed(reader, field, fine, err);
    for (size_t k = 0; k < block->count; k++) {
        numbers[k] = index[k] < 0 ? JP__ARROW_ABSENT : column->numbers[index[k]];
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
    if (column->is_there && column->is_dictionary)
        return load_from_dictionary(reader, field, numbers, err);
    for (size_t k = 0; !column->is_there && k < block->count; k++)
        numbers[k] = JP__ARROW_ABSENT;
    if (!column->is_there)
        return JP_OK;
    size_t fine = jp__arrow_texts(column, block->first, block->count, NULL, block->name);
    if (fine < block->count)
        return jp__arrow_malformed(reader, field, fine, err);
    for (size_t k = 0; k < block->count; k++)
        numbers[k] = number_of(reader, field, block->name[k]);
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

/* The indices of both ids, one in each half; UINT64_MAX where one is missing. */
static jp_status load_pairs(jp__arrow_reader *reader, jp_error *err)
{
    const jp__arrow_column *supplier = &reader->columns[JP__FIELD_SUPPLIER];
    const jp__arrow_column *client = &reader->columns[JP__FIELD_CLIENT];
    jp__arrow_block *block = reader->block;
    int64_t *first = block->index[0], *second = block->index[1];
    size_t fine = jp__arrow_indices(supplier, block->first, block->count, first);
    if (fine < block->count)
        return jp__arrow_malformed(reader, JP__FIELD_SUPPLIER, fine, err);
    fine = jp__arrow_indices(client, block->first, block->count, second);
    if (fine < block->count)
        return jp__arrow_malformed(reader, JP__FIELD_CLIENT, fine, err);
    for (size_t k = 0; k < block->count; k++) {
        bool is_missing = (first[k] < 0) | (second[k] < 0);
        block->pair[k] = is_missing ? UINT64_MAX : (uint64_t)first[k] << 32 | (uint64_t)second[k];
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
    if (values)
        jp__arrow_numbers(values, block->first, block->count, block->value, block->has_value);
    else
        memset(block->has_value, 0, block->count);
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
    else
        memset(block->has_recorded, 0, block->count);
    for (size_t k = 0; k < block->count; k++)
        block->intensity[k] = block->has_recorded[k] ? block->intensity[k] + 0.0 : 1.0;
}

static void load_recorded(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    const jp__arrow_values *values = values_of(reader, JP__FIELD_RECORDED);
    memset(block->recorded_us, 0, block->count * sizeof *block->recorded_us);
    memset(block->recorded_state, JP__ARROW_MISSING, block->count);
    if (values)
        jp__arrow_times(values, block->first, block->count, block->recorded_us, block->recorded_state);
    for (size_t k = 0; k < block->count; k++)
        block->has_recorded[k] = block->recorded_state[k] == JP__ARROW_THERE;
}

jp_status jp__arrow_load(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    jp__arrow_times(values_of(reader, JP__FIELD_TIME), block->first, block->count, block->time_us,
                    block->time_state);
    load_value(reader);
    load_intensity(reader);
    load_recorded(reader);
    memset(block->guess, 0, block->count);
    if (reader->columns[JP__FIELD_GUESS].is_there)
        jp__arrow_guesses(values_of(reader, JP__FIELD_GUESS), block->first, block->count, block->guess);
    JP_TRY(load_names(reader, JP__FIELD_KIND, block->kind, err));
    JP_TRY(load_names(reader, JP__FIELD_ACTOR, block->actor, err));
    JP_TRY(load_names(reader, JP__FIELD_ITEM, block->item, err));
    return load_ids(reader, err);
}
