/* SPDX-License-Identifier: MIT */
/* throw_if_empty: nothing is not enough. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(throw_if_empty, fails_without_an_item) {
  ck_marbles("--|", rill_throw_if_empty(), "--#");
  ck_fails(rill_pipe(rill_empty(), rill_throw_if_empty()), RILL_EEMPTY,
           "rill_throw_if_empty: the stream ended without an item");
}

TEST(throw_if_empty, fails_with_an_error_of_one_s_own) {
  rill_operator_t *op =
      rill_throw_if_empty(rill_error_new(404, "no such page"));
  rill_operator_t *again = rill_ref(op);
  ck_fails(rill_pipe(rill_empty(), op), 404, "no such page",
           "throw_if_empty.c:");
  ck_fails(rill_pipe(rill_never(), rill_take(0), again), 404, "stage 2");
}

TEST(throw_if_empty, passes_items_on) {
  ck_marbles("-1-2-|", rill_throw_if_empty(), "-1-2-|");
  ck_marbles_stepwise("-1-2-|", rill_throw_if_empty(), "-1-2-|");
  ck_asking("-1-2-|", rill_throw_if_empty(), "-1---(2|)", {-1, 1}, {5, 1});
}

TEST(throw_if_empty, passes_an_error_on) {
  rill_operator_t *op = rill_throw_if_empty(rill_error_new(404, "unused"));
  ck_fails(rill_pipe(rill_throw(rill_error_new(8, "first")), op), 8, "first");
  ck_marbles("-1-#", rill_throw_if_empty(), "-1-#");
}

TEST(throw_if_empty, fails_without_being_asked) {
  ck_marbles_with("--|", rill_throw_if_empty(), "--#", .demand = -1);
}
