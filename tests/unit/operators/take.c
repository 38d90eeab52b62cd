/* SPDX-License-Identifier: MIT */
#include <rill.h>

#include "support/marbles.h"

TEST(take, passes_the_first_items) {
  ck_marbles("-1-2-3-4-|", rill_take(2), "-1-(2|)");
}

TEST(take, ends_with_a_shorter_stream) {
  ck_marbles("-1-2-|", rill_take(5), "-1-2-|");
}

TEST(take, of_nothing_never_subscribes) {
  ck_source(rill_pipe(rill_throw(rill_error_new(1, "subscribed")),
                      rill_take(0)),
            "|");
}

static rill_value_t on_request(rill_value_t count, void *context) {
  *(int64_t *) context += rill_as_int(count);
  return rill_none();
}

TEST(take, never_asks_for_more_than_it_takes) {
  int64_t asked = 0;
  ck_source(rill_pipe(rill_range(1, 9),
                      rill_do(.request = rill_call_with(on_request,
                                                        rill_borrow(&asked))),
                      rill_take(3)),
            "(123|)");
  ck_assert_int_eq(asked, 3);
}

TEST(take, refuses_a_negative_count) {
  ck_operator_fails(rill_take(-1), RILL_EINVAL,
                    "rill_take: count is -1 (must be >= 0)");
}
