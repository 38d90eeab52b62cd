/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/windows.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_value_t for_5_ticks(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_object(rill_timer(5));
}

/* Odd ones for 3 ticks, even ones for 6. */
static rill_value_t by_key(rill_value_t group, void *context) {
  (void) context;
  return rill_object(rill_timer(rill_as_bool(rill_group_key(group)) ? 6 : 3));
}

static rill_value_t no_time(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_list(NULL, 0);
}

static rill_value_t for_ever(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_object(rill_never());
}

static rill_value_t spill(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t fail_after_3(rill_value_t group, void *context) {
  (void) group;
  (void) context;
  return rill_object(rill_from_marbles("---#"));
}

static rill_value_t count_one(void *context) {
  ++*(int *) context;
  return rill_none();
}

static rill_value_t never_counted(rill_value_t group, void *context) {
  (void) group;
  return rill_object(
      rill_pipe(rill_never(),
                rill_finally(rill_call_with(count_one, rill_borrow(context)))));
}

#define UNTIL(duration)                                                        \
 rill_group_by_until(is_even, rill_no_fn(), rill_call(duration))

TEST(group_by_until, opens_a_group_anew) {
  ck_marbles("-1-3-------2-5-|", rill_compose(UNTIL(for_5_ticks), LISTS),
             "------[1,3]----([2][5]|)");
  int64_t count = 0;
  ck_marbles("-1-2-3---5---7-----|",
             rill_compose(UNTIL(by_key), NUMBERED(&count)),
             "-1-{12}@5:{23}@9:{35}@13:{47}@19:|");
}

TEST(group_by_until, a_group_of_no_time_has_its_first_item) {
  ck_marbles("-1--3------2---|", rill_compose(UNTIL(no_time), LISTS),
             "-[1][3]----[2]-|");
}

TEST(group_by_until, a_group_emits_elements) {
  ck_marbles(
      "-1-2-3-|",
      rill_compose(rill_group_by_until(is_even, square, rill_call(for_ever)),
                   rill_merge_all(2)),
      "-1-4-9-|");
}

/* With max_groups = 1, as the first one has ended in time. */
TEST(group_by_until, counts_the_open_groups) {
  ck_marbles(
      "-1-------2---|",
      rill_compose(rill_group_by_until(is_even, rill_no_fn(),
                                       rill_call(for_5_ticks), .max_groups = 1),
                   LISTS),
      "------[1]----([2]|)");
  ck_marbles(
      "-1-2---|",
      rill_compose(rill_group_by_until(is_even, rill_no_fn(),
                                       rill_call(for_5_ticks), .max_groups = 1),
                   LISTS),
      "---#");
}

TEST(group_by_until, stops_the_clock_of_a_group_that_has_gone) {
  int ended = 0;
  ck_marbles(
      "-1-3-5-|",
      rill_compose(rill_group_by_until(
                       is_even, rill_no_fn(),
                       rill_call_with(never_counted, rill_borrow(&ended))),
                   rill_flat_map(rill_call(windows_first))),
      "-1-3-5-|");
  ck_assert_int_eq(ended, 3);
  ck_marbles_with(
      "-1-2-5-|",
      rill_compose(rill_group_by_until(
                       is_even, rill_no_fn(),
                       rill_call_with(never_counted, rill_borrow(&ended))),
                   rill_merge_all(4)),
      "-1-2-!", .cancel_at = 5);
  ck_assert_int_eq(ended, 5);
}

TEST(group_by_until, goes_on_without_the_stream_of_groups) {
  ck_marbles("-1-2-3-----5-|",
             rill_compose(UNTIL(for_5_ticks), rill_take(1), rill_merge_all(2)),
             "-1---3|");
}

TEST(group_by_until, fails_with_its_durations) {
  ck_marbles("-1-2-3-|", rill_compose(UNTIL(fail_after_3), LISTS), "----#");
  ck_fails(rill_pipe(rill_just(rill_int(1)), UNTIL(spill), rill_merge_all(2)),
           7, "spilt", "group_by_until");
}

TEST(group_by_until, names_bad_arguments) {
  ck_operator_fails(
      rill_group_by_until(rill_no_fn(), rill_no_fn(), rill_call(for_ever)),
      RILL_EINVAL, "rill_group_by_until: key is NULL");
  ck_operator_fails(rill_group_by_until(is_even, rill_no_fn(), rill_no_fn()),
                    RILL_EINVAL, "rill_group_by_until: duration is NULL");
  ck_operator_fails(rill_group_by_until(is_even, rill_no_fn(),
                                        rill_call(for_ever), .capacity = -1),
                    RILL_EINVAL, "rill_group_by_until: capacity is -1");
}
