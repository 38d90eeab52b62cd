/* SPDX-License-Identifier: MIT */
/* Windows whose items are all there when they begin: nobody can tell them from
 * others, and they come when they are asked for. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

/* --- What nobody can tell ------------------------------------------------- */

static rill_value_t two_of(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(windows_stream(window), rill_take(2)));
}

static rill_value_t and_0(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(windows_stream(window), rill_merge(rill_just(rill_int(0)))));
}

static rill_value_t with_0_ahead(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(windows_stream(window), rill_start_with(rill_int(0))));
}

static rill_value_t and_its_sum(rill_value_t window, void *context) {
  rill_observable_t *sum = rill_from_value(windows_sum(window, context));
  return rill_object(rill_pipe(windows_stream(window), rill_merge(sum)));
}

static rill_value_t two_and_0(rill_value_t window, void *context) {
  return rill_object(rill_pipe(rill_from_value(two_of(window, context)),
                               rill_merge(rill_just(rill_int(0)))));
}

static rill_value_t window_and_0(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_of(rill_value_ref(window), rill_object(rill_just(rill_int(0)))));
}

static rill_value_t fails_at_5(rill_value_t x, void *context) {
  (void) context;
  if (rill_as_int(x) == 5) return rill_fail(rill_error_new(7, "no 5"));
  return rill_value_ref(x);
}

static rill_value_t up_to_5(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(windows_stream(window), rill_map(rill_call(fails_at_5))));
}

#define ck_same(text, windows, then)                                           \
 do {                                                                          \
  probe_t one_by_one_ = {0}, row_ = {0};                                       \
  ck_assert_str_eq(probe_run(&one_by_one_, windows_by(false, windows, then)),  \
                   text);                                                      \
  ck_assert_str_eq(probe_run(&row_, windows_by(true, windows, then)), text);   \
  ck_assert_int_eq(row_.error_code, one_by_one_.error_code);                   \
 } while (0)

TEST(windows_whole, come_out_as_if_item_by_item) {
  ck_same("6 15 15 |", rill_window_with_count(3),
          rill_flat_map(rill_call(windows_sum)));
  ck_same("6 15 15 |", rill_window_with_count(3),
          rill_concat_map(rill_call(windows_sum)));
  ck_same("1 2 4 5 7 8 |", rill_window_with_count(3),
          rill_flat_map(rill_call(two_of)));
  ck_same("1 2 3 4 5 6 7 8 |", rill_window_with_count(3), rill_merge_all(2));
  ck_same("3 9 15 |", rill_window_with_count(2, .skip = 3),
          rill_flat_map(rill_call(windows_sum)));
  ck_same("6 9 12 15 18 21 15 8 |", rill_window_with_count(3, .skip = 1),
          rill_flat_map(rill_call(windows_sum)));
  ck_same("1 2 3 4 #", rill_window_with_count(3),
          rill_flat_map(rill_call(up_to_5)));
}

/* What is run beside a window comes before its items do. */
TEST(windows_whole, wait_for_what_is_begun_with_them) {
  ck_same("0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
          rill_flat_map(rill_call(and_0)));
  ck_same("0 1 2 0 5 6 |", rill_window_with_count(4),
          rill_flat_map(rill_call(two_and_0)));
  ck_same("0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
          rill_flat_map(rill_call(with_0_ahead)));
  ck_same(
      "0 1 2 3 4 0 5 6 7 8 |", rill_window_with_count(4),
      rill_compose(rill_flat_map(rill_call(window_and_0)), rill_merge_all(9)));
}

TEST(windows_whole, have_one_subscriber) {
  ck_same("#", rill_window_with_count(4),
          rill_flat_map(rill_call(and_its_sum)));
}

/* Those who hear of a window do so before anything comes of it. */
static const char *heard_by_two(probe_t *probe, bool row) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *windows = rill_subject_new(clock);
  rill_observable_t *sums = rill_pipe(rill_subject_observable(windows),
                                      rill_flat_map(rill_call(windows_sum)));
  rill_observable_t *marks = rill_pipe(rill_subject_observable(windows),
                                       rill_map_to(rill_string("window")));
  probe_subscribe(probe, clock, rill_pipe(sums, rill_merge(marks)),
                  RILL_UNBOUNDED);
  rill_unref(rill_to_subject(clock,
                             windows_by(row, rill_window_with_count(4),
                                        rill_map(rill_call(windows_same))),
                             windows));
  rill_virtual_run(clock);
  rill_unref(windows);
  clock_close(clock);
  return probe->text;
}

TEST(windows_whole, are_heard_of_before_their_items) {
  probe_t one_by_one = {0}, row = {0};
  const char *text = "window 10 window 26 |";
  ck_assert_str_eq(heard_by_two(&one_by_one, false), text);
  ck_assert_str_eq(heard_by_two(&row, true), text);
}

TEST(windows_whole, fail_and_say_where) {
  probe_t probe = {0};
  probe_run(&probe, windows_by(true, rill_window_with_count(4),
                               rill_flat_map(rill_call(up_to_5))));
  ck_assert_int_eq(probe.error_code, 7);
  ck_assert_str_has(probe.error, "no 5");
  ck_assert_str_has(probe.error, "stage 1 (map)");
  ck_assert_str_has(probe.error, "windows_whole.c");
}

/* --- Demand, other threads, memory ---------------------------------------- */

TEST(windows_whole, are_shown_when_they_are_asked_for) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  windows_by(true, rill_window_with_count(4),
                             rill_map(rill_call(windows_zero))),
                  1);
  ck_assert_str_eq(probe.text, "0");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "0 0 |");
  clock_close(clock);
}

TEST(windows_whole, wait_for_demand) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(
      &probe, clock,
      windows_by(true, rill_window_with_count(4), rill_merge_all(1)), 2);
  ck_assert_str_eq(probe.text, "1 2");
  rill_request(probe.subscription, 3);
  ck_assert_str_eq(probe.text, "1 2 3 4 5");
  rill_request(probe.subscription, 4);
  ck_assert_str_eq(probe.text, "1 2 3 4 5 6 7 8 |");
  clock_close(clock);
}

static rill_value_t note_asked(rill_value_t count, void *text) {
  size_t length = strlen(text);
  snprintf((char *) text + length, 64 - length, "%d ",
           (int) rill_as_int(count));
  return rill_none();
}

static void ck_asks(const char *text, rill_operator_t *windows) {
  char asked[64] = "";
  probe_t probe = {0};
  rill_operator_t *look =
      rill_do(.request = rill_call_with(note_asked, rill_borrow(asked)));
  probe_run(&probe,
            rill_pipe(rill_range(0, 500), look, windows,
                      rill_flat_map(rill_call(windows_sum)), rill_count()));
  ck_assert_str_eq(asked, text);
}

/* So that a row of items has whole windows in it: all that was asked for ends
 * with a window. */
TEST(windows_whole, are_what_is_asked_for) {
  ck_asks("200 100 100 100 100 ", rill_window_with_count(100));
  ck_asks("256 193 193 ", rill_window_with_count(100, .skip = 120));
  ck_asks("255 192 192 ", rill_window_with_count(3));
  ck_asks("256 193 193 ", rill_window_with_count(300));
  ck_asks("256 192 192 ", rill_window_with_count(100, .skip = 50));
}

TEST(windows_whole, belong_to_their_scheduler) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  windows_by(true, rill_window_with_count(4),
                             rill_compose(rill_observe_on(pool),
                                          rill_flat_map(rill_call(windows_sum)),
                                          rill_observe_on(clock))),
                  RILL_UNBOUNDED);
  while (probe.ends == 0) rill_virtual_run(clock);
  ck_assert_int_eq(probe.error_code, RILL_EWRONGTHREAD);
  clock_close(clock);
  rill_scheduler_close(pool);
}

TEST(windows_whole, do_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock == NULL) continue;
    probe_subscribe(&probe, clock,
                    windows_by(true, rill_window_with_count(3),
                               rill_flat_map(rill_call(windows_sum))),
                    RILL_UNBOUNDED);
    rill_scheduler_close(clock);
    if (probe.error_code == 0) ck_assert_str_eq(probe.text, "6 15 15 |");
  }
}
