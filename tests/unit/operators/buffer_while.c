/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }

TEST(buffer_while, begins_a_list_with_the_item) {
  ck_marbles("-1-2-4------3-6-----7----|", rill_buffer_while(is_even),
             "------------[1,2,4]-[3,6]([7]|)");
  ck_marbles_stepwise("-1-2-4------3-6-----7----|", rill_buffer_while(is_even),
                      "------------[1,2,4]-[3,6]([7]|)");
  ck_marbles("(135|)", rill_buffer_while(is_even), "([1][3][5]|)");
  ck_marbles("(246|)", rill_buffer_while(is_even), "([2,4,6]|)");
}

TEST(buffer_while, has_no_list_without_items) {
  ck_marbles("--|", rill_buffer_while(is_even), "--|");
}

TEST(buffer_while, lets_an_error_overtake) {
  ck_marbles("-1-2-3------#", rill_buffer_while(is_even), "-----[1,2]--#");
}

TEST(buffer_while, delivers_the_last_list_on_demand) {
  ck_asking("(123|)", rill_buffer_while(is_even), "@0:[1,2]@10:([3]|)", {0, 1},
            {10, 1});
}

TEST(buffer_while, says_when_a_list_is_too_long) {
  ck_marbles("(2461|)", rill_buffer_while(is_even, .capacity = 3),
             "([2,4,6][1]|)");
  ck_marbles("(246)8--|", rill_buffer_while(is_even, .capacity = 3), "-----#");
}

TEST(buffer_while, fails_with_its_predicate) {
  ck_marbles("(1a|)", rill_buffer_while(is_even), "#");
  ck_fails(rill_pipe(rill_range(0, 5), rill_buffer_while(increment)),
           RILL_ETYPE, "buffer_while", "int 1, not bool");
}

TEST(buffer_while, names_bad_arguments) {
  ck_operator_fails(rill_buffer_while(rill_no_fn()), RILL_EINVAL,
                    "rill_buffer_while: pred is NULL");
  ck_operator_fails(rill_buffer_while(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_buffer_while: capacity is -1");
}
