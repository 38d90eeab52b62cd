/* SPDX-License-Identifier: MIT */
/* average: right to the last bit. */
#include "support/marbles.h"
#include "support/probe.h"

#include <math.h>

#include <rill.h>

RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static double mean_of(rill_observable_t *flow) {
  probe_t probe = {0};
  double mean = NAN;
  probe_run(&probe, rill_pipe(flow, rill_average()));
  ck_assert_int_eq(sscanf(probe.text, "%lf |", &mean), 1);
  return mean;
}

TEST(average, is_the_mean_as_a_double) {
  ck_marbles("-2-|", rill_average(), "---({2.0}|)");
  ck_marbles("-3-4-2-|", rill_average(), "-------({3.0}|)");
  ck_marbles_stepwise("-1-2-3-4-|", rill_average(), "---------({2.5}|)");
}

TEST(average, takes_what_a_function_makes_of_each) {
  ck_marbles("-1-3-|", rill_average(square), "-----({5.0}|)");
}

TEST(average, mixes_ints_and_doubles) {
  ck_marbles("-1-{2.5}-{-0.5}-|", rill_average(), "@16:({1.0}|)");
}

TEST(average, makes_up_for_rounding) {
  double mean = mean_of(rill_of(rill_double(1), rill_double(1e100),
                                rill_double(1), rill_double(-1e100)));
  ck_assert_double_eq(mean, 0.5);
}

TEST(average, is_exact_for_large_ints) {
  int64_t big = INT64_MAX;
  ck_assert_double_eq(
      mean_of(rill_of(rill_int(big), rill_int(-big), rill_int(3), rill_int(0))),
      0.75);
  ck_assert_double_eq(mean_of(rill_of(rill_int(big), rill_int(2 - big))), 1);
  ck_assert_double_eq(
      mean_of(rill_of(rill_int(INT64_MIN), rill_int(INT64_MAX))), -0.5);
  ck_assert_double_eq(mean_of(rill_of(rill_int(big), rill_int(big))), 0x1p63);
}

TEST(average, may_have_a_sum_beyond_the_largest_double) {
  ck_assert_double_eq(
      mean_of(rill_of(rill_double(1.5e308), rill_double(1.7e308),
                      rill_double(1.3e308))),
      1.5e308);
}

TEST(average, of_infinity_is_infinity) {
  ck_assert(isinf(mean_of(rill_of(rill_double(INFINITY), rill_double(1)))));
  ck_assert(isnan(mean_of(rill_of(rill_double(NAN), rill_double(1)))));
}

TEST(average, fails_without_items) {
  ck_marbles("--|", rill_average(), "--#");
  ck_fails(rill_pipe(rill_empty(), rill_average()), RILL_EEMPTY,
           "rill_average: the stream ended without an item");
}

TEST(average, fails_with_anything_but_numbers) {
  ck_fails(rill_pipe(rill_just(rill_string("a")), rill_average()), RILL_ETYPE,
           "rill_average", "int or double", "string");
  ck_marbles("-1-a-", rill_average(square), "---#");
}

TEST(average, passes_an_error_on) {
  ck_marbles("-1-#", rill_average(), "---#");
}

TEST(average, waits_to_be_asked) {
  ck_marbles_with("12|", rill_average(), "------", .demand = -1);
}

static rill_value_t two(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

TEST(average, refuses_a_function_of_two) {
  ck_operator_fails(
      rill_average(rill_call(two)), RILL_EINVAL,
      "rill_average: the function takes 2 arguments (must take 1)");
}
