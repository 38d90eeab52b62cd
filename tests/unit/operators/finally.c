/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/create.h>
#include <rill/filter.h>
#include <rill/recover.h>

static rill_value_t note(void *context) {
  probe_t *probe = context;
  size_t length = strlen(probe->text);
  snprintf(probe->text + length, sizeof probe->text - length, " f");
  return rill_none();
}

static rill_operator_t *noting(probe_t *probe) {
  return rill_finally(rill_call_with(note, rill_borrow(probe)));
}

TEST(finally, comes_after_each_end) {
  probe_t a = {.text = ""}, b = {.text = ""};
  ck_assert_str_eq(probe_run(&a, rill_pipe(rill_range(1, 2), noting(&a))),
                   "1 2 | f");
  ck_assert_str_eq(
      probe_run(&b, rill_pipe(rill_throw(rill_error_new(7, "seven")),
                              noting(&b))),
      "# f");
}

TEST(finally, comes_after_cancel) {
  probe_t a = {.text = "", .cancel_at = 2}, b = {.text = ""};
  ck_assert_str_eq(probe_run(&a, rill_pipe(rill_range(1, 9), noting(&a))),
                   "1 2 f");
  ck_assert_str_eq(
      probe_run(&b, rill_pipe(rill_range(1, 9), noting(&b), rill_take(2))),
      "1 2 | f");
}

TEST(finally, comes_when_the_scheduler_closes) {
  probe_t probe = {.text = ""};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_pipe(rill_never(), noting(&probe)), 1);
  clock_close(clock);
  ck_assert_str_eq(probe.text, " f");
}

TEST(finally, comes_once_per_run) {
  probe_t probe = {.text = ""};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 1), noting(&probe),
                                               rill_repeat(2))),
                   "1 f 1 | f");
}

TEST(finally, is_for_what_was_subscribed) {
  probe_t probe = {.text = ""};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 9), noting(&probe),
                                               rill_take(0))),
                   "|");
}

static rill_value_t fails(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "seven"));
}

static void keep_code(rill_error_t *error, void *context) {
  *(int *) context = rill_error_code(error);
}

TEST(finally, reports_its_failure_as_unhandled) {
  int code = 0;
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, keep_code, &code);
  rill_unref(rill_subscribe(
      clock, rill_pipe(rill_range(1, 1), rill_finally(rill_call(fails)))));
  ck_assert_int_eq(code, 7);
  clock_close(clock);
}

TEST(finally, passes_all_signals) {
  probe_t probe = {.text = ""};
  ck_marbles("-1-2-|", noting(&probe), "-1-2-|");
  ck_marbles("-1-2-#", noting(&probe), "-1-2-#");
  ck_assert_str_eq(probe.text, " f f");
}

TEST(finally, names_a_missing_function) {
  ck_operator_fails(rill_finally(rill_no_fn()), RILL_EINVAL, "rill_finally",
                    "NULL");
}
