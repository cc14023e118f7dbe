/*
 * priors.c - what the user knows of actions.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "priors.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 512

typedef struct place {
    console *con;
    const char *path;
    unsigned line;
} place;

/* Cuts the first field off, up to a comma or the end of the line. */
static char *next_field(char **rest)
{
    char *field = *rest;
    size_t length = strcspn(field, ",\r\n");
    *rest = field + length + (field[length] == ',');
    field[length] = '\0';
    return field;
}

/* A number of at least 0 and at most `most`, or `missing` for an empty field. The command never
 * leaves the "C" locale, so strtod reads a point. */
static bool read_number(const place *p, const char *name, const char *text, double missing, double most,
                        double *number)
{
    char *end = NULL;
    *number = text[0] == '\0' ? missing : strtod(text, &end);
    if ((end == NULL || (end != text && *end == '\0')) && *number >= 0 && *number <= most &&
        isfinite(*number))
        return true;
    console_error(p->con, "%s:%u: %s expects a number from 0%s, got '%s'", p->path, p->line, name,
                  most > 1 ? "" : " to 1", text);
    return false;
}

static bool read_row(const place *p, const jp_model *model, char *line, jp_action_prior *row)
{
    jp_error err = JP_ERROR_INIT;
    unsigned fields = 1;
    for (const char *c = line; *c != '\0'; c++)
        fields += *c == ',';
    if (fields != 3) {
        console_error(p->con, "%s:%u: expected 3 fields, got %u", p->path, p->line, fields);
        return false;
    }
    char *kind = next_field(&line), *success = next_field(&line), *cost = next_field(&line);
    if (jp_model_find_kind(model, kind, strlen(kind), &row->kind, &err) != JP_OK) {
        console_error(p->con, "%s:%u: %s", p->path, p->line, err.message);
        return false;
    }
    return read_number(p, "success", success, 1, 1, &row->success) &&
           read_number(p, "cost", cost, 0, HUGE_VAL, &row->cost);
}

static bool already_there(const place *p, const priors *all, uint16_t kind)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->rows[i].kind == kind) {
            console_error(p->con, "%s:%u: this kind stands there twice", p->path, p->line);
            return true;
        }
    return false;
}

static exit_status add_row(const place *p, const jp_model *model, char *line, priors *all)
{
    jp_action_prior row = { 0, 1, 0 };
    if (!read_row(p, model, line, &row) || already_there(p, all, row.kind))
        return STATUS_DATA;
    jp_action_prior *grown = realloc(all->rows, (all->count + 1) * sizeof *grown);
    if (grown == NULL) {
        console_error(p->con, "out of memory");
        return STATUS_IO;
    }
    all->rows = grown;
    all->rows[all->count++] = row;
    return STATUS_OK;
}

static bool read_head(place *p, FILE *file)
{
    char line[LINE_SIZE] = "";
    p->line = 1;
    bool read = fgets(line, sizeof line, file) != NULL;
    line[strcspn(line, "\r\n")] = '\0';
    const char *head = strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? line + 3 : line; /* spreadsheets save a mark */
    if ((read && strcmp(head, "kind,success,cost") == 0) || ferror(file))
        return true;
    console_error(p->con, "%s:1: expected the head kind,success,cost", p->path);
    return false;
}

static exit_status read_lines(place *p, FILE *file, const jp_model *model, priors *all)
{
    char line[LINE_SIZE];
    exit_status status = read_head(p, file) ? STATUS_OK : STATUS_DATA;
    while (status == STATUS_OK && fgets(line, sizeof line, file) != NULL) {
        p->line++;
        if (strlen(line) + 1 == sizeof line) {
            console_error(p->con, "%s:%u: the line is too long", p->path, p->line);
            status = STATUS_DATA;
        } else if (line[strspn(line, "\r\n")] != '\0') {
            status = add_row(p, model, line, all);
        }
    }
    return status;
}

exit_status priors_read(console *con, const char *path, const jp_model *model, priors *all)
{
    place p = { con, path, 0 };
    *all = (priors){ NULL, 0 };
    FILE *file = fopen(path, "r");
    exit_status status = file != NULL ? read_lines(&p, file, model, all) : STATUS_IO;
    if (file == NULL || ferror(file)) {
        console_error(con, "%s: cannot read: %s", path, strerror(errno));
        status = STATUS_IO;
    }
    if (file != NULL)
        fclose(file);
    return status;
}
