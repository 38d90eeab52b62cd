/* SPDX-License-Identifier: MIT */
/* sum: right, or an error. */
#include "support/marbles.h"
#include "support/probe.h"

#include <math.h>

#include <rill.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }
RILL_MAP_FN(half, double, double, x) { return x / 2; }

#define ck_sum(text, ...)                                                     \
 do {                                                                         \
  probe_t probe_ = {0};                                                       \
  ck_assert_str_eq(                                                           \
      probe_run(&probe_, rill_pipe(rill_of(__VA_ARGS__), rill_sum())),        \
      (text));                                                                \
 } while (0)

TEST(sum, adds_the_items) {
  ck_marbles("-1-2-3-|", rill_sum(), "-------(6|)");
  ck_marbles_stepwise("-1-2-3-|", rill_sum(), "-------(6|)");
  ck_marbles("--|", rill_sum(), "--(0|)");
}

TEST(sum, adds_what_a_function_makes_of_each) {
  ck_marbles("-1-2-3-|", rill_sum(square), "-------({14}|)");
  ck_marbles("-1-2-|", rill_sum(half), "-----({1.5}|)");
}

TEST(sum, mixes_ints_and_doubles_as_doubles) {
  ck_sum("3.5 |", rill_int(1), rill_double(0.5), rill_int(2));
  ck_sum("1.0 |", rill_double(1));
}

TEST(sum, fails_beyond_the_largest_integer) {
  ck_sum("9223372036854775807 |", rill_int(INT64_MAX - 1), rill_int(1));
  ck_fails(rill_pipe(rill_of(rill_int(INT64_MAX), rill_int(1), rill_int(-1)),
                     rill_sum()),
           RILL_ERANGE, "rill_sum: the sum passes the largest integer");
  ck_fails(rill_pipe(rill_of(rill_int(INT64_MIN), rill_int(-1)), rill_sum()),
           RILL_ERANGE, "rill_sum");
}

/* Integers that are not made before they are added. */
TEST(sum, adds_up_a_range) {
  ck_source(rill_pipe(rill_range(1, 1000), rill_sum()), "({500500}|)");
  ck_source(rill_pipe(rill_range(1, 10), rill_sum(square)), "({385}|)");
  ck_source(rill_pipe(rill_range(1, 3), rill_start_with(rill_double(0.5)),
                      rill_sum()),
            "({6.5}|)");
  ck_fails(rill_pipe(rill_range(INT64_MAX - 3, 4), rill_sum()), RILL_ERANGE,
           "rill_sum: the sum passes the largest integer");
}

/* Far from the largest integer a row is added up without a look at each sum. */
TEST(sum, of_large_ranges_is_right_or_an_error) {
  const char *beyond = "rill_sum: the sum passes the largest integer";
  ck_source(rill_pipe(rill_range(INT64_MAX / 512, 256), rill_sum()),
            "({4611686018427420288}|)");
  ck_fails(rill_pipe(rill_range(INT64_MAX / 255, 256), rill_sum()),
           RILL_ERANGE, beyond);
  ck_fails(rill_pipe(rill_range(INT64_MIN / 255, 256), rill_sum()),
           RILL_ERANGE, beyond);
  ck_fails(rill_pipe(rill_just(rill_int(INT64_MAX - 5)),
                     rill_concat(rill_range(1, 3)), rill_sum()),
           RILL_ERANGE, beyond);
  ck_source(rill_pipe(rill_just(rill_int(INT64_MAX - 6)),
                      rill_concat(rill_range(1, 3)), rill_sum()),
            "({9223372036854775807}|)");
}

TEST(sum, makes_up_for_rounding) {
  ck_sum("2.0 |", rill_double(1), rill_double(1e100), rill_double(1),
         rill_double(-1e100));
}

TEST(sum, of_infinity_is_infinity) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_of(rill_double(1), rill_double(INFINITY),
                                    rill_double(2));
  ck_assert_str_has(probe_run(&probe, rill_pipe(flow, rill_sum())), "inf");
}

TEST(sum, passes_an_error_on) { ck_marbles("-1-#", rill_sum(), "---#"); }

TEST(sum, fails_with_anything_but_numbers) {
  ck_fails(rill_pipe(rill_just(rill_string("a")), rill_sum()), RILL_ETYPE,
           "rill_sum", "int or double", "string");
  ck_marbles("-1-a-", rill_sum(square), "---#");
}
