/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

#include <rill.h>

static rill_value_t after_5(void *context) {
  if (context != NULL) ++*(int *) context;
  return rill_object(rill_timer(5));
}

static rill_value_t end_after_5(void *context) {
  (void) context;
  return rill_object(rill_from_marbles("-----|"));
}

static rill_value_t now(void *context) {
  (void) context;
  return rill_list(NULL, 0);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t fail_after_3(void *context) {
  (void) context;
  return rill_object(rill_from_marbles("---#"));
}

TEST(window_when, asks_anew_for_each_window) {
  int64_t count = 0;
  int asked = 0;
  ck_marbles("-1-2-----3---4----|",
             rill_compose(
                 rill_window_when(rill_call_with(after_5, rill_borrow(&asked))),
                 NUMBERED(&count)),
             "-1-2-----{13}{24}-|");
  ck_assert_int_eq(asked, 4);
}

TEST(window_when, ends_a_window_with_the_first_item_or_the_end) {
  ck_marbles("-1-2-----3-----|",
             rill_compose(rill_window_when(rill_call(after_5)), LISTS),
             "-----[1,2][3]--([]|)");
  ck_marbles("-1-2-----3-----|",
             rill_compose(rill_window_when(rill_call(end_after_5)), LISTS),
             "-----[1,2][3]--([]|)");
}

TEST(window_when, takes_streams_that_end_at_once) {
  ck_marbles(
      "---1-|",
      rill_compose(rill_window_when(rill_call(now)), LISTS, rill_take(3)),
      "([][][]|)");
}

/* The second window has waited from tick 5 on, and ends on tick 17. */
TEST(window_when, asks_when_the_window_has_been_asked_for) {
  struct windows_kept kept = {.count = 0};
  int asked = 0;
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, window = {0};
  probe_subscribe(
      &outer, clock,
      rill_pipe(
          rill_from_marbles("-1-2---3---4-5-----6---|"),
          rill_window_when(rill_call_with(after_5, rill_borrow(&asked))),
          rill_do(.next = rill_call_with(windows_keep, rill_borrow(&kept)))),
      1);
  rill_virtual_advance_to(clock, 12);
  ck_assert_int_eq(asked, 1);
  rill_request(outer.subscription, 1);
  ck_assert_int_eq(asked, 2);
  rill_virtual_run(clock);
  ck_assert_int_eq(asked, 2);
  probe_subscribe(&window, clock, windows_take(&kept, 1), RILL_UNBOUNDED);
  ck_assert_str_eq(window.text, "3 4 5 |");
  rill_request(outer.subscription, 2);
  ck_assert_str_has(outer.text, "|");
  windows_drop(&kept);
  clock_close(clock);
}

/* Upstream has been subscribed when the first function fails. */
TEST(window_when, fails_with_its_streams) {
  int64_t count = 0;
  ck_marbles(
      "-1-2--#",
      rill_compose(rill_window_when(rill_call(after_5)), NUMBERED(&count)),
      "-1-2--#");
  ck_marbles("-1-2-3-|",
             rill_compose(rill_window_when(rill_call(fail_after_3)), LISTS),
             "---#");
  int subscribed = 0;
  rill_operator_t *look =
      rill_do(.subscribe = rill_call_with(after_5, rill_borrow(&subscribed)));
  ck_fails(rill_pipe(rill_never(), look, rill_window_when(rill_call(spill))), 7,
           "spilt", "window_when");
  ck_assert_int_eq(subscribed, 1);
}

TEST(window_when, names_bad_arguments) {
  ck_operator_fails(rill_window_when(rill_no_fn()), RILL_EINVAL,
                    "rill_window_when: closing is NULL");
  ck_operator_fails(rill_window_when(rill_call(now), .capacity = -1),
                    RILL_EINVAL, "rill_window_when: capacity is -1");
}
