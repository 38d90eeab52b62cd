/* SPDX-License-Identifier: MIT */
/* Keys, and what belongs to each: a hash index over places that never move.
 * The places lie in blocks of 8, 16, 32…, so that growing copies none. */
#ifndef RILL_SHARED_KEYED_H
#define RILL_SHARED_KEYED_H

#include "base/value.h"
#include "shared/table.h"

enum {
  RILL_KEYED_BLOCKS = 28,
  RILL_KEYED_RECENT = 256,
  RILL_KEYED_FEW = 4 * RILL_KEYED_RECENT
};

typedef struct rill_keyed_entry {
  rill_value_t key; /* owned */
  void *held;       /* the user's */
} rill_keyed_entry_t;

/** All zero is empty. */
typedef struct rill_keyed {
  rill_table_t table;
  rill_keyed_entry_t *blocks[RILL_KEYED_BLOCKS];
  /* While there are few keys: those of integers that came lately, by their
   * lowest bits, so that they need no hash. NULL: none. */
  rill_keyed_entry_t **recent;
  size_t count;
  uint32_t used;   /* places that were ever taken */
  uint32_t vacant; /* 1 + the first of those that are free again */
} rill_keyed_t;

static inline rill_keyed_entry_t *rill_keyed_at(const rill_keyed_t *keyed,
                                                uint32_t place) {
  uint32_t number = place + 8;
  uint32_t block = 28 - (uint32_t) __builtin_clz(number);
  return &keyed->blocks[block][number - (8u << block)];
}

/** The entry of a key, borrowed, or NULL. */
static inline rill_keyed_entry_t *
rill_keyed_find(const rill_keyed_t *keyed, rill_value_t key, uint64_t hash) {
  rill_table_at_t at = rill_table_find(&keyed->table, hash);
  for (; rill_table_is(&at); rill_table_next(&keyed->table, &at)) {
    rill_keyed_entry_t *entry = rill_keyed_at(keyed, at.number);
    if (rill_same(entry->key, key)) return entry;
  }
  return NULL;
}

static inline rill_keyed_entry_t **rill_keyed_recent(const rill_keyed_t *keyed,
                                                     rill_value_t key) {
  return &keyed->recent[(uint64_t) key.as.i % RILL_KEYED_RECENT];
}
/** The entry of a key that came lately, or NULL: then it has to be found. */
static inline rill_keyed_entry_t *rill_keyed_recall(const rill_keyed_t *keyed,
                                                    rill_value_t key) {
  if (keyed->recent == NULL || key.kind != RILL_INT) return NULL;
  rill_keyed_entry_t *entry = *rill_keyed_recent(keyed, key);
  bool same = entry != NULL && entry->key.kind == RILL_INT &&
              entry->key.as.i == key.as.i;
  return same ? entry : NULL;
}
/** Remembers one that was found. */
void rill_keyed_note(rill_keyed_t *keyed, rill_keyed_entry_t *entry);

/** Adds a key that is not there, which is taken over if there is memory: then
 * the place, of which `held` is not set. */
bool rill_keyed_add(rill_keyed_t *keyed, rill_value_t key, uint64_t hash,
                    uint32_t *place);
/** Takes one out, and drops the key. */
void rill_keyed_remove(rill_keyed_t *keyed, uint32_t place, uint64_t hash);
/** Drops the keys and the memory; it is empty then. */
void rill_keyed_clear(rill_keyed_t *keyed);

#endif
