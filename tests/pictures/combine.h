/* SPDX-License-Identifier: MIT */
/* What the pictures of <rill/combine.h> call. */
#ifndef RILL_TESTS_PICTURES_COMBINE_H
#define RILL_TESTS_PICTURES_COMBINE_H

#include <rill.h>
#include <rill/test.h>

static inline __attribute__((unused)) rill_value_t numbers_7_and_8(void) {
  const rill_value_t numbers[] = {rill_int(7), rill_int(8)};
  return rill_list(numbers, 2);
}

RILL_MAP_FN(square_of, int64_t, int64_t, x) { return x * x; }

static inline __attribute__((unused)) rill_value_t squares_if_first_is_even(
    rill_value_t first, rill_value_t items, void *context) {
  (void) context;
  rill_observable_t *all = rill_from_value(rill_value_ref(items));
  if (rill_as_int(first) % 2 != 0) return rill_object(all);
  return rill_object(rill_pipe(all, rill_map(square_of)));
}

/** How long an item is there: for 8 ticks. */
static inline __attribute__((unused)) rill_value_t lasts_8(rill_value_t item,
                                                           void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(8));
}

/** What each item of a window makes with the first item: a list of both. */
static inline __attribute__((unused)) void drop_first(void *first) {
  rill_value_unref(rill_object(first));
}
static inline __attribute__((unused)) rill_value_t pair_with_first(
    rill_value_t item, void *first) {
  const rill_value_t *list = rill_list_items(rill_object(first));
  return rill_list((const rill_value_t[]){list[0], item}, 2);
}
static inline __attribute__((unused)) rill_value_t pairs_with_each(
    rill_value_t left, rill_value_t window, void *context) {
  (void) context;
  rill_value_t first = rill_list(&left, 1);
  rill_fn_t pair =
      rill_call_with(pair_with_first, rill_own(first.as.o, drop_first));
  rill_observable_t *items = rill_from_value(rill_value_ref(window));
  return rill_object(rill_pipe(items, rill_map(pair)));
}

#endif
