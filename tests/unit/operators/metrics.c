/* SPDX-License-Identifier: MIT */
/* metrics: the run in numbers. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

struct sink {
  rill_metrics_t last;
  int calls;
  char text[1024];
};

static rill_value_t note(rill_value_t record, void *context) {
  struct sink *sink = context;
  size_t length = strlen(sink->text);
  rill_value_format(record, sink->text + length, sizeof sink->text - length);
  strcat(sink->text, "\n");
  sink->last = *(rill_metrics_t *) rill_unbox(record, &rill_metrics_type);
  sink->calls++;
  return rill_none();
}

#define NOTE(sink) rill_call_with(note, rill_borrow(sink))

TEST(metrics, passes_everything_on) {
  struct sink sink = {0};
  ck_marbles("-1-2-|", rill_metrics(NOTE(&sink)), "-1-2-|");
  ck_marbles_stepwise("-1-2-|", rill_metrics(NOTE(&sink)), "-1-2-|");
}

TEST(metrics, reports_once_at_the_end) {
  struct sink sink = {0};
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_timer(RILL_MS(500), .period = RILL_MS(250)),
                              rill_take(7), rill_metrics(NOTE(&sink))));
  ck_assert_int_eq(sink.calls, 1);
  ck_assert_int_eq(sink.last.items, 7);
  ck_assert_int_eq(sink.last.errors, 0);
  ck_assert_int_eq(sink.last.elapsed, RILL_SEC(2));
  ck_assert_int_eq(sink.last.first, RILL_MS(500));
  ck_assert_double_eq(sink.last.rate, 3.5);
  ck_assert_double_eq(sink.last.mean_rate, 3.5);
  ck_assert_int_eq(sink.last.outcome, RILL_OUTCOME_COMPLETED);
  ck_assert_str_eq(sink.text, "7 items in 2.000 s, 3.5/s, lately 3.5/s, the "
                              "first after 0.500000 s, completed\n");
}

TEST(metrics, reports_now_and_then) {
  struct sink sink = {0};
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_timer(RILL_MS(1500), .period = RILL_MS(250)),
                              rill_take(4),
                              rill_metrics(NOTE(&sink), .every = RILL_SEC(1))));
  ck_assert_str_eq(sink.text,
                   "0 items in 1.000 s, 0.0/s, lately 0.0/s\n"
                   "2 items in 2.000 s, 1.0/s, lately 2.0/s, the first after "
                   "1.500000 s\n"
                   "4 items in 2.250 s, 1.8/s, lately 8.0/s, the first after "
                   "1.500000 s, completed\n");
}

TEST(metrics, reports_an_error) {
  struct sink sink = {0};
  ck_marbles("-1-#", rill_metrics(NOTE(&sink)), "-1-#");
  ck_assert_int_eq(sink.calls, 1);
  ck_assert_int_eq(sink.last.errors, 1);
  ck_assert_int_eq(sink.last.items, 1);
  ck_assert_int_eq(sink.last.outcome, RILL_OUTCOME_FAILED);
  ck_assert_str_has(sink.text, ", failed");
}

TEST(metrics, reports_a_cancel) {
  struct sink sink = {0};
  ck_marbles("-1-2-|", rill_metrics(NOTE(&sink)), "-1!");
  ck_assert_int_eq(sink.calls, 1);
  ck_assert_int_eq(sink.last.outcome, RILL_OUTCOME_CANCELED);
  ck_assert_int_eq(sink.last.errors, 0);
  ck_source(
      rill_pipe(rill_range(1, 9), rill_metrics(NOTE(&sink)), rill_take(2)),
      "(12|)");
  ck_assert_int_eq(sink.last.items, 2);
  ck_assert_int_eq(sink.last.outcome, RILL_OUTCOME_CANCELED);
}

TEST(metrics, reports_nothing_when_it_is_never_subscribed) {
  struct sink sink = {0};
  ck_source(
      rill_pipe(rill_range(1, 9), rill_metrics(NOTE(&sink)), rill_take(0)),
      "|");
  ck_assert_int_eq(sink.calls, 0);
}

TEST(metrics, measures_each_run_by_itself) {
  struct sink sink = {0};
  ck_source(
      rill_pipe(rill_range(1, 2), rill_metrics(NOTE(&sink)), rill_repeat(2)),
      "(1212|)");
  ck_assert_int_eq(sink.calls, 2);
  ck_assert_int_eq(sink.last.items, 2);
}

TEST(metrics, of_an_empty_run_has_no_first_item) {
  struct sink sink = {0};
  ck_marbles("---|", rill_metrics(NOTE(&sink)), "---|");
  ck_assert_int_eq(sink.last.first, -1);
  ck_assert_int_eq(sink.last.elapsed, 3);
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(metrics, fails_with_its_function) {
  ck_marbles("-1-2-|", rill_metrics(rill_call(spill)), "-1-2-#");
  ck_marbles("-1-2-|", rill_metrics(rill_call(spill), .every = 2), "-1#");
}

static void unhandled(rill_error_t *error, void *context) {
  *(int *) context += rill_error_code(error);
}

TEST(metrics, tells_the_hook_of_failures_that_nobody_hears) {
  int sum = 0;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  rill_scheduler_on_unhandled(clock, unhandled, &sum);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_throw(rill_error_new(8, "first")),
                            rill_metrics(rill_call(spill))),
                  1);
  ck_assert_int_eq(sum, 7);
  ck_assert_int_eq(probe.error_code, 8);
  clock_close(clock);
}

TEST(metrics, refuses_bad_arguments) {
  struct sink sink = {0};
  ck_operator_fails(rill_metrics(rill_no_fn()), RILL_EINVAL,
                    "rill_metrics: sink is NULL");
  ck_operator_fails(rill_metrics(NOTE(&sink), .every = -1), RILL_EINVAL,
                    "rill_metrics: every is -1 (must be >= 0)");
  ck_assert_int_eq(sink.calls, 0);
}
