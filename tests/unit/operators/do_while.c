/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/conditions.h"
#include "support/endless.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return x;
}

TEST(do_while, runs_and_runs_again) {
  struct asking_count a;
  ck_marbles("-1-2|", rill_do_while(times(&a, 2)), "-1-2-1-2-1-2|");
  ck_assert_int_eq(a.asked, 3);
  ck_marbles("-1|", rill_do_while(rill_call(no)), "-1|");
}

TEST(do_while, goes_on_until_cancelled) {
  ck_marbles_with("-1-2-|", rill_do_while(rill_call(yes)), "-1-2--1-2--1!",
                  .cancel_at = 12);
  ck_marbles_with("-1---", rill_do_while(rill_call(yes)), "-1-----!",
                  .cancel_at = 7);
}

TEST(do_while, ends_with_the_first_error) {
  ck_marbles("-1#", rill_do_while(rill_call(yes)), "-1#");
  ck_marbles("-1|", rill_do_while(rill_call(spill)), "-1#");
}

TEST(do_while, asks_the_next_run_for_what_is_left) {
  struct asking_count a;
  ck_asking("-1-2|", rill_do_while(times(&a, 1)), "-1-2-1-----(2|)", {0, 3},
            {11, 1});
  ck_marbles_stepwise("-1-2|", rill_do_while(times(&a, 1)), "-1-2-1-2|");
}

TEST(do_while, takes_no_answer_but_a_bool) {
  ck_fails(rill_pipe(rill_empty(), rill_do_while(rill_call(five))), RILL_ETYPE,
           "do_while", "int 5, not bool");
}

static rill_value_t cancels(void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_bool(true);
}

TEST(do_while, is_cancelled_from_inside_of_the_condition) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  probe_run(&probe, rill_pipe(rill_range(1, 2), rill_do_while(f)));
  ck_assert_str_eq(probe.text, "1 2");
}

TEST(do_while, a_million_times_in_constant_stack) {
  struct asking_count a;
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(7, 1), rill_do_while(times(&a, 999999)),
                            rill_count()),
                  1);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
}

TEST(do_while, for_ever_lets_the_loop_breathe) {
  ck_breathes(rill_pipe(rill_empty(), rill_do_while(rill_call(yes))), NULL, 0);
}

TEST(do_while, refuses_what_does_not_fit) {
  ck_operator_fails(rill_do_while(rill_no_fn()), RILL_EINVAL,
                    "rill_do_while: the function is NULL");
  ck_operator_fails(rill_do_while(rill_call(same)), RILL_EINVAL,
                    "rill_do_while: the function takes 1 arguments");
}
