/* SPDX-License-Identifier: MIT */
/* utf8: what is text, and what only looks like it. */
#ifndef LINKCRAWL_UTF8_H
#define LINKCRAWL_UTF8_H

#include <stddef.h>

/** What stands where something could not be read: U+FFFD. */
#define UTF8_UNREADABLE "\xEF\xBF\xBD"

/** How many bytes the character at `text` has; 0: it is none. */
static inline size_t utf8_length(const char *text, size_t left) {
  unsigned char c = (unsigned char) text[0];
  size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if ((c >= 0x80 && c < 0xC2) || c > 0xF4 || length > left) return 0;
  for (size_t i = 1; i < length; i++) {
    if (((unsigned char) text[i] & 0xC0) != 0x80) return 0;
  }
  unsigned char next = length > 1 ? (unsigned char) text[1] : 0;
  if (c == 0xE0 && next < 0xA0) return 0; /* longer than need be */
  if (c == 0xF0 && next < 0x90) return 0;
  if (c == 0xED && next > 0x9F) return 0; /* half of a UTF-16 pair */
  if (c == 0xF4 && next > 0x8F) return 0; /* past the last one */
  return length;
}

#endif
