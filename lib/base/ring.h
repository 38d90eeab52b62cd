/* SPDX-License-Identifier: MIT */
/* A bounded queue of values on one thread: takes memory as it fills. */
#ifndef RILL_BASE_RING_H
#define RILL_BASE_RING_H

#include <rill/value.h>

/** All zero is an empty ring. The bound is the user's to keep; the room grows
 * by doubling up to what is asked for. */
typedef struct rill_ring {
  rill_value_t *items;
  size_t head, count, room;
} rill_ring_t;

/** Appends, taking over the reference. False without memory: then the value
 * has been dropped. */
bool rill_ring_push(rill_ring_t *ring, rill_value_t value);
/** The oldest, now the caller's; the ring must not be empty. */
rill_value_t rill_ring_pop(rill_ring_t *ring);
/** The youngest, now the caller's; the ring must not be empty. */
rill_value_t rill_ring_pop_last(rill_ring_t *ring);
/** The item `index` places behind the oldest, borrowed. */
static inline rill_value_t rill_ring_at(const rill_ring_t *ring,
                                        size_t index) {
  return ring->items[(ring->head + index) & (ring->room - 1)];
}
/** Drops all items and the memory. */
void rill_ring_empty(rill_ring_t *ring);
/** The same, for who calls it for rings that are mostly empty. */
static inline void rill_ring_clear(rill_ring_t *ring) {
  if (ring->room > 0) rill_ring_empty(ring);
}

#endif
