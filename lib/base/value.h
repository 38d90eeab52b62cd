/* SPDX-License-Identifier: MIT */
/* What the built-in types tell about the values inside them. */
#ifndef RILL_BASE_VALUE_H
#define RILL_BASE_VALUE_H

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

/** For types that hold values: comparing, hashing and printing walk over them
 * with a stack of their own, so that nesting is data and never recursion.
 * `content` is the object or its payload, as for the type's callbacks. */
typedef struct rill_nest {
  /** The next value inside, in an order that equal objects share. */
  bool (*next)(const void *content, size_t *cursor, rill_value_t *inside);
  /** As text: `*text` stands before the value; false: after the last one. */
  bool (*show)(const void *content, size_t index, const char **text,
               rill_value_t *inside);
} rill_nest_t;

/** For `.reserved[1]` of such a type. */
#define RILL_NEST(nest) ((void *) (uintptr_t) (nest))

static inline const rill_nest_t *rill_type_nest(const rill_type_t *type) {
  return type->reserved[1];
}

/** What the callbacks of the object's type get. */
static inline const void *rill_object_content(const rill_object_t *object) {
  bool whole = object->type->reserved[0] != NULL;
  return whole ? (const void *) object : (const void *) (object + 1);
}

/** rill_value_hash() and rill_value_equal(), the short way for integers. */
static inline uint64_t rill_hash(rill_value_t v) {
  return rill_likely(v.kind == RILL_INT) ? rill_hash_int((uint64_t) v.as.i)
                                         : rill_value_hash(v);
}
static inline bool rill_same(rill_value_t a, rill_value_t b) {
  if (rill_likely(a.kind == RILL_INT && b.kind == RILL_INT))
    return a.as.i == b.as.i;
  return rill_value_equal(a, b);
}

/** Whether none of `count` values is counted. Kinds are told by one bit, so
 * that those of four values are looked at together. */
static inline bool rill_are_plain(const rill_value_t *values, size_t count) {
  _Static_assert(RILL_OBJECT == 16 && RILL_ERROR < 32, "one bit tells");
  size_t i = 0;
  for (; i + 4 <= count; i += 4)
    if ((values[i].kind | values[i + 1].kind | values[i + 2].kind |
         values[i + 3].kind) >= RILL_OBJECT)
      return false;
  for (; i < count; i++)
    if (values[i].kind >= RILL_OBJECT) return false;
  return true;
}
/** Second references to all of them. */
static inline void rill_values_ref(const rill_value_t *values, size_t count) {
  if (rill_are_plain(values, count)) return;
  for (size_t i = 0; i < count; i++) rill_value_ref(values[i]);
}
static inline void rill_values_unref(const rill_value_t *values, size_t count) {
  if (rill_are_plain(values, count)) return;
  for (size_t i = 0; i < count; i++) rill_value_unref(values[i]);
}

/** The integers from `first` on, written to `values`. Each is one store, and
 * there are four in a round: storing is all there is to do. Behind the largest
 * integer come any. */
static inline void rill_values_count(rill_value_t *values, int64_t first,
                                     size_t count) {
  typedef uint64_t words_t
      __attribute__((vector_size(sizeof *values), aligned(8), may_alias));
  const words_t one = {0, 1}, four = {0, 4};
  const rill_value_t value = rill_int(first);
  words_t a, b, c, d;
  memcpy(&a, &value, sizeof a);
  b = a + one;
  c = b + one;
  d = c + one;
  for (; count >= 4; values += 4, count -= 4) {
    *(words_t *) values = a;
    *(words_t *) (values + 1) = b;
    *(words_t *) (values + 2) = c;
    *(words_t *) (values + 3) = d;
    a += four;
    b += four;
    c += four;
    d += four;
  }
  for (; count > 0; values++, count--, a += one) *(words_t *) values = a;
}

/** What a constructor returns without memory. */
static inline rill_value_t rill_no_memory(void) {
  return rill_fail(rill_error_no_memory());
}

#endif
