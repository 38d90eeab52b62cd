/* SPDX-License-Identifier: MIT */
/* The functions that stand in the pictures of <rill/bytes.h>. */
#ifndef RILL_TESTS_PICTURES_BYTES_H
#define RILL_TESTS_PICTURES_BYTES_H

#include <stdio.h>

#include <rill.h>
#include <rill/bytes.h>
#include <rill/test.h>

RILL_MAP_FN(as_text, rill_value_t, rill_value_t, x) {
  size_t length;
  const char *data = rill_as_bytes(x, &length);
  return rill_string_n(data, length);
}

/** "0a0b" of two bytes. */
RILL_MAP_FN(as_digits, rill_value_t, rill_value_t, x) {
  size_t length;
  const unsigned char *data = rill_as_bytes(x, &length);
  char text[32] = "";
  for (size_t i = 0; i < length && i < 15; i++)
    snprintf(text + 2 * i, 3, "%02x", data[i]);
  return rill_string(text);
}

/** Of 1, 2, 3: three chunks, of two frames. */
RILL_MAP_FN(chunk_of_frames, rill_value_t, int64_t, n) {
  static const char *const chunks[] = {"\3one\5th", "re", "e"};
  return rill_string(chunks[n - 1]);
}

/** Of 1, 2, 3: "aäö", torn apart in the ä. */
RILL_MAP_FN(chunk_of_umlauts, rill_value_t, int64_t, n) {
  static const char *const chunks[] = {"a\xc3", "\xa4", "\xc3\xb6"};
  return rill_string(chunks[n - 1]);
}

static inline __attribute__((unused)) rill_value_t
rot13_step(void *state, rill_input_t *input) {
  char text[64];
  size_t length = 0;
  (void) state;
  for (; input->left > 0 && length < sizeof text; rill_input_skip(input, 1)) {
    unsigned char c = *input->data, letter = c | 32;
    bool is_letter = letter >= 'a' && letter <= 'z';
    int turn = !is_letter ? 0 : letter < 'n' ? 13 : -13;
    text[length++] = (char) (c + turn);
  }
  return length > 0 ? rill_bytes(text, length) : rill_none();
}
static const rill_codec_t rot13 = {.size = sizeof(rill_codec_t),
                                   .step = rot13_step};

#endif
