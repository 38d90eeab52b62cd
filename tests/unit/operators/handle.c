/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

static rill_value_t half_of_even(rill_value_t x, void *context) {
  (void) context;
  int64_t n = rill_as_int(x);
  if (n == 9) return rill_fail(rill_error_new(9, "no nines"));
  return n % 2 == 0 ? rill_int(n / 2) : rill_none();
}

TEST(handle, drops_what_becomes_nothing) {
  ck_marbles("-1-2-3-4-|", rill_handle(rill_call(half_of_even)),
             "---1---2-|");
  ck_marbles("-2-9-|", rill_handle(rill_call(half_of_even)), "-1-#");
}
