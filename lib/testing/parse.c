/* SPDX-License-Identifier: MIT */
/* parse: a marble text as messages. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/ring.h"
#include "shared/marbles.h"

enum { LEVELS = 64 }; /* of lists in lists */

struct reader {
  const char *text, *at;
  rill_value_t values;
  rill_messages_t *messages;
  rill_error_t *error;
  rill_time_t tick;
  rill_time_t group; /* the tick of the group that is open */
  rill_time_t zero;  /* the tick of ^ */
  unsigned level;
  bool grouped, zeroed;
};

/* --- Failing -------------------------------------------------------------- */

static bool fail(struct reader *reader, const char *what) {
  reader->error = rill_refuse("\"%s\": column %zu: %s", reader->text,
                              (size_t) (reader->at - reader->text), what);
  return false;
}

static bool fail_memory(struct reader *reader) {
  reader->error = rill_error_no_memory();
  return false;
}

/* --- Items ---------------------------------------------------------------- */

static bool is_word(const char *text, size_t length, const char *word) {
  return strlen(word) == length && memcmp(text, word, length) == 0;
}

static bool word_number(const char *text, size_t length, rill_value_t *value) {
  char copy[64], *end = NULL;
  if (length == 0 || length >= sizeof copy || isspace((unsigned char) *text))
    return false;
  memcpy(copy, text, length);
  copy[length] = '\0';
  *value = rill_int(strtoll(copy, &end, 10));
  if (end == copy + length) return true;
  *value = rill_double(strtod(copy, &end));
  return end == copy + length;
}

rill_value_t rill_marbles_word(const char *text, size_t length) {
  rill_value_t number;
  if (is_word(text, length, "none")) return rill_none();
  if (is_word(text, length, "true")) return rill_bool(true);
  if (is_word(text, length, "false")) return rill_bool(false);
  if (word_number(text, length, &number)) return number;
  if (length >= 2 && text[0] == '"' && text[length - 1] == '"')
    return rill_string_n(text + 1, length - 2);
  return rill_string_n(text, length);
}

static bool take_value(struct reader *reader, rill_value_t made,
                       rill_value_t *value) {
  if (rill_is_error(made)) {
    rill_value_unref(made);
    return fail_memory(reader);
  }
  *value = made;
  return true;
}

static bool read_braces(struct reader *reader, rill_value_t *value) {
  const char *start = reader->at + 1, *end = start;
  for (size_t open = 1; *end != '\0'; end++) {
    if (*end == '{') open++;
    if (*end == '}' && --open == 0) break;
  }
  if (*end == '\0') return fail(reader, "'{' is not closed");
  reader->at = end + 1;
  return take_value(reader, rill_marbles_word(start, (size_t) (end - start)),
                    value);
}

/* What a name was given as; RILL_NONE where it was not. */
static bool find_named(struct reader *reader, const char *name,
                       rill_value_t *value) {
  rill_value_t key = rill_string_n(name, 1);
  if (!take_value(reader, key, &key)) return false;
  *value = rill_value_ref(rill_map_get(reader->values, key));
  bool named = rill_map_has(reader->values, key);
  rill_value_unref(key);
  return named;
}

static bool read_letter(struct reader *reader, rill_value_t *value) {
  const char *letter = reader->at++;
  if (find_named(reader, letter, value)) return true;
  if (reader->error != NULL) return false;
  return take_value(reader, rill_string_n(letter, 1), value);
}

static void skip_spaces(struct reader *reader) {
  while (isspace((unsigned char) *reader->at)) reader->at++;
}

static bool read_list(struct reader *reader, rill_value_t *value);

static bool read_element(struct reader *reader, rill_value_t *value) {
  char c = *reader->at;
  if (c == '[') return read_list(reader, value);
  if (c == '{') return read_braces(reader, value);
  if (isalpha((unsigned char) c)) return read_letter(reader, value);
  size_t length = strcspn(reader->at, ",] ");
  if (!word_number(reader->at, length, value))
    return fail(reader, "this is no item of a list");
  reader->at += length;
  return true;
}

/* Up to the closing bracket. */
static bool read_elements(struct reader *reader, rill_ring_t *items) {
  skip_spaces(reader);
  if (*reader->at == ']') return true;
  for (;; reader->at++) {
    rill_value_t item;
    skip_spaces(reader);
    if (!read_element(reader, &item)) return false;
    if (!rill_ring_push(items, item)) return fail_memory(reader);
    skip_spaces(reader);
    if (*reader->at == ']') return true;
    if (*reader->at != ',') return fail(reader, "',' or ']' must stand here");
  }
}

static rill_value_t ring_list(rill_ring_t *ring) {
  size_t count = ring->count;
  if (count == 0) return rill_list(NULL, 0);
  rill_value_t *items = rill_allocate(count * sizeof *items);
  if (items == NULL) return rill_fail(rill_error_no_memory());
  for (size_t i = 0; i < count; i++) items[i] = rill_ring_pop(ring);
  rill_value_t list = rill_list_own(items, count);
  rill_release(items, count * sizeof *items);
  return list;
}

static bool read_list(struct reader *reader, rill_value_t *value) {
  rill_ring_t items = {0};
  if (reader->level == LEVELS) return fail(reader, "lists are nested too deep");
  reader->level++;
  reader->at++;
  bool good = read_elements(reader, &items);
  if (good) {
    reader->at++;
    good = take_value(reader, ring_list(&items), value);
  }
  rill_ring_clear(&items);
  reader->level--;
  return good;
}

/* --- Marks ---------------------------------------------------------------- */

static bool add(struct reader *reader, rill_mark_t mark, rill_value_t value) {
  rill_time_t at = reader->grouped ? reader->group : reader->tick;
  if (rill_messages_add(reader->messages, at, mark, value)) return true;
  return fail_memory(reader);
}

/* What was given for it may be no error: then it is the error's payload. */
static bool read_error(struct reader *reader) {
  rill_value_t failure;
  if (!find_named(reader, reader->at++, &failure)) {
    if (reader->error != NULL) return false;
    failure = rill_fail(rill_error_new(RILL_EFOREIGN, "the error of a marble"));
  } else if (!rill_is_error(failure)) {
    failure = rill_fail(rill_error_of(failure));
  }
  return add(reader, RILL_MARK_ERROR, failure);
}

static bool read_mark(struct reader *reader, rill_mark_t mark) {
  reader->at++;
  return add(reader, mark, rill_none());
}

static bool read_item(struct reader *reader) {
  rill_value_t item;
  char c = *reader->at;
  if (isdigit((unsigned char) c)) {
    reader->at++;
    return add(reader, RILL_MARK_NEXT, rill_int(c - '0'));
  }
  if (isalpha((unsigned char) c)) {
    if (!read_letter(reader, &item)) return false;
  } else if (c == '{') {
    if (!read_braces(reader, &item)) return false;
  } else if (c == '[') {
    if (!read_list(reader, &item)) return false;
  } else {
    return fail(reader, "this means nothing in a marble text");
  }
  return add(reader, RILL_MARK_NEXT, item);
}

static bool read_group(struct reader *reader, bool opens) {
  if (opens == reader->grouped)
    return fail(reader, opens ? "'(' inside of '('" : "')' without '('");
  reader->grouped = opens;
  reader->group = reader->tick;
  reader->at++;
  return true;
}

static bool read_zero(struct reader *reader) {
  if (reader->zeroed) return fail(reader, "there is a second '^'");
  reader->zeroed = true;
  reader->zero = reader->grouped ? reader->group : reader->tick;
  return read_mark(reader, RILL_MARK_SUBSCRIBE);
}

/* "@40:" takes no time itself. */
static bool read_jump(struct reader *reader) {
  char *end = NULL;
  if (reader->grouped) return fail(reader, "'@' inside of '('");
  if (!isdigit((unsigned char) reader->at[1]))
    return fail(reader, "a tick must follow '@'");
  long long tick = strtoll(reader->at + 1, &end, 10);
  if (*end != ':') return fail(reader, "':' must follow the tick of '@'");
  rill_time_t last = reader->zero;
  if (reader->messages->count > 0)
    last = reader->messages->items[reader->messages->count - 1].at;
  if (tick + reader->zero < last || tick > INT64_MAX / 2)
    return fail(reader, "the tick of '@' is before what stands left of it, "
                        "or never comes");
  reader->tick = tick + reader->zero;
  reader->at = end + 1;
  return true;
}

static bool read_one(struct reader *reader) {
  switch (*reader->at) {
    case '-':
      if (reader->grouped) return fail(reader, "'-' inside of '('");
      reader->at++;
      return true;
    case '(': return read_group(reader, true);
    case ')': return read_group(reader, false);
    case '|': return read_mark(reader, RILL_MARK_COMPLETE);
    case '!': return read_mark(reader, RILL_MARK_CANCEL);
    case '#': return read_error(reader);
    case '^': return read_zero(reader);
    default: return read_item(reader);
  }
}

/* How many ticks what was read takes: its characters but for the spaces, which
 * count inside of braces alone. */
static rill_time_t width(const char *from, const char *to) {
  rill_time_t ticks = 0;
  bool all = *from == '{';
  for (; from < to; from++) ticks += all || !isspace((unsigned char) *from);
  return ticks;
}

static bool read_all(struct reader *reader) {
  for (skip_spaces(reader); *reader->at != '\0'; skip_spaces(reader)) {
    const char *before = reader->at;
    if (*before == '@') {
      if (!read_jump(reader)) return false;
      continue;
    }
    if (!read_one(reader)) return false;
    reader->tick += width(before, reader->at);
  }
  return !reader->grouped || fail(reader, "'(' is not closed");
}

rill_error_t *rill_marbles_parse(const char *text, rill_value_t values,
                                 rill_messages_t *messages) {
  if (text == NULL) return rill_refuse("the text is NULL");
  if (!rill_is_none(values) && !rill_as_object(values, &rill_map_type))
    return rill_refuse("the values are of the kind %s (must be a map)",
                       rill_value_kind_name(values));
  struct reader reader = {
      .text = text, .at = text, .values = values, .messages = messages};
  if (!read_all(&reader)) return reader.error;
  for (size_t i = 0; i < messages->count; i++)
    messages->items[i].at -= reader.zero;
  messages->length = reader.tick - reader.zero;
  return NULL;
}
