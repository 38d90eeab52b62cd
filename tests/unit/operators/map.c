/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_value_t fails(rill_value_t x, void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "not %d", (int) rill_as_int(x)));
}

TEST(map, makes_something_else_of_each_item) {
  ck_marbles("-1-2-3-|", rill_map(square), "-1-4-9-|");
}

TEST(map, forwards_an_error) {
  ck_marbles("-1-#", rill_map(square), "-1-#");
}

TEST(map, ends_with_the_failure_of_the_function) {
  ck_operator_fails(rill_map(rill_call(fails)), 7, "not 1", "(map)");
}

TEST(map, refuses_what_is_no_function_of_one) {
  ck_operator_fails(rill_map(rill_no_fn()), RILL_EINVAL,
                    "rill_map: the function is NULL");
  ck_operator_fails(rill_map(rill_call0(NULL, rill_borrow(NULL))),
                    RILL_EINVAL, "rill_map: the function is NULL");
}
