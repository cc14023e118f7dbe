/*
 * test.c - statuses asserted in words.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "support/test.h"

static const char *message_of(const jp_error *err)
{
    return err != NULL ? err->message : "(no error was passed)";
}

void jp_assert_status(jp_status got, jp_status expected, const jp_error *err, const char *call,
                      const char *file, int line)
{
    if (got != expected) {
        print_error("%s returned %s instead of %s: %s\n", call, jp_status_name(got),
                    jp_status_name(expected), message_of(err));
        _fail(file, line);
    }
    if (got == JP_OK || err == NULL)
        return;
    if (err->code != got || err->message[0] == '\0') {
        print_error("%s returned %s, but its error says %s: '%s'\n", call, jp_status_name(got),
                    jp_status_name(err->code), err->message);
        _fail(file, line);
    }
}
