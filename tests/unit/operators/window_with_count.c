/* SPDX-License-Identifier: MIT */
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
