/* SPDX-License-Identifier: MIT */
/* max: the greatest one. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

#define DESCENDING rill_call(descending)

TEST(max, gives_the_greatest_item) {
  ck_marbles("-2-3-1-|", rill_max(), "-------(3|)");
  ck_marbles_stepwise("-2-3-1-|", rill_max(), "-------(3|)");
  ck_marbles("(231|)", rill_max(), "(3|)");
  ck_marbles("-7-|", rill_max(), "---(7|)");
}

TEST(max, compares_values) {
  ck_marbles("-2-{1.5}-3-{3.5}-|", rill_max(), "@17:({3.5}|)");
  ck_marbles("-b-a-c-|", rill_max(), "-------(c|)");
}

TEST(max, compares_as_it_is_told) {
  ck_marbles("-2-3-1-|", rill_max(DESCENDING), "-------(1|)");
  ck_marbles("-b-c-a-|", rill_max(.cmp = DESCENDING), "-------(a|)");
}

static rill_value_t by_first(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(a, 0)) -
                  rill_as_int(rill_list_get(b, 0)));
}

TEST(max, gives_the_first_of_equal_ones) {
  ck_marbles("[5,1][5,2]|", rill_max(rill_call(by_first)), "@10:([5,1]|)");
}

TEST(max, fails_without_items) {
  ck_marbles("--|", rill_max(), "--#");
  ck_fails(rill_pipe(rill_empty(), rill_max()), RILL_EEMPTY,
           "rill_max: the stream ended without an item");
}

TEST(max, passes_an_error_on) { ck_marbles("-1-#", rill_max(), "---#"); }

TEST(max, waits_to_be_asked) {
  ck_marbles_with("12|", rill_max(), "------", .demand = -1);
}

TEST(max, is_canceled_with_what_it_keeps) {
  ck_marbles("-{one}---|", rill_max(), "-------!");
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

TEST(max, fails_with_its_function) {
  ck_marbles("-1-2-3-|", rill_max(rill_call(spill)), "---#");
  ck_fails(rill_pipe(rill_range(1, 2), rill_max(rill_call(text))), RILL_ETYPE,
           "rill_max: cmp gives string (must give int)");
}

static rill_value_t one(rill_value_t a, void *context) {
  (void) context;
  return rill_value_ref(a);
}

TEST(max, refuses_a_function_of_one) {
  ck_operator_fails(rill_max(rill_call(one)), RILL_EINVAL,
                    "rill_max: cmp takes 1 arguments (must take 2)");
}
