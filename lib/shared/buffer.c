/* SPDX-License-Identifier: MIT */
/* buffer: a row of items in one piece of memory. */
#include "shared/buffer.h"

#include <string.h>

#include "base/value.h"

#include <rill/object.h>

static bool buffer_grow(rill_buffer_t *b) {
  size_t room = b->room > 0 ? 2 * b->room : 8;
  if (room > SIZE_MAX / sizeof *b->items) return false;
  rill_value_t *items = rill_allocate(room * sizeof *items);
  if (items == NULL) return false;
  if (b->count > 0)
    memcpy(items, b->items + b->head, b->count * sizeof *items);
  rill_release(b->items, b->room * sizeof *items);
  b->items = items;
  b->head = 0;
  b->room = room;
  return true;
}

static bool buffer_make_room(rill_buffer_t *b, size_t count) {
  while (b->room - b->head - b->count < count) {
    if (b->head < b->room / 2 || b->room == 0) {
      if (!buffer_grow(b)) return false;
    } else {
      memmove(b->items, b->items + b->head, b->count * sizeof *b->items);
      b->head = 0;
    }
  }
  return true;
}

bool rill_buffer_push(rill_buffer_t *b, rill_value_t item) {
  return rill_buffer_push_row(b, &item, 1);
}

bool rill_buffer_push_row(rill_buffer_t *b, const rill_value_t *items,
                          size_t count) {
  if (!buffer_make_room(b, count)) return false;
  rill_value_t *to = b->items + b->head + b->count;
  memcpy(to, items, count * sizeof *to);
  rill_values_ref(to, count);
  b->count += count;
  return true;
}

bool rill_buffer_push_ints(rill_buffer_t *b, int64_t first, size_t count) {
  if (!buffer_make_room(b, count)) return false;
  rill_value_t *to = b->items + b->head + b->count;
  for (size_t i = 0; i < count; i++)
    to[i] = rill_int((int64_t) ((uint64_t) first + i));
  b->count += count;
  return true;
}

static void buffer_leave(rill_buffer_t *b, size_t count) {
  b->head += count;
  b->count -= count;
  if (b->count == 0) b->head = 0;
}

rill_value_t rill_buffer_cut(rill_buffer_t *b, size_t take, size_t drop) {
  return rill_buffer_cut_behind(b, 0, take, drop);
}

rill_value_t rill_buffer_cut_behind(rill_buffer_t *b, size_t skip, size_t take,
                                    size_t drop) {
  if (b->items == NULL) return rill_list(NULL, 0);
  rill_value_t *first = b->items + b->head + skip;
  rill_value_t list;
  if (skip > 0 || drop < take) {
    list = rill_list(first, take);
  } else {
    buffer_leave(b, take);
    list = rill_list_own(first, take);
    drop -= take;
  }
  while (drop-- > 0) { /* dropping an item may call back */
    rill_value_t item = b->items[b->head];
    buffer_leave(b, 1);
    rill_value_unref(item);
  }
  return list;
}

void rill_buffer_clear(rill_buffer_t *b) {
  rill_buffer_t old = *b;
  memset(b, 0, sizeof *b);
  if (old.count > 0) rill_values_unref(old.items + old.head, old.count);
  rill_release(old.items, old.room * sizeof *old.items);
}
