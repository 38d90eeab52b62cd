/* SPDX-License-Identifier: MIT */
/* Marble texts and the messages that they stand for. */
#ifndef RILL_TESTING_MARBLES_H
#define RILL_TESTING_MARBLES_H

#include "base/error.h"
#include "base/memory.h"

#include <rill/test.h>

/** A growing row of messages; all zero is empty. */
typedef struct rill_messages {
  rill_message_t *items;
  size_t count, room;
  rill_time_t length; /* of the text it was parsed from */
} rill_messages_t;

/** Appends; takes over `value`. False without memory. */
bool rill_messages_add(rill_messages_t *messages, rill_time_t at,
                       rill_mark_t mark, rill_value_t value);
void rill_messages_clear(rill_messages_t *messages);

/** NULL, or what is wrong with the text (owned). `values`: RILL_NONE or a map,
 * borrowed. The messages are to be cleared in any case. */
rill_error_t *rill_marbles_parse(const char *text, rill_value_t values,
                                 rill_messages_t *messages);
/** Like snprintf. What it draws can be parsed again. */
size_t rill_marbles_draw(const rill_messages_t *messages, rill_value_t values,
                         char *text, size_t size);

/** An item in braces: what `{text}` stands for. */
rill_value_t rill_marbles_word(const char *text, size_t length);

#endif
