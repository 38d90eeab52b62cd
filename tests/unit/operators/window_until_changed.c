/* SPDX-License-Identifier: MIT */
#include "support/marbles.h"
#include "support/windows.h"

#include <rill.h>

RILL_MAP_FN(half, int64_t, int64_t, x) { return x / 2; }

static rill_value_t pair(rill_value_t item, rill_value_t other, void *context) {
  (void) item;
  (void) other;
  (void) context;
  return rill_none();
}

TEST(window_until_changed, collects_equal_ones) {
  int64_t count = 0;
  ck_marbles("-1-1-2----2-----1----|",
             rill_compose(rill_window_until_changed(), NUMBERED(&count)),
             "-1-1-{12}-{12}--{21}-|");
  ck_marbles("-1-1-2----2-1-----|",
             rill_compose(rill_window_until_changed(), LISTS),
             "-----[1,1]--[2,2]-([1]|)");
}

TEST(window_until_changed, compares_keys) {
  ck_marbles("(234567|)", rill_compose(rill_window_until_changed(half), LISTS),
             "([2,3][4,5][6,7]|)");
}

TEST(window_until_changed, opens_no_window_without_an_item) {
  ck_marbles("--|", rill_compose(rill_window_until_changed(), LISTS), "--|");
}

TEST(window_until_changed, fails_with_its_key) {
  int64_t count = 0;
  ck_marbles("-1-a-|",
             rill_compose(rill_window_until_changed(half), NUMBERED(&count)),
             "-1-#");
}

TEST(window_until_changed, names_bad_arguments) {
  ck_operator_fails(rill_window_until_changed(rill_call(pair)), RILL_EINVAL,
                    "rill_window_until_changed: key takes 2 arguments");
  ck_operator_fails(rill_window_until_changed(.capacity = -1), RILL_EINVAL,
                    "rill_window_until_changed: capacity is -1");
}
