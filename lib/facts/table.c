/*
 * table.c - a table of the facts of many relationships: made, filled, asked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "facts/reader.h"

static jp_status null_argument(const char *name, jp_error *err)
{
    jp__where where = JP__NOWHERE;
    where.field = name;
    return jp__fail_at(err, JP_ERROR_ARGUMENT, where, "Argument '%s' must not be NULL.", name);
}

/* ---- Life --------------------------------------------------------------------------------- */

static uint16_t allowed_by(const jp__kind_rule *rule)
{
    unsigned allowed = 0;
    for (unsigned bit = 0; bit < 16; bit++) {
        unsigned actor = bit & 1, has_value = bit >> 1 & 1, has_item = bit >> 2 & 1, guess = bit >> 3;
        bool fine = (rule->actors >> actor & 1) && has_value >= rule->needs_value &&
                    has_item == rule->needs_value && guess <= rule->needs_value;
        allowed |= (unsigned)fine << jp__rule_bit(actor, has_value, has_item, guess);
    }
    return (uint16_t)allowed;
}

static jp_status make_rules(jp_fact_table *table, jp_error *err)
{
    const jp_model *model = table->model;
    table->rules = jp__calloc(&table->allocator, model->kind_count + 2, sizeof *table->rules);
    if (!table->rules)
        return jp__no_memory(err);
    for (size_t k = 0; k < model->kind_count; k++) {
        const jp__kind *kind = &model->kinds[k];
        const jp__unit *unit = &model->units[kind->unit];
        uint8_t actors = kind->actors == JP_BOTH ? 3 : kind->actors == JP_CLIENT ? 1 : 2;
        table->rules[k + 1] = (jp__kind_rule){ fmax(unit->minimum, -DBL_MAX), fmin(unit->maximum, DBL_MAX),
                                               JP__NO_ITEM, 1, kind->derived ? 0 : actors, 0, 0 };
    }
    table->rules[0] = (jp__kind_rule){ 0.0, 1.0, 0, (uint16_t)model->indicator_count, 3, 1, 0 };
    for (size_t k = 0; k <= model->kind_count; k++)
        table->rules[k].allows = allowed_by(&table->rules[k]);
    return JP_OK;
}

/* Of the caller's words, or of these names where there are none. */
static jp_status make_lookup(const jp_fact_table *table, const jp__words *words, const jp__name *names,
                             size_t count, jp__lookup *lookup, jp_error *err)
{
    const jp__name *list = words->list ? words->list : names;
    return jp__lookup_init(lookup, &table->allocator, list, words->list ? words->count : count, err);
}

static jp_status make_lookups(jp_fact_table *table, jp_error *err)
{
    const jp_model *m = table->model;
    const jp__naming *n = &table->naming;
    JP_TRY(make_lookup(table, &n->kinds, m->kind_names, m->kind_count + 1, &table->kinds, err));
    if (n->actors.list)
        JP_TRY(make_lookup(table, &n->actors, NULL, 0, &table->actors, err));
    return make_lookup(table, &n->items, m->indicator_names, m->indicator_count, &table->items, err);
}

static jp_status init(jp_fact_table *table, jp_error *err)
{
    const jp_model *model = table->model;
    const jp_allocator *a = &table->allocator;
    JP_TRY(make_rules(table, err));
    JP_TRY(jp__naming_init(&table->naming, a, model, &table->options, err));
    JP_TRY(make_lookups(table, err));
    JP_TRY(jp__fields_fixed(table, &table->fixed, err));
    table->warned = jp__calloc(a, model->kind_count, sizeof *table->warned);
    return table->warned ? JP_OK : jp__no_memory(err);
}

jp_status jp__fact_table_options(const jp_fact_table_options *given, jp_fact_table_options *o, jp_error *err)
{
    size_t known = sizeof *o;
    *o = (jp_fact_table_options){ .struct_size = known };
    if (!given)
        return JP_OK;
    JP_TRY(jp__check_struct(given, JP__SIZE_TO(jp_fact_table_options, progress_user), known,
                            "jp_fact_table_options", err));
    memcpy(o, given, given->struct_size < known ? given->struct_size : known);
    o->struct_size = known;
    return JP_OK;
}

jp_status jp_fact_table_new(const jp_model *model, const jp_fact_table_options *options,
                            jp_fact_table **table, jp_error *err)
{
    if (!table)
        return null_argument("table", err);
    *table = NULL;
    if (!model)
        return null_argument("model", err);
    jp_fact_table_options chosen;
    JP_TRY(jp__fact_table_options(options, &chosen, err));
    jp_allocator allocator = jp__allocator(chosen.allocator);
    jp_fact_table *made = jp__calloc(&allocator, 1, sizeof *made);
    if (!made)
        return jp__no_memory(err);
    made->allocator = allocator;
    made->options = chosen;
    made->sorted = true;
    made->model = jp_model_retain((jp_model *)(uintptr_t)model);
    /* A seed that a file's author cannot know. It decides nothing that anybody can see. */
    made->relations.seed = (uint64_t)(uintptr_t)made * UINT64_C(0x9e3779b97f4a7c15);
    jp_status status = init(made, err);
    made->options.columns = NULL; /* they are the caller's */
    made->options.words = NULL;
    if (status != JP_OK)
        jp_fact_table_free(made);
    else
        *table = made;
    return status;
}

void jp_fact_table_free(jp_fact_table *table)
{
    if (!table)
        return;
    jp_allocator a = table->allocator;
    jp__columns_free(&table->columns, &a);
    jp__relations_free(&table->relations, &a);
    jp__free(&a, table->starts, table->start_count, sizeof *table->starts);
    jp__free(&a, table->warned, table->model->kind_count, sizeof *table->warned);
    jp__free(&a, table->rules, table->model->kind_count + 2, sizeof *table->rules);
    jp__lookup_free(&table->kinds, &a);
    jp__lookup_free(&table->items, &a);
    jp__lookup_free(&table->actors, &a);
    jp__naming_free(&table->naming, &a);
    jp_model_free(table->model);
    jp__free(&a, table, 1, sizeof *table);
}

/* ---- Filling ------------------------------------------------------------------------------ */

/* Once a kind: its transforms clamp such values (docs/method.md section 0). */
void jp__table_warn_of_range(jp_fact_table *table, const jp__record *record, const jp__place *place)
{
    const jp__kind *kind = &table->model->kinds[record->kind];
    const jp__unit *unit = &table->model->units[kind->unit];
    if (table->warned[record->kind])
        return;
    table->warned[record->kind] = 1;
    if (!table->options.on_warning)
        return;
    char minimum[JP_NUMBER_TEXT_SIZE], maximum[JP_NUMBER_TEXT_SIZE] = "no upper bound";
    char got[JP_NUMBER_TEXT_SIZE];
    jp_number_format(unit->minimum, minimum);
    if (unit->maximum <= 1.7976931348623157e308)
        jp_number_format(unit->maximum, maximum);
    jp_number_format(record->value, got);
    jp_error warning = JP_ERROR_INIT;
    (void)jp__refuse(place, JP__FIELD_VALUE, JP_WARNING_RANGE, &warning,
                     "a value of kind '%s', in %s, lies from %s to %s, got %s; such values are clamped.",
                     kind->id, unit->id, minimum, maximum, got);
    table->options.on_warning(table->options.warning_user, &warning);
}

jp_status jp__table_append(jp_fact_table *table, const jp__record *record, const jp__place *place,
                           jp_error *err)
{
    JP_TRY(jp__columns_reserve(&table->columns, &table->allocator, record, err));
    if (table->columns.count == 0 || record->time_us > table->latest_us)
        table->latest_us = record->time_us;
    jp__columns_append(&table->columns, record);
    table->sorted = false;
    if (record->has_value && jp__table_is_outside(table, record->kind, record->value))
        jp__table_warn_of_range(table, record, place);
    return JP_OK;
}

jp_status jp__table_extend(jp_fact_table *table, const jp__records *records, jp_error *err)
{
    JP_TRY(jp__columns_extend(&table->columns, &table->allocator, records, err));
    int64_t latest_us = table->columns.count > records->count ? table->latest_us : INT64_MIN;
    for (size_t k = 0; k < records->count; k++)
        latest_us = records->time_us[k] > latest_us ? records->time_us[k] : latest_us;
    table->latest_us = latest_us;
    table->sorted = table->sorted && records->count == 0;
    return JP_OK;
}

jp_status jp__table_expect(jp_fact_table *table, jp_error *err)
{
    const jp__record plain = { .intensity = 1.0 };
    size_t expected = table->options.expected_facts, most = JP__FACTS_MAX;
    if (expected <= table->columns.count)
        return JP_OK;
    return jp__columns_reserve_many(&table->columns, &table->allocator, &plain,
                                    (expected < most ? expected : most) - table->columns.count, err);
}

jp_status jp_fact_table_add(jp_fact_table *table, const jp_fact *fact, jp_error *err)
{
    if (!table)
        return null_argument("table", err);
    if (!fact)
        return null_argument("fact", err);
    JP_TRY(jp__check_struct(fact, sizeof *fact, sizeof *fact, "jp_fact", err));
    if (jp__table_leaves_out(table, fact->kind, fact->item))
        return JP_OK;
    const jp_allocator *a = &table->allocator;
    jp__record record;
    jp__pair pair = { fact->supplier, fact->client, 0 };
    JP_TRY(jp__record_check(table, fact, false, &JP__NO_PLACE, &record, err));
    JP_TRY(jp__columns_reserve(&table->columns, a, &record, err)); /* first, so that no pair is left over */
    JP_TRY(jp__relations_intern(&table->relations, a, &pair, 1, 0, &record.relation, err));
    return jp__table_append(table, &record, &JP__NO_PLACE, err);
}

/* ---- Asking ------------------------------------------------------------------------------- */

size_t jp_fact_table_fact_count(const jp_fact_table *table)
{
    return table ? table->columns.count : 0;
}

size_t jp_fact_table_relationship_count(const jp_fact_table *table)
{
    return table ? table->relations.count : 0;
}

size_t jp_fact_table_left_out_count(const jp_fact_table *table)
{
    return table ? table->left_out : 0;
}

static jp_status check_sorted(const jp_fact_table *table, jp_error *err)
{
    if (table->sorted)
        return JP_OK;
    return jp__fail(err, JP_ERROR_ARGUMENT, "Facts were added to the table: it needs jp_fact_table_sort() "
                                            "before it can be asked for relationships.");
}

jp_status jp_fact_table_relationship(const jp_fact_table *table, size_t index,
                                     jp_relationship *relationship, jp_error *err)
{
    if (!table)
        return null_argument("table", err);
    if (!relationship)
        return null_argument("relationship", err);
    JP_TRY(check_sorted(table, err));
    if (index >= table->relations.count)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The table has %zu relationships, numbered from 0, got %zu.",
                        table->relations.count, index);
    size_t size = sizeof *relationship;
    JP_TRY(jp__check_struct(relationship, size, size, "jp_relationship", err));
    const jp__relation *relation = &table->relations.items[index];
    size_t start = table->starts[index], length = table->starts[index + 1] - start;
    relationship->supplier = jp__relation_supplier(relation);
    relationship->client = jp__relation_client(relation);
    relationship->facts = jp__columns_view(&table->columns, start, length);
    return JP_OK;
}

jp_status jp_fact_table_find(const jp_fact_table *table, jp_text supplier, jp_text client, size_t *index,
                             jp_error *err)
{
    if (!table)
        return null_argument("table", err);
    if (!index)
        return null_argument("index", err);
    if (!supplier.bytes || !client.bytes)
        return null_argument(supplier.bytes ? "client" : "supplier", err);
    JP_TRY(check_sorted(table, err));
    size_t low = 0, high = table->relations.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = jp__relation_compare(&table->relations.items[middle], supplier, client);
        if (order == 0) {
            *index = middle;
            return JP_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return jp__fail(err, JP_ERROR_NOT_FOUND, "The table has no relationship of supplier " JP__QUOTE
                    " and client " JP__QUOTE ".", JP__QUOTED(supplier), JP__QUOTED(client));
}

jp_status jp_fact_table_latest(const jp_fact_table *table, int64_t *time_us, jp_error *err)
{
    if (!table)
        return null_argument("table", err);
    if (!time_us)
        return null_argument("time_us", err);
    if (table->columns.count == 0)
        return jp__fail(err, JP_ERROR_MISSING, "The table has no facts, hence no latest time.");
    *time_us = table->latest_us;
    return JP_OK;
}
