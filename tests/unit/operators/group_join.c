/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "core/scheduler.h"
#include "support/asking.h"
#include "support/failing.h"
#include "support/joins.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

/* The items of a window, each with its left item in front: 1 and 7 are 17. */
struct left {
  int64_t item;
};
static rill_value_t put_in_front(rill_value_t item, void *context) {
  return rill_int(10 * ((struct left *) context)->item + rill_as_int(item));
}

static rill_value_t with_each(rill_value_t left, rill_value_t window,
                              void *context) {
  struct left *front = malloc(sizeof *front);
  (void) context;
  front->item = rill_as_int(left);
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)),
                rill_map(rill_call_with(put_in_front, rill_own(front, free)))));
}

/* The same, and a 0 at the end of the window. */
static rill_value_t with_end(rill_value_t left, rill_value_t window,
                             void *context) {
  rill_observable_t *items = rill_from_value(with_each(left, window, context));
  return rill_object(rill_pipe(items, rill_end_with(rill_int(0))));
}

#define MERGED(...)                                                            \
 rill_compose(rill_group_join(__VA_ARGS__), rill_merge_all(RILL_UNBOUNDED))
#define EACH rill_call(with_each)
#define END rill_call(with_end)

TEST(group_join, gives_each_item_a_window_of_what_overlaps) {
  ck_marbles("-1-------2----------3----|",
             MERGED(rill_from_marbles("---7----------8----------|"),
                    as("--------1"), as("--------|"), EACH),
             "---{17}-@9:{27}-@14:{28}-@20:{38}@28:|");
}

TEST(group_join, ends_a_window_with_the_time_of_its_item) {
  ck_marbles("12-----------------------|",
             MERGED(rill_from_marbles("---5-----6--------7-------8|"),
                    rill_call(tens), NO_TIME, END),
             "---({15}{25})@9:({16}{26})@10:0@18:{27}@21:0@25:|");
}

TEST(group_join, fills_a_window_with_what_is_there) {
  ck_marbles("@10:1@45:2@50:|",
             MERGED(rill_from_marbles("-1-2-3-4-|"), as("@30:|"),
                    rill_call(tens), END),
             "@10:({11}{12}{13}{14})@40:0@45:{24}@75:(0|)");
}

TEST(group_join, ends_with_the_left_stream) {
  ck_marbles("-1|",
             rill_compose(rill_group_join(rill_never(), FOR_EVER, FOR_EVER),
                          rill_count()),
             "--(1|)");
  ck_marbles("|", rill_group_join(rill_never(), FOR_EVER, FOR_EVER), "|");
  ck_marbles("-----|", rill_group_join(rill_empty(), FOR_EVER, FOR_EVER),
             "-----|");
}

TEST(group_join, windows_go_on_when_the_left_stream_has_ended) {
  ck_marbles(
      "(1|)",
      MERGED(rill_from_marbles("-5-6-------7"), rill_call(tens), FOR_EVER, END),
      "-{15}@3:{16}@10:(0|)");
  ck_marbles(
      "-1|",
      MERGED(rill_from_marbles("-----5---6|"), as("-------|"), FOR_EVER, END),
      "-----{15}@8:(0|)");
}

static rill_value_t first_of(rill_value_t list, void *context) {
  (void) context;
  return rill_value_ref(rill_list_get(list, 0));
}

TEST(group_join, without_a_function_lists_both) {
  ck_marbles("-1-2-|",
             rill_compose(rill_group_join(rill_from_marbles("(789|)"), FOR_EVER,
                                          FOR_EVER, .capacity = 9),
                          rill_map(rill_call(first_of))),
             "-1-2-|");
}

/* --- Errors --------------------------------------------------------------- */

TEST(group_join, fails_with_a_stream_a_duration_or_a_function) {
  ck_marbles("-1#", MERGED(rill_never(), FOR_EVER, FOR_EVER, EACH), "--#");
  ck_marbles("-1------",
             MERGED(rill_from_marbles("--2-#"), FOR_EVER, FOR_EVER, EACH),
             "--{12}@4:#");
  ck_marbles("-1------", MERGED(rill_never(), as("--#"), FOR_EVER, EACH),
             "---#");
  ck_marbles("-1------",
             MERGED(rill_from_marbles("--2"), FOR_EVER, as("-#"), EACH),
             "--{12}@3:#");
  ck_operator_fails(MERGED(rill_never(), rill_call(broken1), FOR_EVER, EACH), 7,
                    "no idea", "group_join");
  ck_operator_fails(
      MERGED(rill_from_marbles("1"), FOR_EVER, rill_call(broken1), EACH), 7,
      "no idea", "group_join");
  ck_operator_fails(
      MERGED(rill_never(), FOR_EVER, FOR_EVER, rill_call(broken2)), 7,
      "no idea", "group_join");
}

/* Each value that comes is an error's code. */
static rill_value_t code_of(rill_value_t error, void *context) {
  (void) context;
  return rill_object(
      rill_just(rill_int(rill_error_code(rill_as_error(error)))));
}

static rill_value_t code_at_end(rill_value_t left, rill_value_t window,
                                void *context) {
  (void) left;
  (void) context;
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(window)),
                               rill_catch(rill_call(code_of))));
}

TEST(group_join, tells_the_windows_of_an_error_too) {
  probe_t probe = {0};
  rill_observable_t *right =
      rill_pipe(rill_timer(5), rill_map(rill_call(broken1)));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_from_marbles("1-2|"),
                                  rill_group_join(right, FOR_EVER, FOR_EVER,
                                                  rill_call(code_at_end)),
                                  rill_merge_all(8))),
      "7 7 |");
}

TEST(group_join, fails_when_a_side_is_full) {
  ck_marbles("-1-2------",
             rill_compose(rill_group_join(rill_never(), as("-|"), FOR_EVER,
                                          .capacity = 1),
                          rill_map(rill_call(first_of))),
             "-1-2------");
  ck_fails(
      rill_pipe(rill_range(1, 3), rill_group_join(rill_never(), FOR_EVER,
                                                  FOR_EVER, .capacity = 2)),
      RILL_EOVERFLOW, "rill_group_join: capacity is 2", "left stream");
  ck_fails(rill_pipe(rill_never(), rill_group_join(rill_range(1, 3), FOR_EVER,
                                                   FOR_EVER, .capacity = 2)),
           RILL_EOVERFLOW, "rill_group_join: capacity is 2", "right stream");
}

/* --- Demand and who is there ---------------------------------------------- */

TEST(group_join, asks_for_an_item_when_a_window_is_asked_for) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  probe_subscribe(&probe, clock,
                  rill_pipe(counted(1, &made),
                            rill_group_join(rill_never(), FOR_EVER, FOR_EVER),
                            rill_map(rill_call(first_of))),
                  0);
  ck_assert_int_eq(made, 0);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "1 2");
  ck_assert_int_eq(made, 2);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

static rill_value_t itself(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

TEST(group_join, asks_for_nothing_more_while_a_window_goes_down) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  probe_subscribe(
      &probe, clock,
      rill_pipe(counted(1, &made),
                rill_group_join(rill_never(), FOR_EVER, FOR_EVER, EACH),
                rill_concat_map(rill_call(itself))),
      5);
  ck_assert_int_eq(made, 1);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

static rill_value_t left_alone(rill_value_t left, rill_value_t window,
                               void *context) {
  (void) window;
  (void) context;
  return rill_value_ref(left);
}

static void end_left(reenter_t *r, int64_t item) {
  rill_subject_next(r->b, rill_int(item));
}

TEST(group_join, ends_after_the_item_from_inside_of_which_its_stream_ends) {
  reenter_t r;
  reenter_open(&r, end_left);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *b = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(a, rill_take_until(b),
                            rill_group_join(rill_never(), FOR_EVER, FOR_EVER,
                                            rill_call(left_alone))));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "1 |");
  reenter_close(&r);
}

static rill_value_t keep_window(rill_value_t left, rill_value_t window,
                                void *context) {
  *(rill_value_t *) context = rill_value_ref(window);
  return rill_value_ref(left);
}

/* A group_join with one window, which `window` is. */
static void open_window(rill_scheduler_t *clock, probe_t *probe,
                        rill_observable_t *left, rill_observable_t *right,
                        rill_value_t *window) {
  rill_fn_t keep = rill_call_with(keep_window, rill_borrow(window));
  probe_subscribe(probe, clock,
                  rill_pipe(left, rill_group_join(right, FOR_EVER, NO_TIME,
                                                  keep, .capacity = 4)),
                  RILL_UNBOUNDED);
}

TEST(group_join, makes_the_right_stream_wait_for_a_slow_window) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0}, reader = {0};
  rill_value_t window;
  int64_t made = 0;
  open_window(clock, &probe,
              rill_pipe(rill_just(rill_int(1)), rill_concat(rill_never())),
              counted(1, &made), &window);
  ck_assert_str_eq(probe.text, "1");
  ck_assert_int_eq(made, 4);
  probe_subscribe(&reader, clock, rill_from_value(window), 2);
  ck_assert_str_eq(reader.text, "1 2");
  ck_assert_int_eq(made, 6);
  rill_cancel(reader.subscription);
  ck_assert_int_eq(made, 100);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(group_join, does_not_wait_for_a_window_that_was_dropped) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_just(rill_int(1)), rill_concat(rill_never()),
                            rill_group_join(counted(1, &made), FOR_EVER,
                                            NO_TIME, .capacity = 4),
                            rill_map(rill_call(first_of))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1");
  ck_assert_int_eq(made, 100);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(group_join, goes_on_for_a_window_when_it_is_cancelled) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0}, reader = {0};
  rill_value_t window;
  open_window(clock, &probe, rill_interval(3), rill_interval(2), &window);
  rill_virtual_advance_to(clock, 3);
  probe_subscribe(&reader, clock, rill_from_value(window), RILL_UNBOUNDED);
  rill_cancel(probe.subscription);
  rill_virtual_advance_to(clock, 9);
  ck_assert_str_eq(probe.text, "0");
  ck_assert_str_eq(reader.text, "1 2 3");
  rill_cancel(reader.subscription);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  clock_close(clock);
}

TEST(group_join, ends_the_time_of_a_window_that_is_cancelled) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0}, reader = {0};
  rill_value_t window;
  rill_fn_t keep = rill_call_with(keep_window, rill_borrow(&window));
  rill_observable_t *left =
      rill_pipe(rill_just(rill_int(1)), rill_concat(rill_never()));
  probe_subscribe(&probe, clock,
                  rill_pipe(left, rill_group_join(rill_never(), rill_call(tens),
                                                  NO_TIME, keep)),
                  RILL_UNBOUNDED);
  probe_subscribe(&reader, clock, rill_from_value(window), RILL_UNBOUNDED);
  ck_assert_int_eq(rill_scheduler_next(clock), 10);
  rill_cancel(reader.subscription);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(group_join, ends_all_when_nobody_is_left) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0}, reader = {0};
  rill_value_t window;
  open_window(clock, &probe, rill_interval(3), rill_interval(2), &window);
  rill_virtual_advance_to(clock, 3);
  rill_cancel(probe.subscription);
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  probe_subscribe(&reader, clock, rill_from_value(window), 1);
  ck_assert_int_eq(reader.error_code, RILL_ECANCELED);
  clock_close(clock);
}

TEST(group_join, refuses_bad_arguments) {
  ck_operator_fails(rill_group_join(NULL, FOR_EVER, FOR_EVER), RILL_EINVAL,
                    "rill_group_join: right is NULL");
  ck_operator_fails(rill_group_join(rill_empty(), FOR_EVER), RILL_EINVAL,
                    "rill_group_join: right_duration is NULL");
  ck_operator_fails(
      rill_group_join(rill_empty(), FOR_EVER, FOR_EVER, .capacity = -1),
      RILL_EINVAL, "rill_group_join: capacity is -1");
}

TEST(group_join, drops_what_it_was_given_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(
        rill_group_join(rill_just(rill_string("a")), FOR_EVER, FOR_EVER));
  }
}
