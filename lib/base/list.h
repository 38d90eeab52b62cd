/* SPDX-License-Identifier: MIT */
/* The inside of a list. */
#ifndef RILL_BASE_LIST_H
#define RILL_BASE_LIST_H

#include "base/value.h"

#include <rill/object.h>

typedef struct rill_list {
  rill_object_t base;
  size_t count;
  rill_value_t items[];
} rill_list_t;

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
