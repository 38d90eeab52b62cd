/* SPDX-License-Identifier: MIT */
/* bytes: a chunk, or a slice that keeps the chunk alive. */
#include <stdio.h>
#include <string.h>

#include "base/value.h"

#include <rill/fn.h>
#include <rill/object.h>

struct bytes {
  rill_object_t base;
  void *data;
  size_t length;
  rill_object_t *chunk; /* whose data it is; NULL: our own */
  rill_drop_fn drop;
  unsigned char inside[];
};

static void bytes_destroy(void *object) {
  struct bytes *bytes = object;
  rill_unref(bytes->chunk);
  if (bytes->drop != NULL) bytes->drop(bytes->data);
}

static int bytes_compare(const void *a, const void *b) {
  const struct bytes *one = a, *two = b;
  size_t both = one->length < two->length ? one->length : two->length;
  int order = both > 0 ? memcmp(one->data, two->data, both) : 0;
  if (order != 0) return order;
  return (one->length > two->length) - (one->length < two->length);
}

static bool bytes_equal(const void *a, const void *b) {
  const struct bytes *one = a, *two = b;
  return one->length == two->length && bytes_compare(a, b) == 0;
}

static uint64_t bytes_hash(const void *object) {
  const struct bytes *bytes = object;
  return rill_hash_bytes(bytes->data, bytes->length);
}

/* "bytes(3: 0a0b0c)", the first sixteen. */
static size_t bytes_format(const void *object, char *text, size_t size) {
  const struct bytes *bytes = object;
  const unsigned char *data = bytes->data;
  size_t shown = bytes->length < 16 ? bytes->length : 16;
  char digits[2 * 16 + 1] = "";
  for (size_t i = 0; i < shown; i++)
    snprintf(digits + 2 * i, 3, "%02x", data[i]);
  int length =
      snprintf(text, size, "bytes(%zu%s%s%s)", bytes->length,
               shown > 0 ? ": " : "", digits, shown < bytes->length ? "…" : "");
  return length > 0 ? (size_t) length : 0;
}

const rill_type_t rill_bytes_type = {
    .name = "bytes",
    .destroy = bytes_destroy,
    .equal = bytes_equal,
    .hash = bytes_hash,
    .compare = bytes_compare,
    .format = bytes_format,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static struct bytes *bytes_new(void *data, size_t length, size_t inside) {
  if (inside > UINT32_MAX - sizeof(struct bytes)) return NULL;
  struct bytes *bytes =
      rill_object_new(&rill_bytes_type, sizeof *bytes + inside);
  if (bytes == NULL) return NULL;
  bytes->data = inside > 0 ? bytes->inside : data;
  bytes->length = length;
  bytes->chunk = NULL;
  bytes->drop = NULL;
  return bytes;
}

rill_value_t rill_bytes(const void *data, size_t length) {
  if (data == NULL && length > 0)
    return rill_fail(rill_refuse("rill_bytes: data is NULL"));
  struct bytes *bytes = bytes_new(NULL, length, length);
  if (bytes == NULL) return rill_no_memory();
  if (length > 0) memcpy(bytes->inside, data, length);
  return rill_object(bytes);
}

rill_value_t rill_bytes_own(void *data, size_t length, rill_drop_fn drop) {
  bool refused = data == NULL && length > 0;
  struct bytes *bytes = refused ? NULL : bytes_new(data, length, 0);
  if (bytes == NULL) {
    if (drop != NULL) drop(data);
    if (!refused) return rill_no_memory();
    return rill_fail(rill_refuse("rill_bytes_own: data is NULL"));
  }
  bytes->drop = drop;
  return rill_object(bytes);
}

const void *rill_as_bytes(rill_value_t v, size_t *length) {
  const struct bytes *bytes = rill_as_object(v, &rill_bytes_type);
  bool text = rill_as_object(v, &rill_string_type) != NULL;
  if (length != NULL)
    *length = bytes != NULL ? bytes->length : rill_string_length(v);
  if (bytes != NULL) return bytes->data;
  return text ? rill_as_string(v) : NULL;
}

/* The object that holds the data that `v` shows. */
static rill_object_t *chunk_of(rill_value_t v) {
  const struct bytes *bytes = rill_as_object(v, &rill_bytes_type);
  return bytes != NULL && bytes->chunk != NULL ? bytes->chunk : v.as.o;
}

rill_value_t rill_bytes_slice(rill_value_t bytes, size_t from, size_t length) {
  bool text = rill_as_object(bytes, &rill_string_type) != NULL;
  if (!text && rill_as_object(bytes, &rill_bytes_type) == NULL)
    return rill_wrong_kind("rill_bytes_slice", "bytes", bytes);
  size_t all;
  char *data = (char *) (uintptr_t) rill_as_bytes(bytes, &all);
  if (from > all) from = all;
  if (length > all - from) length = all - from;
  if (length == all && !text) return rill_value_ref(bytes);
  struct bytes *slice = bytes_new(NULL, length, 0);
  if (slice == NULL) return rill_no_memory();
  if (length == 0) return rill_object(slice); /* keeps no chunk alive */
  slice->data = data + from;
  slice->chunk = rill_ref(chunk_of(bytes));
  return rill_object(slice);
}
