/* SPDX-License-Identifier: MIT */
/* skip_last: without the last few. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(skip_last, delays_by_so_many_items) {
  ck_marbles("-1-2-3-4-|", rill_skip_last(2), "-----1-2-|");
  ck_marbles_stepwise("-1-2-3-4-|", rill_skip_last(2), "-----1-2-|");
}

TEST(skip_last, of_nothing_passes_all) {
  ck_marbles("(12)3--|", rill_skip_last(0), "(12)3--|");
}

TEST(skip_last, of_more_than_there_are_gives_nothing) {
  ck_marbles("-1-2-|", rill_skip_last(2), "-----|");
  ck_marbles("-1-2-|", rill_skip_last(INT64_MAX), "-----|");
}

TEST(skip_last, uses_no_demand_for_what_it_holds) {
  ck_marbles_with("123456|", rill_skip_last(3), "---1---", .demand = 1);
}

TEST(skip_last, passes_an_error_on_at_once) {
  ck_marbles("-1-2-3-#", rill_skip_last(2), "-----1-#");
}

TEST(skip_last, owns_what_it_holds) {
  ck_marbles_of("abc|", rill_skip_last(2), "--a|", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_of("abc---|", rill_skip_last(2), "--a!", rill_string("one"),
                rill_string("two"), rill_string("three"));
}

TEST(skip_last, holds_anew_in_each_run) {
  ck_source(rill_pipe(rill_range(1, 4), rill_skip_last(2), rill_repeat(2)),
            "(1212|)");
}

TEST(skip_last, counts_through_many) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 10000), rill_skip_last(700),
                                  rill_last())),
      "9299 |");
}

TEST(skip_last, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 500), rill_skip_last(99)),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
      ck_assert(probe.items == 401 || probe.error_code == RILL_ENOMEM);
    }
    rill_scheduler_close(clock);
  }
}

TEST(skip_last, refuses_a_negative_count) {
  ck_operator_fails(rill_skip_last(-2), RILL_EINVAL,
                    "rill_skip_last: count is -2 (must be >= 0)");
}
