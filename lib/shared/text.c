/* SPDX-License-Identifier: MIT */
/* text: an item as a string, short ones without memory of their own. */
#include "shared/text.h"

#include <string.h>

#include "base/value.h"

enum { SHORT = 512 };

/* Around the item's text, which is `inner` long and stands in its place. */
static rill_value_t text_finish(char *text, rill_value_t before, size_t inner,
                                rill_value_t after) {
  size_t front = rill_string_length(before), back = rill_string_length(after);
  memcpy(text, rill_as_string(before), front);
  memcpy(text + front + inner, rill_as_string(after), back);
  return rill_string_n(text, front + inner + back);
}

rill_value_t rill_text_around(rill_value_t before, rill_value_t item,
                              rill_value_t after) {
  char small[SHORT];
  size_t front = rill_string_length(before), back = rill_string_length(after);
  size_t room = front + back < SHORT ? SHORT - front - back : 0;
  size_t inner = rill_value_format(item, room > 0 ? small + front : NULL, room);
  if (inner < room) return text_finish(small, before, inner, after);
  size_t size = front + inner + back + 1;
  char *text = rill_allocate(size);
  if (text == NULL) return rill_no_memory();
  size_t again = rill_value_format(item, text + front, inner + 1);
  if (again < inner) inner = again; /* a type that is not sure of itself */
  rill_value_t string = text_finish(text, before, inner, after);
  rill_release(text, size);
  return string;
}
