/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

#include <rill/buffer.h>
#include <rill/create.h>
#include <rill/filter.h>
#include <rill/subject.h>
#include <rill/transform.h>
#include <rill/utility.h>

TEST(buffer_with_count, collects_lists) {
  ck_marbles("-1-2------3-4------5-|",
             rill_buffer_with_count(2),
             "---[1,2]----[3,4]----([5]|)");
}

TEST(buffer_with_count, has_no_list_without_items) {
  ck_marbles("--|", rill_buffer_with_count(2), "--|");
  ck_marbles("(12|)", rill_buffer_with_count(2), "([1,2]|)");
}

TEST(buffer_with_count, overlaps) {
  ck_marbles("(1234|)", rill_buffer_with_count(3, .skip = 1),
             "([1,2,3][2,3,4][3,4][4]|)");
  ck_marbles("(12345|)", rill_buffer_with_count(3, .skip = 2),
             "([1,2,3][3,4,5][5]|)");
  ck_source(rill_pipe(rill_range(0, 12), rill_buffer_with_count(8, .skip = 6)),
            "([0,1,2,3,4,5,6,7][6,7,8,9,10,11]|)"); /* of 8 there is room */
}

TEST(buffer_with_count, leaves_gaps) {
  ck_marbles("(12345678|)", rill_buffer_with_count(2, .skip = 3),
             "([1,2][4,5][7,8]|)");
  ck_marbles("(1234|)", rill_buffer_with_count(2, .skip = 3),
             "([1,2][4]|)");
}

TEST(buffer_with_count, forwards_an_error_without_the_open_list) {
  ck_marbles("(123#)", rill_buffer_with_count(2), "([1,2]#)");
}

TEST(buffer_with_count, delivers_the_last_lists_on_demand) {
  ck_asking("(1234|)", rill_buffer_with_count(3, .skip = 1),
            "@0:[1,2,3] @10:[2,3,4] @20:([3,4][4]|)",
            {0, 1}, {10, 1}, {20, 2});
}

static rill_value_t note(rill_value_t count, void *context) {
  char *text = context;
  size_t length = strlen(text);
  rill_value_format(count, text + length, 64 - length);
  return rill_none();
}

/* What upstream hears when so many lists are asked for, one request each. */
static void ck_asks(rill_operator_t *op, const char *asked, int64_t first,
                    int64_t second) {
  char text[64] = "";
  rill_scheduler_t *clock = clock_new();
  rill_operator_t *look =
      rill_do(.request = rill_call_with(note, rill_borrow(text)));
  rill_recorder_t *recorder = rill_recorder_new(
      clock, rill_pipe(rill_range(0, 1000), look, op), .demand = first);
  strcat(text, " ");
  rill_recorder_request(recorder, second);
  ck_assert_str_eq(text, asked);
  clock_close(clock);
  rill_unref(recorder);
}

TEST(buffer_with_count, asks_for_what_the_lists_need) {
  ck_asks(rill_buffer_with_count(3), "6 3", 2, 1);
  ck_asks(rill_buffer_with_count(3, .skip = 1), "4 2", 2, 2);
  ck_asks(rill_buffer_with_count(2, .skip = 5), "7 10", 2, 2);
}

TEST(buffer_with_count, asks_for_everything_when_the_product_is_too_large) {
  ck_asks(rill_buffer_with_count(3), "9223372036854775807 ", INT64_MAX / 2, 1);
  ck_asks(rill_buffer_with_count(INT64_MAX), "9223372036854775807 ", 1, 1);
}

TEST(buffer_with_count, names_bad_arguments) {
  ck_operator_fails(rill_buffer_with_count(0), RILL_EINVAL,
                    "rill_buffer_with_count", "count is 0");
  ck_operator_fails(rill_buffer_with_count(1, .skip = -1), RILL_EINVAL,
                    "rill_buffer_with_count", "skip is -1");
}

/* What is asked for from inside of a list going down is reckoned without that
 * list. */
TEST(buffer_with_count, keeps_to_the_demand_of_one_that_drops_a_list) {
  ck_flow(rill_pipe(rill_range(0, 40), rill_buffer_with_count(1),
                    rill_buffer_with_count(2), rill_skip(1)),
          "[[2],[3]]---", .demand = 1);
}

static rill_value_t length_of(rill_value_t list, void *context) {
  (void) context;
  return rill_int((int64_t) rill_list_length(list));
}

/* Many items come at once: each to the list that it belongs to. */
TEST(buffer_with_count, cuts_a_row_of_items_where_they_belong) {
  ck_source(rill_pipe(rill_range(0, 1000), rill_buffer_with_count(400),
                      rill_map(rill_call(length_of))),
            "({400}{400}{200}|)");
  ck_source(rill_pipe(rill_range(0, 10), rill_buffer_with_count(2, .skip = 4)),
            "([0,1][4,5][8,9]|)");
  ck_source(rill_pipe(rill_range(0, 7), rill_buffer_with_count(4, .skip = 3)),
            "([0,1,2,3][3,4,5,6][6]|)");
  ck_source(rill_pipe(rill_of(rill_int(1), rill_string("b"), rill_int(3),
                              rill_int(4), rill_int(5), rill_string("f")),
                      rill_buffer_with_count(4)),
            "([1,b,3,4][5,f]|)");
}

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

#define ONE_BY_ONE rill_map(rill_call(same))

TEST(buffer_with_count, takes_items_one_by_one_behind_a_callback) {
  ck_source(rill_pipe(rill_range(0, 1000), ONE_BY_ONE,
                      rill_buffer_with_count(400),
                      rill_map(rill_call(length_of))),
            "({400}{400}{200}|)");
  ck_source(rill_pipe(rill_range(0, 10), ONE_BY_ONE,
                      rill_buffer_with_count(2, .skip = 4)),
            "([0,1][4,5][8,9]|)");
  ck_source(rill_pipe(rill_range(0, 7), ONE_BY_ONE,
                      rill_buffer_with_count(4, .skip = 3)),
            "([0,1,2,3][3,4,5,6][6]|)");
  ck_source(
      rill_pipe(rill_of(rill_string("a"), rill_string("b"), rill_string("c")),
                ONE_BY_ONE, rill_buffer_with_count(2)),
      "([a,b][c]|)");
  ck_source(rill_pipe(rill_of(rill_int(1), rill_string("b"), rill_int(3)),
                      ONE_BY_ONE, rill_buffer_with_count(3)),
            "([1,b,3]|)");
  ck_asks(rill_compose(ONE_BY_ONE, rill_buffer_with_count(3)), "6 3", 2, 1);
}

static rill_value_t stop_at_2(rill_value_t item, void *subject) {
  if (rill_as_int(item) == 2) rill_subject_next(subject, rill_int(0));
  return rill_value_ref(item);
}

TEST(buffer_with_count, has_the_item_that_ends_it_from_inside) {
  rill_scheduler_t *clock = clock_new();
  rill_subject_t *stop = rill_subject_new(clock);
  probe_t probe = {0};
  rill_observable_t *end = rill_subject_observable(stop);
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 9), rill_take_until(end),
                            rill_map(rill_call_with(stop_at_2,
                                                    rill_borrow(stop))),
                            rill_buffer_with_count(4)),
                  9);
  ck_assert_str_eq(probe.text, "[0, 1, 2] |");
  ck_assert_int_eq(probe.ends, 1);
  rill_unref(stop);
  clock_close(clock);
}
