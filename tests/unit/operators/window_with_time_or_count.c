/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/windows.h"

#include <rill.h>

TEST(window_with_time_or_count, ends_a_window_by_time_or_by_count) {
  int64_t count = 0;
  ck_marbles(
      "-12-----3-------------45-6----7------|",
      rill_compose(rill_window_with_time_or_count(7, 3), NUMBERED(&count)),
      "-12-----{13}----------@22:{34}@23:{35}@25:{36}@30:{47}@37:|");
  ck_marbles("-12-----3-------------45-6----7------|",
             rill_compose(rill_window_with_time_or_count(7, 3), LISTS),
             "@7:[1,2] @14:[3] @21:[] @25:[4,5,6] @32:[7] @37:([]|)");
}

TEST(window_with_time_or_count, has_windows_of_one) {
  ck_marbles("-1-2--|",
             rill_compose(rill_window_with_time_or_count(9, 1), LISTS),
             "-[1]--@3:[2]@6:([]|)");
}

/* Time is up on ticks 4 and 8, but nobody has asked; then it is full. */
TEST(window_with_time_or_count, never_exceeds_the_count) {
  struct windows_kept kept = {.count = 0};
  rill_scheduler_t *clock = clock_new();
  probe_t outer = {0}, first = {0}, second = {0};
  probe_subscribe(&outer, clock,
                  rill_pipe(rill_from_marbles("-1---2---34-------5--------|"),
                            rill_window_with_time_or_count(4, 3), KEPT(&kept)),
                  0);
  rill_virtual_advance_to(clock, 11);
  rill_request(outer.subscription, 9);
  ck_assert_uint_eq(kept.count, 2);
  probe_subscribe(&first, clock, windows_take(&kept, 0), RILL_UNBOUNDED);
  probe_subscribe(&second, clock, windows_take(&kept, 1), RILL_UNBOUNDED);
  ck_assert_str_eq(first.text, "1 2 3 |");
  ck_assert_str_eq(second.text, "4");
  rill_virtual_run(clock);
  ck_assert_str_eq(second.text, "4 |");
  ck_assert_int_eq(outer.ends, 1);
  windows_drop(&kept);
  clock_close(clock);
}

TEST(window_with_time_or_count, fails_with_upstream) {
  int64_t count = 0;
  ck_marbles(
      "-1-2-3-#",
      rill_compose(rill_window_with_time_or_count(9, 9), NUMBERED(&count)),
      "-1-2-3-#");
}

TEST(window_with_time_or_count, names_bad_arguments) {
  ck_operator_fails(rill_window_with_time_or_count(0, 1), RILL_EINVAL,
                    "rill_window_with_time_or_count: span is 0 ns");
  ck_operator_fails(rill_window_with_time_or_count(1, 0), RILL_EINVAL,
                    "rill_window_with_time_or_count: count is 0");
  ck_operator_fails(rill_window_with_time_or_count(1, 1, .capacity = -1),
                    RILL_EINVAL, "capacity is -1");
}
