/* SPDX-License-Identifier: MIT */
/* contains: the first match decides. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(contains, is_true_at_the_first_match) {
  ck_marbles("-1-2-3-|", rill_contains(rill_int(2)), "---({true}|)");
  ck_marbles_stepwise("-1-2-3-|", rill_contains(rill_int(2)), "---({true}|)");
  ck_marbles("(1223|)", rill_contains(rill_int(2)), "({true}|)");
}

TEST(contains, is_false_at_the_end) {
  ck_marbles("-1-2-3-|", rill_contains(rill_int(4)), "-------({false}|)");
  ck_marbles("--|", rill_contains(rill_int(4)), "--({false}|)");
}

TEST(contains, compares_values) {
  ck_marbles("-a-b-c-|", rill_contains(rill_string("b")), "---({true}|)");
  ck_marbles("-1-2-|", rill_contains(rill_double(2)), "---({true}|)");
  rill_value_t pair = rill_pair(rill_int(1), rill_int(2));
  ck_marbles("-1-[1,2]-|", rill_contains(pair), "---({true}|)");
}

static rill_value_t same_parity(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_bool((rill_as_int(a) - rill_as_int(b)) % 2 == 0);
}

TEST(contains, compares_as_it_is_told) {
  rill_fn_t equal = rill_call(same_parity);
  ck_marbles("-1-2-3-|", rill_contains(rill_int(4), .equal = equal),
             "---({true}|)");
  ck_marbles("-2-4-8-|", rill_contains(rill_int(21), equal),
             "-------({false}|)");
}

static rill_value_t item_first(rill_value_t item, rill_value_t value,
                               void *context) {
  (void) context;
  return rill_bool(rill_as_int(item) == 1 && rill_as_int(value) == 9);
}

TEST(contains, gives_the_item_first) {
  ck_marbles("-1-|", rill_contains(rill_int(9), rill_call(item_first)),
             "-({true}|)");
}

static rill_value_t spill(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t minus(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) - rill_as_int(b));
}

TEST(contains, fails_with_its_function) {
  ck_marbles("-1-2-|", rill_contains(rill_int(42), rill_call(spill)), "-#");
  ck_operator_fails(rill_contains(rill_int(42), rill_call(minus)), RILL_ETYPE,
                    "contains", "bool");
}

TEST(contains, waits_to_be_asked) {
  ck_asking("-1-2-|", rill_contains(rill_int(2)), "------({true}|)", {6, 1});
  ck_marbles("-1---2|", rill_contains(rill_string("x")), "---!");
}

TEST(contains, passes_an_error_on) {
  ck_marbles("-1-#", rill_contains(rill_int(2)), "---#");
}

TEST(contains, refuses_bad_arguments) {
  ck_operator_fails(rill_contains(rill_fail(rill_error_new(7, "spilt"))), 7,
                    "rill_contains: value is an error: spilt");
}
