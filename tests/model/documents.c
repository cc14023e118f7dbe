/*
 * documents.c - see documents.h.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "documents.h"

#include <stdio.h>

#include "support/test.h"

char *jp_test_document(const char *path)
{
    char full[1024];
    snprintf(full, sizeof full, "%s/%s", JP_SOURCE_DIR, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL)
        fail_msg("%s cannot be opened", full);
    size_t capacity = 1u << 20;
    char *text = malloc(capacity);
    assert_non_null(text);
    size_t length = fread(text, 1, capacity - 1, file);
    assert_true(feof(file));
    fclose(file);
    text[length] = '\0';
    return text;
}

char *jp_test_edit(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (at == NULL)
        fail_msg("the document has no '%s'", from);
    if (strstr(at + strlen(from), from) != NULL)
        fail_msg("the document has '%s' more than once", from);
    size_t before = (size_t)(at - text), behind = strlen(at + strlen(from));
    char *edited = malloc(before + strlen(to) + behind + 1);
    assert_non_null(edited);
    memcpy(edited, text, before);
    memcpy(edited + before, to, strlen(to));
    memcpy(edited + before + strlen(to), at + strlen(from), behind + 1);
    return edited;
}

char *jp_test_edited(char *text, const char *from, const char *to)
{
    char *edited = jp_test_edit(text, from, to);
    free(text);
    return edited;
}

jp_model *jp_test_load(const char *text)
{
    jp_model *model = NULL;
    jp_error err = JP_ERROR_INIT;
    assert_ok(jp_model_load_json(text, strlen(text), NULL, &model, &err), &err);
    return model;
}
