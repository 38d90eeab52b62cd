/* SPDX-License-Identifier: MIT */
/* to_set: each once. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <rill.h>

TEST(to_set, gathers_distinct_items) {
  ck_marbles("-1-2-1-|", rill_to_set(), "-------({{1: true, 2: true}}|)");
  ck_marbles_stepwise("-1-2-1-|", rill_to_set(),
                      "-------({{1: true, 2: true}}|)");
  ck_marbles("--|", rill_to_set(), "--({{}}|)");
}

TEST(to_set, tells_by_value) {
  ck_marbles("{ab}{ab}1{1.0}[1][1]|", rill_to_set(),
             "@20:({{\"ab\": true, 1: true, [1]: true}}|)");
}

TEST(to_set, keeps_the_order_of_first_sight) {
  ck_marbles("3132|", rill_to_set(), "----({{3: true, 1: true, 2: true}}|)");
}

TEST(to_set, equals_a_set_of_the_same_items) {
  rill_scheduler_t *clock = clock_new();
  rill_promise_t *a =
      rill_to_promise(clock, rill_pipe(rill_range(1, 100), rill_to_set()));
  rill_promise_t *b = rill_to_promise(
      clock, rill_pipe(rill_range(1, 100), rill_sort(), rill_to_set()));
  ck_assert(rill_value_equal(rill_promise_value(a), rill_promise_value(b)));
  ck_assert(rill_map_has(rill_promise_value(a), rill_int(77)));
  ck_assert(!rill_map_has(rill_promise_value(a), rill_int(101)));
  rill_unref(a);
  rill_unref(b);
  clock_close(clock);
}

static rill_value_t modulo_3(rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(item) % 3);
}

TEST(to_set, of_a_million_items_keeps_the_few) {
  probe_t probe = {0};
  rill_observable_t *flow =
      rill_pipe(rill_range(0, 1000000), rill_map(rill_call(modulo_3)),
                rill_to_set(.capacity = 3));
  ck_assert_str_eq(probe_run(&probe, flow), "{0: true, 1: true, 2: true} |");
}

TEST(to_set, fails_beyond_its_capacity) {
  ck_marbles("-1-2-1-|", rill_to_set(.capacity = 2),
             "-------({{1: true, 2: true}}|)");
  ck_marbles("-1-2-3-|", rill_to_set(.capacity = 2), "-----#");
  ck_fails(rill_pipe(rill_range(1, 3), rill_to_set(.capacity = 2)),
           RILL_EOVERFLOW, "rill_to_set: more than 2 keys");
}

TEST(to_set, passes_an_error_on) { ck_marbles("-1-#", rill_to_set(), "---#"); }

TEST(to_set, waits_to_be_asked) {
  ck_marbles_with("12|", rill_to_set(), "------", .demand = -1);
}

TEST(to_set, is_canceled_with_what_it_keeps) {
  ck_marbles("{ab}{cd}----|", rill_to_set(), "@10:!");
}

TEST(to_set, refuses_a_negative_capacity) {
  ck_operator_fails(rill_to_set(.capacity = -1), RILL_EINVAL,
                    "rill_to_set: capacity is -1 (must be >= 0)");
}
