/*
 * naming.c - what the caller calls fields, kinds, actors and items: copied, checked, looked up.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "facts/input.h"
#include "facts/table.h"

#define WORDS_MAX 4096

/* ---- Fields -------------------------------------------------------------------------------- */

static const char *const field_names[JP__FIELD_COUNT] = { "supplier", "client", "time",      "kind",
                                                          "actor",    "value",  "item",      "guess",
                                                          "intensity", "recorded", "id",     "source" };

static inline bool is_same(jp_text a, jp_text b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

static inline jp_text text_of(const char *name)
{
    return (jp_text){ name, strlen(name) };
}

const char *jp__field_name(jp__field field)
{
    return field < JP__FIELD_COUNT ? field_names[field] : "";
}

jp__field jp__field_find(jp_text name)
{
    size_t field = 0;
    while (field < JP__FIELD_COUNT && !is_same(text_of(field_names[field]), name))
        field++;
    return (jp__field)field;
}

unsigned jp__naming_fields(const jp__naming *n, jp_text column)
{
    unsigned fields = 0;
    for (size_t field = 0; field < JP__FIELD_COUNT; field++)
        fields |= (unsigned)(n->column[field].bytes && is_same(n->column[field], column)) << field;
    return fields;
}

bool jp__naming_is_nearer(const jp__naming *n, jp__field field, jp_text column, size_t *least)
{
    jp_text wanted = n->column[field];
    size_t distance = jp__edit_distance(column.bytes, column.length, wanted.bytes, wanted.length, *least);
    if (distance >= *least || jp__naming_fields(n, column) != 0)
        return false;
    *least = distance;
    return true;
}

void jp__naming_quote(const jp__naming *n, jp__field field, char quoted[JP__COLUMN_SIZE])
{
    jp_text name = n->column[field];
    bool is_own = jp__field_find(name) == field;
    (void)snprintf(quoted, JP__COLUMN_SIZE, JP__QUOTE "%s%s%s", JP__QUOTED(name), is_own ? "" : " (",
                   is_own ? "" : jp__field_name(field), is_own ? "" : ")");
}

/* ---- The caller's text ----------------------------------------------------------------------- */

static size_t size_of(const char *text)
{
    return text ? strlen(text) + 1 : 0;
}

static jp_status make_room(jp__naming *n, const jp_allocator *a, const jp_fact_table_options *o,
                           jp_error *err)
{
    n->text_size = JP__INPUT_SLACK;
    for (size_t i = 0; i < o->column_count; i++)
        n->text_size += size_of(o->columns[i].column) + size_of(o->columns[i].constant);
    for (size_t i = 0; i < o->word_count; i++)
        n->text_size += size_of(o->words[i].word);
    n->text = jp__calloc(a, n->text_size, 1);
    return n->text ? JP_OK : jp__no_memory(err);
}

/* Terminated, too. */
static jp_text copy(jp__naming *n, const char *text)
{
    char *to = n->text + n->text_used;
    jp_text copied = { to, strlen(text) };
    memcpy(to, text, copied.length + 1);
    n->text_used += copied.length + 1;
    return copied;
}

static jp_status check_text(jp_text text, const char *what, jp_error *err)
{
    size_t valid = jp__utf8_prefix(text.bytes, text.length);
    if (text.length > JP__ID_MAX)
        return jp__fail(err, JP_ERROR_LIMIT, "The %s " JP__QUOTE " is longer than %d bytes.", what,
                        JP__QUOTED(text), JP__ID_MAX);
    if (valid == text.length)
        return JP_OK;
    return jp__fail(err, JP_ERROR_ENCODING, "The %s " JP__QUOTE " is not UTF-8 at byte %zu.", what,
                    JP__QUOTED(text), valid + 1);
}

/* ---- Columns ------------------------------------------------------------------------------- */

static jp_status find_field(const char *name, const char *list, jp__field *field, jp_error *err)
{
    if (!name)
        return jp__fail(err, JP_ERROR_ARGUMENT, "One of the %s has a field that is NULL.", list);
    jp_text text = text_of(name);
    *field = jp__field_find(text);
    if (*field < JP__FIELD_COUNT)
        return JP_OK;
    return jp__fail(err, JP_ERROR_UNKNOWN,
                    "One of the %s is for " JP__QUOTE ", but a fact has only supplier, client, time, kind, "
                    "actor, value, item, guess, intensity, recorded and id.",
                    list, JP__QUOTED(text));
}

/* `*seen`: the fields before it. */
static jp_status take_column(jp__naming *n, const jp_fact_column *column, unsigned *seen, jp_error *err)
{
    jp__field field = JP__FIELD_COUNT;
    JP_TRY(find_field(column->field, "columns", &field, err));
    const char *name = jp__field_name(field);
    if (*seen & 1u << field)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The field '%s' is given two columns.", name);
    if (!column->column == !column->constant)
        return jp__fail(err, JP_ERROR_ARGUMENT, "The field '%s' needs a column or a constant, got %s.", name,
                        column->column ? "both" : "neither");
    *seen |= 1u << field;
    n->column[field] = (jp_text){ NULL, 0 };
    jp_text *to = column->column ? &n->column[field] : &n->constant[field];
    *to = copy(n, column->column ? column->column : column->constant);
    return check_text(*to, column->column ? "column" : "constant", err);
}

/* ---- Words --------------------------------------------------------------------------------- */

/* The name among the first `count`, or NULL. */
static const jp__name *find(const jp__words *words, size_t count, jp_text text)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same((jp_text){ words->list[i].id, words->list[i].length }, text))
            return &words->list[i];
    }
    return NULL;
}

/* The number that a meaning has among the names. */
static jp_status find_meaning(const jp__words *names, jp__field field, const jp_fact_word *word,
                              uint16_t *number, jp_error *err)
{
    jp_text said = text_of(word->word), meaning = text_of(word->meaning ? word->meaning : "");
    *number = JP__LEFT_OUT;
    if (!word->meaning && field != JP__FIELD_ACTOR)
        return JP_OK;
    const jp__name *found = find(names, names->count, meaning);
    if (found) {
        *number = found->index;
        return JP_OK;
    }
    const char *nearest = jp__names_nearest(names->list, names->count, meaning.bytes, meaning.length);
    return jp__fail(err, JP_ERROR_UNKNOWN,
                    "The word " JP__QUOTE " cannot mean the %s " JP__QUOTE ", which there is not%s%s%s",
                    JP__QUOTED(said), jp__field_name(field), JP__QUOTED(meaning),
                    nearest ? "; did you mean '" : ".", nearest ? nearest : "", nearest ? "'?" : "");
}

/* Kinds and actors have everyday names, which may well mean something else elsewhere. The name of an
 * indicator is nobody's word for another one. */
static jp_status check_own_name(const jp__words *names, jp__field field, const jp_fact_word *word,
                                const jp__name *name, jp_error *err)
{
    jp_text said = { name->id, name->length };
    const jp__name *own = field == JP__FIELD_ITEM ? find(names, names->count, said) : NULL;
    if (!own || own->index == name->index || name->index == JP__LEFT_OUT)
        return JP_OK;
    jp_text meaning = text_of(word->meaning);
    return jp__fail(err, JP_ERROR_ARGUMENT, "The word " JP__QUOTE " cannot mean the item " JP__QUOTE
                    ", since it is an indicator itself.", JP__QUOTED(said), JP__QUOTED(meaning));
}

static jp_status take_word(jp__naming *n, const jp_fact_word *word, jp__field field, const jp__words *names,
                           jp__words *to, jp_error *err)
{
    if (!word->word || word->word[0] == '\0')
        return jp__fail(err, JP_ERROR_ARGUMENT, "A word for '%s' has no bytes.", jp__field_name(field));
    jp_text text = copy(n, word->word);
    JP_TRY(check_text(text, "word", err));
    if (find(to, to->count, text))
        return jp__fail(err, JP_ERROR_ARGUMENT, "The word " JP__QUOTE " for '%s' stands twice.",
                        JP__QUOTED(text), jp__field_name(field));
    jp__name *name = &to->list[to->count++];
    *name = (jp__name){ text.bytes, text.length, 0 };
    JP_TRY(find_meaning(names, field, word, &name->index, err));
    JP_TRY(check_own_name(names, field, word, name, err));
    n->leaves_out |= name->index == JP__LEFT_OUT;
    return JP_OK;
}

/* Makes one list of the words for a field and the names that are none of them; of no words none. */
static jp_status take_words(jp__naming *n, const jp_allocator *a, const jp_fact_table_options *o,
                            jp__field field, const jp__words *names, jp__words *to, jp_error *err)
{
    size_t words = 0;
    for (size_t i = 0; i < o->word_count; i++)
        words += jp__field_find(text_of(o->words[i].field)) == field;
    if (words == 0)
        return JP_OK;
    to->capacity = words + names->count;
    to->list = jp__calloc(a, to->capacity, sizeof *to->list);
    if (!to->list)
        return jp__no_memory(err);
    for (size_t i = 0; i < o->word_count; i++) {
        if (jp__field_find(text_of(o->words[i].field)) == field)
            JP_TRY(take_word(n, &o->words[i], field, names, to, err));
    }
    for (size_t i = 0; i < names->count; i++) {
        if (!find(to, words, (jp_text){ names->list[i].id, names->list[i].length }))
            to->list[to->count++] = names->list[i];
    }
    return JP_OK;
}

static jp_status check_words(const jp_fact_table_options *o, jp_error *err)
{
    if (o->word_count > WORDS_MAX)
        return jp__fail(err, JP_ERROR_LIMIT, "There may be at most %d words, got %zu.", WORDS_MAX,
                        o->word_count);
    for (size_t i = 0; i < o->word_count; i++) {
        jp__field field = JP__FIELD_COUNT;
        JP_TRY(find_field(o->words[i].field, "words", &field, err));
        if (field != JP__FIELD_KIND && field != JP__FIELD_ACTOR && field != JP__FIELD_ITEM)
            return jp__fail(err, JP_ERROR_FORBIDDEN, "Only kind, actor and item have words, '%s' has none.",
                            jp__field_name(field));
    }
    return JP_OK;
}

/* ---- The whole ----------------------------------------------------------------------------- */

static jp_status check_lists(const jp_fact_table_options *o, jp_error *err)
{
    if ((o->columns || o->column_count == 0) && (o->words || o->word_count == 0))
        return JP_OK;
    return jp__fail(err, JP_ERROR_ARGUMENT, "There are %s, but the list of them is NULL.",
                    o->columns || o->column_count == 0 ? "words" : "columns");
}

jp_status jp__naming_init(jp__naming *n, const jp_allocator *a, const jp_model *model,
                          const jp_fact_table_options *o, jp_error *err)
{
    jp__name sides[] = { { "client", 6, JP_CLIENT }, { "supplier", 8, JP_SUPPLIER } };
    const jp__words actors = { sides, JP__COUNT(sides), 0 };
    const jp__words kinds = { model->kind_names, model->kind_count + 1, 0 };
    const jp__words items = { model->indicator_names, model->indicator_count, 0 };
    unsigned seen = 0;
    for (size_t field = 0; field < JP__FIELD_COUNT; field++)
        n->column[field] = text_of(field_names[field]);
    if (o->column_count == 0 && o->word_count == 0)
        return JP_OK;
    JP_TRY(check_lists(o, err));
    JP_TRY(check_words(o, err));
    JP_TRY(make_room(n, a, o, err));
    for (size_t i = 0; i < o->column_count; i++)
        JP_TRY(take_column(n, &o->columns[i], &seen, err));
    JP_TRY(take_words(n, a, o, JP__FIELD_KIND, &kinds, &n->kinds, err));
    JP_TRY(take_words(n, a, o, JP__FIELD_ACTOR, &actors, &n->actors, err));
    return take_words(n, a, o, JP__FIELD_ITEM, &items, &n->items, err);
}

void jp__naming_free(jp__naming *n, const jp_allocator *a)
{
    jp__free(a, n->kinds.list, n->kinds.capacity, sizeof *n->kinds.list);
    jp__free(a, n->actors.list, n->actors.capacity, sizeof *n->actors.list);
    jp__free(a, n->items.list, n->items.capacity, sizeof *n->items.list);
    jp__free(a, n->text, n->text_size, 1);
}
