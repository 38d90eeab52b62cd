/* SPDX-License-Identifier: MIT */
/* of_kind: of one kind alone. */
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

static const char all[] = "1a{2.5}{true}{none}[3]|";

TEST(of_kind, passes_values_of_that_kind) {
  ck_marbles(all, rill_of_kind(RILL_INT), "1---------------------|");
  ck_marbles(all, rill_of_kind(RILL_DOUBLE), "--{2.5}---------------|");
  ck_marbles(all, rill_of_kind(RILL_BOOL), "-------{true}---------|");
  ck_marbles(all, rill_of_kind(RILL_NONE), "-------------{none}---|");
  ck_marbles(all, rill_of_kind(RILL_OBJECT), "-a-----------------[3]|");
  ck_marbles(all, rill_of_kind(RILL_POINTER), "----------------------|");
}

TEST(of_kind, uses_no_demand_for_what_it_drops) {
  ck_marbles_stepwise("1a2b|", rill_of_kind(RILL_OBJECT), "-a-b|");
  ck_marbles_with("1a2b3|", rill_of_kind(RILL_OBJECT), "-a----", .demand = 1);
}

TEST(of_kind, runs_among_kernels) {
  probe_t probe = {0};
  rill_value_t items[] = {rill_int(1), rill_double(2), rill_int(3),
                          rill_string("4"), rill_int(5)};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_from_list(rill_list_own(items, 5)),
                                  rill_of_kind(RILL_INT), rill_skip(1))),
      "3 5 |");
}

TEST(of_kind, passes_an_error_on) {
  ck_marbles("1a#", rill_of_kind(RILL_INT), "1-#");
}

TEST(of_kind, refuses_what_no_item_is) {
  ck_operator_fails(rill_of_kind(RILL_ERROR), RILL_EINVAL,
                    "rill_of_kind: kind is 17");
  ck_operator_fails(rill_of_kind((rill_kind_t) 5), RILL_EINVAL,
                    "rill_of_kind: kind is 5");
}
