/* SPDX-License-Identifier: MIT */
/* A hash index: from hashes to the numbers of entries, which are the user's.
 * Open addressing, each eighth slot in turn; nine bytes a slot, half of them
 * used.
 *
 *     rill_table_at_t at = rill_table_find(&table, hash);
 *     for (; rill_table_is(&at); rill_table_next(&table, &at))
 *       if (rill_value_equal(keys[at.number], key)) return at.number;
 *
 * A slot has a mark of one byte, so that who looks for what is not there seldom
 * has to look at more than the marks, which the cache holds longer. */
#ifndef RILL_SHARED_TABLE_H
#define RILL_SHARED_TABLE_H

#include "base/memory.h"

struct rill_table_slot {
  uint32_t tag; /* the upper half of the hash */
  uint32_t number;
};

/* A slot that is not written yet. */
struct rill_table_late {
  uint32_t at;
  struct rill_table_slot slot;
};

enum { RILL_TABLE_LATE = 8 };

/** All zero is an empty table. */
typedef struct rill_table {
  struct rill_table_slot *slots;
  uint8_t *marks; /* 0: free; else how the tag begins */
  uint32_t bits;  /* of the number of slots */
  uint32_t lates, oldest;
  size_t count;
  struct rill_table_late late[RILL_TABLE_LATE]; /* of a large table */
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

static inline size_t rill_table_mask(const rill_table_t *table) {
  return ((size_t) 1 << table->bits) - 1;
}
static inline size_t rill_table_home(const rill_table_t *table, uint32_t tag) {
  return tag & rill_table_mask(table);
}
/** The slot to look at next: the same one of the next eight, since those who
 * are neighbours at home go on side by side. After the last, another of eight
 * begins, so that all slots are come by. */
static inline size_t rill_table_after(const rill_table_t *table, size_t slot) {
  size_t next = slot + 8;
  return rill_likely(next <= rill_table_mask(table)) ? next : (next + 1) & 7;
}
static inline uint8_t rill_table_mark(uint32_t tag) {
  return (uint8_t) (tag >> 25 | 0x80);
}
/** What is in a slot that may be late. */
struct rill_table_slot rill_table_recall(const rill_table_t *table,
                                         size_t slot);

/** From `at->slot` on: the first that has the tag, or the end of the row. */
static inline void rill_table_seek(const rill_table_t *table,
                                   rill_table_at_t *at) {
  size_t i = at->slot;
  uint8_t mark = rill_table_mark(at->tag), here;
  for (; (here = table->marks[i]) != 0; i = rill_table_after(table, i)) {
    if (here != mark) continue;
    struct rill_table_slot slot = rill_likely(table->lates == 0)
                                      ? table->slots[i]
                                      : rill_table_recall(table, i);
    if (rill_unlikely(slot.tag != at->tag)) continue;
    at->number = slot.number;
    break;
  }
  at->slot = i;
  at->found = here != 0;
}

/** The first entry of that hash. */
static inline rill_table_at_t rill_table_find(const rill_table_t *table,
                                              uint64_t hash) {
  rill_table_at_t at = {.tag = (uint32_t) (hash >> 32)};
  if (table->slots == NULL) return at;
  at.slot = rill_table_home(table, at.tag);
  rill_table_seek(table, &at);
  return at;
}
/** Says that this hash will be looked for soon. Only the mark is called for: to
 * call for many slots as well made both come later. A function that is not
 * inlined at once has no effect for gcc, and is left out. */
static inline __attribute__((always_inline)) void
rill_table_expect(const rill_table_t *table, uint64_t hash) {
  if (table->slots == NULL) return;
  size_t home = rill_table_home(table, (uint32_t) (hash >> 32));
  __builtin_prefetch(&table->marks[home], 1);
}
/** The next one of the same hash. */
static inline void rill_table_next(const rill_table_t *table,
                                   rill_table_at_t *at) {
  at->slot = rill_table_after(table, at->slot);
  rill_table_seek(table, at);
}
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
