/* SPDX-License-Identifier: MIT */
/* take_last_buffer: the last few in one piece. */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(take_last_buffer, gives_the_last_items_as_a_list) {
  ck_marbles("-1-2-3-4-|", rill_take_last_buffer(3), "---------([2,3,4]|)");
  ck_marbles("(12345)|", rill_take_last_buffer(2), "-------([4,5]|)");
  ck_marbles_stepwise("123|", rill_take_last_buffer(2), "---([2,3]|)");
}

TEST(take_last_buffer, gives_what_there_is) {
  ck_marbles("-1-2-|", rill_take_last_buffer(3), "-----([1,2]|)");
  ck_marbles("--|", rill_take_last_buffer(3), "--([]|)");
  ck_marbles("-1-|", rill_take_last_buffer(0), "---([]|)");
}

TEST(take_last_buffer, waits_to_be_asked) {
  ck_asking("12|", rill_take_last_buffer(1), "----([2]|)", {4, 1});
  ck_marbles_with("12|", rill_take_last_buffer(1), "----", .demand = -1);
}

TEST(take_last_buffer, owns_what_it_keeps) {
  ck_marbles_of("abc---|", rill_take_last_buffer(2), "---!", rill_string("one"),
                rill_string("two"), rill_string("three"));
}

TEST(take_last_buffer, passes_an_error_on) {
  ck_marbles("-1-2-#", rill_take_last_buffer(3), "-----#");
}

TEST(take_last_buffer, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 500), rill_take_last_buffer(99)),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
      ck_assert(probe.items == 1 || probe.error_code == RILL_ENOMEM);
    }
    rill_scheduler_close(clock);
  }
}

TEST(take_last_buffer, refuses_a_negative_count) {
  ck_operator_fails(rill_take_last_buffer(-1), RILL_EINVAL,
                    "rill_take_last_buffer: count is -1 (must be >= 0)");
}
