/* SPDX-License-Identifier: MIT */
/* ignore_elements: the end alone. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(ignore_elements, passes_the_end) {
  ck_marbles("-1-2-|", rill_ignore_elements(), "-----|");
  ck_marbles("-1-2-#", rill_ignore_elements(), "-----#");
  ck_marbles("-1-2--", rill_ignore_elements(), "------");
}

TEST(ignore_elements, takes_all_without_being_asked) {
  ck_marbles_with("-1-2-|", rill_ignore_elements(), "-----|", .demand = -1);
  ck_marbles_stepwise("-1-2-|", rill_ignore_elements(), "-----|");
}

static rill_value_t add(rill_value_t count, void *context) {
  int64_t *asked = context;
  *asked = *asked == 0 ? rill_as_int(count) : -1;
  return rill_none();
}

TEST(ignore_elements, asks_once) {
  int64_t asked = 0;
  rill_fn_t note = rill_call_with(add, rill_borrow(&asked));
  ck_flow(rill_pipe(rill_range(1, 9), rill_do(.request = note),
                    rill_ignore_elements()),
          "|", .demand = 5);
  ck_assert(asked == RILL_UNBOUNDED);
}

TEST(ignore_elements, runs_among_kernels) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 1000), rill_skip(1),
                                  rill_ignore_elements(), rill_skip(0))),
      "|");
}
