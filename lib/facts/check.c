/*
 * check.c - whether columns may be scored: the checks of jp_facts_check(), in the order of facts.h.
 *
 * One inline function says which check a row fails first; the loop that calls it stays tight, and
 * words are found only for the one row that is refused.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "facts/facts.h"

#include <float.h>
#include <math.h>

typedef enum row_check {
    ROW_IS_FINE,
    KIND_UNKNOWN,
    KIND_DERIVED,
    ACTOR_UNKNOWN,
    ACTOR_FORBIDDEN,
    VALUE_NOT_FINITE,
    RATING_WITHOUT_VALUE,
    RATING_OUTSIDE,
    ITEM_UNKNOWN,
    GUESS_UNKNOWN,
    INTENSITY_OUTSIDE,
    IDS_DESCEND
} row_check;

/* True for 0 <= x <= 1; false for NaN. */
static inline bool is_share(double x)
{
    return x >= 0.0 && x <= 1.0;
}

/* Whether the value at index k is there and not finite. Nearly all are finite: that is asked first. */
static inline bool is_not_finite(const jp_facts *facts, size_t k)
{
    return facts->value && !(fabs(facts->value[k]) <= DBL_MAX) && jp__facts_has_value(facts, k);
}

/* Why a side may not give a kind. */
static row_check forbidden(const jp__kind *kind, uint8_t actor)
{
    return kind->derived ? KIND_DERIVED : actor > JP_SUPPLIER ? ACTOR_UNKNOWN : ACTOR_FORBIDDEN;
}

static inline row_check check_interaction(const jp_model *model, const jp_facts *facts, size_t k)
{
    uint16_t kind = facts->kind[k];
    uint8_t actor = facts->actor[k];
    if (kind >= model->kind_count)
        return KIND_UNKNOWN;
    if (actor > JP_SUPPLIER || !(model->given_by[kind] >> actor & 1))
        return forbidden(&model->kinds[kind], actor);
    return is_not_finite(facts, k) ? VALUE_NOT_FINITE : ROW_IS_FINE;
}

static inline row_check check_rating(const jp_model *model, const jp_facts *facts, size_t k)
{
    if (facts->actor[k] > JP_SUPPLIER)
        return ACTOR_UNKNOWN;
    if (!jp__facts_has_value(facts, k))
        return RATING_WITHOUT_VALUE;
    if (is_not_finite(facts, k))
        return VALUE_NOT_FINITE;
    if (!is_share(facts->value[k]))
        return RATING_OUTSIDE;
    if (facts->item[k] >= model->indicator_count)
        return ITEM_UNKNOWN;
    return ROW_IS_FINE;
}

/* The first check that the fact at index k fails. The item column is there if it is a rating. */
static inline row_check check_row(const jp_model *model, const jp_facts *facts, size_t k)
{
    bool rating = facts->kind[k] == JP_RATING;
    row_check failed = rating ? check_rating(model, facts, k) : check_interaction(model, facts, k);
    if (failed != ROW_IS_FINE)
        return failed;
    if (facts->guess && facts->guess[k] > 1)
        return GUESS_UNKNOWN;
    if (facts->intensity && !rating && !is_share(facts->intensity[k]))
        return INTENSITY_OUTSIDE;
    if (facts->id_offsets && facts->id_offsets[k + 1] < facts->id_offsets[k])
        return IDS_DESCEND;
    return ROW_IS_FINE;
}

static jp_status refuse_kind(const jp_model *model, unsigned kind, row_check failed, jp__where where,
                             jp_error *err)
{
    where.field = "kind";
    if (failed == KIND_UNKNOWN)
        return jp__fail_at(err, JP_ERROR_UNKNOWN, where,
                           "The kind of fact %llu must be one of the model's %zu kinds or JP_RATING, "
                           "got %u.", (unsigned long long)where.row, model->kind_count, kind);
    return jp__fail_at(err, JP_ERROR_FORBIDDEN, where,
                       "Fact %llu gives kind '%s', which is only ever derived from other facts.",
                       (unsigned long long)where.row, model->kinds[kind].id);
}

static jp_status refuse_actor(const jp_model *model, unsigned kind, unsigned actor, row_check failed,
                              jp__where where, jp_error *err)
{
    where.field = "actor";
    if (failed == ACTOR_UNKNOWN)
        return jp__fail_at(err, JP_ERROR_VALUE, where,
                           "The actor of fact %llu must be 0 (client) or 1 (supplier), got %u.",
                           (unsigned long long)where.row, actor);
    return jp__fail_at(err, JP_ERROR_FORBIDDEN, where,
                       "Kind '%s' of fact %llu is done by the %s only, got the %s.",
                       model->kinds[kind].id, (unsigned long long)where.row,
                       actor == JP_CLIENT ? "supplier" : "client",
                       actor == JP_CLIENT ? "client" : "supplier");
}

static jp_status refuse_value(const jp_facts *facts, size_t k, row_check failed, jp__where where,
                              jp_error *err)
{
    unsigned long long row = where.row;
    where.field = "value";
    if (failed == RATING_WITHOUT_VALUE)
        return jp__fail_at(err, JP_ERROR_MISSING, where,
                           "Fact %llu is a rating and must have a value within [0, 1].", row);
    if (failed == VALUE_NOT_FINITE)
        return jp__fail_at(err, JP_ERROR_VALUE, where, "The value of fact %llu must be finite.", row);
    char got[JP_NUMBER_TEXT_SIZE];
    jp_number_format(facts->value[k], got);
    return jp__fail_at(err, JP_ERROR_VALUE, where,
                       "The value of fact %llu, a rating, must be within [0, 1], got %s.", row, got);
}

static jp_status refuse_intensity(double intensity, jp__where where, jp_error *err)
{
    char got[JP_NUMBER_TEXT_SIZE] = "a number that is not finite";
    where.field = "intensity";
    if (fabs(intensity) <= DBL_MAX)
        jp_number_format(intensity, got);
    return jp__fail_at(err, JP_ERROR_VALUE, where,
                       "The intensity of fact %llu must be within [0, 1], got %s.",
                       (unsigned long long)where.row, got);
}

static jp_status refuse_row(const jp_model *model, const jp_facts *facts, size_t k, row_check failed,
                            jp_error *err)
{
    jp__where where = JP__NOWHERE;
    where.row = k - facts->offset;
    unsigned long long row = where.row;
    switch (failed) {
    case KIND_UNKNOWN:
    case KIND_DERIVED:
        return refuse_kind(model, facts->kind[k], failed, where, err);
    case ACTOR_UNKNOWN:
    case ACTOR_FORBIDDEN:
        return refuse_actor(model, facts->kind[k], facts->actor[k], failed, where, err);
    case VALUE_NOT_FINITE:
    case RATING_WITHOUT_VALUE:
    case RATING_OUTSIDE:
        return refuse_value(facts, k, failed, where, err);
    case ITEM_UNKNOWN:
        where.field = "item";
        return jp__fail_at(err, JP_ERROR_UNKNOWN, where,
                           "The item of fact %llu must be one of the model's %zu indicators, got %u.",
                           row, model->indicator_count, (unsigned)facts->item[k]);
    case GUESS_UNKNOWN:
        where.field = "guess";
        return jp__fail_at(err, JP_ERROR_VALUE, where, "The guess of fact %llu must be 0 or 1, got %u.",
                           row, (unsigned)facts->guess[k]);
    case INTENSITY_OUTSIDE:
        return refuse_intensity(facts->intensity[k], where, err);
    case IDS_DESCEND:
        where.field = "id_offsets";
        return jp__fail_at(err, JP_ERROR_VALUE, where, "The id of fact %llu ends before it begins.", row);
    case ROW_IS_FINE:
        break;
    }
    return jp__fail(err, JP_ERROR_INTERNAL, "Fact %llu was refused without a reason.", row);
}

static jp_status missing_column(const char *name, jp_error *err)
{
    jp__where where = JP__NOWHERE;
    where.field = name;
    return jp__fail_at(err, JP_ERROR_ARGUMENT, where, "Column '%s' of the facts must not be NULL.", name);
}

static jp_status check_columns(const jp_facts *facts, size_t most, jp_error *err)
{
    if (facts->length > 0 && !facts->time_us)
        return missing_column("time_us", err);
    if (facts->length > 0 && !facts->kind)
        return missing_column("kind", err);
    if (facts->length > 0 && !facts->actor)
        return missing_column("actor", err);
    if (facts->length > 0 && !facts->id_offsets != !facts->id_bytes)
        return missing_column(facts->id_offsets ? "id_bytes" : "id_offsets", err);
    if (facts->length > most || facts->offset > SIZE_MAX / 16)
        return jp__fail(err, JP_ERROR_LIMIT, "One %s has at most %zu facts, got %zu at offset %zu.",
                        most == JP__FACTS_MAX ? "relationship" : "call", most, facts->length, facts->offset);
    if (facts->item || facts->length == 0)
        return JP_OK;
    for (size_t k = facts->offset; k < facts->offset + facts->length; k++) {
        if (facts->kind[k] == JP_RATING)
            return missing_column("item", err);
    }
    return JP_OK;
}

jp_status jp__facts_check_columns(const jp_facts *facts, size_t most, jp_error *err)
{
    JP_TRY(jp__check_struct(facts, sizeof *facts, sizeof *facts, "jp_facts", err));
    return check_columns(facts, most, err);
}

/* The first index from k on, before `end`, that is to be looked at. Most facts are passed over here. */
static size_t skip_usual(const jp_model *model, const jp_facts *facts, size_t k, size_t end)
{
    const jp_facts columns = *facts;
    if (!jp__facts_are_plain(&columns))
        return k;
    while (k < end && jp__facts_is_usual(model, &columns, k))
        k++;
    return k;
}

jp_status jp__facts_check_rows(const jp_model *model, const jp_facts *facts, size_t first, size_t end,
                               jp_error *err)
{
    size_t behind = facts->offset + end;
    for (size_t k = skip_usual(model, facts, facts->offset + first, behind); k < behind;
         k = skip_usual(model, facts, k + 1, behind)) {
        row_check failed = check_row(model, facts, k);
        if (failed != ROW_IS_FINE)
            return refuse_row(model, facts, k, failed, err);
    }
    return JP_OK;
}

JP_API jp_status jp_facts_check(const jp_model *model, const jp_facts *facts, jp_error *err)
{
    if (!model || !facts)
        return jp__fail(err, JP_ERROR_ARGUMENT, "Argument '%s' must not be NULL.", model ? "facts" : "model");
    JP_TRY(jp__facts_check_columns(facts, JP__FACTS_MAX, err));
    return jp__facts_check_rows(model, facts, 0, facts->length, err);
}
