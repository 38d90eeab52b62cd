/* SPDX-License-Identifier: MIT */
/* Values as text. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/value.h"

#include <rill/object.h>

/* Deeper nesting is printed as "…". */
enum { LEVELS = 64 };

static __thread unsigned calls; /* of types that print what they hold */

struct text {
  char *start;
  size_t size, length; /* the length counts on where the room ends */
};

static void put_n(struct text *text, const char *bytes, size_t length) {
  if (text->length + 1 < text->size) {
    size_t room = text->size - 1 - text->length;
    memcpy(text->start + text->length, bytes, length < room ? length : room);
  }
  text->length += length;
}

static void put(struct text *text, const char *string) {
  put_n(text, string, strlen(string));
}

/* The fewest digits that read back as the same number, in "%e". */
static int shortest_digits(double d, char *scratch, size_t size) {
  int digits = 0;
  do snprintf(scratch, size, "%.*e", digits, d);
  while (strtod(scratch, NULL) != d && ++digits < 17);
  return digits;
}

/* Whatever the locale's decimal point is, ours is a dot. */
static void put_number(struct text *text, const char *number) {
  while (*number != '\0') {
    size_t plain = strspn(number, "+-0123456789e");
    put_n(text, number, plain);
    number += plain;
    if (*number == '\0') return;
    put(text, ".");
    number += strcspn(number, "+-0123456789e");
  }
}

static void put_double(struct text *text, double d) {
  char scratch[64];
  if (isnan(d)) {
    put(text, "nan");
    return;
  }
  if (isinf(d)) {
    put(text, d < 0 ? "-inf" : "inf");
    return;
  }
  int digits = shortest_digits(d, scratch, sizeof scratch);
  long exponent = strtol(strchr(scratch, 'e') + 1, NULL, 10);
  if (exponent >= -4 && exponent < 16) {
    int decimals = digits - (int) exponent;
    snprintf(scratch, sizeof scratch, "%.*f", decimals > 0 ? decimals : 1, d);
  }
  put_number(text, scratch);
}

static void put_escaped(struct text *text, unsigned char c) {
  static const char plain[] = "\"\\\n\r\t", letter[] = "\"\\nrt";
  char escape[8] = {'\\'};
  const char *found = c != '\0' ? strchr(plain, c) : NULL;
  if (found != NULL)
    escape[1] = letter[found - plain];
  else
    snprintf(escape, sizeof escape, "\\u%04x", c);
  put(text, escape);
}

static bool needs_escape(unsigned char c) {
  return c < 0x20 || c == 0x7f || c == '"' || c == '\\';
}

static void put_string(struct text *text, rill_value_t v, bool quoted) {
  const char *from = rill_as_string(v);
  const char *end = from + rill_string_length(v);
  if (!quoted) {
    put_n(text, from, (size_t) (end - from));
    return;
  }
  put(text, "\"");
  for (const char *c = from; c < end; c++) {
    if (!needs_escape((unsigned char) *c)) continue;
    put_n(text, from, (size_t) (c - from));
    put_escaped(text, (unsigned char) *c);
    from = c + 1;
  }
  put_n(text, from, (size_t) (end - from));
  put(text, "\"");
}

static void put_content(struct text *text, const rill_object_t *object) {
  const rill_type_t *type = object->type;
  if (type->format == NULL || calls >= LEVELS) {
    put(text, type->format == NULL ? type->name : "…");
    return;
  }
  calls++;
  size_t room = text->length < text->size ? text->size - text->length : 0;
  text->length +=
      type->format(rill_object_content(object),
                   room > 0 ? text->start + text->length : NULL, room);
  calls--;
}

static void put_object(struct text *text, rill_value_t v, bool quoted) {
  if (v.as.o->type == &rill_string_type)
    put_string(text, v, quoted);
  else
    put_content(text, v.as.o);
}

static void put_one(struct text *text, rill_value_t v, bool quoted) {
  char scratch[32];
  switch ((rill_kind_t) v.kind) {
  case RILL_NONE:
    put(text, "none");
    return;
  case RILL_BOOL:
    put(text, rill_as_bool(v) ? "true" : "false");
    return;
  case RILL_INT:
    snprintf(scratch, sizeof scratch, "%" PRId64, v.as.i);
    put(text, scratch);
    return;
  case RILL_DOUBLE:
    put_double(text, v.as.d);
    return;
  case RILL_POINTER:
    snprintf(scratch, sizeof scratch, "0x%" PRIxPTR, (uintptr_t) v.as.p);
    put(text, scratch);
    return;
  case RILL_OBJECT:
    put_object(text, v, quoted);
    return;
  case RILL_ERROR:
    put(text, "error(");
    put_content(text, v.as.o);
    put(text, ")");
    return;
  }
  put(text, "unknown");
}

static const rill_nest_t *nest_of(rill_value_t v) {
  return v.kind >= RILL_OBJECT ? rill_type_nest(v.as.o->type) : NULL;
}

static void put_all(struct text *text, rill_value_t v) {
  struct {
    const rill_nest_t *nest;
    const void *of;
    size_t index;
  } frames[LEVELS], *top = NULL;
  size_t depth = 0;
  const char *between = "";
  do {
    const rill_nest_t *nest = nest_of(v);
    if (nest == NULL) {
      put_one(text, v, depth > 0);
    } else if (depth == LEVELS) {
      put(text, "…");
    } else {
      top = &frames[depth++];
      top->nest = nest;
      top->of = rill_object_content(v.as.o);
      top->index = 0;
    }
    while (depth > 0 && !top->nest->show(top->of, top->index++, &between, &v)) {
      put(text, between);
      depth--;
      top--;
    }
    if (depth > 0) put(text, between);
  } while (depth > 0);
}

size_t rill_value_format(rill_value_t v, char *text, size_t size) {
  struct text out = {text, size, 0};
  put_all(&out, v);
  if (size > 0) text[out.length < size ? out.length : size - 1] = '\0';
  return out.length;
}
