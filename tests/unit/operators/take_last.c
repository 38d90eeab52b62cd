/* SPDX-License-Identifier: MIT */
/* take_last: known at the end, delivered when asked for. */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(take_last, passes_the_last_items) {
  ck_marbles("-1-2-3-4-|", rill_take_last(2), "---------(34|)");
  ck_marbles("(1234)5|", rill_take_last(1), "-------(5|)");
}

TEST(take_last, passes_all_of_a_shorter_stream) {
  ck_marbles("-1-2-|", rill_take_last(5), "-----(12|)");
  ck_marbles("-1-2-|", rill_take_last(INT64_MAX), "-----(12|)");
  ck_marbles("--|", rill_take_last(5), "--|");
}

TEST(take_last, of_nothing_ends_with_upstream) {
  ck_marbles("-1-2-|", rill_take_last(0), "-----|");
  ck_marbles("-1-2---", rill_take_last(0), "-------");
}

TEST(take_last, passes_an_error_on_at_once) {
  ck_marbles("-1-2-#", rill_take_last(2), "-----#");
}

TEST(take_last, waits_to_be_asked) {
  ck_marbles_stepwise("-1-2-3-4-|", rill_take_last(3), "---------(234|)");
  ck_asking("123|", rill_take_last(2), "-------2--(3|)", {7, 1}, {10, 1});
  ck_asking("123|", rill_take_last(2), "-----(23|)--", {5, 9});
}

TEST(take_last, completes_without_being_asked_if_there_is_nothing) {
  ck_marbles_with("-|", rill_take_last(2), "-|", .demand = -1);
}

TEST(take_last, owns_what_it_keeps) {
  ck_marbles_of("abc|", rill_take_last(2), "---(bc|)", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_of("abc---|", rill_take_last(2), "---!", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_with(
      "abc|", rill_take_last(3), "---(ab!)", .cancel_after = 2,
      .values = (const rill_value_t[]){rill_string("one"), rill_string("two"),
                                       rill_string("three"), rill_none()});
}

TEST(take_last, is_cut_while_it_gives) {
  ck_source(rill_pipe(rill_range(1, 999), rill_take_last(600), rill_take(3)),
            "({400}{401}{402}|)");
}

RILL_FILTER_FN(is_last, int64_t, x) { return x == 999999; }

TEST(take_last, gives_many_to_one_who_drops_them) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe,
                rill_pipe(rill_range(0, 1000000), rill_take_last(900000),
                          rill_filter(is_last), rill_take(1))),
      "999999 |");
}

TEST(take_last, counts_from_batches) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 1000), rill_take_last(3))),
      "997 998 999 |");
  probe = (probe_t){0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 1000), rill_take_last(300),
                                  rill_count())),
      "300 |");
}

TEST(take_last, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 500), rill_take_last(100)),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
      ck_assert(probe.items == 100 || probe.error_code == RILL_ENOMEM);
    }
    rill_scheduler_close(clock);
  }
}

TEST(take_last, refuses_a_negative_count) {
  ck_operator_fails(rill_take_last(-1), RILL_EINVAL,
                    "rill_take_last: count is -1 (must be >= 0)");
}
