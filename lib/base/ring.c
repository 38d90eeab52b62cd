/* SPDX-License-Identifier: MIT */
/* ring: a power of two of slots, a head and a count. */
#include "base/ring.h"

#include "base/memory.h"

static bool ring_grow(rill_ring_t *ring) {
  size_t room = ring->room > 0 ? 2 * ring->room : 8;
  rill_value_t *items = rill_allocate(room * sizeof *items);
  if (items == NULL) return false;
  for (size_t i = 0; i < ring->count; i++) items[i] = rill_ring_at(ring, i);
  rill_release(ring->items, ring->room * sizeof *items);
  ring->items = items;
  ring->head = 0;
  ring->room = room;
  return true;
}

bool rill_ring_push(rill_ring_t *ring, rill_value_t value) {
  if (ring->count == ring->room && !ring_grow(ring)) {
    rill_value_unref(value);
    return false;
  }
  ring->items[(ring->head + ring->count++) & (ring->room - 1)] = value;
  return true;
}

rill_value_t rill_ring_pop(rill_ring_t *ring) {
  rill_value_t value = ring->items[ring->head];
  ring->head = (ring->head + 1) & (ring->room - 1);
  ring->count--;
  return value;
}

rill_value_t rill_ring_pop_last(rill_ring_t *ring) {
  return rill_ring_at(ring, --ring->count);
}

void rill_ring_empty(rill_ring_t *ring) {
  rill_ring_t old = *ring; /* dropping an item may call back */
  ring->items = NULL;
  ring->head = ring->count = ring->room = 0;
  while (old.count > 0) rill_value_unref(rill_ring_pop(&old));
  rill_release(old.items, old.room * sizeof *old.items);
}
