/* SPDX-License-Identifier: MIT */
/* table: a slot's home is where the top bits of its tag point. */
#include "shared/table.h"

#include <string.h>

enum { FIRST_BITS = 4 };

static size_t table_mask(const rill_table_t *table) {
  return ((size_t) 1 << table->bits) - 1;
}

static size_t table_home(const rill_table_t *table, uint32_t tag) {
  return tag >> (32 - table->bits);
}

/* From `at->slot` on: the first that has the tag, or the end of the row. */
static void table_seek(const rill_table_t *table, rill_table_at_t *at) {
  size_t mask = table_mask(table);
  for (; table->slots[at->slot].entry != 0; at->slot = (at->slot + 1) & mask) {
    if (table->slots[at->slot].tag != at->tag) continue;
    at->number = table->slots[at->slot].entry - 1;
    at->found = true;
    return;
  }
  at->found = false;
}

rill_table_at_t rill_table_find(const rill_table_t *table, uint64_t hash) {
  rill_table_at_t at = {.tag = (uint32_t) (hash >> 32)};
  if (table->slots == NULL) return at;
  at.slot = table_home(table, at.tag);
  table_seek(table, &at);
  return at;
}

void rill_table_next(const rill_table_t *table, rill_table_at_t *at) {
  at->slot = (at->slot + 1) & table_mask(table);
  table_seek(table, at);
}

static void table_put(rill_table_t *table, struct rill_table_slot slot) {
  size_t mask = table_mask(table), i = table_home(table, slot.tag);
  while (table->slots[i].entry != 0) i = (i + 1) & mask;
  table->slots[i] = slot;
}

static size_t table_size(const rill_table_t *table) {
  return table->slots == NULL ? 0 : sizeof *table->slots << table->bits;
}

static bool table_grow(rill_table_t *table) {
  rill_table_t more = {.count = table->count};
  more.bits = table->slots == NULL ? (uint32_t) FIRST_BITS : table->bits + 1;
  more.slots = rill_allocate_zeroed(sizeof *more.slots << more.bits);
  if (more.slots == NULL) return false;
  size_t slots = table_size(table) / sizeof *table->slots;
  for (size_t i = 0; i < slots; i++)
    if (table->slots[i].entry != 0) table_put(&more, table->slots[i]);
  rill_release(table->slots, table_size(table));
  *table = more;
  return true;
}

bool rill_table_add(rill_table_t *table, uint64_t hash, uint32_t number) {
  size_t half = table_size(table) / sizeof *table->slots / 2;
  if (table->count == half && !table_grow(table)) return false;
  table->count++;
  table_put(table, (struct rill_table_slot){(uint32_t) (hash >> 32),
                                            number + 1});
  return true;
}

/* Closes the gap: who stands behind it moves up, unless it is at home or
 * nearer to it than the gap is. */
static void table_close(rill_table_t *table, size_t gap) {
  size_t mask = table_mask(table), i = gap;
  for (;;) {
    i = (i + 1) & mask;
    if (table->slots[i].entry == 0) break;
    size_t home = table_home(table, table->slots[i].tag);
    if (((i - home) & mask) < ((i - gap) & mask)) continue;
    table->slots[gap] = table->slots[i];
    gap = i;
  }
  table->slots[gap].entry = 0;
}

void rill_table_remove(rill_table_t *table, uint64_t hash, uint32_t number) {
  rill_table_at_t at = rill_table_find(table, hash);
  while (at.found && at.number != number) rill_table_next(table, &at);
  if (!at.found) return;
  table->count--;
  table_close(table, at.slot);
}

void rill_table_clear(rill_table_t *table) {
  rill_release(table->slots, table_size(table));
  memset(table, 0, sizeof *table);
}
