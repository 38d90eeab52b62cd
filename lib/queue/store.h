/* SPDX-License-Identifier: MIT */
/* The items of a queue, in the order in which they are taken: a ring, which
 * for a priority queue is sorted. */
#ifndef RILL_QUEUE_STORE_H
#define RILL_QUEUE_STORE_H

#include "base/ring.h"

#include <rill/queue.h>

typedef struct rill_store {
  rill_ring_t items;
  rill_queue_order_t order;
  rill_fn_t cmp;
  bool comparing; /* `cmp` is under way: nothing may change */
} rill_store_t;

static inline size_t rill_store_count(const rill_store_t *store) {
  return store->items.count;
}
/** Puts `item`, borrowed; `*at` is where it is then. NULL, or why not
 * (owned). */
rill_error_t *rill_store_put(rill_store_t *store, rill_value_t item,
                             size_t *at);
/** The next item, now the caller's; there must be one. */
rill_value_t rill_store_take(rill_store_t *store);
/** The item at `at`, now the caller's. */
rill_value_t rill_store_remove(rill_store_t *store, size_t at);

#endif
