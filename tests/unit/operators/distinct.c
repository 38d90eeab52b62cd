/* SPDX-License-Identifier: MIT */
/* distinct: each key once. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/values.h"

#include <math.h>

#include <rill.h>

RILL_MAP_FN(is_odd, int64_t, int64_t, x) { return x % 2; }
RILL_MAP_FN(below_1000, int64_t, int64_t, x) { return x % 1000; }

RILL_FOLD_FN(two, int64_t, int64_t, a, b) { return a + b; }

TEST(distinct, drops_what_has_been_there) {
  ck_marbles("-1-2-1-3-2-|", rill_distinct(), "-1-2---3---|");
  ck_marbles_stepwise("-1-2-1-3-2-|", rill_distinct(), "-1-2---3---|");
}

TEST(distinct, compares_keys) {
  ck_marbles("-1-2-3-4-|", rill_distinct(is_odd), "-1-2-----|");
}

TEST(distinct, tells_values_of_every_kind) {
  ck_marbles_of("abcdef|", rill_distinct(), "ab-de-|", rill_string("one"),
                LIST(rill_string("one")), rill_string("one"), rill_int(1),
                rill_double(NAN), rill_double(NAN));
}

TEST(distinct, forgets_the_oldest_beyond_its_capacity) {
  ck_marbles("1213141|", rill_distinct(.capacity = 2), "12-314-|");
}

TEST(distinct, forgets_after_a_while) {
  /* 1 at 0, remembered until 4; seeing it again does not prolong that */
  ck_marbles("111111111|", rill_distinct(.ttl = 4), "1---1---1|");
}

TEST(distinct, passes_an_error_on) {
  ck_marbles("-1-1-#", rill_distinct(), "-1---#");
}

TEST(distinct, fails_with_the_key) {
  probe_t probe = {0};
  probe_run(&probe, rill_pipe(rill_just(rill_string("no number")),
                              rill_distinct(is_odd)));
  ck_assert_int_eq(probe.error_code, RILL_ETYPE);
}

TEST(distinct, remembers_a_million) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_pipe(rill_range(-500000, 1000000),
                                      rill_distinct(), rill_count());
  ck_assert_str_eq(probe_run(&probe, flow), "1000000 |");
}

TEST(distinct, finds_each_of_a_thousand_among_a_million) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_pipe(
      rill_range(0, 1000000), rill_map(below_1000), rill_distinct(),
      rill_count());
  ck_assert_str_eq(probe_run(&probe, flow), "1000 |");
}

TEST(distinct, finds_each_while_the_oldest_are_forgotten) {
  probe_t probe = {0}; /* each comes back just before, or after, that */
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 100000), rill_map(below_1000),
                                  rill_distinct(.capacity = 1000),
                                  rill_count())),
      "1000 |");
  probe = (probe_t){0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 100000), rill_map(below_1000),
                                  rill_distinct(.capacity = 999),
                                  rill_count())),
      "100000 |");
}

TEST(distinct, ends_with_an_error_or_well_without_memory) {
  failing_each(FAILING_ONE) {
    probe_t probe = {0};
    rill_scheduler_t *clock = rill_virtual_scheduler_new();
    if (clock != NULL) {
      probe_subscribe(&probe, clock,
                      rill_pipe(rill_range(0, 500), rill_distinct()),
                      RILL_UNBOUNDED);
      ck_assert_int_eq(probe.ends, 1);
    }
    rill_scheduler_close(clock);
  }
}

TEST(distinct, refuses_bad_arguments) {
  ck_operator_fails(rill_distinct(.ttl = -1), RILL_EINVAL,
                    "rill_distinct: ttl is -1 (must be >= 0)");
  ck_operator_fails(rill_distinct(.capacity = -1), RILL_EINVAL,
                    "rill_distinct: capacity is -1", "1 to 1073741824");
  ck_operator_fails(rill_distinct(.capacity = INT64_MAX), RILL_EINVAL,
                    "rill_distinct: capacity is 9", "1 to 1073741824");
  ck_operator_fails(rill_distinct(two), RILL_EINVAL,
                    "rill_distinct: key takes 2 arguments (must take 1)");
}
