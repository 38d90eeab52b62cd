/* SPDX-License-Identifier: MIT */
/* Bytes in tests: a text in chunks of every size, and what comes of it. */
#ifndef RILL_TESTS_OPERATORS_BYTES_H
#define RILL_TESTS_OPERATORS_BYTES_H

#include <rill.h>
#include <rill/bytes.h>

#include "support/marbles.h"
#include "support/probe.h"

/* The bytes in [], or a failure. */
static inline rill_value_t in_brackets(rill_value_t item, void *context) {
  size_t length;
  const char *data = rill_as_bytes(item, &length);
  (void) context;
  ck_assert_ptr_nonnull(rill_as_object(item, &rill_bytes_type));
  return rill_stringf("[%.*s]", (int) length, data);
}

static inline rill_observable_t *in_chunks(const char *text, size_t length,
                                           size_t size) {
  rill_value_t all[512];
  size_t count = 0;
  for (size_t at = 0; at < length; at += size)
    all[count++] =
        rill_bytes(text + at, length - at < size ? length - at : size);
  return rill_of_array(all, count);
}

/* One chunk and no end. */
static inline rill_observable_t *only(const void *data, size_t length) {
  return rill_pipe(rill_never(), rill_start_with(rill_bytes(data, length)));
}

/* Whatever the size of the chunks: these items, or these bytes in all. */
#define ck_bytes(data, length, op, expected)                                   \
 do {                                                                          \
  for (size_t size_ = 1; size_ <= (length) + 1; size_++) {                     \
   probe_t probe_ = {0};                                                       \
   probe_run(&probe_, rill_pipe(in_chunks(data, length, size_), op,            \
                                rill_map(rill_call(in_brackets))));            \
   ck_assert_str_eq(probe_.text, expected);                                    \
  }                                                                            \
 } while (0)

/* Fails with this code and text, whatever the size of the chunks. */
#define ck_bytes_fail(data, length, op, code, part)                            \
 do {                                                                          \
  for (size_t size_ = 1; size_ <= (length) + 1; size_++) {                     \
   probe_t probe_ = {0};                                                       \
   probe_run(&probe_, rill_pipe(in_chunks(data, length, size_), op));          \
   ck_assert_str_has(probe_.error, part);                                      \
   ck_assert_int_eq(probe_.error_code, code);                                  \
  }                                                                            \
 } while (0)

/* How many of the bytes lie in the chunk that they come of. */
static inline bool lies_in(rill_value_t item, rill_value_t chunk) {
  size_t length, all;
  const char *data = rill_as_bytes(item, &length);
  const char *begin = rill_as_bytes(chunk, &all);
  return data >= begin && data + length <= begin + all;
}

static inline rill_value_t is_inside(rill_value_t item, void *context) {
  return rill_bool(lies_in(item, *(rill_value_t *) context));
}

/* All that comes of one chunk is a slice of it. */
#define ck_slices(data, length, op, expected)                                  \
 do {                                                                          \
  probe_t probe_ = {0};                                                        \
  rill_value_t chunk_ = rill_bytes(data, length);                              \
  probe_run(                                                                   \
      &probe_,                                                                 \
      rill_pipe(rill_just(rill_value_ref(chunk_)), op,                         \
                rill_map(rill_call_with(is_inside, rill_borrow(&chunk_)))));   \
  rill_value_unref(chunk_);                                                    \
  ck_assert_str_eq(probe_.text, expected);                                     \
 } while (0)

#endif
