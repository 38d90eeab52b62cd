/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

RILL_FILTER_FN(is_even, int64_t, x) { return x % 2 == 0; }
RILL_MAP_FN(increment, int64_t, int64_t, x) { return x + 1; }

static rill_value_t is_no_list(rill_value_t item, void *context) {
  (void) context;
  return rill_bool(rill_as_object(item, &rill_list_type) == NULL);
}

static rill_value_t never(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_bool(false);
}

static rill_value_t note(rill_value_t count, void *context) {
  char *text = context;
  size_t length = strlen(text);
  rill_value_format(count, text + length, 64 - length);
  return rill_none();
}

TEST(buffer_until, ends_a_list_with_the_item) {
  ck_marbles("-1-3-4------5-6-----7-|", rill_buffer_until(is_even),
             "-----[1,3,4]--[5,6]---([7]|)");
  ck_marbles_stepwise("-1-3-4------5-6-----7-|", rill_buffer_until(is_even),
                      "-----[1,3,4]--[5,6]---([7]|)");
  ck_marbles("(246|)", rill_buffer_until(is_even), "([2][4][6]|)");
}

TEST(buffer_until, has_no_list_without_items) {
  ck_marbles("--|", rill_buffer_until(is_even), "--|");
  ck_marbles("(12|)", rill_buffer_until(is_even), "([1,2]|)");
}

TEST(buffer_until, lets_an_error_overtake) {
  ck_marbles("-1-2-3----#", rill_buffer_until(is_even), "---[1,2]--#");
}

TEST(buffer_until, delivers_the_last_list_on_demand) {
  ck_asking("(123|)", rill_buffer_until(is_even), "@0:[1,2]@10:([3]|)", {0, 1},
            {10, 1});
}

/* What does not end a list uses no demand up, nor what is dropped below. */
TEST(buffer_until, asks_for_the_lists_that_are_wanted) {
  char asked[64] = "";
  ck_flow(
      rill_pipe(rill_range(1, 6),
                rill_do(.request = rill_call_with(note, rill_borrow(asked))),
                rill_buffer_until(is_even)),
      "([1,2][3,4][5,6]|)", .demand = 3);
  ck_assert_str_eq(asked, "3");
  ck_flow(rill_pipe(rill_range(1, 3), rill_buffer_until(is_even),
                    rill_filter(rill_call(is_no_list))),
          "|", .demand = 1);
}

TEST(buffer_until, says_when_a_list_is_too_long) {
  ck_marbles("(1132|)", rill_buffer_until(is_even, .capacity = 4),
             "([1,1,3,2]|)");
  ck_fails(rill_pipe(rill_range(0, 5),
                     rill_buffer_until(rill_call(never), .capacity = 4)),
           RILL_EOVERFLOW, "rill_buffer_until: capacity is 4", "raise");
  ck_fails(rill_pipe(rill_range(0, 257), rill_buffer_until(rill_call(never))),
           RILL_EOVERFLOW, "capacity is 256");
}

TEST(buffer_until, fails_with_its_predicate) {
  ck_marbles("(1a|)", rill_buffer_until(is_even), "#");
  ck_fails(rill_pipe(rill_range(0, 5), rill_buffer_until(increment)),
           RILL_ETYPE, "buffer_until", "int 1, not bool");
}

TEST(buffer_until, cancels) {
  ck_marbles_with("-1-2-3-4-|", rill_buffer_until(is_even), "---([1,2]!)",
                  .cancel_after = 1);
}

TEST(buffer_until, names_bad_arguments) {
  ck_operator_fails(rill_buffer_until(rill_no_fn()), RILL_EINVAL,
                    "rill_buffer_until: pred is NULL");
  ck_operator_fails(rill_buffer_until(is_even, .capacity = -1), RILL_EINVAL,
                    "rill_buffer_until: capacity is -1");
}
