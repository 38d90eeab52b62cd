/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"
#include "support/probe.h"

TEST(pairwise, gives_each_item_with_the_one_before) {
  ck_marbles("-1-2----3-----|", rill_pairwise(), "---[1,2][2,3]-|");
  ck_marbles_stepwise("-1-2----3-----|", rill_pairwise(), "---[1,2][2,3]-|");
}

TEST(pairwise, of_less_than_two_gives_nothing) {
  ck_marbles("-|", rill_pairwise(), "-|");
  ck_marbles("-1-|", rill_pairwise(), "---|");
  ck_marbles("-1-#", rill_pairwise(), "---#");
}

TEST(pairwise, keeps_counted_values_until_the_end) {
  ck_marbles("-a-b----", rill_pairwise(), "---[a,b]!");
}

TEST(pairwise, starts_anew_in_each_run) {
  ck_marbles("-1-2|", rill_compose(rill_pairwise(), rill_repeat(2)),
             "---[1,2]@7:[1,2]@8:|");
}

TEST(pairwise, asks_for_one_more_than_was_asked_for) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 9), rill_pairwise()),
                  2);
  ck_assert_str_eq(probe.text, "[1, 2] [2, 3]");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "[1, 2] [2, 3] [3, 4]");
  rill_cancel(probe.subscription);
  clock_close(clock);
}
