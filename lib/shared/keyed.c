/* SPDX-License-Identifier: MIT */
/* keyed: blocks that double, and a list of the places that are free again. */
#include "shared/keyed.h"

#include <string.h>

/* What a free place holds instead of a key. */
static rill_value_t link_to(uint32_t vacant) {
  return (rill_value_t){.kind = RILL_NONE, .aux = vacant};
}

static size_t block_size(size_t block) {
  return ((size_t) 8 << block) * sizeof(rill_keyed_entry_t);
}

static bool keyed_make_room(rill_keyed_t *keyed) {
  if (keyed->vacant != 0) return true;
  uint32_t number = keyed->used + 8;
  size_t block = (size_t) (28 - __builtin_clz(number));
  if (block == RILL_KEYED_BLOCKS) return false;
  if (keyed->blocks[block] == NULL)
    keyed->blocks[block] = rill_allocate(block_size(block));
  return keyed->blocks[block] != NULL;
}

/* --- Those that came lately ----------------------------------------------- */

static size_t recent_size(const rill_keyed_t *keyed) {
  return RILL_KEYED_RECENT * sizeof *keyed->recent;
}

static void keyed_forget(rill_keyed_t *keyed) {
  rill_release(keyed->recent, recent_size(keyed));
  keyed->recent = NULL;
}

/* An entry that is taken out has no integer as its key, and so is not found. */
void rill_keyed_note(rill_keyed_t *keyed, rill_keyed_entry_t *entry) {
  if (entry->key.kind != RILL_INT || keyed->count > RILL_KEYED_FEW) return;
  if (keyed->recent == NULL)
    keyed->recent = rill_allocate_zeroed(recent_size(keyed));
  if (keyed->recent != NULL) *rill_keyed_recent(keyed, entry->key) = entry;
}

/* --- In and out ----------------------------------------------------------- */

bool rill_keyed_add(rill_keyed_t *keyed, rill_value_t key, uint64_t hash,
                    uint32_t *place) {
  if (!keyed_make_room(keyed)) return false;
  uint32_t number = keyed->vacant != 0 ? keyed->vacant - 1 : keyed->used;
  if (!rill_table_add(&keyed->table, hash, number)) return false;
  rill_keyed_entry_t *entry = rill_keyed_at(keyed, number);
  if (keyed->vacant != 0)
    keyed->vacant = entry->key.aux;
  else
    keyed->used++;
  if (++keyed->count > RILL_KEYED_FEW) keyed_forget(keyed);
  entry->key = key;
  *place = number;
  return true;
}

void rill_keyed_remove(rill_keyed_t *keyed, uint32_t place, uint64_t hash) {
  rill_keyed_entry_t *entry = rill_keyed_at(keyed, place);
  rill_value_t key = entry->key;
  rill_table_remove(&keyed->table, hash, place);
  entry->key = link_to(keyed->vacant);
  keyed->vacant = place + 1;
  keyed->count--;
  rill_value_unref(key);
}

void rill_keyed_clear(rill_keyed_t *keyed) {
  rill_keyed_t old = *keyed; /* dropping a key may call back */
  memset(keyed, 0, sizeof *keyed);
  rill_table_clear(&old.table);
  keyed_forget(&old);
  for (uint32_t place = 0; place < old.used; place++)
    rill_value_unref(rill_keyed_at(&old, place)->key);
  for (size_t block = 0; block < RILL_KEYED_BLOCKS; block++)
    rill_release(old.blocks[block], block_size(block));
}
