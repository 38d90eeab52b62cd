/* SPDX-License-Identifier: MIT */
/* Where memory comes from, and what is alive. */
#ifndef RILL_MEMORY_H
#define RILL_MEMORY_H

#include <stdio.h>

#include <rill/value.h>

RILL_BEGIN

/** The two calls that all of the library's memory goes through. */
typedef struct rill_allocator {
  void *(*allocate)(size_t size, void *context); /**< NULL: out of memory */
  void (*release)(void *memory, void *context);
  void *context;
} rill_allocator_t;

/**
 * Replaces malloc and free for everything allocated from now on. Memory goes
 * back to the allocator that is set when it is released, so set it before the
 * first object is made, or while none is alive. NULL restores malloc.
 *
 * Small objects come from per-thread free lists only under the default
 * allocator: a custom one sees every request.
 */
RILL_API void rill_set_allocator(const rill_allocator_t *allocator);

/** How many objects of `type` are alive in all threads; NULL: of all types. */
RILL_API uint64_t rill_live_objects(const rill_type_t *type);

/** Writes one line `count name` per type that has live objects. */
RILL_API void rill_live_dump(FILE *stream);

RILL_END

#endif
