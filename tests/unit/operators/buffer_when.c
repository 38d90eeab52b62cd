/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"

#include <rill.h>

static rill_value_t after_5(void *context) {
  if (context != NULL) ++*(int *) context;
  return rill_object(rill_timer(5));
}

static rill_value_t end_after_5(void *context) {
  (void) context;
  return rill_object(rill_from_marbles("-----|"));
}

static rill_value_t now(void *context) {
  (void) context;
  return rill_list(NULL, 0);
}

static rill_value_t spill(void *context) {
  (void) context;
  return rill_fail(rill_error_new(7, "spilt"));
}

static rill_value_t fail_after_3(void *context) {
  (void) context;
  return rill_object(rill_from_marbles("---#"));
}

/* 3 ticks, then 5 and so on. */
static rill_value_t longer(void *context) {
  int *ticks = context;
  return rill_object(rill_timer(*ticks += 2));
}

TEST(buffer_when, asks_anew_for_each_list) {
  int ticks = 1;
  ck_marbles("-1-2-----3-----4-----|",
             rill_buffer_when(rill_call_with(longer, rill_borrow(&ticks))),
             "---[1,2]@8:[]@15:[3,4]@21:([]|)");
}

TEST(buffer_when, ends_a_list_with_the_first_item_or_the_end) {
  ck_marbles("-1-2-----3-----|", rill_buffer_when(rill_call(after_5)),
             "-----[1,2][3]--([]|)");
  ck_marbles("-1-2-----3-----|", rill_buffer_when(rill_call(end_after_5)),
             "-----[1,2][3]--([]|)");
}

TEST(buffer_when, has_a_list_without_items) {
  ck_marbles("|", rill_buffer_when(rill_call(after_5)), "([]|)");
  ck_marbles("(12|)", rill_buffer_when(rill_call(after_5)), "([1,2]|)");
}

TEST(buffer_when, takes_streams_that_end_at_once) {
  ck_marbles("---1-|",
             rill_compose(rill_buffer_when(rill_call(now)), rill_take(3)),
             "([][][]|)");
  ck_asking("---1-|", rill_buffer_when(rill_call(now)),
            "--([][])@4:[] @5:([1]|)", {2, 2}, {4, 1}, {5, 1});
}

/* While a list waits nobody asks when the next one ends. */
TEST(buffer_when, asks_when_the_list_before_has_gone) {
  int asked = 0;
  ck_asking("-1-2---3---4-----5-----------|",
            rill_buffer_when(rill_call_with(after_5, rill_borrow(&asked))),
            "@12:[1,2] @17:[3,4,5]", {12, 2});
  ck_assert_int_eq(asked, 3);
}

TEST(buffer_when, has_upstream_wait_when_it_is_full) {
  ck_marbles("(12345|)", rill_buffer_when(rill_call(after_5), .capacity = 2),
             "-----[1,2]([3,4][5]|)");
}

TEST(buffer_when, fails_with_its_streams) {
  ck_marbles("-1-2-#", rill_buffer_when(rill_call(after_5)), "-----#");
  ck_marbles("-1-2-3-|", rill_buffer_when(rill_call(fail_after_3)), "---#");
  ck_fails(rill_pipe(rill_never(), rill_buffer_when(rill_call(spill))), 7,
           "spilt", "buffer_when");
}

TEST(buffer_when, names_bad_arguments) {
  ck_operator_fails(rill_buffer_when(rill_no_fn()), RILL_EINVAL,
                    "rill_buffer_when: closing is NULL");
  ck_operator_fails(rill_buffer_when(rill_call(now), .capacity = -1),
                    RILL_EINVAL, "rill_buffer_when: capacity is -1");
}
