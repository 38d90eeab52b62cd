/* SPDX-License-Identifier: MIT */
/* pile: a block that knows its size, so that it can become bytes. */
#include "shared/pile.h"

#include <string.h>

#include "base/memory.h"

enum { AT_FIRST = 64 };

struct block {
  size_t room;
  _Alignas(16) unsigned char data[];
};

static void block_drop(void *data) {
  struct block *block = rill_container_of(data, struct block, data);
  rill_release(block, sizeof *block + block->room);
}

static bool pile_grow(rill_pile_t *pile, size_t need) {
  size_t room = pile->room > 0 ? pile->room : AT_FIRST;
  while (room < need) room *= 2;
  struct block *block = rill_allocate(sizeof *block + room);
  if (block == NULL) return false;
  block->room = room;
  if (pile->length > 0) memcpy(block->data, pile->data, pile->length);
  if (pile->data != NULL) block_drop(pile->data);
  pile->data = block->data;
  pile->room = room;
  return true;
}

bool rill_pile_add(rill_pile_t *pile, const void *data, size_t length) {
  if (length == 0) return true;
  if (length > SIZE_MAX / 4 - pile->length) return false;
  size_t need = pile->length + length;
  if (need > pile->room && !pile_grow(pile, need)) return false;
  memcpy(pile->data + pile->length, data, length);
  pile->length = need;
  return true;
}

rill_value_t rill_pile_bytes(rill_pile_t *pile) {
  rill_pile_t all = *pile;
  memset(pile, 0, sizeof *pile);
  if (all.length == 0) {
    rill_pile_clear(&all);
    return rill_bytes("", 0);
  }
  return rill_bytes_own(all.data, all.length, block_drop);
}

void rill_pile_clear(rill_pile_t *pile) {
  if (pile->data != NULL) block_drop(pile->data);
  memset(pile, 0, sizeof *pile);
}
