/* SPDX-License-Identifier: MIT */
/* top: the best of many. */
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_value_compare(b, a));
}

TEST(top, gives_the_greatest_first) {
  ck_marbles("-3-1-4-2-|", rill_top(2), "---------([4,3]|)");
  ck_marbles_stepwise("-3-1-4-2-|", rill_top(2), "---------([4,3]|)");
  ck_marbles("(314592687|)", rill_top(5), "([9,8,7,6,5]|)");
}

TEST(top, of_fewer_gives_all) {
  ck_marbles("-3-1-2-|", rill_top(9), "-------([3,2,1]|)");
  ck_marbles("--|", rill_top(9), "--([]|)");
  ck_marbles("-3-|", rill_top(INT64_MAX), "---([3]|)");
}

TEST(top, of_none_is_an_empty_list) {
  ck_marbles("-3-1-|", rill_top(0), "-----([]|)");
}

TEST(top, compares_as_it_is_told) {
  ck_marbles("(314592687|)", rill_top(3, rill_call(descending)), "([1,2,3]|)");
}

static rill_value_t by_first(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(rill_list_get(a, 0)) -
                  rill_as_int(rill_list_get(b, 0)));
}

TEST(top, prefers_the_earlier_of_equal_items) {
  ck_marbles("[1,1][2,1][1,2][2,2][2,3][1,3]|",
             rill_top(4, rill_call(by_first)),
             "@30:([[2,1],[2,2],[2,3],[1,1]]|)");
  ck_marbles("[1,1][1,2][1,3]|", rill_top(2, rill_call(by_first)),
             "@15:([[1,1],[1,2]]|)");
}

static rill_value_t scatter(rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(item) * 7919 % 100003);
}

TEST(top, keeps_no_more_than_it_gives) {
  probe_t probe = {0};
  rill_observable_t *flow = rill_pipe(
      rill_range(0, 100003), rill_map(rill_call(scatter)), rill_top(4));
  failing_start(0, FAILING_ONE);
  ck_assert_str_eq(probe_run(&probe, flow),
                   "[100002, 100001, 100000, 99999] |");
  size_t allocations = failing_count();
  failing_stop();
  ck_assert_uint_lt(allocations, 50);
}

TEST(top, owns_what_it_keeps) {
  ck_marbles("{ant}{cow}{bee}|", rill_top(2), "@15:([{cow},{bee}]|)");
  ck_marbles("{ant}{cow}{bee}---|", rill_top(2), "@16:!");
}

static rill_value_t spill_at_3(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  if (strcmp(rill_as_string(a), "3") == 0)
    return rill_fail(rill_error_new(7, "spilt"));
  return rill_int(rill_value_compare(a, b));
}

TEST(top, fails_with_its_function) {
  ck_marbles("{\"4\"}{\"1\"}{\"3\"}|", rill_top(3, rill_call(spill_at_3)),
             "@10:#");
  ck_marbles("{\"4\"}{\"1\"}{\"3\"}|", rill_top(2, rill_call(spill_at_3)),
             "@10:#");
}

TEST(top, passes_an_error_on) { ck_marbles("-1-#", rill_top(2), "---#"); }

TEST(top, waits_to_be_asked) {
  ck_marbles_with("12|", rill_top(2), "------", .demand = -1);
}

TEST(top, refuses_bad_arguments) {
  ck_operator_fails(rill_top(-1), RILL_EINVAL,
                    "rill_top: n is -1 (must be >= 0)");
  ck_operator_fails(rill_top(1, rill_call(scatter)), RILL_EINVAL,
                    "rill_top: cmp takes 1 arguments (must take 2)");
}
