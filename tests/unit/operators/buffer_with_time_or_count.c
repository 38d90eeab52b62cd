/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

static rill_value_t length(rill_value_t list, void *context) {
  (void) context;
  return rill_int((int64_t) rill_list_length(list));
}

TEST(buffer_with_time_or_count, ends_a_list_by_time_or_by_count) {
  ck_marbles("-12-----3-------------45-6----7------|",
             rill_buffer_with_time_or_count(7, 3),
             "@7:[1,2] @14:[3] @21:[] @25:[4,5,6] @32:[7] @37:([]|)");
  ck_marbles("(123)---4-------|", rill_buffer_with_time_or_count(9, 3),
             "[1,2,3]--[4]----([]|)");
}

/* Which sets the clock anew. */
TEST(buffer_with_time_or_count, begins_a_list_when_one_is_full) {
  ck_marbles("-1-2--------3--|", rill_buffer_with_time_or_count(6, 2),
             "---[1,2]-[]----([3]|)");
}

TEST(buffer_with_time_or_count, has_lists_of_one) {
  ck_marbles("-1-2--|", rill_buffer_with_time_or_count(9, 1),
             "-[1]--@3:[2]@6:([]|)");
}

TEST(buffer_with_time_or_count, has_a_list_without_items) {
  ck_marbles("|", rill_buffer_with_time_or_count(5, 2), "([]|)");
}

TEST(buffer_with_time_or_count, lets_an_error_overtake) {
  ck_marbles("-1-2-3----#", rill_buffer_with_time_or_count(9, 2),
             "---[1,2]--#");
}

/* What waits is added up, as far as the count allows: on tick 4 [1], on tick 8
 * [1,2], on tick 12 it is full, and [3,4] waits behind it. */
TEST(buffer_with_time_or_count, never_exceeds_the_count) {
  ck_asking("-1---2---34-------5-------|", rill_buffer_with_time_or_count(4, 3),
            "@12:[1,2]@17:[3,4]@24:[5]", {12, 1}, {17, 1}, {24, 1});
  ck_asking("(1234567)-------|", rill_buffer_with_time_or_count(4, 2),
            "@14:([1,2][3,4][5,6])@23:([7]|)", {14, 3}, {23, 1});
}

TEST(buffer_with_time_or_count, has_upstream_wait_when_it_is_full) {
  ck_marbles("(1234567|)", rill_buffer_with_time_or_count(9, 5, .capacity = 3),
             "---------[1,2,3]--([4,5,6][7]|)");
}

/* A list may hold what it was made for. */
TEST(buffer_with_time_or_count, holds_as_many_as_it_counts) {
  ck_source(rill_pipe(rill_range(0, 1000),
                      rill_buffer_with_time_or_count(9, 600),
                      rill_map(rill_call(length))),
            "({600}{400}|)");
}

TEST(buffer_with_time_or_count, names_bad_arguments) {
  ck_operator_fails(rill_buffer_with_time_or_count(0, 1), RILL_EINVAL,
                    "rill_buffer_with_time_or_count: span is 0 ns");
  ck_operator_fails(rill_buffer_with_time_or_count(1, 0), RILL_EINVAL,
                    "rill_buffer_with_time_or_count: count is 0");
  ck_operator_fails(rill_buffer_with_time_or_count(1, -5), RILL_EINVAL,
                    "count is -5");
  ck_operator_fails(rill_buffer_with_time_or_count(1, 1, .capacity = -1),
                    RILL_EINVAL, "capacity is -1");
}
