/* SPDX-License-Identifier: MIT */
/* default_if_empty: something for nothing. */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

#define SEVEN rill_default_if_empty(rill_int(7))

TEST(default_if_empty, delivers_the_value_at_the_end) {
  ck_marbles("---|", SEVEN, "---(7|)");
  ck_marbles_stepwise("---|", SEVEN, "---(7|)");
  ck_source(rill_pipe(rill_empty(), SEVEN), "(7|)");
}

TEST(default_if_empty, passes_items_on) {
  ck_marbles("-1-2-|", SEVEN, "-1-2-|");
  ck_marbles_stepwise("-1-2-|", SEVEN, "-1-2-|");
  ck_source(rill_pipe(rill_range(1, 3), SEVEN), "(123|)");
}

TEST(default_if_empty, waits_to_be_asked) {
  ck_asking("--|", SEVEN, "-----(7|)", {5, 1});
  ck_asking("-1-|", SEVEN, "-1-|", {-1, 1});
  ck_marbles_with("--|", SEVEN, "------", .demand = -1);
}

TEST(default_if_empty, passes_an_error_on) {
  ck_marbles("--#", SEVEN, "--#");
  ck_marbles("-1-#", SEVEN, "-1-#");
}

TEST(default_if_empty, owns_the_value) {
  ck_source(rill_pipe(rill_empty(), rill_default_if_empty(rill_string("a"))),
            "(a|)");
  ck_source(rill_pipe(rill_just(rill_int(1)),
                      rill_default_if_empty(rill_string("a"))),
            "(1|)");
  rill_unref(rill_default_if_empty(rill_string("never used")));
  ck_assert_live(&rill_string_type, 0);
}

TEST(default_if_empty, may_be_nothing) {
  ck_marbles("--|", rill_default_if_empty(rill_none()), "--({none}|)");
}

TEST(default_if_empty, gives_each_run_its_own) {
  rill_operator_t *op = SEVEN;
  ck_source(rill_pipe(rill_empty(), op, rill_repeat(3)), "(777|)");
}

TEST(default_if_empty, refuses_an_error) {
  ck_operator_fails(
      rill_default_if_empty(rill_fail(rill_error_new(7, "spilt"))), 7,
      "rill_default_if_empty: value is an error: spilt");
}
