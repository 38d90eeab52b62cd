/* SPDX-License-Identifier: MIT */
/* repeat_when: what becomes of the completions decides. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

/* A function of the completions that passes them through one operator. */
static void through_drop(void *op) { rill_unref(op); }

static rill_value_t through(rill_value_t ends, void *context) {
  rill_value_ref(ends);
  rill_observable_t *all = rill_from_value(ends);
  rill_operator_t *op = rill_ref((rill_operator_t *) context);
  return rill_object(rill_pipe(all, op));
}

static rill_operator_t *when(rill_operator_t *op) {
  return rill_repeat_when(rill_call1(through, rill_own(op, through_drop)));
}

TEST(repeat_when, runs_again_on_an_item) {
  ck_marbles_with("-1|", when(rill_delay(2)), "-1---1---1-!", .cancel_at = 11);
  ck_marbles("-1-|", when(rill_take(2)), "-1--1--1-|");
  ck_marbles("|", when(rill_take(3)), "|");
}

static rill_value_t numbers(rill_value_t n, void *context) {
  char *text = context;
  snprintf(text + strlen(text), 8, "%lld ", (long long) rill_as_int(n));
  return rill_none();
}

TEST(repeat_when, counts_the_completions) {
  char text[64] = "";
  rill_fn_t f = rill_call_with(numbers, rill_borrow(text));
  ck_marbles("1|", when(rill_compose(rill_map(f), rill_take(2))), "111|");
  ck_assert_str_eq(text, "1 2 ");
}

TEST(repeat_when, ends_with_the_first_error) {
  ck_marbles("-1#", when(rill_delay(2)), "-1#");
}

static rill_value_t fails_later(rill_value_t ends, void *context) {
  (void) ends;
  (void) context;
  return rill_object(rill_from_marbles("---#"));
}

static rill_value_t spill(rill_value_t ends, void *context) {
  (void) ends;
  (void) context;
  return rill_fail(rill_error_new(8, "spilt"));
}

TEST(repeat_when, fails_with_the_function_or_its_stream) {
  ck_marbles("-1--2-|", rill_repeat_when(rill_call(fails_later)), "-1-#");
  ck_marbles("-1|", rill_repeat_when(rill_call(fails_later)), "-1-#");
  ck_fails(rill_pipe(rill_never(), rill_repeat_when(rill_call(spill))), 8,
           "spilt", "(repeat_when)");
}

TEST(repeat_when, asks_the_next_run_for_what_is_left) {
  ck_asking("-1-2|", when(rill_take(1)), "-1-2-1-----(2|)", {0, 3}, {11, 1});
  ck_marbles_stepwise("-1-2|", when(rill_take(1)), "-1-2-1-2|");
}

TEST(repeat_when, is_cancelled_in_a_run_and_between) {
  ck_marbles_with("-1|", when(rill_delay(5)), "-!", .cancel_at = 1);
  ck_marbles_with("-1|", when(rill_delay(5)), "-1--!", .cancel_at = 4);
}

TEST(repeat_when, a_million_times_in_constant_stack) {
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(7, 1), when(rill_take(999999)), rill_count()), 1);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
}

TEST(repeat_when, has_a_count_for_each_run) {
  ck_marbles("1|", rill_compose(when(rill_take(1)), rill_repeat(2)), "1111|");
}

TEST(repeat_when, names_a_missing_function) {
  ck_operator_fails(rill_repeat_when(rill_no_fn()), RILL_EINVAL,
                    "rill_repeat_when: the function is NULL");
}
