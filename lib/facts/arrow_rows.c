/*
 * arrow_rows.c - a block's rows judged, the doubtful ones read by themselves, and all added.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "facts/arrow.h"

/* ---- Judgement ----------------------------------------------------------------------------- */

static inline bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

/* Whether jp__record_check() lets a row pass, as far as numbers tell: 0, or JP__ARROW_UNSURE and
 * JP__ARROW_OUTSIDE. What is doubtful is asked there; nothing that it refuses may be fine here. */
static inline unsigned judge_interaction(const jp__arrow_reader *reader, const jp__arrow_block *block,
                                         size_t k)
{
    if (block->kind[k] >= reader->table->model->kind_count || block->actor[k] > JP_SUPPLIER)
        return JP__ARROW_UNSURE;
    const jp__kind_rule *rule = jp__rule_of(reader->table, block->kind[k]);
    double value = block->value[k];
    bool fine = (rule->actors >> block->actor[k] & 1) & (fabs(value) <= DBL_MAX) &
                (block->item[k] == JP__ARROW_ABSENT) & (block->guess[k] == 0) & is_share(block->intensity[k]);
    bool outside = block->has_value[k] & ((value < rule->minimum) | (value > rule->maximum));
    return (fine ? 0 : JP__ARROW_UNSURE) | (outside ? JP__ARROW_OUTSIDE : 0);
}

static inline unsigned judge_rating(const jp__arrow_reader *reader, const jp__arrow_block *block, size_t k)
{
    bool fine = block->actor[k] <= JP_SUPPLIER && block->has_value[k] && is_share(block->value[k]) &&
                block->item[k] < reader->table->model->indicator_count && block->guess[k] <= 1;
    return fine ? 0 : JP__ARROW_UNSURE;
}

static unsigned judge_row(const jp__arrow_reader *reader, const jp__arrow_block *block, size_t k)
{
    bool rating = block->kind[k] == JP_RATING;
    unsigned verdict = rating ? judge_rating(reader, block, k) : judge_interaction(reader, block, k);
    if (block->time_state[k] != JP__ARROW_THERE || block->recorded_state[k] == JP__ARROW_BEYOND)
        verdict |= JP__ARROW_UNSURE;
    return verdict;
}

/* The kind, actor, value and item of a row that is as nearly all are, without a branch: kinds come in any
 * order. */
static inline bool is_usual(const jp__arrow_reader *reader, const jp__arrow_block *block, size_t k)
{
    const jp__kind_rule *rule = jp__rule_of(reader->table, block->kind[k]);
    unsigned actor = block->actor[k];
    double value = block->value[k];
    return (actor <= JP_SUPPLIER) & (rule->actors >> (actor & 1) & 1) & (value >= rule->minimum) &
           (value <= rule->maximum) & (block->has_value[k] >= rule->needs_value) &
           ((uint16_t)(block->item[k] - rule->first_item) < rule->items);
}

/* What few files have, in loops of its own. */
static void judge_rare(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_RECORDED) && k < block->count; k++)
        block->verdict[k] |= block->recorded_state[k] == JP__ARROW_BEYOND;
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_GUESS) && k < block->count; k++)
        block->verdict[k] |= block->guess[k] != 0;
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_INTENSITY) && k < block->count; k++)
        block->verdict[k] |= !is_share(block->intensity[k]);
}

/* At first a row's verdict is whether it is unusual; those that are, are judged. */
static void judge(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    for (size_t k = 0; k < block->count; k++)
        block->verdict[k] = !is_usual(reader, block, k) | (block->time_state[k] != JP__ARROW_THERE);
    judge_rare(reader);
    for (size_t k = 0; k < block->count; k++) {
        if (block->verdict[k])
            block->verdict[k] = (uint8_t)judge_row(reader, block, k);
    }
}

/* Pairs in which one id is missing, and ids of facts that are too long or not UTF-8. */
static void judge_ids(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    uint32_t suppliers = (uint32_t)reader->columns[JP__FIELD_SUPPLIER].dictionary.length;
    uint32_t clients = (uint32_t)reader->columns[JP__FIELD_CLIENT].dictionary.length;
    for (size_t k = 0; reader->by_index && k < block->count; k++)
        block->verdict[k] |= (block->index[0][k] == suppliers) | (block->index[1][k] == clients);
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_ID) && k < block->count; k++) {
        jp_text id = block->id[k];
        if (id.length > JP__ID_MAX || (id.length > 0 && jp__utf8_prefix(id.bytes, id.length) != id.length))
            block->verdict[k] |= JP__ARROW_UNSURE;
    }
}

/* What a row's kind ignores becomes neutral, as jp__record_check() has it. */
static void neutralise(const jp__arrow_reader *reader)
{
    jp__arrow_block *block = reader->block;
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_INTENSITY) && k < block->count; k++)
        block->intensity[k] = block->kind[k] == JP_RATING ? 1.0 : block->intensity[k];
    for (size_t k = 0; jp__arrow_has(reader, JP__FIELD_ITEM) && k < block->count; k++)
        block->item[k] = block->kind[k] == JP_RATING ? block->item[k] : 0;
}

/* ---- A row by itself -------------------------------------------------------------------------- */

static jp_status read_time(uint8_t state, jp__field field, const jp__place *place, jp_error *err)
{
    int64_t time_us;
    if (state == JP__ARROW_MISSING)
        return jp__field_time((jp_text){ NULL, 0 }, field, place, &time_us, err);
    if (state == JP__ARROW_BEYOND)
        return jp__refuse(place, field, JP_ERROR_TIME, err,
                          "expected a time that fits into 64 bits in microseconds, got one beyond.");
    return JP_OK;
}

static jp_status read_texts(const jp__arrow_reader *reader, size_t k, jp_fact *fact, jp_text *actor,
                            jp_error *err)
{
    jp__arrow_block *block = reader->block;
    const struct {
        jp__field field;
        jp_text *text;
        char *digits;
    } texts[] = {
        { JP__FIELD_SUPPLIER, &fact->supplier, block->digits[0][k] },
        { JP__FIELD_CLIENT, &fact->client, block->digits[1][k] },
        { JP__FIELD_KIND, &fact->kind, NULL },
        { JP__FIELD_ACTOR, actor, NULL },
        { JP__FIELD_ITEM, &fact->item, NULL },
        { JP__FIELD_ID, &fact->id, block->digits[2][k] },
    };
    *actor = (jp_text){ NULL, 0 };
    for (size_t i = 0; i < JP__COUNT(texts); i++) {
        const jp__arrow_column *column = &reader->columns[texts[i].field];
        if (column->is_there &&
            !jp__arrow_text(column, block->first + (int64_t)k, texts[i].digits, texts[i].text))
            return jp__arrow_malformed(reader, texts[i].field, k, err);
    }
    if (reader->columns[JP__FIELD_ITEM].is_constant && block->kind[k] != JP_RATING)
        fact->item = (jp_text){ NULL, 0 };
    return JP_OK;
}

static jp_status refuse_guess(const jp__arrow_reader *reader, size_t k, const jp__place *place, jp_error *err)
{
    const jp__arrow_values *values = &reader->columns[JP__FIELD_GUESS].values;
    char digits[JP__ARROW_DIGITS];
    jp_text got = jp__arrow_integer_text(values, reader->block->first + (int64_t)k, digits);
    return jp__refuse(place, JP__FIELD_GUESS, JP_ERROR_VALUE, err,
                      "expected true, false, 1, 0 or nothing, got %.*s.", (int)got.length, got.bytes);
}

/* The order of the checks is that of jp__fields_read(). */
static jp_status check_fields(const jp__arrow_reader *reader, size_t k, jp_text actor, const jp__place *place,
                              jp_fact *fact, jp_error *err)
{
    const jp__arrow_block *block = reader->block;
    JP_TRY(read_time(block->time_state[k], JP__FIELD_TIME, place, err));
    JP_TRY(jp__field_actor(reader->table, actor, place, &fact->actor, err));
    if (block->guess[k] > 1)
        return refuse_guess(reader, k, place, err);
    if (block->recorded_state[k] == JP__ARROW_BEYOND)
        return read_time(block->recorded_state[k], JP__FIELD_RECORDED, place, err);
    fact->time_us = block->time_us[k];
    fact->has_recorded = block->has_recorded[k];
    fact->recorded_us = block->recorded_us[k];
    fact->has_value = block->has_value[k];
    fact->value = block->value[k];
    fact->intensity = block->intensity[k];
    fact->guess = block->guess[k];
    return JP_OK;
}

static void keep(jp__arrow_block *block, size_t k, const jp__record *record)
{
    block->kind[k] = record->kind;
    block->actor[k] = record->actor;
    block->item[k] = record->item;
    block->intensity[k] = record->intensity;
    block->guess[k] = record->guess;
    block->id[k] = record->id;
    block->relation[k] = record->relation;
    block->verdict[k] &= JP__ARROW_OUTSIDE;
}

/* Reads a row again, in the words of the other readers. `*own_fault`: it may be left out. */
static jp_status read_row(jp__arrow_reader *reader, size_t k, bool *own_fault, jp_error *err)
{
    jp_fact fact = JP_FACT_INIT;
    jp__record record;
    jp_text actor;
    jp__place place = jp__arrow_place(reader, k);
    *own_fault = false;
    JP_TRY(read_texts(reader, k, &fact, &actor, err));
    *own_fault = true;
    JP_TRY(check_fields(reader, k, actor, &place, &fact, err));
    JP_TRY(jp__record_check(reader->table, &fact, false, &place, &record, err));
    *own_fault = false;
    jp__pair pair = { fact.supplier, fact.client, 0 };
    JP_TRY(jp__relations_intern(&reader->table->relations, &reader->table->allocator, &pair, 1, 0,
                                &record.relation, err));
    keep(reader->block, k, &record);
    return JP_OK;
}

/* ---- The block --------------------------------------------------------------------------------- */

static jp_status settle_row(jp__arrow_reader *reader, size_t k, bool *dropped, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    *dropped = block->kind[k] == JP__LEFT_OUT || block->item[k] == JP__LEFT_OUT;
    reader->table->left_out += *dropped;
    if (*dropped)
        return JP_OK;
    if (block->verdict[k] & JP__ARROW_UNSURE) {
        bool own_fault;
        jp_status status = read_row(reader, k, &own_fault, &reader->why);
        if (status != JP_OK) {
            *dropped = true;
            return jp__refuse_row(reader->table, &reader->why, own_fault, "", 0, err);
        }
    }
    jp__record record = { .kind = block->kind[k], .value = block->value[k] };
    jp__place place = jp__arrow_place(reader, k);
    if (block->verdict[k] & JP__ARROW_OUTSIDE)
        jp__table_warn_of_range(reader->table, &record, &place);
    return JP_OK;
}

/* Row `from` takes the place of row `to`, which was left out or has moved. */
static void move_row(jp__arrow_block *block, size_t from, size_t to)
{
    block->time_us[to] = block->time_us[from];
    block->recorded_us[to] = block->recorded_us[from];
    block->value[to] = block->value[from];
    block->intensity[to] = block->intensity[from];
    block->id[to] = block->id[from];
    block->relation[to] = block->relation[from];
    block->kind[to] = block->kind[from];
    block->actor[to] = block->actor[from];
    block->item[to] = block->item[from];
    block->guess[to] = block->guess[from];
    block->has_value[to] = block->has_value[from];
    block->has_recorded[to] = block->has_recorded[from];
    block->origin[to] = (uint16_t)from;
}

/* Goes through the rows that need a look, in their order; those that are left out make room. */
static jp_status settle(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    size_t kept = 0;
    unsigned any = 0;
    for (size_t k = 0; k < block->count; k++)
        any |= block->verdict[k];
    for (size_t k = 0; any && k < block->count; k++) {
        bool dropped = false;
        block->origin[k] = (uint16_t)k;
        if (block->verdict[k] != 0)
            JP_TRY(settle_row(reader, k, &dropped, err));
        if (dropped)
            continue;
        if (kept < k)
            move_row(block, k, kept);
        kept++;
    }
    block->count = any ? kept : block->count;
    return JP_OK;
}

jp_status jp__arrow_add(jp__arrow_reader *reader, jp_error *err)
{
    jp__arrow_block *block = reader->block;
    judge(reader);
    judge_ids(reader);
    JP_TRY(jp__arrow_relate(reader, err));
    JP_TRY(settle(reader, err));
    neutralise(reader);
    jp__records records = {
        .count = block->count,
        .time_us = block->time_us,
        .recorded_us = block->recorded_us,
        .value = block->value,
        .intensity = jp__arrow_has(reader, JP__FIELD_INTENSITY) ? block->intensity : NULL,
        .id = jp__arrow_has(reader, JP__FIELD_ID) ? block->id : NULL,
        .relation = block->relation,
        .kind = block->kind,
        .actor = block->actor,
        .item = jp__arrow_has(reader, JP__FIELD_ITEM) ? block->item : NULL,
        .has_value = block->has_value,
        .has_recorded = jp__arrow_has(reader, JP__FIELD_RECORDED) ? block->has_recorded : NULL,
        .guess = jp__arrow_has(reader, JP__FIELD_GUESS) ? block->guess : NULL,
    };
    return jp__table_extend(reader->table, &records, err);
}
