/* SPDX-License-Identifier: MIT */
/* The store that the free lists of all threads are filled from and emptied
 * into: slabs, each carved into blocks of one size. Any thread. */
#ifndef RILL_BASE_SLAB_H
#define RILL_BASE_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Small sizes lie close, larger ones further apart: those are runs, and lists
 * of up to a hundred. */
enum {
  RILL_SLAB_STEP = 16, /* bytes from one size to the next */
  RILL_SLAB_SMALL = 256,
  RILL_SLAB_STRIDE = 64, /* the same above the small ones */
  RILL_SLAB_LARGEST = 2048,
  RILL_SLAB_SMALLS = RILL_SLAB_SMALL / RILL_SLAB_STEP,
  RILL_SLAB_SIZES = RILL_SLAB_SMALLS +
                    (RILL_SLAB_LARGEST - RILL_SLAB_SMALL) / RILL_SLAB_STRIDE
};

/** Which size, of those from 0 on, a block of so many bytes (> 0) has; beyond
 * RILL_SLAB_SIZES, none. */
static inline size_t rill_slab_index(size_t size) {
  if (size <= RILL_SLAB_SMALL) return (size - 1) / RILL_SLAB_STEP;
  return RILL_SLAB_SMALLS + (size - RILL_SLAB_SMALL - 1) / RILL_SLAB_STRIDE;
}
/** The bytes of a block of that size. */
static inline size_t rill_slab_size(size_t index) {
  if (index < RILL_SLAB_SMALLS) return (index + 1) * RILL_SLAB_STEP;
  return RILL_SLAB_SMALL + (index + 1 - RILL_SLAB_SMALLS) * RILL_SLAB_STRIDE;
}

/** A block while it is free. */
typedef struct rill_slot rill_slot_t;
struct rill_slot {
  rill_slot_t *next;
};

/** A list of up to `wanted` blocks of rill_slab_size(index) bytes, and how many
 * they are; NULL without memory. */
rill_slot_t *rill_slab_take(size_t index, uint32_t wanted, uint32_t *count);
/** Takes back a list of blocks of that size, ended by NULL. Slabs that nobody
 * has a block of go back to malloc, but for a reserve of a few MiB. */
void rill_slab_give(size_t index, rill_slot_t *list);
/** Whether it is a block of a slab. Takes the lock. */
bool rill_slab_owns(const void *memory);
/** How many slabs there are. */
size_t rill_slab_count(void);
/** Gives the reserve back to malloc too. */
void rill_slab_trim(void);

#endif
