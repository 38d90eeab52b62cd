/* SPDX-License-Identifier: MIT */
/* string: text of a known length, in one allocation. */
#include <stdio.h>
#include <string.h>

#include "base/value.h"

#include <rill/object.h>

struct string {
  rill_object_t base;
  size_t length;
  char text[];
};

static bool string_equal(const void *a, const void *b) {
  const struct string *one = a, *two = b;
  return one->length == two->length &&
         memcmp(one->text, two->text, one->length) == 0;
}

static uint64_t string_hash(const void *object) {
  const struct string *string = object;
  return rill_hash_bytes(string->text, string->length);
}

static int string_compare(const void *a, const void *b) {
  const struct string *one = a, *two = b;
  size_t both = one->length < two->length ? one->length : two->length;
  int order = memcmp(one->text, two->text, both);
  if (order != 0) return order;
  return (one->length > two->length) - (one->length < two->length);
}

const rill_type_t rill_string_type = {
    .name = "string",
    .equal = string_equal,
    .hash = string_hash,
    .compare = string_compare,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static struct string *string_new(size_t length) {
  if (length > UINT32_MAX - sizeof(struct string) - 1) return NULL;
  struct string *string =
      rill_object_new(&rill_string_type, sizeof *string + length + 1);
  if (string == NULL) return NULL;
  string->length = length;
  string->text[length] = '\0';
  return string;
}

rill_value_t rill_string_n(const char *text, size_t length) {
  if (text == NULL && length > 0)
    return rill_fail(rill_refuse("rill_string: text is NULL"));
  struct string *string = string_new(length);
  if (string == NULL) return rill_no_memory();
  if (length > 0) memcpy(string->text, text, length);
  return rill_object(string);
}

rill_value_t rill_string(const char *text) {
  return rill_string_n(text, text != NULL ? strlen(text) : 1);
}

rill_value_t rill_vstringf(const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (length < 0)
    return rill_fail(rill_refuse("rill_stringf: the format fails"));
  struct string *string = string_new((size_t) length);
  if (string == NULL) return rill_no_memory();
  vsnprintf(string->text, (size_t) length + 1, format, arguments);
  return rill_object(string);
}

rill_value_t rill_stringf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  rill_value_t v = rill_vstringf(format, arguments);
  va_end(arguments);
  return v;
}

const char *rill_as_string(rill_value_t v) {
  const struct string *string = rill_as_object(v, &rill_string_type);
  return string != NULL ? string->text : "";
}

size_t rill_string_length(rill_value_t v) {
  const struct string *string = rill_as_object(v, &rill_string_type);
  return string != NULL ? string->length : 0;
}
