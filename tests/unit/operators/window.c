/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"
#include "support/windows.h"

#include <rill.h>
#include <uv.h>

#define BOUNDARIES(row) rill_from_marbles(row)

TEST(window, splits_at_boundaries) {
  int64_t count = 0;
  ck_marbles("-1-2-3---4-----5-|",
             rill_compose(rill_window(BOUNDARIES("----7-----8--------|")),
                          NUMBERED(&count)),
             "-1-2-{13}{14}--{25}@17:|");
  ck_assert_int_eq(count, 3);
  ck_marbles(
      "-1-2-3---4-----5-|",
      rill_compose(rill_window(BOUNDARIES("----7-----8--------|")), LISTS),
      "----[1,2]-[3,4]--([5]|)");
}

TEST(window, ends_with_either_stream) {
  ck_marbles("-1-2-3------|",
             rill_compose(rill_window(BOUNDARIES("--7--|")), LISTS),
             "--[1]([2,3]|)");
  ck_marbles("|", rill_compose(rill_window(rill_never()), LISTS), "([]|)");
  ck_marbles("-1-|", rill_compose(rill_window(rill_empty()), LISTS), "([]|)");
}

TEST(window, takes_boundaries_that_come_at_once) {
  ck_marbles("(123|)",
             rill_compose(rill_window(BOUNDARIES("(78)-----|")), LISTS),
             "([][][1,2,3]|)");
}

TEST(window, fails_with_either_stream) {
  int64_t count = 0;
  ck_marbles(
      "-1-2----#",
      rill_compose(rill_window(BOUNDARIES("--7-------|")), NUMBERED(&count)),
      "-1-{12}-#");
  count = 0;
  ck_marbles(
      "-1-2-----|",
      rill_compose(rill_window(BOUNDARIES("--7-----#")), NUMBERED(&count)),
      "-1-{12}-#");
}

/* Nobody has asked for the second window when it ends: it goes on. */
TEST(window, goes_on_while_it_waits_to_be_asked_for) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, window = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_from_marbles("-1-2-3-4-5-6-7-|"),
                            rill_window(BOUNDARIES("--7-7-7---7----|")),
                            rill_do(.next = rill_call_with(
                                        windows_keep, rill_borrow(&kept)))),
                  1);
  rill_virtual_advance_to(clock, 7);
  ck_assert_uint_eq(kept.count, 1);
  rill_request(outer.subscription, 1);
  ck_assert_uint_eq(kept.count, 2);
  rill_virtual_advance_to(clock, 100);
  ck_assert_uint_eq(kept.count, 2);
  probe_subscribe(&window, clock, windows_take(&kept, 1), RILL_UNBOUNDED);
  ck_assert_str_eq(window.text, "2 3 4 5 |");
  rill_request(outer.subscription, 1);
  ck_assert_uint_eq(kept.count, 3);
  ck_assert_int_eq(outer.ends, 1);
  windows_drop(&kept);
  clock_close(clock);
}

TEST(window, has_upstream_wait_for_a_window_that_is_kept) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, window = {0};
  rill_subject_t *boundaries = rill_subject_new(clock);
  probe_subscribe(
      &outer, clock,
      rill_pipe(rill_range(0, 10),
                rill_window(rill_subject_observable(boundaries), .capacity = 3),
                KEPT(&kept)),
      RILL_UNBOUNDED);
  ck_assert_str_eq(outer.text, "");
  rill_subject_next(boundaries, rill_none());
  probe_subscribe(&window, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_str_eq(window.text, "0 1 2 |");
  ck_assert_int_eq(outer.ends, 0);
  probe_t second = {0};
  probe_subscribe(&second, clock, windows_take(&kept, 1), 4);
  ck_assert_str_eq(second.text, "3 4 5 6");
  ck_assert_int_eq(outer.ends, 1);
  rill_request(second.subscription, 9);
  ck_assert_str_eq(second.text, "3 4 5 6 7 8 9 |");
  rill_unref(boundaries);
  clock_close(clock);
}

/* Its handle has gone without a subscriber. */
TEST(window, that_nobody_can_have_stops_nobody) {
  ck_source(
      rill_pipe(rill_range(0, 1000), rill_window(rill_never()), rill_count()),
      "({1}|)");
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0};
  probe_subscribe(
      &outer, clock,
      rill_pipe(rill_range(0, 1000), rill_window(rill_never()), KEPT(&kept)),
      RILL_UNBOUNDED);
  ck_assert_int_eq(outer.ends, 0);
  windows_drop(&kept);
  ck_assert_int_eq(outer.ends, 1);
  clock_close(clock);
}

TEST(window, whose_subscriber_left_stops_nobody) {
  ck_source(rill_pipe(rill_range(0, 1000), rill_window(rill_never()),
                      rill_flat_map(rill_call(windows_first))),
            "(0|)");
}

TEST(window, is_for_one_subscriber) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new(), *elsewhere = clock_new();
  probe_t outer = {0}, first = {0}, second = {0}, third = {0};
  probe_subscribe(
      &outer, clock,
      rill_pipe(rill_range(0, 3), rill_window(rill_never()), KEPT(&kept)),
      RILL_UNBOUNDED);
  rill_observable_t *window = windows_take(&kept, 0);
  rill_observable_t *again = rill_ref(window), *away = rill_ref(window);
  probe_subscribe(&third, elsewhere, away, 1);
  rill_virtual_run(elsewhere);
  ck_assert_int_eq(third.error_code, RILL_EWRONGTHREAD);
  ck_assert_str_has(third.error, "rill_window: a window");
  probe_subscribe(&first, clock, window, 1);
  probe_subscribe(&second, clock, again, 1);
  ck_assert_str_eq(first.text, "0");
  ck_assert_int_eq(second.error_code, RILL_EALREADY);
  rill_request(first.subscription, 5);
  ck_assert_str_eq(first.text, "0 1 2 |");
  clock_close(elsewhere);
  clock_close(clock);
}

/* The one that is subscribed; then nothing is left to do. */
TEST(window, goes_on_when_the_stream_of_windows_is_cancelled) {
  ck_marbles("-1-2-3-4-5-|",
             rill_compose(rill_window(BOUNDARIES("--7---7-----|")),
                          rill_take(2), rill_merge_all(2)),
             "-1-2-3|");
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(1), rill_window(rill_interval(4)),
                            rill_take(1), rill_merge_all(2)),
                  RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

TEST(window, says_so_when_it_is_too_late) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {.cancel_at = 1}, late = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_interval(1), rill_window(rill_never()),
                            rill_do(.next = rill_call_with(
                                        windows_keep, rill_borrow(&kept)))),
                  RILL_UNBOUNDED);
  probe_subscribe(&late, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  ck_assert_int_eq(late.error_code, RILL_ECANCELED);
  ck_assert_str_has(late.error, "rill_window: the stream of windows");
  ck_assert_uint_eq(rill_scheduler_runs(clock), 0);
  clock_close(clock);
}

static void act(reenter_t *r, int64_t item) {
  if (item == 1) rill_subject_next(r->b, rill_int(0));
  if (item == 1) rill_subject_next(r->a, rill_int(5));
  if (item == 3) rill_subject_complete(r->a);
}

static rill_value_t complete_inside(rill_value_t window, void *context) {
  rill_subject_t **source = context;
  if (*source != NULL) rill_subject_complete(*source);
  return rill_value_ref(window);
}

/* The end waits until the window has gone all the way. */
TEST(window, may_end_inside_of_a_new_one) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *boundaries = rill_subject_new(clock);
  rill_subject_t *source = rill_subject_new(clock), *ends = NULL;
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_subject_observable(source),
                rill_window(rill_subject_observable(boundaries)),
                rill_map(rill_call_with(complete_inside, rill_borrow(&ends))),
                LISTS),
      RILL_UNBOUNDED);
  rill_subject_next(source, rill_int(1));
  ends = source;
  rill_subject_next(boundaries, rill_none());
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_str_eq(probe.text, "[1] [] |");
  rill_unref(source);
  rill_unref(boundaries);
  clock_close(clock);
}

/* A boundary, an item and the end from inside of an item. */
TEST(window, never_nests) {
  reenter_t r;
  reenter_open(&r, act);
  rill_observable_t *boundaries = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_window(boundaries), rill_merge_all(9)));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(3));
  ck_assert_str_eq(r.text, "1 5 3 |");
  reenter_close(&r);
}

TEST(window, lives_where_its_upstream_does_not) {
  rill_scheduler_t *clock = clock_new(), *elsewhere = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_hot_from_marbles(elsewhere, "--1-2-3-4|"),
                rill_window(rill_hot_from_marbles(elsewhere, "---7-------|")),
                LISTS),
      RILL_UNBOUNDED);
  for (rill_time_t tick = 0; tick < 15; tick++) {
    rill_virtual_advance_to(elsewhere, tick);
    rill_virtual_run(clock);
  }
  ck_assert_str_eq(probe.text, "[1] [2, 3, 4] |");
  clock_close(elsewhere);
  clock_close(clock);
}

static void drop_elsewhere(void *observable) { rill_unref(observable); }

/* The last handle is dropped on another thread: upstream hears of it. */
TEST(window, may_be_dropped_anywhere) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0};
  probe_subscribe(
      &outer, clock,
      rill_pipe(rill_range(0, 1000), rill_window(rill_never()), KEPT(&kept)),
      RILL_UNBOUNDED);
  uv_thread_t thread;
  ck_assert_int_eq(
      uv_thread_create(&thread, drop_elsewhere, windows_take(&kept, 0)), 0);
  uv_thread_join(&thread);
  ck_assert_int_eq(outer.ends, 0);
  rill_virtual_run(clock);
  ck_assert_int_eq(outer.ends, 1);
  clock_close(clock);
}

TEST(window, closing_the_scheduler_lets_all_go) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(1), rill_window(rill_interval(2)),
                            rill_merge_all(2)),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 3);
  clock_close(clock);
  ck_assert_int_eq(probe.released, 1);
}

TEST(window, names_bad_arguments) {
  ck_operator_fails(rill_window(NULL), RILL_EINVAL,
                    "rill_window: boundaries is NULL");
  ck_operator_fails(rill_window(rill_never(), .capacity = -1), RILL_EINVAL,
                    "rill_window: capacity is -1");
}
