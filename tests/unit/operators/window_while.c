/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/windows.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }

TEST(window_while, begins_a_window_with_the_item) {
  int64_t count = 0;
  ck_marbles("-2-4-----3---6-----7----|",
             rill_compose(rill_window_while(is_even), NUMBERED(&count)),
             "-2-4-----{13}{16}@19:{27}-|");
  ck_marbles("-1-2-4------3-6-----7----|",
             rill_compose(rill_window_while(is_even), LISTS),
             "------------[1,2,4]-[3,6]([7]|)");
  ck_marbles("(135|)", rill_compose(rill_window_while(is_even), LISTS),
             "([1][3][5]|)");
}

TEST(window_while, opens_no_window_without_an_item) {
  ck_marbles("--|", rill_compose(rill_window_while(is_even), LISTS), "--|");
}

TEST(window_while, fails_with_its_predicate) {
  int64_t count = 0;
  ck_marbles("-1-a-|",
             rill_compose(rill_window_while(is_even), NUMBERED(&count)),
             "-1-#");
  ck_fails(rill_pipe(rill_range(0, 5), rill_window_while(increment),
                     rill_merge_all(2)),
           RILL_ETYPE, "window_while", "int 1, not bool");
}

TEST(window_while, names_bad_arguments) {
  ck_operator_fails(rill_window_while(rill_no_fn()), RILL_EINVAL,
                    "rill_window_while: pred is NULL");
  ck_operator_fails(rill_window_while(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_window_while: capacity is -1");
}
