/* SPDX-License-Identifier: MIT */
/* min: the least one. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

#define DESCENDING rill_call(descending)

TEST(min, gives_the_least_item) {
  ck_marbles("-2-3-1-|", rill_min(), "-------(1|)");
  ck_marbles_stepwise("-2-3-1-|", rill_min(), "-------(1|)");
  ck_marbles("(231|)", rill_min(), "(1|)");
  ck_marbles("-7-|", rill_min(), "---(7|)");
}

TEST(min, compares_values) {
  ck_marbles("-2-{1.5}-3-{3.5}-|", rill_min(), "@17:({1.5}|)");
  ck_marbles("-b-a-c-|", rill_min(), "-------(a|)");
}

TEST(min, compares_as_it_is_told) {
  ck_marbles("-2-3-1-|", rill_min(DESCENDING), "-------(3|)");
  ck_marbles("-b-c-a-|", rill_min(.cmp = DESCENDING), "-------(c|)");
}

static rill_value_t by_first(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(a, 0)) -
                  rill_as_int(rill_list_get(b, 0)));
}

TEST(min, gives_the_first_of_equal_ones) {
  ck_marbles("[5,1][5,2]|", rill_min(rill_call(by_first)), "@10:([5,1]|)");
}

TEST(min, fails_without_items) {
  ck_marbles("--|", rill_min(), "--#");
  ck_fails(rill_pipe(rill_empty(), rill_min()), RILL_EEMPTY,
           "rill_min: the stream ended without an item");
}

TEST(min, passes_an_error_on) { ck_marbles("-1-#", rill_min(), "---#"); }

TEST(min, waits_to_be_asked) {
  ck_marbles_with("12|", rill_min(), "------", .demand = -1);
}

TEST(min, is_canceled_with_what_it_keeps) {
  ck_marbles("-{one}---|", rill_min(), "-------!");
}

static rill_value_t spill(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t text(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_string("above");
}

TEST(min, fails_with_its_function) {
  ck_marbles("-1-2-3-|", rill_min(rill_call(spill)), "---#");
  ck_fails(rill_pipe(rill_range(1, 2), rill_min(rill_call(text))), RILL_ETYPE,
           "rill_min: cmp gives string (must give int)");
}

static rill_value_t one(rill_value_t a, void *context) {
  (void) context;
  return rill_value_ref(a);
}

TEST(min, refuses_a_function_of_one) {
  ck_operator_fails(rill_min(rill_call(one)), RILL_EINVAL,
                    "rill_min: cmp takes 1 arguments (must take 2)");
}
