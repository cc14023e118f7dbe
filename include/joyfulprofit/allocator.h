/*
 * joyfulprofit/allocator.h - where the library's memory comes from
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef JOYFULPROFIT_ALLOCATOR_H
#define JOYFULPROFIT_ALLOCATOR_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * An allocator, given in the options of a constructor and used for everything that the object
 * owns. It is copied; `user` must outlive the object. NULL in the options means the C library's.
 *
 * `reallocate` works like realloc() that is told the old size:
 *   pointer NULL            allocate new_size bytes
 *   new_size 0              free `pointer`, return NULL
 *   otherwise               resize, keeping the smaller of both sizes
 * It returns NULL on failure (the old block stays valid) and memory aligned for any type.
 * Exception: while a model or a JSON Lines file is parsed, jansson allocates with malloc().
 *
 * @thread called only on the threads that use the object
 */
typedef struct jp_allocator {
    void *user;
    void *(*reallocate)(void *user, void *pointer, size_t old_size, size_t new_size);
} jp_allocator;

#ifdef __cplusplus
}
#endif

#endif /* JOYFULPROFIT_ALLOCATOR_H */
