/*
 * joyfulprofit/export.h - how the public symbols are marked
 *
 * Everything that is not marked JP_API is hidden. Define JP_STATIC before including the
 * headers when linking the static library on Windows; elsewhere it changes nothing.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_EXPORT_H
#define JOYFULPROFIT_EXPORT_H

#if defined(_WIN32) && !defined(JP_STATIC)
#  if defined(JP_BUILDING)
#    define JP_API __declspec(dllexport)
#  else
#    define JP_API __declspec(dllimport)
#  endif
#elif defined(__GNUC__) || defined(__clang__)
#  define JP_API __attribute__((visibility("default")))
#else
#  define JP_API
#endif

#endif /* JOYFULPROFIT_EXPORT_H */
