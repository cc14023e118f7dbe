/*
 * documents.h - model files as text, read and changed by tests.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_MODEL_DOCUMENTS_H
#define JP_TESTS_MODEL_DOCUMENTS_H

#include <stddef.h>

#include <joyfulprofit/model.h>

/* A file of the source tree, terminated; free() it. The test fails if it cannot be read. */
char *jp_test_document(const char *path);

/* `text` with `from`, which must stand in it exactly once, replaced; free() it. */
char *jp_test_edit(const char *text, const char *from, const char *to);

/* The same, and frees `text`. */
char *jp_test_edited(char *text, const char *from, const char *to);

/* Loads terminated text with the default options; the test fails if it is refused. */
jp_model *jp_test_load(const char *text);

#define JP_TEST_SMALL_MODEL "tests/model/small.json"
#define JP_TEST_DEFAULT_MODEL "model/default.json"

#endif /* JP_TESTS_MODEL_DOCUMENTS_H */
