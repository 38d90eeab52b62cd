/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t other(rill_value_t error, void *context) {
  (void) context;
  ck_assert(rill_is_error(error));
  return rill_fail(
      rill_error_new(rill_error_code(rill_as_error(error)) + 1, "other"));
}

static rill_value_t wrapped(rill_value_t error, void *context) {
  (void) context;
  return rill_fail(
      rill_error_wrap(rill_ref(rill_as_error(error)), 9, "while reading"));
}

static rill_value_t same(rill_value_t error, void *context) {
  (void) context;
  return rill_value_ref(error);
}

static rill_value_t five(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_int(5);
}

static rill_observable_t *seven(void) {
  return rill_throw(rill_error_new(7, "seven"));
}

TEST(map_error, fails_with_the_other_error) {
  ck_fails(rill_pipe(seven(), rill_map_error(rill_call(other))), 8, "other");
  ck_fails(rill_pipe(seven(), rill_map_error(rill_call(wrapped))), 9,
           "while reading", "caused by: seven");
  ck_fails(rill_pipe(seven(), rill_map_error(rill_call(same))), 7, "seven");
  ck_marbles("-1-2-#", rill_map_error(rill_call(other)), "-1-2-#");
}

TEST(map_error, leaves_the_rest_alone) {
  ck_marbles("-1-2-|", rill_map_error(rill_call(other)), "-1-2-|");
  ck_marbles("|", rill_map_error(rill_call(other)), "|");
  ck_marbles_stepwise("-1-(23)-|", rill_map_error(rill_call(other)),
                      "-1-(23)-|");
  ck_marbles_with("-1-2-#", rill_map_error(rill_call(other)), "-1!",
                  .cancel_at = 2);
}

TEST(map_error, takes_no_answer_that_is_no_error) {
  ck_fails(rill_pipe(seven(), rill_map_error(rill_call(five))), RILL_ETYPE,
           "rill_map_error: the function returned int (must be error)",
           "caused by: seven");
}

static rill_value_t cancels(rill_value_t error, void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_value_ref(error);
}

TEST(map_error, is_cancelled_from_inside_of_the_function) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  probe_run(&probe, rill_pipe(seven(), rill_map_error(f)));
  ck_assert_str_eq(probe.text, "");
}

TEST(map_error, names_a_missing_function) {
  ck_operator_fails(rill_map_error(rill_no_fn()), RILL_EINVAL,
                    "rill_map_error: the function is NULL");
}
