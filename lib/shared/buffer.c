/* SPDX-License-Identifier: MIT */
/* buffer: a row of items in one piece of memory. */
#include "shared/buffer.h"

#include <string.h>

#include "base/list.h"
#include "base/value.h"

#include <rill/object.h>

static rill_list_t *buffer_memory(const rill_buffer_t *b) {
  return rill_container_of(b->items, rill_list_t, items);
}

/* Its memory goes; its items have gone already. */
static void buffer_free(const rill_buffer_t *b) {
  if (b->items != NULL) rill_list_release(buffer_memory(b), b->room);
}

bool rill_buffer_reserve(rill_buffer_t *b, size_t count) {
  rill_list_t *memory = rill_list_allocate(count);
  if (memory == NULL) return false;
  buffer_free(b);
  *b = (rill_buffer_t){.items = memory->items, .room = count};
  return true;
}

static bool buffer_grow(rill_buffer_t *b) {
  rill_buffer_t more = {0};
  if (b->room > SIZE_MAX / 2 ||
      !rill_buffer_reserve(&more, b->room > 0 ? 2 * b->room : 8))
    return false;
  if (b->count > 0)
    memcpy(more.items, b->items + b->head, b->count * sizeof *more.items);
  more.count = b->count;
  more.counted = b->counted;
  buffer_free(b);
  *b = more;
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
  if (!rill_are_plain(to, count)) {
    b->counted = true;
    for (size_t i = 0; i < count; i++) rill_value_ref(to[i]);
  }
  b->count += count;
  return true;
}

bool rill_buffer_push_ints(rill_buffer_t *b, int64_t first, size_t count) {
  if (!buffer_make_room(b, count)) return false;
  rill_values_count(b->items + b->head + b->count, first, count);
  b->count += count;
  return true;
}

static void buffer_leave(rill_buffer_t *b, size_t count) {
  b->head += count;
  b->count -= count;
  if (b->count > 0) return;
  b->head = 0;
  b->counted = false;
}

/* All of it, as it is. */
static rill_value_t buffer_become(rill_buffer_t *b) {
  rill_buffer_t full = *b;
  memset(b, 0, sizeof *b);
  return rill_list_finish(buffer_memory(&full), full.room, full.count,
                          !full.counted);
}

rill_value_t rill_buffer_cut(rill_buffer_t *b, size_t take, size_t drop) {
  return rill_buffer_cut_behind(b, 0, take, drop);
}

rill_value_t rill_buffer_cut_behind(rill_buffer_t *b, size_t skip, size_t take,
                                    size_t drop) {
  if (b->items == NULL) return rill_list(NULL, 0);
  rill_value_t *first = b->items + b->head + skip;
  rill_value_t list;
  if (take == b->room && drop >= take && rill_list_fits(take))
    return buffer_become(b);
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
  buffer_free(&old);
}
