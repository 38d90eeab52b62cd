/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_operator_t *with(const char *other) {
  return rill_catch_with(rill_from_marbles(other));
}

TEST(catch_with, goes_on_with_another_stream) {
  ck_marbles("-1-2-#", with("--3-4|"), "-1-2---3-4|");
  ck_marbles("#", with("-3|"), "-3|");
  ck_marbles("-1-2-#", with("|"), "-1-2-|");
}

TEST(catch_with, leaves_the_rest_alone) {
  ck_marbles("-1-2-|", with("--3-|"), "-1-2-|");
  ck_marbles("|", with("--3-|"), "|");
}

TEST(catch_with, fails_with_the_other) {
  ck_marbles("-1-#", with("-2-#"), "-1--2-#");
  ck_marbles("-1-#", rill_compose(with("-2-#"), with("-3-|")), "-1--2--3-|");
}

TEST(catch_with, hears_a_hot_stream_from_the_error_on) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_hot_from_marbles(clock, "-2-3-#"),
                rill_catch_with(rill_hot_from_marbles(clock, "4-4-4-5-|"))),
      RILL_UNBOUNDED);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "2 3 5 |");
  clock_close(clock);
}

TEST(catch_with, asks_for_what_is_left) {
  ck_asking("-1-#", with("-7-8|"), "-1--7----(8|)", {0, 2}, {9, 1});
  ck_marbles_stepwise("-1-#", with("-7-8|"), "-1--7-8|");
}

TEST(catch_with, cancels_either) {
  ck_marbles_with("-1-#", with("-7-8|"), "-!", .cancel_at = 1);
  ck_marbles_with("-1-#", with("-7-8|"), "-1--7!", .cancel_at = 5);
}

TEST(catch_with, refuses_no_stream) {
  ck_operator_fails(rill_catch_with(NULL), RILL_EINVAL,
                    "rill_catch_with: other is NULL");
}
