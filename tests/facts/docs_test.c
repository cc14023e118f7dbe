/*
 * docs_test.c - every example of docs/facts.md is read, or refused in the words that stand below it.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>

#include "facts/text.h"

static char *page(void)
{
    FILE *file = fopen(JP_SOURCE_DIR "/docs/facts.md", "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t length = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    assert_in_range(length, 1000, (1 << 20) - 2);
    return text;
}

/* The next block that begins with the line `fence`: its text, terminated in place. *at moves behind. */
static char *next_block(char **at, const char *fence)
{
    char *start = strstr(*at, fence);
    if (!start)
        return NULL;
    start += strlen(fence);
    char *end = strstr(start, "\n```\n");
    assert_non_null(end);
    end[1] = '\0';
    *at = end + strlen("\n```\n");
    return start;
}

static size_t read_all(const char *fence, jp_test_reader reader)
{
    char *text = page(), *at = text, *block;
    size_t blocks = 0;
    while ((block = next_block(&at, fence)) != NULL) {
        jp_fact_table *table = jp_test_table(reader, block);
        assert_true(jp_fact_table_fact_count(table) > 0);
        jp_fact_table_free(table);
        blocks++;
    }
    free(text);
    return blocks;
}

static void the_examples_can_be_read(void **state)
{
    (void)state;
    assert_true(read_all("```csv\n", jp_fact_table_read_csv) >= 2);
    assert_true(read_all("```jsonl\n", jp_fact_table_read_jsonl) >= 1);
}

static void the_refused_examples_are_refused_in_these_words(void **state)
{
    (void)state;
    char *text = page(), *at = text, *block;
    size_t blocks = 0;
    while ((block = next_block(&at, "```csv refused\n")) != NULL) {
        jp_test_bytes in = jp_test_bytes_of(block);
        jp_fact_table *table = NULL;
        jp_error err = JP_ERROR_INIT;
        assert_int_not_equal(jp_fact_table_read_csv(jp_test_model(), jp_test_read, &in, NULL, &table, &err),
                             JP_OK);
        assert_memory_equal(at, "> ", 2);
        char *end = strchr(at, '\n');
        *end = '\0';
        assert_string_equal(err.message, at + 2);
        at = end + 1;
        blocks++;
    }
    assert_true(blocks >= 4);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_can_be_read),
        cmocka_unit_test(the_refused_examples_are_refused_in_these_words),
    };
    int failed = cmocka_run_group_tests_name("facts/docs", tests, NULL, NULL);
    jp_test_model_free();
    return failed;
}
