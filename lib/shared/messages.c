/* SPDX-License-Identifier: MIT */
/* messages: a growing row of what happened. */
#include "shared/marbles.h"

#include <string.h>

static bool messages_grow(rill_messages_t *messages) {
  size_t room = messages->room > 0 ? 2 * messages->room : 8;
  rill_message_t *items = rill_allocate(room * sizeof *items);
  if (items == NULL) return false;
  if (messages->count > 0)
    memcpy(items, messages->items, messages->count * sizeof *items);
  rill_release(messages->items, messages->room * sizeof *items);
  messages->items = items;
  messages->room = room;
  return true;
}

bool rill_messages_add(rill_messages_t *messages, rill_time_t at,
                       rill_mark_t mark, rill_value_t value) {
  if (messages->count == messages->room && !messages_grow(messages)) {
    rill_value_unref(value);
    return false;
  }
  messages->items[messages->count++] = (rill_message_t){at, mark, value};
  return true;
}

void rill_messages_clear(rill_messages_t *messages) {
  for (size_t i = 0; i < messages->count; i++)
    rill_value_unref(messages->items[i].value);
  rill_release(messages->items, messages->room * sizeof *messages->items);
  *messages = (rill_messages_t){0};
}
