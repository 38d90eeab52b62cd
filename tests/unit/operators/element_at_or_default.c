/* SPDX-License-Identifier: MIT */
/* element_at_or_default: the one at an index, and beyond the end another. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_operator_t *at(int64_t index) {
  return rill_element_at_or_default(index, rill_int(0));
}

TEST(element_at_or_default, gives_the_item_at_the_index) {
  ck_marbles("-5-6-7-|", at(0), "-(5|)");
  ck_marbles("-5-6-7-|", at(2), "-----(7|)");
  ck_marbles_stepwise("-5-6-7-|", at(2), "-----(7|)");
}

TEST(element_at_or_default, gives_the_value_beyond_the_end) {
  ck_marbles("-5-6-|", at(2), "-----(0|)");
  ck_marbles("--|", at(0), "--(0|)");
  ck_asking("--|", at(0), "----(0|)", {4, 1});
}

TEST(element_at_or_default, gives_the_value_in_each_run) {
  ck_source(rill_pipe(rill_range(1, 2),
                      rill_element_at_or_default(2, rill_string("nothing")),
                      rill_repeat(2)),
            "({nothing}{nothing}|)");
}

TEST(element_at_or_default, passes_an_error_on) {
  ck_marbles("-5-#", at(2), "---#");
}

TEST(element_at_or_default, refuses_bad_arguments) {
  ck_operator_fails(rill_element_at_or_default(-1, rill_string("nothing")),
                    RILL_EINVAL,
                    "rill_element_at_or_default: index is -1 (must be >= 0)");
  ck_operator_fails(
      rill_element_at_or_default(0, rill_fail(rill_error_new(7, "no value"))),
      7, "rill_element_at_or_default: value is an error");
}
