/* SPDX-License-Identifier: MIT */
/* last: known at the end. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(square, int64_t, int64_t, x) { return x * x; }

TEST(last, gives_the_last_item) {
  ck_marbles("-1-2-3-|", rill_last(), "-------(3|)");
  ck_marbles_stepwise("-1-2-3-|", rill_last(), "-------(3|)");
}

TEST(last, gives_the_last_that_holds) {
  ck_marbles("-1-2-3-|", rill_last(is_even), "-------(2|)");
}

TEST(last, owns_what_it_keeps) {
  ck_marbles_of("abc|", rill_last(), "---(c|)", rill_string("one"),
                rill_string("two"), rill_string("three"));
  ck_marbles_of("abc---|", rill_last(), "---!", rill_string("one"),
                rill_string("two"), rill_string("three"));
}

TEST(last, waits_to_be_asked) {
  ck_marbles_with("12|", rill_last(), "------", .demand = -1);
}

TEST(last, fails_when_there_is_none) {
  ck_marbles("-1-3-|", rill_last(is_even), "-----#");
  ck_fails(rill_pipe(rill_empty(), rill_last()), RILL_EEMPTY,
           "rill_last: the stream ended without an item");
}

TEST(last, passes_an_error_on) { ck_marbles("-1-#", rill_last(), "---#"); }

TEST(last, fails_with_the_predicate) {
  ck_operator_fails(rill_last(square), RILL_ETYPE, "last", "bool");
  ck_marbles("-2-a-", rill_last(is_even), "---#");
}
