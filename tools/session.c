/*
 * session.c - what a subcommand works on.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "near.h"

static jp_text text_from(const char *text)
{
    return (jp_text){ text, strlen(text) };
}

static bool same_text(jp_text a, const char *b)
{
    return a.length == strlen(b) && memcmp(a.bytes, b, a.length) == 0;
}

static void warn_of_model(void *user, const jp_error *warning)
{
    console_warning(user, NULL, warning);
}

exit_status load_model(console *con, const char *path, jp_model **model)
{
    jp_error err = JP_ERROR_INIT;
    const jp_model_options options = { .struct_size = sizeof options,
                                       .on_warning = warn_of_model,
                                       .warning_user = con };
    jp_status status = path == NULL ? jp_model_default(model, &err)
                                    : jp_model_load_file(path, &options, model, &err);
    return status == JP_OK ? STATUS_OK : console_failure(con, path, &err);
}

double model_parameter(const jp_model *model, const char *id, double otherwise)
{
    for (size_t i = 0; i < jp_model_parameter_count(model); i++) {
        jp_parameter_info info = JP_INFO_INIT(jp_parameter_info);
        if (jp_model_parameter(model, i, &info, NULL) == JP_OK && strcmp(info.id, id) == 0)
            return info.value;
    }
    return otherwise;
}

static jp_relationship relationship_at(const jp_fact_table *table, size_t index)
{
    jp_relationship relationship = { .struct_size = sizeof relationship };
    jp_fact_table_relationship(table, index, &relationship, NULL);
    return relationship;
}

jp_relationship session_relationship(const session *s, size_t place)
{
    return relationship_at(s->table, s->chosen[place]);
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Whether one of the two begins the other, whatever the case of letters; three bytes of it at least. */
static bool is_like(jp_text id, jp_text wanted)
{
    size_t shorter = id.length < wanted.length ? id.length : wanted.length, same = 0;
    while (same < shorter && lower(id.bytes[same]) == lower(wanted.bytes[same]))
        same++;
    return same == shorter && (shorter > 2 || id.length == wanted.length);
}

/* How far a relationship is from one of these ids (NULL: any). */
static size_t distance_of(const jp_relationship *r, jp_text supplier, jp_text client)
{
    size_t first = supplier.bytes != NULL ? near_distance(supplier, r->supplier) : 0;
    size_t second = client.bytes != NULL && first < NEAR_NEVER ? near_distance(client, r->client) : 0;
    return first < NEAR_NEVER && second < NEAR_NEVER ? first + second : SIZE_MAX;
}

/* The relationship whose ids have the fewest slips in them. */
static bool find_nearest(const session *s, jp_text supplier, jp_text client, jp_relationship *like)
{
    size_t count = jp_fact_table_relationship_count(s->table), best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        jp_relationship r = relationship_at(s->table, i);
        size_t distance = distance_of(&r, supplier, client);
        if (distance < best) {
            best = distance;
            *like = r;
        }
    }
    return best < SIZE_MAX;
}

/* The first relationship that may be meant where there is none of these ids (NULL: any): written otherwise,
 * in part, or with the sides changed about; else the one nearest to them. */
static bool find_like(const session *s, jp_text supplier, jp_text client, jp_relationship *like)
{
    size_t count = jp_fact_table_relationship_count(s->table);
    for (size_t i = 0; i < count; i++) {
        *like = relationship_at(s->table, i);
        if (((supplier.bytes == NULL || is_like(like->supplier, supplier)) &&
             (client.bytes == NULL || is_like(like->client, client))) ||
            ((supplier.bytes == NULL || is_like(like->client, supplier)) &&
             (client.bytes == NULL || is_like(like->supplier, client))))
            return true;
    }
    *like = (jp_relationship){ .struct_size = sizeof *like, .supplier = { "", 0 }, .client = { "", 0 } };
    return find_nearest(s, supplier, client, like);
}

/* What follows an error about ids: "; did you mean 'S/C'?", as arguments of LIKE. */
#define LIKE "%s%.*s%s%.*s%s"
#define LIKE_ARGUMENTS(found, like)                                                                \
    (found) ? "; did you mean '" : "", (int)(like).supplier.length, (like).supplier.bytes,         \
        (found) ? "/" : "", (int)(like).client.length, (like).client.bytes, (found) ? "'?" : ""

/* The two ids that a text means if it is split at `slash`; without the blanks there, if `bare`. */
static void split(const char *text, const char *slash, bool bare, jp_text *supplier, jp_text *client)
{
    *supplier = (jp_text){ text, (size_t)(slash - text) };
    while (bare && supplier->length > 0 && text[supplier->length - 1] == ' ')
        supplier->length--;
    *client = text_from(slash + 1 + (bare ? strspn(slash + 1, " ") : 0));
}

/* Both of these ids may contain a '/': every way to split the text is tried. Chooses the relationship if
 * there is one and no other could be meant. */
static exit_status choose_split(session *s, const char *text, bool bare)
{
    jp_text first[2] = { { NULL, 0 }, { NULL, 0 } }, ids[2];
    size_t index;
    for (const char *slash = strchr(text, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        split(text, slash, bare, &ids[0], &ids[1]);
        if (jp_fact_table_find(s->table, ids[0], ids[1], &index, NULL) != JP_OK)
            continue;
        if (s->chosen_count > 0) {
            console_error(s->con, "--relationship '%s' could be '%.*s' with '%s' or '%.*s' with '%s'; use "
                          "--supplier and --client", text, (int)first[0].length, text, first[1].bytes,
                          (int)ids[0].length, text, ids[1].bytes);
            return STATUS_USAGE;
        }
        memcpy(first, ids, sizeof first);
        s->chosen[0] = (uint32_t)index;
        s->chosen_count = 1;
    }
    return STATUS_OK;
}

/* As it is written; if there is none such, as tables print it: "S / C". */
static exit_status choose_one(session *s, const char *text)
{
    exit_status status = choose_split(s, text, false);
    if (status == STATUS_OK && s->chosen_count == 0)
        status = choose_split(s, text, true);
    if (status != STATUS_OK || s->chosen_count > 0)
        return status;
    jp_text supplier, client;
    jp_relationship like;
    split(text, strchr(text, '/'), true, &supplier, &client);
    bool found = find_like(s, supplier, client, &like);
    console_error(s->con, "%s: has no relationship '%s'" LIKE, s->input, text, LIKE_ARGUMENTS(found, like));
    return STATUS_DATA;
}

/* All of a supplier's, all of a client's, the one of both, or every one. */
static exit_status choose_by_side(session *s, const selection *which)
{
    size_t count = jp_fact_table_relationship_count(s->table);
    for (size_t i = 0; i < count; i++) {
        jp_relationship r = relationship_at(s->table, i);
        if ((which->supplier == NULL || same_text(r.supplier, which->supplier)) &&
            (which->client == NULL || same_text(r.client, which->client)))
            s->chosen[s->chosen_count++] = (uint32_t)i;
    }
    if (s->chosen_count > 0)
        return STATUS_OK;
    const char *supplier = which->supplier, *client = which->client;
    jp_relationship like;
    bool found = find_like(s, supplier != NULL ? text_from(supplier) : (jp_text){ NULL, 0 },
                           client != NULL ? text_from(client) : (jp_text){ NULL, 0 }, &like);
    console_error(s->con, "%s: has no relationship of %s%s%s%s%s%s" LIKE, s->input,
                  supplier != NULL ? "supplier '" : "", supplier != NULL ? supplier : "",
                  supplier == NULL ? "" : client == NULL ? "'" : "' with ",
                  client != NULL ? "client '" : "", client != NULL ? client : "", client != NULL ? "'" : "",
                  LIKE_ARGUMENTS(found, like));
    return STATUS_DATA;
}

static exit_status choose(session *s, const selection *which)
{
    /* At most 2^31 - 1 facts, so there are no more relationships. */
    s->chosen = malloc(jp_fact_table_relationship_count(s->table) * sizeof s->chosen[0]);
    if (s->chosen == NULL) {
        console_error(s->con, "out of memory");
        return STATUS_IO;
    }
    return which->relationship != NULL ? choose_one(s, which->relationship) : choose_by_side(s, which);
}

exit_status session_open(session *s, console *con, const shared_options *shared)
{
    *s = (session){ .con = con, .input = input_name(&shared->input) };
    if (shared->as_of != NULL && !parse_time(con, "--as-of", shared->as_of, &s->as_of_us))
        return STATUS_USAGE;
    exit_status status = load_model(con, shared->model, &s->model);
    if (status == STATUS_OK)
        status = input_read(con, s->model, &shared->input, &s->table);
    if (status == STATUS_OK)
        status = choose(s, &shared->which);
    if (status == STATUS_OK && shared->as_of == NULL)
        jp_fact_table_latest(s->table, &s->as_of_us, NULL);
    return status;
}

void session_close(session *s)
{
    free(s->chosen);
    jp_fact_table_free(s->table);
    jp_model_free(s->model);
    *s = (session){ .con = s->con };
}

void format_time(int64_t time_us, char text[JP_TIME_TEXT_SIZE])
{
    static const char zero[] = ".000000Z";
    size_t length = jp_time_format(time_us, text), tail = sizeof zero - 1;
    if (length > tail && memcmp(text + length - tail, zero, tail) == 0)
        memcpy(text + length - tail, "Z", 2);
}
