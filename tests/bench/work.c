/* SPDX-License-Identifier: MIT */
/* The user's side of the benchmarks. */
#include "work.h"

int64_t work_triple(int64_t x, void *context) {
  (void) context;
  return 3 * x + 1;
}

bool work_is_even(int64_t x, void *context) {
  (void) context;
  return x % 2 == 0;
}

int64_t work_add(int64_t sum, int64_t x, void *context) {
  (void) context;
  return sum + x;
}

rill_value_t work_triple_value(rill_value_t x, void *context) {
  (void) context;
  return rill_int(3 * rill_as_int(x) + 1);
}

rill_value_t work_is_even_value(rill_value_t x, void *context) {
  (void) context;
  return rill_bool(rill_as_int(x) % 2 == 0);
}

rill_value_t work_add_value(rill_value_t sum, rill_value_t x, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(x));
}
