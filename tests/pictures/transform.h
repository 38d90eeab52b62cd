/* SPDX-License-Identifier: MIT */
/* The functions that stand in the pictures of <rill/transform.h>. */
#ifndef RILL_TESTS_PICTURES_TRANSFORM_H
#define RILL_TESTS_PICTURES_TRANSFORM_H

#include <stdio.h>

#include <rill.h>
#include <rill/test.h>

#define PICTURED static inline __attribute__((unused)) rill_value_t

PICTURED make_five(void *context) {
  (void) context;
  return rill_int(5);
}

static rill_observable_t *even __attribute__((unused));
static rill_observable_t *odd __attribute__((unused));

/** {id: 1, age: 10} of 1. */
PICTURED id_and_age(rill_value_t item, void *context) {
  (void) context;
  rill_value_t id = rill_string("id"), age = rill_string("age");
  rill_value_t pairs[] = {id, item, age, rill_int(10 * rill_as_int(item))};
  rill_value_t map = rill_map_of(pairs, 2);
  rill_value_unref(id);
  rill_value_unref(age);
  return map;
}

PICTURED item_at(rill_value_t list, rill_value_t index, void *context) {
  (void) context;
  return rill_value_ref(rill_list_get(list, (size_t) rill_as_int(index)));
}

/** [0, 0, 0] of 3 as the first item. */
PICTURED index_so_many_times(rill_value_t item, rill_value_t index,
                             void *context) {
  (void) context;
  rill_value_t items[] = {index, index, index};
  return rill_list(items, (size_t) rill_as_int(item));
}

/** The sum of both, a tick later. */
PICTURED sum_after_1(rill_value_t sum, rill_value_t item, void *context) {
  (void) context;
  char text[64];
  snprintf(text, sizeof text, "-{%lld}|",
           (long long) (rill_as_int(sum) + rill_as_int(item)));
  return rill_object(rill_from_marbles(text));
}

/** Of 1, 2, 3: three chunks, of three lines. */
PICTURED chunk_of_song(rill_value_t item, void *context) {
  (void) context;
  static const char *const chunks[] = {"oh\nwh", "at\r", "\nday"};
  return rill_string(chunks[rill_as_int(item) - 1]);
}

/** "1--2|" of 1. */
PICTURED item_and_double_after_3(rill_value_t item, void *context) {
  (void) context;
  char text[64];
  long long n = (long long) rill_as_int(item);
  snprintf(text, sizeof text, "{%lld}@3:{%lld}@4:|", n, 2 * n);
  return rill_object(rill_from_marbles(text));
}

PICTURED half_of_even(rill_value_t item, void *context) {
  (void) context;
  int64_t n = rill_as_int(item);
  return n % 2 == 0 ? rill_int(n / 2) : rill_none();
}

/** A list of its double, for 1, 2 and 4; else an empty one. */
PICTURED double_below_5(rill_value_t item, void *context) {
  (void) context;
  int64_t n = rill_as_int(item);
  rill_value_t doubled = rill_int(2 * n);
  return rill_list(&doubled, n < 5 ? 1 : 0);
}

#endif
