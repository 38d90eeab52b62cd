/* SPDX-License-Identifier: MIT */
/* utf8: text that is whole and valid, or made so. */
#include "shared/codec.h"
#include "shared/options.h"
#include "shared/pile.h"

struct utf8_params {
  rill_codec_params_t codec;
  bool replace;
};

struct utf8 {
  bool replace;
  unsigned char torn[4]; /* the beginning of a code point */
  size_t count;
};

/* --- Looking -------------------------------------------------------------- */

/* What may follow a first byte: how many bytes, and the range of the first of
 * them, which leaves out overlong forms, surrogates, and what is beyond. */
struct lead {
  size_t length;
  unsigned char low, high;
};

static struct lead lead_of(unsigned char first) {
  if (first < 0x80) return (struct lead){1, 0, 0};
  if (first < 0xc2 || first > 0xf4) return (struct lead){0, 0, 0};
  if (first < 0xe0) return (struct lead){2, 0x80, 0xbf};
  if (first < 0xf0)
    return (struct lead){3, first == 0xe0 ? 0xa0 : 0x80,
                         first == 0xed ? 0x9f : 0xbf};
  return (struct lead){4, first == 0xf0 ? 0x90 : 0x80,
                       first == 0xf4 ? 0x8f : 0xbf};
}

enum found { VALID, TORN, BROKEN };

/* The code point at `text`, or as much of one as there is. */
static enum found look(const unsigned char *text, size_t left, size_t *length) {
  struct lead lead = lead_of(text[0]);
  *length = 1;
  if (lead.length == 0) return BROKEN;
  for (; *length < lead.length && *length < left; ++*length) {
    unsigned char low = *length == 1 ? lead.low : 0x80;
    unsigned char high = *length == 1 ? lead.high : 0xbf;
    if (text[*length] < low || text[*length] > high) return BROKEN;
  }
  return *length == lead.length ? VALID : TORN;
}

static bool is_ascii(const unsigned char *text) {
  uint64_t eight;
  memcpy(&eight, text, sizeof eight);
  return (eight & 0x8080808080808080u) == 0;
}

/* How much is valid; `*found` says what comes then, if anything does. */
static size_t look_on(const unsigned char *text, size_t left,
                      enum found *found) {
  size_t at = 0, length;
  for (*found = VALID; at < left; at += length) {
    length = 8;
    if (left - at >= 8 && is_ascii(text + at)) continue;
    *found = look(text + at, left - at, &length);
    if (*found != VALID) break;
  }
  return at;
}

/* --- The codec ------------------------------------------------------------ */

static rill_error_t *utf8_open(void *state, const void *context) {
  const struct utf8_params *p = context;
  ((struct utf8 *) state)->replace = p->replace;
  return NULL;
}

static rill_value_t utf8_fail(unsigned char byte, uint64_t offset, bool ends) {
  return rill_fail(rill_error_new(
      RILL_EPROTOCOL,
      ends ? "rill_utf8: the stream ends in the code point that begins with "
             "0x%02x at byte %llu (.replace accepts it)"
           : "rill_utf8: 0x%02x at byte %llu begins no code point (.replace "
             "accepts it)",
      byte, (unsigned long long) offset));
}

static rill_value_t utf8_replacement(void) {
  return rill_bytes("\xef\xbf\xbd", 3);
}

/* The code point that chunks have torn apart. */
static rill_value_t utf8_mend(struct utf8 *utf8, rill_input_t *input) {
  size_t length, before = utf8->count;
  enum found found = TORN;
  while (found == TORN && input->left > 0) {
    utf8->torn[utf8->count++] = *input->data;
    rill_input_skip(input, 1);
    found = look(utf8->torn, utf8->count, &length);
  }
  if (found == TORN && !input->last) return rill_none();
  size_t count = utf8->count;
  utf8->count = 0;
  if (found == VALID) return rill_bytes(utf8->torn, count);
  if (!utf8->replace)
    return utf8_fail(utf8->torn[0], input->offset - count, found == TORN);
  if (found == BROKEN && count > before) { /* the last may begin another one */
    input->data--;
    input->left++;
    input->offset--;
  }
  return utf8_replacement();
}

static void utf8_keep(struct utf8 *utf8, rill_input_t *input) {
  utf8->count = input->left;
  memcpy(utf8->torn, input->data, input->left);
  rill_input_skip(input, input->left);
}

/* All of the chunk, with replacements. */
static rill_value_t utf8_replace(struct utf8 *utf8, rill_input_t *input) {
  rill_pile_t pile = {0};
  bool room = true;
  while (room && input->left > 0) {
    enum found found;
    size_t length, valid = look_on(input->data, input->left, &found);
    room = rill_pile_add(&pile, input->data, valid);
    rill_input_skip(input, valid);
    if (found == TORN && !input->last) {
      utf8_keep(utf8, input);
    } else if (found != VALID) {
      look(input->data, input->left, &length);
      rill_input_skip(input, length);
      room = room && rill_pile_add(&pile, "\xef\xbf\xbd", 3);
    }
  }
  if (room) return rill_pile_bytes(&pile);
  rill_pile_clear(&pile);
  return rill_fail(rill_error_no_memory());
}

static rill_value_t utf8_step(void *state, rill_input_t *input) {
  struct utf8 *utf8 = state;
  enum found found;
  if (utf8->count > 0) return utf8_mend(utf8, input);
  size_t valid = look_on(input->data, input->left, &found);
  if (found == BROKEN && utf8->replace) return utf8_replace(utf8, input);
  if (valid > 0) return rill_input_take(input, valid);
  if (found == BROKEN) return utf8_fail(*input->data, input->offset, false);
  if (found == TORN) utf8_keep(utf8, input);
  return found == TORN && input->last ? utf8_mend(utf8, input) : rill_none();
}

static const rill_codec_t utf8_codec = {
    .size = sizeof(rill_codec_t),
    .state_size = sizeof(struct utf8),
    .open = utf8_open,
    .step = utf8_step,
};

static const rill_stage_ops_t utf8_ops = {
    .name = "utf8",
    .params_size = sizeof(struct utf8_params),
    RILL_CODEC_OPS,
};

rill_operator_t *rill_utf8_opts(const rill_utf8_opts_t *options) {
  RILL_OPTIONS(rill_utf8_opts_t, o, options);
  struct utf8_params params = {{&utf8_codec, NULL}, o.replace};
  return rill_operator_make(&utf8_ops, &params);
}
