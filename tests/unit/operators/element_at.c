/* SPDX-License-Identifier: MIT */
/* element_at: the one at an index. */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

TEST(element_at, gives_the_item_at_the_index) {
  ck_marbles("-5-6-7-|", rill_element_at(0), "-(5|)");
  ck_marbles("-5-6-7-|", rill_element_at(2), "-----(7|)");
  ck_marbles_stepwise("-5-6-7-|", rill_element_at(2), "-----(7|)");
}

TEST(element_at, counts_anew_in_each_run) {
  ck_source(rill_pipe(rill_range(5, 3), rill_element_at(1), rill_repeat(2)),
            "(66|)");
}

TEST(element_at, fails_beyond_the_end) {
  ck_marbles("-5-6-|", rill_element_at(2), "-----#");
  ck_fails(rill_pipe(rill_range(5, 2), rill_element_at(2)), RILL_ERANGE,
           "rill_element_at: index is 2, and the stream ended after 2 items");
  ck_fails(rill_pipe(rill_empty(), rill_element_at(INT64_MAX)), RILL_ERANGE,
           "index is 9223372036854775807", "after 0 items");
}

TEST(element_at, passes_an_error_on) {
  ck_marbles("-5-#", rill_element_at(2), "---#");
}

static rill_value_t add(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(element_at, asks_for_one_item_whatever_is_asked) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_operator_t *look =
      rill_do(.request = rill_call_with(add, rill_borrow(&asked)));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), look, rill_element_at(4))),
      "5 |");
  ck_assert_int_eq(asked, 1);
  ck_asking("123|", rill_element_at(1), "-----(2|)", {5, 1});
}

TEST(element_at, refuses_a_negative_index) {
  ck_operator_fails(rill_element_at(-1), RILL_EINVAL,
                    "rill_element_at: index is -1 (must be >= 0)");
}
