/*
 * test.h - what every test begins with: cmocka, and how a status and its message are asserted.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JP_TESTS_SUPPORT_TEST_H
#define JP_TESTS_SUPPORT_TEST_H

/* In this order, as cmocka asks. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <joyfulprofit/status.h>

/* assert_ok(jp_model_default(&model, &err), &err): shows the message if it is not JP_OK. */
#define assert_ok(call, err) jp_assert_status(call, JP_OK, err, #call, __FILE__, __LINE__)

/* assert_fails(jp_time_parse(...), JP_ERROR_TIME, &err): this status, the same in err->code, and a
 * message. `err` may be NULL. */
#define assert_fails(call, expected, err) jp_assert_status(call, expected, err, #call, __FILE__, __LINE__)

void jp_assert_status(jp_status got, jp_status expected, const jp_error *err, const char *call,
                      const char *file, int line);

#endif /* JP_TESTS_SUPPORT_TEST_H */
