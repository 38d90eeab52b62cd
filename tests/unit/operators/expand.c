/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/probe.h"

static const rill_fn_t unset;

static rill_value_t double_below_5(rill_value_t item, void *context) {
  (void) context;
  rill_value_t twice = rill_int(2 * item.as.i);
  return rill_list(&twice, item.as.i < 5 ? 1 : 0);
}

/* A binary tree, below `context`. */
static rill_value_t children(rill_value_t item, void *context) {
  int64_t end = *(const int64_t *) context, n = 2 * item.as.i;
  rill_value_t both[] = {rill_int(n), rill_int(n + 1)};
  return rill_list(both, n >= end ? 0 : n + 1 < end ? 2 : 1);
}

static rill_value_t next_one(rill_value_t item, void *context) {
  (void) context;
  rill_value_t next = rill_int(item.as.i + 1);
  return rill_list(&next, item.as.i < 1000000 ? 1 : 0);
}

static rill_value_t endless(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_range(0, INT64_MAX));
}

static rill_value_t after_two(rill_value_t item, void *context) {
  (void) context;
  char row[] = "--0|";
  row[2] = (char) ('0' + item.as.i + 1);
  return rill_object(item.as.i % 4 == 0 ? rill_empty()
                                        : rill_from_marbles(row));
}

static rill_value_t refuse(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(RILL_ERANGE, "no more"));
}

#define TREE(end) rill_call_with(children, rill_borrow(end))

TEST(expand, passes_on_what_items_lead_to) {
  ck_marbles("-1-----|", rill_expand(rill_call(double_below_5)),
             "-(1248)|");
}

TEST(expand, goes_level_by_level) {
  int64_t end = 10;
  ck_marbles("(1|)", rill_expand(TREE(&end)), "(123456789|)");
  ck_marbles_stepwise("(1|)", rill_expand(TREE(&end), .max_concurrent = 1),
                      "(123456789|)");
}

TEST(expand, goes_on_in_time) {
  ck_marbles("-1-----5-|", rill_expand(rill_call(after_two)),
             "-1-2-3-(54)@9:6-7-8|");
}

TEST(expand, a_million_levels_need_no_stack) {
  probe_t probe = {0};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_just(rill_int(1)),
                                               rill_expand(rill_call(next_one)),
                                               rill_count())),
                   "1000000 |");
}

TEST(expand, stops_an_endless_tree) {
  probe_t probe = {0}, cancelled = {.cancel_at = 3};
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_just(rill_int(7)),
                                               rill_expand(rill_call(endless)),
                                               rill_take(4))),
                   "7 0 1 2 |");
  ck_assert_str_eq(
      probe_run(&cancelled, rill_pipe(rill_just(rill_int(7)),
                                      rill_expand(rill_call(endless)))),
      "7 0 1");
}

TEST(expand, waits_for_demand) {
  int64_t end = 6;
  ck_asking("1|", rill_expand(TREE(&end)), "1----2----(345|)", {0, 1}, {5, 1},
            {10, 9});
}

TEST(expand, says_when_too_much_waits) {
  ck_operator_fails(rill_expand(rill_call(endless), .capacity = 8),
                    RILL_EOVERFLOW, "rill_expand: capacity is 8", ".capacity");
}

/* A level may be wider than the queue as long as its streams end. */
TEST(expand, a_wide_tree_needs_no_wide_queue) {
  int64_t end = 100000;
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_just(rill_int(1)),
                                  rill_expand(TREE(&end), .capacity = 131072),
                                  rill_count())),
      "99999 |");
}

TEST(expand, fails_with_the_function_and_with_a_stream) {
  ck_marbles("1-|", rill_expand(rill_call(refuse)), "(1#)");
  ck_operator_fails(rill_expand(rill_call(refuse)), RILL_ERANGE, "no more");
  ck_marbles("-4-------#", rill_expand(rill_call(double_below_5)),
             "-(48)----#");
}

TEST(expand, refuses_bad_arguments) {
  ck_operator_fails(rill_expand(unset), RILL_EINVAL, "rill_expand",
                    "function");
  ck_operator_fails(rill_expand(rill_call(refuse), .capacity = -1),
                    RILL_EINVAL, "capacity is -1");
  ck_operator_fails(rill_expand(rill_call(refuse), .max_concurrent = -1),
                    RILL_EINVAL, "max_concurrent is -1");
}
