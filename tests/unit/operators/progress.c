/* SPDX-License-Identifier: MIT */
/* progress: how far, how fast, how long. */
#include "support/marbles.h"
#include "support/probe.h"

#include <stdlib.h>

#include <rill.h>

static rill_value_t add_line(rill_value_t record, void *context) {
  char *text = context, line[128];
  rill_value_format(record, line, sizeof line);
  strcat(strcat(text, line), "\n");
  return rill_none();
}

#define LINES(text) rill_call_with(add_line, rill_borrow(text))

TEST(progress, passes_everything_on) {
  char text[1024] = "";
  ck_marbles("-1-2-|", rill_progress(.report = LINES(text)), "-1-2-|");
  ck_marbles_stepwise("-1-#", rill_progress(.report = LINES(text)), "-1-#");
}

TEST(progress, reports_count_rate_and_time_left) {
  char text[1024] = "";
  probe_t probe = {0};
  rill_observable_t *flow =
      rill_pipe(rill_interval(RILL_MS(100)), rill_take(25),
                rill_progress(RILL_SEC(1), .total = 25, .report = LINES(text)));
  probe_run(&probe, flow);
  ck_assert_uint_eq(probe.items, 25);
  ck_assert_str_eq(text, "9 of 25 (36.0 %) items, 9.0/s, 0:01 left\n"
                         "19 of 25 (76.0 %) items, 10.0/s, 0:00 left\n"
                         "25 of 25 (100.0 %) items, 10.0/s in 2.5 s\n");
}

TEST(progress, reports_without_a_total) {
  char text[1024] = "";
  probe_t probe = {.cancel_at = 2};
  rill_observable_t *flow = rill_pipe(
      rill_interval(RILL_SEC(2)),
      rill_progress(.every = RILL_SEC(3), .report = LINES(text)));
  probe_run(&probe, flow);
  ck_assert_str_eq(text, "1 items, 0.3/s\n"
                         "2 items, 0.5/s in 4.0 s\n");
}

TEST(progress, writes_hours) {
  char text[1024] = "";
  probe_t probe = {.cancel_at = 2};
  rill_observable_t *flow = rill_pipe(
      rill_timer(RILL_SEC(4), .period = RILL_SEC(4)),
      rill_progress(RILL_SEC(5), .total = 2000, .report = LINES(text)));
  probe_run(&probe, flow);
  ck_assert_str_has(text, "1 of 2000 (0.1 %) items, 0.2/s, 2:46:35 left\n");
}

TEST(progress, reports_once_more_before_an_error) {
  char text[1024] = "";
  ck_marbles("-1-#", rill_progress(.report = LINES(text)), "-1-#");
  ck_assert_str_has(text, "1 items, ");
  ck_assert_str_has(text, " in 0.0 s\n");
}

static rill_value_t keep(rill_value_t record, void *context) {
  rill_progress_t *last = rill_unbox(record, &rill_progress_type);
  *(rill_progress_t *) context = *last;
  return rill_none();
}

TEST(progress, hands_over_a_record) {
  rill_progress_t last = {0};
  probe_t probe = {0};
  rill_operator_t *op = rill_progress(
      RILL_SEC(2), .total = 10,
      .report = rill_call_with(keep, rill_borrow(&last)));
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, rill_pipe(rill_interval(RILL_SEC(1)), op), 4);
  rill_virtual_advance_to(clock, RILL_SEC(3));
  ck_assert_int_eq(last.count, 1); /* of 2 s; the third tick comes after it */
  ck_assert_int_eq(last.total, 10);
  ck_assert_int_eq(last.elapsed, RILL_SEC(2));
  ck_assert_int_eq(last.left, RILL_SEC(18));
  ck_assert(!last.ended);
  clock_close(clock);
  ck_assert(last.ended);
}

TEST(progress, writes_lines_to_a_file) {
  char *text = NULL;
  size_t size = 0;
  probe_t probe = {0};
  FILE *file = open_memstream(&text, &size);
  probe_run(&probe, rill_pipe(rill_interval(RILL_SEC(1)), rill_take(3),
                              rill_progress(RILL_SEC(2), .file = file)));
  fclose(file);
  ck_assert_str_has(text, "/s\n");
  ck_assert_str_has(text, "3 items, 1.0/s in 3.0 s\n");
  free(text);
}

static rill_value_t spill(rill_value_t x, void *context) {
  (void) x;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(progress, fails_with_its_function) {
  ck_marbles("-1-2-|", rill_progress(2, .report = rill_call(spill)), "-1#");
  ck_marbles("-1-2-|", rill_progress(.report = rill_call(spill)), "-1-2-#");
}

TEST(progress, leaves_no_timer_behind) {
  char text[1024] = "";
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3),
                            rill_progress(.report = LINES(text))),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

TEST(progress, refuses_bad_arguments) {
  char text[8] = "";
  ck_operator_fails(rill_progress(-1), RILL_EINVAL,
                    "rill_progress: every is -1 (must be >= 0)");
  ck_operator_fails(rill_progress(.total = -1), RILL_EINVAL, "total is -1");
  ck_operator_fails(rill_progress(.report = LINES(text), .file = stderr),
                    RILL_EINVAL, "report and file are both set");
}
