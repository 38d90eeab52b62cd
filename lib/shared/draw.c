/* SPDX-License-Identifier: MIT */
/* draw: messages as a marble text. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "shared/marbles.h"

enum { LEVELS = 64 }; /* of lists in lists; deeper ones are written out */

struct pen {
  char *start;
  size_t size, length; /* the length counts on where the room ends */
  rill_value_t values;
};

static void put(struct pen *pen, const char *text) {
  for (; *text != '\0'; text++) {
    if (pen->length + 1 < pen->size) pen->start[pen->length] = *text;
    pen->length++;
  }
}

/* --- Items ---------------------------------------------------------------- */

static bool same(rill_value_t a, rill_value_t b) {
  return a.kind == b.kind && rill_value_equal(a, b);
}

/* The name that the value was given, or NULL. */
static const char *name_of(const struct pen *pen, rill_value_t value) {
  rill_value_t key, named;
  for (size_t i = 0; rill_map_at(pen->values, i, &key, &named); i++)
    if (same(named, value)) return rill_as_string(key);
  return NULL;
}

/* Whether a text of one letter stands for itself. */
static bool is_plain(const struct pen *pen, const char *text) {
  rill_value_t key, named;
  if (!isalpha((unsigned char) text[0]) || text[1] != '\0') return false;
  for (size_t i = 0; rill_map_at(pen->values, i, &key, &named); i++)
    if (strcmp(rill_as_string(key), text) == 0) return false;
  return true;
}

/* Whether the text in braces would be read as something else. */
static bool is_quoted(rill_value_t string) {
  size_t length = rill_string_length(string);
  rill_value_t read = rill_marbles_word(rill_as_string(string), length);
  bool quoted = !rill_is_error(read) && !same(read, string);
  rill_value_unref(read);
  return quoted;
}

static void put_braces(struct pen *pen, rill_value_t value) {
  bool text = rill_as_object(value, &rill_string_type) != NULL;
  const char *quote = text && is_quoted(value) ? "\"" : "";
  put(pen, "{");
  put(pen, quote);
  bool room = pen->length + 1 < pen->size;
  pen->length +=
      rill_value_format(value, room ? pen->start + pen->length : NULL,
                        room ? pen->size - pen->length : 0);
  put(pen, quote);
  put(pen, "}");
}

static void put_int(struct pen *pen, int64_t n) {
  char digits[24];
  snprintf(digits, sizeof digits, "%" PRId64, n);
  put(pen, digits);
}

static void put_value(struct pen *pen, rill_value_t value, unsigned level);

static void put_list(struct pen *pen, rill_value_t list, unsigned level) {
  size_t count = rill_list_length(list);
  put(pen, "[");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) put(pen, ",");
    put_value(pen, rill_list_get(list, i), level + 1);
  }
  put(pen, "]");
}

static void put_value(struct pen *pen, rill_value_t value, unsigned level) {
  const char *name = name_of(pen, value);
  bool text = rill_as_object(value, &rill_string_type) != NULL;
  bool list = rill_as_object(value, &rill_list_type) != NULL;
  if (name != NULL)
    put(pen, name);
  else if (text && is_plain(pen, rill_as_string(value)))
    put(pen, rill_as_string(value));
  else if (rill_is_int(value) &&
           (level > 0 || (value.as.i >= 0 && value.as.i <= 9)))
    put_int(pen, value.as.i);
  else if (list && level < LEVELS)
    put_list(pen, value, level);
  else
    put_braces(pen, value);
}

/* --- Rows ----------------------------------------------------------------- */

static void put_message(struct pen *pen, const rill_message_t *message) {
  switch (message->mark) {
    case RILL_MARK_NEXT: put_value(pen, message->value, 0); break;
    case RILL_MARK_ERROR: put(pen, "#"); break;
    case RILL_MARK_COMPLETE: put(pen, "|"); break;
    case RILL_MARK_SUBSCRIBE: put(pen, "^"); break;
    case RILL_MARK_CANCEL: put(pen, "!"); break;
  }
}

/* Moves the pen to a tick, by dashes or, where text is longer than time or a
 * row would be long, by a jump. */
static void put_gap(struct pen *pen, rill_time_t column, rill_time_t tick) {
  enum { DASHES = 1000 };
  if (tick < column || tick - column > DASHES) {
    put(pen, "@");
    put_int(pen, tick);
    put(pen, ":");
    return;
  }
  for (; column < tick; column++) put(pen, "-");
}

size_t rill_marbles_draw(const rill_messages_t *messages, rill_value_t values,
                         char *text, size_t size) {
  struct pen pen = {.start = text, .size = size, .values = values};
  const rill_message_t *items = messages->items;
  size_t count = messages->count;
  rill_time_t column = count > 0 && items[0].at < 0 ? items[0].at : 0;
  for (size_t i = 0, end; i < count; i = end) {
    for (end = i + 1; end < count && items[end].at == items[i].at;) end++;
    put_gap(&pen, column, items[i].at);
    size_t before = pen.length;
    if (end - i > 1) put(&pen, "(");
    for (size_t k = i; k < end; k++) put_message(&pen, &items[k]);
    if (end - i > 1) put(&pen, ")");
    column = items[i].at + (rill_time_t) (pen.length - before);
  }
  if (size > 0) text[pen.length < size ? pen.length : size - 1] = '\0';
  return pen.length;
}
