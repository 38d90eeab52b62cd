/* SPDX-License-Identifier: MIT */
/* is_empty: one item is enough to know. */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

TEST(is_empty, is_true_at_the_end) {
  ck_marbles("---|", rill_is_empty(), "---({true}|)");
  ck_marbles("|", rill_is_empty(), "({true}|)");
}

TEST(is_empty, is_false_at_the_first_item) {
  ck_marbles("-1-2-|", rill_is_empty(), "-({false}|)");
  ck_marbles_stepwise("-1-2-|", rill_is_empty(), "-({false}|)");
  ck_marbles("(12|)", rill_is_empty(), "({false}|)");
}

TEST(is_empty, does_not_know_while_nothing_comes) {
  ck_marbles("------", rill_is_empty(), "------");
}

TEST(is_empty, passes_an_error_on) {
  ck_marbles("--#", rill_is_empty(), "--#");
}

TEST(is_empty, waits_to_be_asked) {
  ck_asking("--|", rill_is_empty(), "------({true}|)", {6, 1});
  ck_asking("-1-2|", rill_is_empty(), "------({false}|)", {6, 5});
  ck_marbles("-----1|", rill_is_empty(), "--!");
}

static rill_value_t add_up(rill_value_t count, void *sum) {
  *(int64_t *) sum += rill_as_int(count);
  return rill_none();
}

TEST(is_empty, asks_for_one_item) {
  int64_t asked = 0;
  rill_fn_t note = rill_call_with(add_up, rill_borrow(&asked));
  ck_source(
      rill_pipe(rill_range(1, 9), rill_do(.request = note), rill_is_empty()),
      "({false}|)");
  ck_assert_int_eq(asked, 1);
}
