/* SPDX-License-Identifier: MIT */
/* retry_when: what becomes of the errors decides. */
#include "support/asking.h"
#include "support/endless.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

/* A function of the errors that passes them through one operator. */
struct through {
  rill_operator_t *op;
  int calls;
};

static void through_drop(void *context) {
  rill_unref(((struct through *) context)->op);
}

static rill_value_t through_call(rill_value_t errors, void *context) {
  struct through *through = context;
  through->calls++;
  rill_value_ref(errors);
  rill_observable_t *all = rill_from_value(errors);
  rill_operator_t *op = rill_ref(through->op);
  return rill_object(rill_pipe(all, op));
}

static rill_operator_t *when(struct through *through, rill_operator_t *op) {
  *through = (struct through){op, 0};
  return rill_retry_when(
      rill_call1(through_call, rill_own(through, through_drop)));
}

/* A function that gives a stream of marbles, whatever the errors are. */
static rill_value_t marbles(rill_value_t errors, void *context) {
  (void) errors;
  return rill_object(rill_from_marbles((const char *) context));
}

static rill_operator_t *when_marbles(const char *text) {
  return rill_retry_when(
      rill_call1(marbles, rill_borrow((void *) (uintptr_t) text)));
}

TEST(retry_when, tries_again_on_an_item) {
  struct through t;
  ck_marbles_with("-1#", when(&t, rill_delay(2)), "-1---1---1-!",
                  .cancel_at = 11);
  ck_assert_int_eq(t.calls, 1);
}

TEST(retry_when, leaves_a_completion_alone) {
  struct through t;
  ck_marbles("-1-2-|", when(&t, rill_delay(2)), "-1-2-|");
  ck_marbles("|", when(&t, rill_delay(2)), "|");
}

TEST(retry_when, tries_no_more_after_the_completion_of_the_decider) {
  struct through t;
  ck_marbles("-1-#", when(&t, rill_take(2)), "-1--1--1-|");
  ck_marbles("-1-#", when_marbles("|"), "-1-|");
  ck_marbles("-1-#", when_marbles("-----|"), "-1---|");
  ck_marbles("-1-2-|", when_marbles("--|"), "-1-2-|");
}

TEST(retry_when, fails_with_the_decider_at_once) {
  ck_marbles("-1-2-|", when_marbles("--#"), "-1#");
  ck_marbles("-1-#", when_marbles("-----#"), "-1---#");
}

static rill_value_t give_up_at_3(rill_value_t acc, rill_value_t error,
                                 void *context) {
  (void) context;
  int64_t n = rill_as_int(acc) + 1;
  return n < 3 ? rill_int(n) : rill_value_ref(error);
}

static rill_value_t code_of(rill_value_t error, void *context) {
  *(int *) context += rill_error_code(rill_as_error(error));
  return rill_none();
}

/* What a callback behind the errors returns may be one of them. */
TEST(retry_when, gives_the_errors_as_such) {
  struct through t;
  int sum = 0;
  probe_t probe = {0};
  rill_error_t *seven = rill_error_new(7, "seven");
  probe_run(&probe,
            rill_pipe(rill_throw(seven),
                      when(&t, rill_compose(rill_map(rill_call_with(
                                                code_of, rill_borrow(&sum))),
                                            rill_take(4)))));
  ck_assert_str_eq(probe.text, "|");
  ck_assert_int_eq(sum, 28); /* after the last no attempt is left */
  ck_fails(rill_pipe(rill_throw(rill_error_new(7, "seven")),
                     when(&t, rill_scan(rill_call(give_up_at_3),
                                        .seed = rill_int(0), .seeded = true))),
           7, "seven");
}

TEST(retry_when, asks_for_one_answer_for_each_error) {
  ck_marbles_with("-1#", when_marbles("(11111111)"), "-1-1-1-1-1-!",
                  .cancel_at = 11);
  /* 2 and 3 of the decider wait for their errors */
  ck_marbles("--1#", when_marbles("-123|"), "--1--1--1--1|");
}

TEST(retry_when, asks_the_next_attempt_for_what_is_left) {
  struct through t;
  ck_asking("-1-2#", when(&t, rill_take(1)), "-1-2-1-----(2|)", {0, 3},
            {11, 1});
  ck_marbles_stepwise("-1-2#", when(&t, rill_take(1)), "-1-2-1-2|");
}

TEST(retry_when, is_cancelled_in_an_attempt_and_between) {
  struct through t;
  ck_marbles_with("-1#", when(&t, rill_delay(5)), "-!", .cancel_at = 1);
  ck_marbles_with("-1#", when(&t, rill_delay(5)), "-1--!", .cancel_at = 4);
}

static rill_value_t spill(rill_value_t errors, void *context) {
  (void) errors;
  (void) context;
  return rill_fail(rill_error_new(8, "spilt"));
}

static rill_value_t five(rill_value_t errors, void *context) {
  (void) errors;
  (void) context;
  return rill_int(5);
}

static rill_value_t list(rill_value_t errors, void *context) {
  (void) errors;
  (void) context;
  return LIST(rill_int(1));
}

TEST(retry_when, fails_with_the_function) {
  ck_fails(rill_pipe(rill_never(), rill_retry_when(rill_call(spill))), 8,
           "spilt", "(retry_when)");
  ck_fails(rill_pipe(rill_never(), rill_retry_when(rill_call(five))),
           RILL_ETYPE, "int");
  ck_marbles("-1#", rill_retry_when(rill_call(list)), "-1-1|");
}

static rill_value_t cancels(rill_value_t errors, void *context) {
  rill_cancel(((probe_t *) context)->subscription);
  return rill_value_ref(errors);
}

TEST(retry_when, is_cancelled_from_inside_of_the_function) {
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(cancels, rill_borrow(&probe));
  probe_run(&probe, rill_pipe(rill_range(1, 3), rill_retry_when(f)));
  ck_assert_str_eq(probe.text, "");
}

TEST(retry_when, a_million_times_in_constant_stack) {
  struct through t;
  int sum = 0;
  probe_t probe = {0};
  rill_operator_t *count = rill_map(rill_call_with(code_of, rill_borrow(&sum)));
  probe_run(&probe,
            rill_pipe(rill_throw(rill_error_new(1, "again")),
                      when(&t, rill_compose(count, rill_take(1000000)))));
  ck_assert_str_eq(probe.text, "|");
  ck_assert_int_eq(sum, 1000000);
}

static rill_value_t second_ear(rill_value_t errors, void *context) {
  probe_t *probe = context;
  rill_value_ref(errors);
  rill_observable_t *all = rill_from_value(errors);
  rill_observable_t *again = rill_ref(all);
  probe_subscribe(probe, probe->scheduler, rill_pipe(again, rill_count()),
                  RILL_UNBOUNDED);
  return rill_object(rill_pipe(all, rill_take(2)));
}

TEST(retry_when, completes_the_errors_at_its_end) {
  rill_scheduler_t *clock = clock_new();
  probe_t ear = {.scheduler = clock}, probe = {0};
  rill_fn_t f = rill_call_with(second_ear, rill_borrow(&ear));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_from_marbles("-1#"), rill_retry_when(f)),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "1 1 1 |");
  ck_assert_str_eq(ear.text, "3 |");
  clock_close(clock);
}

static rill_value_t deaf_ear(rill_value_t errors, void *context) {
  probe_t *probe = context;
  rill_value_ref(errors);
  probe_subscribe(probe, probe->scheduler, rill_from_value(errors), 0);
  return rill_object(rill_repeat_value(rill_int(1)));
}

TEST(retry_when, keeps_a_bounded_number_of_errors) {
  rill_scheduler_t *clock = clock_new();
  probe_t ear = {.scheduler = clock}, probe = {0};
  rill_fn_t f = rill_call_with(deaf_ear, rill_borrow(&ear));
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_throw(rill_error_new(7, "seven")), rill_retry_when(f)),
      RILL_UNBOUNDED);
  ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
  ck_assert_str_has(probe.error, "rill_retry_when: 256 ends");
  clock_close(clock);
}

/* Fails after a while, then at once. */
static rill_value_t failing(void *context) {
  rill_observable_t *fails = rill_throw(rill_error_new(7, "seven"));
  if (++*(int *) context > 1) return rill_object(fails);
  return rill_object(rill_pipe(rill_timer(RILL_MS(1)), rill_concat(fails)));
}

TEST(retry_when, for_ever_lets_the_loop_breathe) {
  struct through t;
  int runs = 0;
  rill_fn_t f = rill_call_with(failing, rill_borrow(&runs));
  ck_breathes(rill_pipe(rill_defer(f), when(&t, rill_skip(0))), &runs, 100);
}

TEST(retry_when, names_a_missing_function) {
  ck_operator_fails(rill_retry_when(rill_no_fn()), RILL_EINVAL,
                    "rill_retry_when: the function is NULL");
}
