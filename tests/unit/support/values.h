/* SPDX-License-Identifier: MIT */
/* Values in tests: written down briefly, and checked as text. */
#ifndef RILL_TESTS_SUPPORT_VALUES_H
#define RILL_TESTS_SUPPORT_VALUES_H

#include <rill/error.h>
#include <rill/object.h>

#include "check.h"

/* An array of values and how many they are: two arguments. */
#define VALUES(...)                                                            \
 (rill_value_t[]){__VA_ARGS__},                                                \
     sizeof((rill_value_t[]){__VA_ARGS__}) / sizeof(rill_value_t)

/** A list that takes over its items: LIST(rill_int(1), rill_string("a")). */
#define LIST(...) rill_list_own(VALUES(__VA_ARGS__))
/** A map that takes over its keys and values. */
#define MAP(...) map_own(VALUES(__VA_ARGS__))

static inline rill_value_t map_own(rill_value_t *pairs, size_t words) {
  rill_value_t map = rill_map_of(pairs, words / 2);
  for (size_t i = 0; i < words; i++) rill_value_unref(pairs[i]);
  return map;
}

/** A list in a list in a list…, `levels` of them, around `core` (taken over).
 */
static inline rill_value_t nested(size_t levels, rill_value_t core) {
  for (size_t i = 0; i < levels; i++) core = rill_list_own(&core, 1);
  return core;
}

/* Checks what the value prints as, and drops it. */
#define ck_value_text(value, expected)                                         \
 do {                                                                          \
  rill_value_t value_ = (value);                                               \
  char text_[1024];                                                            \
  size_t length_ = rill_value_format(value_, text_, sizeof text_);             \
  rill_value_unref(value_);                                                    \
  ck_assert_str_eq(text_, expected);                                           \
  ck_assert_uint_eq(length_, strlen(expected));                                \
 } while (0)

/* Checks the code of an error value, and drops it. */
#define ck_value_fails(value, code)                                            \
 do {                                                                          \
  rill_value_t value_ = (value);                                               \
  ck_assert(rill_is_error(value_));                                            \
  ck_assert_int_eq(rill_error_code(rill_as_error(value_)), code);              \
  rill_value_unref(value_);                                                    \
 } while (0)

/* Checks equality and what must follow from it, and drops both. */
#define ck_values_equal(a, b) ck_values_ordered_((a), (b), 0)
/* Checks that `a` comes before `b`, and drops both. */
#define ck_values_ordered(a, b) ck_values_ordered_((a), (b), -1)
#define ck_values_ordered_(a, b, order)                                        \
 do {                                                                          \
  rill_value_t a_ = (a), b_ = (b);                                             \
  ck_assert_int_eq(rill_value_compare(a_, b_), (order));                       \
  ck_assert_int_eq(rill_value_compare(b_, a_), -(order));                      \
  ck_assert_int_eq(rill_value_equal(a_, b_), (order) == 0);                    \
  ck_assert_int_eq(rill_value_equal(b_, a_), (order) == 0);                    \
  if ((order) == 0)                                                            \
   ck_assert_uint_eq(rill_value_hash(a_), rill_value_hash(b_));                \
  rill_value_unref(a_);                                                        \
  rill_value_unref(b_);                                                        \
 } while (0)

#endif
