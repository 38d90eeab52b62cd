/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/create.h>
#include <rill/recover.h>

TEST(retry, runs_again_after_an_error) {
  ck_marbles("-1-#", rill_retry(2), "-1--1-#");
  ck_marbles("-1-#", rill_retry(1), "-1-#");
  ck_marbles("-1-|", rill_retry(9), "-1-|");
}

TEST(retry, of_zero_goes_on_for_ever) {
  ck_marbles_with("-1#", rill_retry(0), "-1-1-1-1-1!", .cancel_at = 10);
}

TEST(retry, waits_twice_as_long_each_time) {
  ck_marbles("1#", rill_retry(4, .delay = 2), "1--1----1--------1#");
}

TEST(retry, waits_by_a_factor_up_to_a_bound) {
  ck_marbles("1#", rill_retry(4, .delay = 1, .factor = 5, .max_delay = 4),
             "1-1----1----1#");
  ck_marbles("1#", rill_retry(3, .delay = 3, .factor = 1), "1---1---1#");
}

/* The numbers follow from the seed. */
TEST(retry, has_the_same_jitter_for_the_same_seed) {
  rill_operator_t *op =
      rill_retry(4, .delay = 4, .jitter = RILL_JITTER_FULL, .seed = 3);
  rill_operator_t *same = rill_ref(op);
  ck_marbles("1#", op, "1---1---1-------1#");
  ck_marbles("1#", same, "1---1---1-------1#");
}

TEST(retry, gives_up_at_the_deadline) {
  ck_marbles("-#", rill_retry(0, .delay = 4, .factor = 1, .deadline = 12),
             "-----------#");
}

TEST(retry, asks_the_next_attempt_for_what_is_left) {
  ck_asking("-1-#", rill_retry(3), "-1--1-------(1#)", {0, 2}, {12, 2});
}

TEST(retry, may_be_cancelled_while_it_waits) {
  ck_marbles_with("1#", rill_retry(0, .delay = 9), "1---!", .cancel_at = 4);
}

static rill_observable_t *seven(void) {
  return rill_throw(rill_error_new(7, "seven"));
}

TEST(retry, tells_how_many_attempts_there_were) {
  ck_fails(rill_pipe(seven(), rill_retry(3)), 7,
           "retry: gave up after 3 attempts", "caused by: seven");
  ck_fails(rill_pipe(seven(), rill_retry(9, .delay = 3, .deadline = 2)), 7,
           "seven");
  ck_fails(rill_pipe(seven(), rill_retry(9, .delay = 2, .deadline = 3)), 7,
           "gave up after 2 attempts", "deadline");
}

static rill_value_t unless_seven(rill_value_t error, void *context) {
  (void) context;
  return rill_bool(rill_error_code(rill_as_error(error)) != 7);
}

TEST(retry, when_it_may) {
  probe_t probe = {.text = ""};
  probe_run(&probe, rill_pipe(seven(),
                              rill_retry(9, .when = rill_call(unless_seven))));
  ck_assert_str_has(probe.error, "seven");
  ck_assert_ptr_null(strstr(probe.error, "attempts"));
  ck_marbles("1#", rill_retry(3, .delay = 2, .when = rill_call(unless_seven)),
             "1--1----1#");
}

static rill_value_t answer(rill_value_t error, void *context) {
  (void) error;
  return *(rill_value_t *) context;
}

/* As Retry-After asks, whatever the back-off would be. */
TEST(retry, waits_for_as_long_as_it_is_told) {
  rill_value_t ticks = rill_int(3);
  ck_marbles("1#",
             rill_retry(3, .delay = 90, .max_delay = 90,
                        .jitter = RILL_JITTER_FULL,
                        .when = rill_call_with(answer, rill_borrow(&ticks))),
             "1---1---1#");
}

TEST(retry, takes_no_other_answer) {
  static const struct { rill_value_t answer; int code; const char *text; }
  wrong[] = {
    {{.kind = RILL_INT, .as.i = -5}, RILL_ERANGE, "-5"},
    {{.kind = RILL_DOUBLE, .as.d = 5}, RILL_ETYPE, "double"},
    {{.kind = RILL_NONE}, RILL_ETYPE, "none"},
  };
  for (size_t i = 0; i < 3; i++) {
    rill_value_t v = wrong[i].answer;
    ck_fails(rill_pipe(seven(), rill_retry(3, .when = rill_call_with(
                                                  answer, rill_borrow(&v)))),
             wrong[i].code, "retry", wrong[i].text);
  }
}

static rill_value_t fails(rill_value_t error, void *context) {
  (void) error;
  (void) context;
  return rill_fail(rill_error_new(8, "eight"));
}

TEST(retry, fails_with_what_decides) {
  ck_fails(rill_pipe(seven(), rill_retry(3, .when = rill_call(fails))), 8,
           "eight");
}

TEST(retry, a_million_times_in_constant_stack) {
  ck_fails(rill_pipe(seven(), rill_retry(1000000)), 7, "1000000 attempts");
}

TEST(retry, names_bad_arguments) {
  ck_operator_fails(rill_retry(-1), RILL_EINVAL, "rill_retry",
                    "attempts is -1");
  ck_operator_fails(rill_retry(1, .delay = -1), RILL_EINVAL, "delay is -1 ns");
  ck_operator_fails(rill_retry(1, .delay = 9, .max_delay = 3), RILL_EINVAL,
                    "max_delay is 3 ns");
  ck_operator_fails(rill_retry(1, .factor = 0.5), RILL_EINVAL,
                    "factor is 0.5");
  ck_operator_fails(rill_retry(1, .jitter = (rill_jitter_t) 9), RILL_EINVAL,
                    "jitter is 9");
  ck_operator_fails(rill_retry(1, .deadline = -1), RILL_EINVAL,
                    "deadline is -1 ns");
}
