/* SPDX-License-Identifier: MIT */
/* Items that are collected, to be given out as lists. */
#ifndef RILL_SHARED_BUFFER_H
#define RILL_SHARED_BUFFER_H

#include "core/dropped.h"

/** All zero is empty. */
typedef struct rill_buffer {
  rill_value_t *items; /* of what can become a list as it is */
  size_t head, count, room;
  bool counted; /* perhaps, some of them are */
} rill_buffer_t;

/** Room for `count` items and not more, in an empty one: so many will become a
 * list without being copied. False without memory. */
bool rill_buffer_reserve(rill_buffer_t *buffer, size_t count);

/** Appends a second reference to `item`. False without memory. */
bool rill_buffer_push(rill_buffer_t *buffer, rill_value_t item);
bool rill_buffer_push_row(rill_buffer_t *buffer, const rill_value_t *items,
                          size_t count);
/** The same for integers from `first` on. */
bool rill_buffer_push_ints(rill_buffer_t *buffer, int64_t first, size_t count);
static inline bool rill_buffer_has_room(const rill_buffer_t *buffer) {
  return buffer->head + buffer->count < buffer->room;
}
/** One item, if there is room. */
static inline void rill_buffer_put(rill_buffer_t *buffer, rill_value_t item) {
  if (item.kind >= RILL_OBJECT) {
    rill_value_ref(item);
    buffer->counted = true;
  }
  buffer->items[buffer->head + buffer->count++] = item;
}
/** A list of the first `take` items; then the first `drop` ones leave. A
 * RILL_ERROR without memory. */
rill_value_t rill_buffer_cut(rill_buffer_t *buffer, size_t take, size_t drop);
/** The same of `take` items behind the first `skip` ones. */
rill_value_t rill_buffer_cut_behind(rill_buffer_t *buffer, size_t skip,
                                    size_t take, size_t drop);
void rill_buffer_clear(rill_buffer_t *buffer);
/** The same for a buffer whose items `stage` lets go, but for the first `gone`
 * ones, which have gone on in a list. */
static inline void rill_let_go_buffer_from(const rill_stage_t *stage,
                                           rill_buffer_t *buffer,
                                           size_t gone) {
  rill_buffer_t old = *buffer;
  memset(buffer, 0, sizeof *buffer);
  if (rill_is_told(stage) && old.count > gone)
    rill_tell_of(stage, old.items + old.head + gone, old.count - gone);
  rill_buffer_clear(&old);
}
static inline void rill_let_go_buffer(const rill_stage_t *stage,
                                      rill_buffer_t *buffer) {
  rill_let_go_buffer_from(stage, buffer, 0);
}

#endif
