/* SPDX-License-Identifier: MIT */
/* A hash index: from hashes to the numbers of entries, which are the user's.
 * Open addressing with linear probing; eight bytes a slot, half of them used.
 *
 *     rill_table_at_t at = rill_table_find(&table, hash);
 *     for (; rill_table_is(&at); rill_table_next(&table, &at))
 *       if (rill_value_equal(keys[at.number], key)) return at.number;
 */
#ifndef RILL_SHARED_TABLE_H
#define RILL_SHARED_TABLE_H

#include "base/memory.h"

struct rill_table_slot {
  uint32_t tag;   /* the upper half of the hash */
  uint32_t entry; /* 1 + the number; 0: free */
};

/** All zero is an empty table. */
typedef struct rill_table {
  struct rill_table_slot *slots;
  uint32_t bits; /* of the number of slots */
  size_t count;
} rill_table_t;

/** The most that a table can hold. */
#define RILL_TABLE_LIMIT ((size_t) 1 << 30)

/** An entry that may be the one: its hash fits. */
typedef struct rill_table_at {
  size_t slot;
  uint32_t tag;
  uint32_t number;
  bool found;
} rill_table_at_t;

/** The first entry of that hash. */
rill_table_at_t rill_table_find(const rill_table_t *table, uint64_t hash);
/** Says that this hash will be looked for soon. */
static inline void rill_table_expect(const rill_table_t *table, uint64_t hash) {
  if (table->slots != NULL)
    __builtin_prefetch(&table->slots[(uint32_t) (hash >> 32) >>
                                     (32 - table->bits)]);
}
/** The next one of the same hash. */
void rill_table_next(const rill_table_t *table, rill_table_at_t *at);
static inline bool rill_table_is(const rill_table_at_t *at) {
  return at->found;
}
/** Adds an entry; of equal hashes there may be many. False without memory. */
bool rill_table_add(rill_table_t *table, uint64_t hash, uint32_t number);
/** Takes out the entry of that hash and number, if it is there. */
void rill_table_remove(rill_table_t *table, uint64_t hash, uint32_t number);
/** Drops the memory; the table is empty then. */
void rill_table_clear(rill_table_t *table);

#endif
