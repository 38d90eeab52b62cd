/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

#include <rill.h>

TEST(window_with_count, counts_items) {
  int64_t count = 0;
  ck_marbles("-1-2-3---4---5---|",
             rill_compose(rill_window_with_count(2), NUMBERED(&count)),
             "-1-2-{13}{14}{25}|");
  ck_marbles("-1-2------3-4------5-|",
             rill_compose(rill_window_with_count(2), LISTS),
             "---[1,2]----[3,4]----([5]|)");
}

/* Each item goes to the older window first. */
TEST(window_with_count, overlaps) {
  int64_t count = 0;
  ck_marbles(
      "2--3--4---------5----6-------|",
      rill_compose(rill_window_with_count(3, .skip = 2), NUMBERED(&count)),
      "2--3--(4{14})---{15}-({16}{26})@29:|");
  ck_marbles("(1234|)",
             rill_compose(rill_window_with_count(3, .skip = 1), LISTS),
             "([1,2,3][2,3,4][3,4][4]|)");
}

TEST(window_with_count, leaves_gaps) {
  ck_marbles("(12345678|)",
             rill_compose(rill_window_with_count(2, .skip = 3), LISTS),
             "([1,2][4,5][7,8]|)");
}

TEST(window_with_count, opens_no_window_without_an_item) {
  ck_marbles("--|", rill_compose(rill_window_with_count(2), LISTS), "--|");
  ck_marbles("(12|)", rill_compose(rill_window_with_count(2), rill_count()),
             "(1|)");
}

static rill_value_t note(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
  return rill_none();
}

/* Nothing is merged: upstream waits for one that does not ask. */
TEST(window_with_count, counts_exactly_for_a_slow_consumer) {
  int seen = 0;
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {.again = 1};
  rill_operator_t *look =
      rill_do(.next = rill_call_with(note, rill_borrow(&seen)));
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_range(0, 20), look,
                            rill_window_with_count(2, .capacity = 4),
                            rill_concat_map(rill_call(windows_list))),
                  0);
  ck_assert_int_lt(seen, 20);
  rill_request(outer.subscription, 1);
  ck_assert_uint_eq(outer.items, 10);
  ck_assert_int_eq(seen, 20);
  ck_assert_str_has(outer.text, "[0, 1] [2, 3]");
  clock_close(clock);
}

TEST(window_with_count, fails_with_upstream) {
  int64_t count = 0;
  ck_marbles("-1-2-3-#",
             rill_compose(rill_window_with_count(5), NUMBERED(&count)),
             "-1-2-3-#");
}

TEST(window_with_count, names_bad_arguments) {
  ck_operator_fails(rill_window_with_count(0), RILL_EINVAL,
                    "rill_window_with_count: count is 0");
  ck_operator_fails(rill_window_with_count(1, .skip = -1), RILL_EINVAL,
                    "rill_window_with_count: skip is -1");
  ck_operator_fails(rill_window_with_count(1, .capacity = -1), RILL_EINVAL,
                    "capacity is -1");
}

RILL_FOLD_FN(and, int64_t, int64_t, a, b) { return a * 10 + b; }

static rill_value_t first_two(rill_value_t window, void *context) {
  (void) context;
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(window)),
                               rill_take(2), rill_reduce(and)));
}

static rill_value_t all_of_it(rill_value_t window, void *context) {
  (void) context;
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)), rill_reduce(and)));
}

/* Many items come at once: each to the window that it belongs to. */
TEST(window_with_count, cuts_a_row_of_items_where_they_belong) {
  ck_marbles("(123456789|)",
             rill_compose(rill_window_with_count(4),
                          rill_flat_map(rill_call(all_of_it))),
             "({1234}{5678}9|)");
  ck_marbles("(123456789|)",
             rill_compose(rill_window_with_count(2, .skip = 4),
                          rill_flat_map(rill_call(all_of_it))),
             "({12}{56}9|)");
}

TEST(window_with_count, cuts_a_range_where_items_belong) {
  ck_source(rill_pipe(rill_range(1, 9), rill_window_with_count(4),
                      rill_flat_map(rill_call(all_of_it))),
            "({1234}{5678}9|)");
  ck_source(rill_pipe(rill_range(1, 9), rill_window_with_count(2, .skip = 4),
                      rill_flat_map(rill_call(all_of_it))),
            "({12}{56}9|)");
  ck_source(rill_pipe(rill_range(1, 4), rill_window_with_count(3, .skip = 1),
                      LISTS),
            "([1,2,3][2,3,4][3,4][4]|)");
  ck_source(rill_pipe(rill_range(1, 9), rill_window_with_count(4),
                      rill_flat_map(rill_call(first_two))),
            "({12}{56}9|)");
}

TEST(window_with_count, a_subscriber_may_leave_in_the_middle) {
  ck_marbles("(123456789|)",
             rill_compose(rill_window_with_count(4),
                          rill_flat_map(rill_call(first_two))),
             "({12}{56}9|)");
}

TEST(window_with_count, a_long_window_waits_for_a_slow_subscriber) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 1000),
                            rill_window_with_count(900, .capacity = 8),
                            rill_merge_all(1), rill_skip(890), rill_take(20)),
                  5);
  ck_assert_str_eq(probe.text, "890 891 892 893 894");
  rill_request(probe.subscription, 10);
  ck_assert_str_eq(probe.text,
                   "890 891 892 893 894 895 896 897 898 899 900 901 902 903 "
                   "904");
  rill_request(probe.subscription, 10);
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_uint_eq(probe.items, 20);
  clock_close(clock);
}

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

#define ONE_BY_ONE rill_map(rill_call(same))

TEST(window_with_count, takes_items_one_by_one_behind_a_callback) {
  ck_marbles("(123456789|)",
             rill_compose(ONE_BY_ONE, rill_window_with_count(4),
                          rill_flat_map(rill_call(all_of_it))),
             "({1234}{5678}9|)");
  ck_marbles("(123456789|)",
             rill_compose(ONE_BY_ONE, rill_window_with_count(2, .skip = 4),
                          rill_flat_map(rill_call(all_of_it))),
             "({12}{56}9|)");
  ck_marbles("(123456789|)",
             rill_compose(ONE_BY_ONE, rill_window_with_count(4),
                          rill_flat_map(rill_call(first_two))),
             "({12}{56}9|)");
  ck_marbles(
      "(1234|)",
      rill_compose(ONE_BY_ONE, rill_window_with_count(3, .skip = 1), LISTS),
      "([1,2,3][2,3,4][3,4][4]|)");
}

static rill_value_t tell_map(rill_value_t item, void *text) {
  strcat(text, "m");
  return rill_value_ref(item);
}

static rill_value_t tell_sum(rill_value_t a, rill_value_t b, void *text) {
  strcat(text, "+");
  return rill_int(rill_as_int(a) + rill_as_int(b));
}

static rill_value_t summed(rill_value_t window, void *text) {
  return rill_object(
      rill_pipe(rill_from_value(rill_value_ref(window)),
                rill_reduce(rill_call_with(tell_sum, rill_borrow(text)),
                            .seed = rill_int(0), .seeded = true)));
}

TEST(window_with_count, an_item_goes_all_the_way_before_the_next_comes) {
  char text[64] = "";
  ck_source(rill_pipe(rill_range(1, 6),
                      rill_map(rill_call_with(tell_map, rill_borrow(text))),
                      rill_window_with_count(3),
                      rill_flat_map(rill_call_with(summed, rill_borrow(text)))),
            "(6{15}|)");
  ck_assert_str_eq(text, "m+m+m+m+m+m+");
}

static rill_value_t length_of(rill_value_t list, void *context) {
  (void) context;
  return rill_int((int64_t) rill_list_length(list));
}

/* So that upstream is asked again in the middle of a window. */
TEST(window_with_count, a_window_may_be_longer_than_what_is_asked_for) {
  ck_source(rill_pipe(rill_range(1, 1000), ONE_BY_ONE,
                      rill_window_with_count(600, .capacity = 4),
                      rill_flat_map(rill_call(windows_list)),
                      rill_map(rill_call(length_of))),
            "({600}{400}|)");
}

static rill_value_t count_call(rill_value_t item, void *count) {
  ++*(int *) count;
  return rill_value_ref(item);
}

/* Upstream is stopped at once, not at the end of the window. */
TEST(window_with_count, nobody_is_left_to_make_items_for) {
  probe_t probe = {0};
  int calls = 0;
  probe_run(&probe, rill_pipe(rill_range(0, 1000),
                              rill_map(rill_call_with(count_call,
                                                      rill_borrow(&calls))),
                              rill_window_with_count(100), rill_take(1),
                              rill_ignore_elements()));
  ck_assert_int_eq(probe.ends, 1);
  ck_assert_int_eq(calls, 1);
}

/* Neither that of the window that would be the next one. */
TEST(window_with_count, leaves_no_memory) {
  probe_t probe = {0};
  failing_start(0, FAILING_ONE);
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_range(1, 4),
                                               rill_window_with_count(2),
                                               LISTS)),
                   "[1, 2] [3, 4] |");
  ck_assert_uint_eq(failing_held(), 0);
  failing_stop();
}
