/*
 * rules_test.c - runs the cases of rules.txt: what a model is refused for.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "documents.h"
#include "support/test.h"

#define CASES_MAX 400
#define EDITS_MAX 4
#define CASES_LEAST 100 /* fewer were found: the file was not read right */

typedef struct rule_case {
    const char *name, *field, *says;
    char *from[EDITS_MAX], *to[EDITS_MAX];
    size_t edits;
} rule_case;

static rule_case cases[CASES_MAX];
static size_t case_count;

/* ---- Reading rules.txt; the pieces point into its text --------------------------------------- */

/* Cuts the next line off; NULL at the end. */
static char *next_line(char **rest)
{
    char *line = *rest;
    if (line == NULL || *line == '\0')
        return NULL;
    char *end = strchr(line, '\n');
    *rest = end != NULL ? end + 1 : NULL;
    if (end != NULL)
        *end = '\0';
    return line;
}

/* What follows a word and a blank, or NULL if the line does not begin with the word. */
static char *behind(char *line, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0'))
        return NULL;
    return line + length + (line[length] == ' ');
}

/* A line of the open piece goes on where the one before ended: moves it there, with a line break. */
static void continue_piece(char *piece, const char *line)
{
    size_t length = strlen(piece);
    piece[length] = '\n';
    memmove(piece + length + 1, line, strlen(line) + 1);
}

static void read_case_line(rule_case *c, char **open_piece, char *line)
{
    char *value;
    if ((value = behind(line, "<")) != NULL) {
        assert_true(c->edits < EDITS_MAX);
        c->from[c->edits] = *open_piece = value;
    } else if ((value = behind(line, ">")) != NULL) {
        c->to[c->edits++] = *open_piece = value;
    } else if ((value = behind(line, "field")) != NULL) {
        c->field = value;
    } else if ((value = behind(line, "says")) != NULL) {
        c->says = value;
    } else if (behind(line, "schema") == NULL) {
        assert_non_null(*open_piece);
        continue_piece(*open_piece, line);
    }
}

static void read_cases(char *text)
{
    char *rest = text, *line, *open_piece = NULL;
    while ((line = next_line(&rest)) != NULL) {
        char *name = behind(line, "case");
        if (name != NULL) {
            assert_true(case_count < CASES_MAX);
            cases[case_count++] = (rule_case){ .name = name };
            open_piece = NULL;
        } else if (line[0] != '\0' && line[0] != '#') {
            assert_true(case_count > 0);
            read_case_line(&cases[case_count - 1], &open_piece, line);
        }
    }
}

/* ---- Running a case ------------------------------------------------------------------------- */

static jp_status expected_status(const rule_case *c)
{
    if (c->field == NULL)
        return JP_OK;
    bool unread = strncmp(c->says, "The model cannot be read", 24) == 0;
    return unread && strstr(c->says, "too large") == NULL ? JP_ERROR_SYNTAX : JP_ERROR_MODEL;
}

static void a_case(void **state)
{
    const rule_case *c = *state;
    char *text = jp_test_document(JP_TEST_SMALL_MODEL);
    for (size_t i = 0; i < c->edits; i++)
        text = jp_test_edited(text, c->from[i], c->to[i]);
    jp_model *model = (jp_model *)&cases; /* anything but NULL */
    jp_error err = JP_ERROR_INIT;
    jp_status status = jp_model_load_json(text, strlen(text), NULL, &model, &err);
    free(text);
    if (c->field == NULL) {
        assert_ok(status, &err);
        jp_model_free(model);
        return;
    }
    assert_fails(status, expected_status(c), &err);
    assert_null(model);
    assert_string_equal(err.field, c->field);
    assert_string_equal(err.message, c->says);
}

int main(void)
{
    static struct CMUnitTest tests[CASES_MAX];
    char *text = jp_test_document("tests/model/rules.txt");
    read_cases(text);
    if (case_count < CASES_LEAST) {
        fprintf(stderr, "rules.txt has only %zu cases\n", case_count);
        return 1;
    }
    for (size_t i = 0; i < case_count; i++)
        tests[i] = (struct CMUnitTest){ cases[i].name, a_case, NULL, NULL, &cases[i] };
    int failed = _cmocka_run_group_tests("model_rules", tests, case_count, NULL, NULL);
    free(text);
    return failed;
}
