/*
 * version.c - which library is linked.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <joyfulprofit/version.h>

const char *jp_version(void)
{
    return JP_VERSION_STRING;
}
