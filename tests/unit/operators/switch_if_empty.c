/* SPDX-License-Identifier: MIT */
/* switch_if_empty: plan B. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

#define OTHER rill_switch_if_empty(rill_from_marbles("-1-2-|"))

TEST(switch_if_empty, goes_on_with_the_other) {
  ck_marbles("--|", OTHER, "---1-2-|");
  ck_marbles_stepwise("--|", OTHER, "---1-2-|");
  ck_marbles("|", OTHER, "-1-2-|");
}

TEST(switch_if_empty, leaves_the_other_alone_if_there_are_items) {
  ck_marbles("-3-|", OTHER, "-3-|");
  ck_marbles_stepwise("-3-4-|", OTHER, "-3-4-|");
}

TEST(switch_if_empty, carries_demand_over) {
  ck_asking("--|", OTHER, "---1---(2|)", {-1, 1}, {7, 1});
  ck_asking("--|", OTHER, "-------1-(2|)", {7, 1}, {9, 1});
  ck_asking("--|", rill_switch_if_empty(rill_range(1, 9)), "--(12)@5:(345)",
            {-1, 2}, {5, 3});
}

TEST(switch_if_empty, passes_errors_on) {
  ck_marbles("--#", OTHER, "--#");
  ck_marbles("-1#", OTHER, "-1#");
  ck_marbles("--|", rill_switch_if_empty(rill_from_marbles("-1#")), "---1#");
  ck_marbles("--|", rill_switch_if_empty(rill_from_marbles("-|")), "---|");
}

TEST(switch_if_empty, is_canceled_in_either_stream) {
  ck_marbles("-----|", OTHER, "--!");
  ck_marbles("--|", OTHER, "---1!");
  ck_marbles_with("--|", OTHER, "---(1!)", .cancel_after = 1);
}

static rill_observable_t *nothing_then(rill_observable_t *other) {
  return rill_pipe(rill_empty(), rill_switch_if_empty(other));
}

TEST(switch_if_empty, nests) {
  ck_source(nothing_then(nothing_then(nothing_then(rill_range(1, 3)))),
            "(123|)");
}

TEST(switch_if_empty, refuses_no_stream) {
  ck_operator_fails(rill_switch_if_empty(NULL), RILL_EINVAL,
                    "rill_switch_if_empty: other is NULL");
}
