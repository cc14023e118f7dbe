/*
 * joyfulprofit/version.h - the version of the library and of its headers
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_VERSION_H
#define JOYFULPROFIT_VERSION_H

#include <joyfulprofit/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of these headers. The build reads it from here and from nowhere else. */
#define JP_VERSION_MAJOR 0
#define JP_VERSION_MINOR 1
#define JP_VERSION_PATCH 0
#define JP_VERSION_STRING "0.1.0"

/**
 * The version of the library that is linked, "MAJOR.MINOR.PATCH"; it may be newer than
 * JP_VERSION_STRING. A static string.
 *
 * @thread any
 */
JP_API const char *jp_version(void);

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_VERSION_H */
