/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

static rill_value_t index_then_item(rill_value_t x, rill_value_t index,
                                    void *context) {
  (void) context;
  char text[32];
  snprintf(text, sizeof text, "%d-%d|", (int) rill_as_int(index),
           (int) rill_as_int(x));
  return rill_object(rill_from_marbles(text));
}

static rill_value_t list(rill_value_t x, rill_value_t index, void *context) {
  (void) context;
  if (rill_as_int(index) == 2) return rill_fail(rill_error_new(3, "no third"));
  return rill_pair(rill_value_ref(index), rill_value_ref(x));
}

TEST(flat_map_indexed, counts_from_zero) {
  ck_marbles("-9--8----|", rill_flat_map_indexed(rill_call(index_then_item)),
             "-0-91-8--|");
  ck_marbles_stepwise("-9---8---|",
                      rill_flat_map_indexed(rill_call(index_then_item)),
                      "-0-9-1-8-|");
}

TEST(flat_map_indexed, counts_anew_in_each_run) {
  ck_marbles(
      "9---|",
      rill_compose(rill_flat_map_indexed(rill_call(list)), rill_repeat(2)),
      "(09)(09)|");
}

TEST(flat_map_indexed, fails_with_the_function) {
  ck_marbles("9---8---7-|", rill_flat_map_indexed(rill_call(list)),
             "(09)(18)#");
}

TEST(flat_map_indexed, one_at_a_time_keeps_the_order) {
  ck_marbles(
      "(98)------|",
      rill_flat_map_indexed(rill_call(index_then_item), .max_concurrent = 1),
      "0-91-8----|");
}

TEST(flat_map_indexed, refuses_bad_arguments) {
  ck_operator_fails(rill_flat_map_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_flat_map_indexed", "function is NULL");
  ck_operator_fails(
      rill_flat_map_indexed(rill_call(list), .max_concurrent = -1), RILL_EINVAL,
      "rill_flat_map_indexed", "max_concurrent is -1");
}
