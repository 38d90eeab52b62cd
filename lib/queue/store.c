/* SPDX-License-Identifier: MIT */
/* store: where an item goes, and which one is the next. */
#include "queue/store.h"

#include "base/error.h"

static rill_value_t *slot(rill_store_t *store, size_t at) {
  rill_ring_t *ring = &store->items;
  return &ring->items[(ring->head + at) & (ring->room - 1)];
}

static rill_error_t *answer_of(rill_value_t answer, int *order) {
  if (answer.kind == RILL_ERROR) return rill_as_error(answer);
  *order = (answer.as.i > 0) - (answer.as.i < 0);
  if (answer.kind == RILL_INT) return NULL;
  rill_error_t *error = rill_error_new(
      RILL_ETYPE, "rill_queue_new: .cmp gives %s (must give int)",
      rill_value_kind_name(answer));
  rill_value_unref(answer);
  return error;
}

static rill_error_t *store_compare(rill_store_t *store, rill_value_t a,
                                   rill_value_t b, int *order) {
  rill_error_t *error = NULL;
  store->comparing = true;
  if (rill_fn_is_set(store->cmp))
    error = answer_of(store->cmp.as.call2(a, b, store->cmp.context), order);
  else
    *order = rill_value_compare(a, b);
  store->comparing = false;
  return error;
}

/* Behind all that are not greater. */
static rill_error_t *store_place(rill_store_t *store, rill_value_t item,
                                 size_t *at) {
  size_t low = 0, high = rill_store_count(store);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = 0;
    rill_error_t *error =
        store_compare(store, item, *slot(store, middle), &order);
    if (error != NULL) return error;
    if (order < 0)
      high = middle;
    else
      low = middle + 1;
  }
  *at = low;
  return NULL;
}

/* The one that came last goes where it belongs, over the shorter way. */
static void store_sink(rill_store_t *store, size_t at) {
  rill_ring_t *ring = &store->items;
  rill_value_t item = rill_ring_pop_last(ring);
  size_t count = ring->count++;
  if (at > count / 2) {
    for (size_t i = count; i > at; i--) *slot(store, i) = *slot(store, i - 1);
  } else {
    ring->head = (ring->head - 1) & (ring->room - 1);
    for (size_t i = 0; i < at; i++) *slot(store, i) = *slot(store, i + 1);
  }
  *slot(store, at) = item;
}

rill_error_t *rill_store_put(rill_store_t *store, rill_value_t item,
                             size_t *at) {
  size_t count = *at = rill_store_count(store);
  if (store->order == RILL_QUEUE_PRIORITY) {
    rill_error_t *error = store_place(store, item, at);
    if (error != NULL) return error;
  }
  if (!rill_ring_push(&store->items, rill_value_ref(item)))
    return rill_error_no_memory();
  if (*at < count) store_sink(store, *at);
  return NULL;
}

rill_value_t rill_store_take(rill_store_t *store) {
  return store->order == RILL_QUEUE_LIFO ? rill_ring_pop_last(&store->items)
                                         : rill_ring_pop(&store->items);
}

rill_value_t rill_store_remove(rill_store_t *store, size_t at) {
  rill_value_t item = *slot(store, at);
  size_t last = rill_store_count(store) - 1;
  if (at > last / 2) {
    for (size_t i = at; i < last; i++) *slot(store, i) = *slot(store, i + 1);
    rill_ring_pop_last(&store->items);
  } else {
    for (size_t i = at; i > 0; i--) *slot(store, i) = *slot(store, i - 1);
    rill_ring_pop(&store->items);
  }
  return item;
}
