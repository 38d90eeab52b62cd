/* SPDX-License-Identifier: MIT */
/* table: a slot's home is where the lowest bits of its tag point.
 *
 * Writing to a large table is waiting for memory, and what is written after it
 * waits, too. So the slot is called for, and written some entries later. */
#include "shared/table.h"

#include <string.h>

enum { FIRST_BITS = 4, LARGE_BITS = 15 };

/* --- Late slots ----------------------------------------------------------- */

struct rill_table_slot rill_table_recall(const rill_table_t *table,
                                         size_t slot) {
  for (uint32_t i = 0; i < table->lates; i++)
    if (table->late[i].at == slot) return table->late[i].slot;
  return table->slots[slot];
}

static void table_write(rill_table_t *table,
                        const struct rill_table_late *late) {
  table->slots[late->at] = late->slot;
}

static void table_catch_up(rill_table_t *table) {
  for (uint32_t i = 0; i < table->lates; i++)
    table_write(table, &table->late[i]);
  table->lates = table->oldest = 0;
}

static void table_write_late(rill_table_t *table, struct rill_table_late late) {
  __builtin_prefetch(&table->slots[late.at], 1);
  if (table->lates < RILL_TABLE_LATE) {
    table->late[table->lates++] = late;
    return;
  }
  table_write(table, &table->late[table->oldest]);
  table->late[table->oldest] = late;
  table->oldest = (table->oldest + 1) % RILL_TABLE_LATE;
}

/* --- Adding --------------------------------------------------------------- */

/* A free slot, marked as taken. */
static size_t table_take(rill_table_t *table, uint32_t tag) {
  size_t i = rill_table_home(table, tag);
  while (table->marks[i] != 0) i = rill_table_after(table, i);
  table->marks[i] = rill_table_mark(tag);
  return i;
}

static size_t table_slots(const rill_table_t *table) {
  return table->slots == NULL ? 0 : (size_t) 1 << table->bits;
}

static size_t table_size(size_t slots) {
  return slots * (sizeof(struct rill_table_slot) + 1);
}

static bool table_grow(rill_table_t *table) {
  size_t slots = table_slots(table);
  rill_table_t more = {.count = table->count};
  more.bits = slots == 0 ? (uint32_t) FIRST_BITS : table->bits + 1;
  size_t room = (size_t) 1 << more.bits;
  more.slots = rill_allocate(table_size(room));
  if (more.slots == NULL) return false;
  more.marks = (uint8_t *) (more.slots + room);
  memset(more.marks, 0, room);
  table_catch_up(table);
  for (size_t i = 0; i < slots; i++)
    if (table->marks[i] != 0)
      more.slots[table_take(&more, table->slots[i].tag)] = table->slots[i];
  rill_release(table->slots, table_size(slots));
  *table = more;
  return true;
}

bool rill_table_add(rill_table_t *table, uint64_t hash, uint32_t number) {
  if (table->count == table_slots(table) / 2 && !table_grow(table))
    return false;
  struct rill_table_slot slot = {(uint32_t) (hash >> 32), number};
  size_t at = table_take(table, slot.tag);
  table->count++;
  if (table->bits < LARGE_BITS)
    table->slots[at] = slot;
  else
    table_write_late(table, (struct rill_table_late){(uint32_t) at, slot});
  return true;
}

/* --- Taking out ----------------------------------------------------------- */

/* How many slots lie from one to another, in the order of looking. */
static size_t table_way(const rill_table_t *table, size_t from, size_t to) {
  size_t eighth = (rill_table_mask(table) + 1) / 8;
  size_t way = (to % 8 * eighth + to / 8) - (from % 8 * eighth + from / 8);
  return way & rill_table_mask(table);
}

/* Closes the gap: who stands behind it moves up, unless it is at home or
 * nearer to it than the gap is. */
static void table_close(rill_table_t *table, size_t gap) {
  size_t i = gap;
  for (;;) {
    i = rill_table_after(table, i);
    if (table->marks[i] == 0) break;
    size_t home = rill_table_home(table, table->slots[i].tag);
    if (table_way(table, home, i) < table_way(table, gap, i)) continue;
    table->slots[gap] = table->slots[i];
    table->marks[gap] = table->marks[i];
    gap = i;
  }
  table->marks[gap] = 0;
}

void rill_table_remove(rill_table_t *table, uint64_t hash, uint32_t number) {
  table_catch_up(table);
  rill_table_at_t at = rill_table_find(table, hash);
  while (at.found && at.number != number) rill_table_next(table, &at);
  if (!at.found) return;
  table->count--;
  table_close(table, at.slot);
}

void rill_table_clear(rill_table_t *table) {
  rill_release(table->slots, table_size(table_slots(table)));
  memset(table, 0, sizeof *table);
}
