/* SPDX-License-Identifier: MIT */
/* The inside of a list. */
#ifndef RILL_BASE_LIST_H
#define RILL_BASE_LIST_H

#include "base/value.h"

#include <rill/object.h>

typedef struct rill_list {
  rill_object_t base;
  size_t count;
  bool plain; /* none of them is counted: there is nothing to let go */
  rill_value_t items[];
} rill_list_t;

/** Whether so many items can be a list: an object's size has 32 bits. */
static inline bool rill_list_fits(size_t count) {
  return count <= (UINT32_MAX - sizeof(rill_list_t)) / sizeof(rill_value_t);
}
/** A list's memory, to be filled before it is a list (or never is one), from
 * rill_allocate(); NULL without memory. */
rill_list_t *rill_list_allocate(size_t room);
void rill_list_release(rill_list_t *memory, size_t room);
/** Makes it a list of the first `count` items, which it takes over; the room
 * must fit. */
rill_value_t rill_list_finish(rill_list_t *memory, size_t room, size_t count,
                              bool plain);

/** A list of `count` times nothing, or RILL_ERROR without memory. */
rill_value_t rill_list_blank(size_t count);
/** NULL if it is none. */
static inline rill_list_t *rill_list_of(rill_value_t v) {
  return rill_as_object(v, &rill_list_type);
}

/** Whether nobody else has a reference: then its items may be replaced. */
static inline bool rill_list_is_ours(const rill_list_t *list) {
  return __atomic_load_n(&list->base.count, __ATOMIC_ACQUIRE) == 1;
}

#endif
