/*
 * stream.h - Arrow schemas and arrays that own what they hold, for stream.c and mapped.c
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JPY_STREAM_H
#define JPY_STREAM_H

#include "core.h"

/* A schema with `children` empty ones, which are to be filled in. False: no memory, nothing made. */
bool jpy_make_schema(struct ArrowSchema *schema, const char *format, const char *name, int64_t children);
bool jpy_make_dictionary(struct ArrowSchema *schema, const char *format);
bool jpy_copy_schema(struct ArrowSchema *to, const struct ArrowSchema *from);
/* Gives it another name. */
bool jpy_name_schema(struct ArrowSchema *schema, const char *name);
/* Asks a stream for its schema, which is one of named columns; else an exception. */
bool jpy_read_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema);
/* A struct array with `children` empty ones. */
bool jpy_make_parent(struct ArrowArray *array, int64_t length, int64_t children);

#endif /* JPY_STREAM_H */
