/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>
#include <uv.h>

struct asking_count {
  int64_t asked, yes;
};

static rill_value_t ask(void *context) {
  struct asking_count *asking = context;
  return rill_bool(++asking->asked <= asking->yes);
}

static rill_value_t yes(void *context) {
  (void) context;
  return rill_bool(true);
}

static rill_value_t no(void *context) {
  (void) context;
  return rill_bool(false);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t five(void *context) {
  (void) context;
  return rill_int(5);
}

static rill_value_t same(rill_value_t x, void *context) {
  (void) context;
  return x;
}

static rill_fn_t times(struct asking_count *asking, int64_t yes_) {
  *asking = (struct asking_count){0, yes_};
  return rill_call0(ask, rill_borrow(asking));
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

static void stop_loop(uv_timer_t *timer) {
  rill_cancel(timer->data);
  uv_close((uv_handle_t *) timer, NULL);
}

TEST(do_while, for_ever_lets_the_loop_breathe) {
  uv_loop_t loop;
  uv_timer_t timer;
  uv_loop_init(&loop);
  uv_timer_init(&loop, &timer);
  rill_scheduler_t *s = rill_uv_scheduler_new(&loop);
  rill_subscription_t *run =
      rill_subscribe(s, rill_pipe(rill_empty(), rill_do_while(rill_call(yes))));
  timer.data = run;
  uv_timer_start(&timer, stop_loop, 30, 0);
  uv_run(&loop, UV_RUN_DEFAULT); /* comes back */
  ck_assert(rill_is_over(run));
  rill_unref(run);
  rill_scheduler_close(s);
  uv_run(&loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&loop), 0);
}

TEST(do_while, refuses_what_does_not_fit) {
  ck_operator_fails(rill_do_while(rill_no_fn()), RILL_EINVAL,
                    "rill_do_while: the function is NULL");
  ck_operator_fails(rill_do_while(rill_call(same)), RILL_EINVAL,
                    "rill_do_while: the function takes 1 arguments");
}
