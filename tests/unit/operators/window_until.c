/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/windows.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }

TEST(window_until, ends_a_window_with_the_item) {
  int64_t count = 0;
  ck_marbles("-1-3-4----5---6-----7----|",
             rill_compose(rill_window_until(is_even), NUMBERED(&count)),
             "-1-3-4----{15}{16}@20:{27}-|");
  ck_marbles("-1-3-4------5-6-----7-|",
             rill_compose(rill_window_until(is_even), LISTS),
             "-----[1,3,4]--[5,6]---([7]|)");
  ck_marbles("(246|)", rill_compose(rill_window_until(is_even), LISTS),
             "([2][4][6]|)");
}

TEST(window_until, opens_no_window_without_an_item) {
  ck_marbles("--|", rill_compose(rill_window_until(is_even), LISTS), "--|");
  ck_marbles("(12|)", rill_compose(rill_window_until(is_even), rill_count()),
             "(1|)");
}

TEST(window_until, fails_with_its_predicate) {
  int64_t count = 0;
  ck_marbles("-1-a-|",
             rill_compose(rill_window_until(is_even), NUMBERED(&count)),
             "-1-#");
  ck_fails(rill_pipe(rill_range(0, 5), rill_window_until(increment),
                     rill_merge_all(2)),
           RILL_ETYPE, "window_until", "int 1, not bool");
}

TEST(window_until, names_bad_arguments) {
  ck_operator_fails(rill_window_until(rill_no_fn()), RILL_EINVAL,
                    "rill_window_until: pred is NULL");
  ck_operator_fails(rill_window_until(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_window_until: capacity is -1");
}
