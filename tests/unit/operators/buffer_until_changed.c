/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

RILL_MAP_FN(half, int64_t, int64_t, x) { return x / 2; }

static rill_value_t pair(rill_value_t item, rill_value_t other, void *context) {
  (void) item;
  (void) other;
  (void) context;
  return rill_none();
}

TEST(buffer_until_changed, collects_equal_ones) {
  ck_marbles("-1-1-2----2-1-----|", rill_buffer_until_changed(),
             "-----[1,1]--[2,2]-([1]|)");
  ck_marbles_stepwise("-1-1-2----2-1-----|", rill_buffer_until_changed(),
                      "-----[1,1]--[2,2]-([1]|)");
}

TEST(buffer_until_changed, compares_keys) {
  ck_marbles("(234567|)", rill_buffer_until_changed(half),
             "([2,3][4,5][6,7]|)");
}

TEST(buffer_until_changed, owns_the_keys_it_keeps) {
  ck_marbles_of("(abc|)", rill_buffer_until_changed(), "([a,b][c]|)",
                rill_string("one"), rill_string("one"), rill_string("two"));
}

TEST(buffer_until_changed, has_no_list_without_items) {
  ck_marbles("--|", rill_buffer_until_changed(), "--|");
}

TEST(buffer_until_changed, lets_an_error_overtake) {
  ck_marbles("-1-2------#", rill_buffer_until_changed(), "---[1]----#");
}

TEST(buffer_until_changed, delivers_the_last_list_on_demand) {
  ck_asking("(112|)", rill_buffer_until_changed(), "@0:[1,1]@10:([2]|)", {0, 1},
            {10, 1});
}

TEST(buffer_until_changed, says_when_a_list_is_too_long) {
  ck_marbles("(1112|)", rill_buffer_until_changed(.capacity = 3),
             "([1,1,1][2]|)");
  ck_marbles("(1111|)", rill_buffer_until_changed(.capacity = 3), "#");
}

TEST(buffer_until_changed, fails_with_its_key) {
  ck_marbles("(1a|)", rill_buffer_until_changed(half), "#");
}

TEST(buffer_until_changed, names_bad_arguments) {
  ck_operator_fails(rill_buffer_until_changed(rill_call(pair)), RILL_EINVAL,
                    "rill_buffer_until_changed: key takes 2 arguments");
  ck_operator_fails(rill_buffer_until_changed(.capacity = -1), RILL_EINVAL,
                    "rill_buffer_until_changed: capacity is -1");
}
