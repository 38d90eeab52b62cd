/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill/time.h>

TEST(sample, emits_the_latest_of_each_period) {
  ck_marbles("-12----34--5-|",
             rill_sample(4),
             "----2---4---5|");
}

TEST(sample, emits_nothing_when_there_is_nothing_new) {
  ck_marbles("1-----------2---|",
             rill_sample(3),
             "---1--------2---|");
}

TEST(sample, completes_at_once_after_the_waiting_item) {
  ck_marbles("-1---2|", rill_sample(4), "----1-(2|)");
  ck_marbles("-1-----|", rill_sample(4), "----1--|");
}

TEST(sample, lets_an_error_overtake) {
  ck_marbles("-1#", rill_sample(4), "--#");
}

TEST(sample, counts_periods_from_the_subscription) {
  ck_marbles("    --1---2-^-3------4-|",
             rill_sample(4),
             "        ----3------(4|)");
}

TEST(sample, keeps_the_latest_for_a_slow_consumer) {
  ck_asking("-1-2-3-4-5-6------|", rill_sample(2), "-------3------6---|",
            {7, 1}, {14, 1});
}

TEST(sample, has_no_timer_while_there_is_nothing) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_unref(rill_subscribe(clock, rill_pipe(rill_never(), rill_sample(4))));
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  rill_scheduler_close(clock);
}

TEST(sample, names_a_period_of_nothing) {
  ck_operator_fails(rill_sample(0), RILL_EINVAL, "rill_sample", "period",
                    "0 ns");
}
