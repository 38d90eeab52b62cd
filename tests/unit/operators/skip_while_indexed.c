/* SPDX-License-Identifier: MIT */
/* skip_while_indexed: not until it is false of item and index. */
#include "support/indexed.h"
#include "support/marbles.h"

#include <rill.h>

static rill_operator_t *early(void) {
  return rill_skip_while_indexed(rill_call(is_early));
}

TEST(skip_while_indexed, drops_until_it_is_false) {
  ck_marbles("-5-6-7-8-|", early(), "-----7-8-|");
  ck_marbles_stepwise("-5-6-7-8-|", early(), "-----7-8-|");
  ck_marbles_with("567890|", early(), "--7---", .demand = 1);
}

TEST(skip_while_indexed, ends_as_upstream_does) {
  ck_marbles("-5-|", early(), "---|");
  ck_marbles("-5-#", early(), "---#");
}

TEST(skip_while_indexed, counts_anew_in_each_run) {
  ck_source(rill_pipe(rill_range(5, 3), early(), rill_repeat(2)), "(77|)");
}

TEST(skip_while_indexed, wants_a_bool) {
  ck_operator_fails(rill_skip_while_indexed(rill_call(sum)), RILL_ETYPE,
                    "skip_while_indexed", "bool", "int");
}

TEST(skip_while_indexed, refuses_a_function_that_does_not_fit) {
  ck_operator_fails(rill_skip_while_indexed(rill_no_fn()), RILL_EINVAL,
                    "rill_skip_while_indexed: pred is NULL");
}
