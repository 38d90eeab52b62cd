/* SPDX-License-Identifier: MIT */
/* distinct_until_changed: no two equal ones in a row. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_MAP_FN(is_odd, int64_t, int64_t, x) { return x % 2; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

static rill_value_t near(rill_value_t a, rill_value_t b, void *context) {
  int64_t distance = rill_as_int(a) - rill_as_int(b);
  (void) context;
  return rill_bool(distance >= -1 && distance <= 1);
}

static rill_value_t spill(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t no_bool(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) context;
  return rill_value_ref(b);
}

#define UNTIL_CHANGED(...) rill_distinct_until_changed(__VA_ARGS__)

TEST(distinct_until_changed, drops_what_equals_the_one_before) {
  ck_marbles("-1-1-2-1-1-|", UNTIL_CHANGED(), "-1---2-1---|");
  ck_marbles_stepwise("-1-1-2-1-1-|", UNTIL_CHANGED(), "-1---2-1---|");
}

TEST(distinct_until_changed, compares_keys) {
  ck_marbles("-1-3-2-4-5-|", UNTIL_CHANGED(is_odd), "-1---2---5-|");
}

TEST(distinct_until_changed, compares_with_the_last_that_passed) {
  ck_marbles("-1-2-3-4-5-|", UNTIL_CHANGED(.equal = rill_call(near)),
             "-1---3---5-|");
}

TEST(distinct_until_changed, owns_the_keys_it_keeps) {
  ck_marbles_of("abc|", UNTIL_CHANGED(), "a-c|", rill_string("one"),
                rill_string("one"), rill_string("two"));
}

TEST(distinct_until_changed, passes_an_error_on) {
  ck_marbles("-1-1-#", UNTIL_CHANGED(), "-1---#");
}

TEST(distinct_until_changed, fails_with_its_functions) {
  ck_marbles("-1-1-2", UNTIL_CHANGED(.equal = rill_call(spill)), "-1-#");
  ck_marbles("-1-1-2", UNTIL_CHANGED(.equal = rill_call(no_bool)), "-1-#");
  ck_marbles("-1-a-2", UNTIL_CHANGED(square), "-1-#");
}

TEST(distinct_until_changed, refuses_functions_that_do_not_fit) {
  ck_operator_fails(UNTIL_CHANGED(rill_call(near)), RILL_EINVAL,
                    "rill_distinct_until_changed: key takes 2 arguments");
  ck_operator_fails(UNTIL_CHANGED(.equal = square), RILL_EINVAL,
                    "equal takes 1 arguments (must take 2)");
}

RILL_MAP_FN(third, int64_t, int64_t, x) { return x / 3; }
RILL_MAP_FN(same, int64_t, int64_t, x) { return 0 * x; }

/* As a kernel, and from one batch to the next. */
TEST(distinct_until_changed, compares_many_at_once) {
  ck_source(rill_pipe(rill_range(0, 10), rill_map(third),
                      rill_distinct_until_changed()),
            "(0123|)");
  ck_source(rill_pipe(rill_range(0, 1000), rill_map(same),
                      rill_distinct_until_changed()),
            "(0|)");
  ck_marbles_of("(aabbacc|)", rill_distinct_until_changed(), "(abac|)",
                rill_string("one"), rill_double(0.5), rill_int(1));
}
