/* SPDX-License-Identifier: MIT */
/* The functions in the pictures of <rill/filter.h>. */
#ifndef RILL_TESTS_PICTURES_FILTER_H
#define RILL_TESTS_PICTURES_FILTER_H

#include <rill.h>
#include <rill/test.h>

__attribute__((unused)) static inline rill_value_t
at_even_index(rill_value_t item, rill_value_t index, void *context) {
  (void) item;
  (void) context;
  return rill_bool(rill_as_int(index) % 2 == 0);
}

__attribute__((unused)) static inline rill_value_t
is_early(rill_value_t item, rill_value_t index, void *context) {
  (void) item;
  (void) context;
  return rill_bool(rill_as_int(index) < 2);
}

#endif
