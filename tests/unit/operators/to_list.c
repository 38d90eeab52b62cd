/* SPDX-License-Identifier: MIT */
/* to_list: everything at once. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(to_list, gathers_all_items) {
  ck_marbles("-1-2-3-|", rill_to_list(), "-------([1,2,3]|)");
  ck_marbles_stepwise("-1-2-3-|", rill_to_list(), "-------([1,2,3]|)");
  ck_marbles("--|", rill_to_list(), "--([]|)");
}

TEST(to_list, references_the_items) {
  ck_marbles_of("ab|", rill_to_list(), "--([a,b]|)", rill_string("one"),
                rill_string("two"));
  ck_marbles_of("ab---|", rill_to_list(), "--!", rill_string("one"),
                rill_string("two"));
}

TEST(to_list, fails_beyond_its_capacity) {
  ck_marbles("-1-2|", rill_to_list(.capacity = 2), "----([1,2]|)");
  ck_marbles("-1-2-3-|", rill_to_list(.capacity = 2), "-----#");
  ck_fails(rill_pipe(rill_range(1, 3), rill_to_list(.capacity = 2)),
           RILL_EOVERFLOW, "rill_to_list: more than 2 items");
}

TEST(to_list, passes_an_error_on) {
  ck_marbles("-1-#", rill_to_list(), "---#");
}

TEST(to_list, waits_to_be_asked) {
  ck_marbles_with("12|", rill_to_list(), "------", .demand = -1);
}

static rill_value_t length(rill_value_t list, void *context) {
  (void) context;
  return rill_int((int64_t) rill_list_length(list));
}

TEST(to_list, gathers_a_million) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 1000000), rill_to_list(),
                                  rill_map(rill_call(length)))),
      "1000000 |");
}

TEST(to_list, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_of(rill_string("a"), rill_string("b")),
                                rill_to_list()),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_scheduler_close(clock);
  }
}
