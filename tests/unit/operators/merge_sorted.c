/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"

static rill_value_t descending(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(b) - rill_as_int(a));
}

static rill_value_t by_tens(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) / 10 - rill_as_int(b) / 10);
}

static rill_value_t fail_at_3(rill_value_t a, rill_value_t b, void *context) {
  if (rill_as_int(a) == 3 || rill_as_int(b) == 3)
    return rill_fail(rill_error_new(7, "cannot compare"));
  return descending(b, a, context);
}

static rill_value_t no_int(rill_value_t a, rill_value_t b, void *context) {
  (void) a;
  (void) b;
  (void) context;
  return rill_bool(true);
}

TEST(merge_sorted, emits_the_smallest_of_what_comes_next) {
  ck_marbles("-1---4---5--|",
             rill_merge_sorted(rill_no_fn(), rill_from_marbles("--2---3----|")),
             "--1--23----(45)@12:|");
}

TEST(merge_sorted, sorts_many) {
  ck_marbles("(159|)",
             rill_merge_sorted(rill_no_fn(), rill_from_marbles("(26|)"),
                               rill_from_marbles("(3478|)"),
                               rill_from_marbles("|"),
                               rill_from_marbles("(0|)")),
             "(0123456789|)");
}

TEST(merge_sorted, compares_as_it_is_told) {
  ck_marbles(
      "(951|)",
      rill_merge_sorted(rill_call(descending), rill_from_marbles("(8764|)")),
      "(9876541|)");
}

TEST(merge_sorted, of_equal_items_emits_those_of_the_earlier_stream_first) {
  ck_source(rill_merge_sorted_of(
                RILL_OBSERVABLES(rill_from_marbles("({11}{21}{31}|)"),
                                 rill_from_marbles("({12}{13}{22}|)"),
                                 rill_from_marbles("({14}{23}{24}|)")),
                &(rill_merge_sorted_opts_t){sizeof(rill_merge_sorted_opts_t),
                                            .cmp = rill_call(by_tens)}),
            "({11}{12}{13}{14}{21}{22}{23}{24}{31}|)");
}

TEST(merge_sorted, of_one_or_none_is_that) {
  ck_source(rill_merge_sorted_of(NULL, 0, NULL), "|");
  ck_source(
      rill_merge_sorted_of(RILL_OBSERVABLES(rill_from_marbles("-31|")), NULL),
      "-31|");
  ck_marbles("--|", rill_merge_sorted(rill_no_fn(), rill_empty()), "--|");
}

TEST(merge_sorted, fails_at_once) {
  ck_marbles("(12)----#", rill_merge_sorted(rill_no_fn(), rill_never()),
             "--------#");
  ck_marbles("(12)--------",
             rill_merge_sorted(rill_no_fn(), rill_from_marbles("-1-#")),
             "-(11)@3:#");
}

TEST(merge_sorted, may_fail_when_all_have_ended) {
  static const rill_merge_sorted_opts_t late = {
      .size = sizeof(rill_merge_sorted_opts_t), .delay_error = true};
  ck_marbles("(13#)",
             rill_merge_sorted_array(
                 RILL_OBSERVABLES(rill_from_marbles("-2-----4|")), &late),
             "-(12)--(34)@8:#");
}

TEST(merge_sorted, fails_with_the_function) {
  ck_marbles(
      "(149|)",
      rill_merge_sorted(rill_call(fail_at_3), rill_from_marbles("(235|)")),
      "(12#)");
  ck_operator_fails(
      rill_merge_sorted(rill_call(no_int), rill_from_marbles("1|")), RILL_ETYPE,
      "merge_sorted", "int");
}

TEST(merge_sorted, emits_within_demand) {
  ck_asking("(135|)",
            rill_merge_sorted(rill_no_fn(), rill_from_marbles("(24|)")),
            "1---------(23)------(45|)", {0, 1}, {10, 2}, {20, 2});
}

static rill_value_t count_item(rill_value_t item, void *context) {
  (void) item;
  ++*(int64_t *) context;
  return rill_none();
}

TEST(merge_sorted, lets_nobody_be_further_ahead_than_prefetch) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  rill_fn_t count = rill_call_with(count_item, rill_borrow(&made));
  rill_merge_sorted_opts_t options = {.size = sizeof options, .prefetch = 8};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(0, 1000), rill_do(.next = count),
                            rill_merge_sorted_array(
                                RILL_OBSERVABLES(rill_never()), &options)),
                  RILL_UNBOUNDED);
  ck_assert_int_eq(made, 8);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(merge_sorted, goes_on_beyond_prefetch) {
  probe_t probe = {0};
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(0, 100000),
                                  rill_merge_sorted(rill_no_fn(),
                                                    rill_range(50, 100000)),
                                  rill_count())),
      "200000 |");
}

TEST(merge_sorted, refuses_bad_arguments) {
  ck_operator_fails(rill_merge_sorted(rill_no_fn(), NULL), RILL_EINVAL,
                    "rill_merge_sorted: source 0 is NULL");
  ck_operator_fails(rill_merge_sorted(rill_call(count_item), rill_empty()),
                    RILL_EINVAL, "rill_merge_sorted: cmp takes 1 arguments");
  ck_fails(rill_merge_sorted_of(NULL, 2, NULL), RILL_EINVAL,
           "rill_merge_sorted_of: the array of 2 sources is NULL");
}

TEST(merge_sorted, drops_what_it_was_given_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(rill_merge_sorted(rill_call(descending), rill_empty()));
  }
}
