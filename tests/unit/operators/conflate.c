/* SPDX-License-Identifier: MIT */
#include "support/asking.h"
#include "support/marbles.h"
#include "support/reenter.h"

static rill_value_t nothing(void *context) {
  (void) context;
  return rill_list(NULL, 0);
}

/* The list and one item more. */
static rill_value_t append(rill_value_t list, rill_value_t item,
                           void *context) {
  rill_value_t items[64];
  size_t n = rill_list_length(list);
  (void) context;
  for (size_t i = 0; i < n; i++) items[i] = rill_list_get(list, i);
  items[n++] = item;
  return rill_list(items, n);
}

static rill_operator_t *listed(void) {
  return rill_conflate(rill_call(nothing), rill_call(append));
}

TEST(conflate, items_that_are_asked_for_stay_apart) {
  ck_marbles("-1--2--(34)----|", listed(), "-[1][2]([3][4])|");
  ck_marbles("|", listed(), "|");
  ck_marbles("--|", listed(), "--|");
}

TEST(conflate, folds_what_nobody_has_asked_for) {
  ck_asking("-1-2-3-------4------5---|", listed(), "------[1,2,3][4]----[5]-|",
            {6, 1}, {6, 1}, {14, 1});
  ck_asking("123-----|", listed(), "[1]-----([2,3]|)", {-1, 1}, {8, 1});
}

TEST(conflate, the_end_waits_for_what_is_folded) {
  ck_asking("12|", listed(), "-----([1,2]|)", {5, 1});
  ck_asking("12|", listed(), "------", {-1, 0});
}

TEST(conflate, an_error_overtakes) {
  ck_asking("12--#", listed(), "[1]-#", {-1, 1});
  ck_marbles("#", listed(), "#");
}

TEST(conflate, cancels) {
  ck_marbles_with("-1--2--3-|", listed(), "-[1]([2]!)", .cancel_after = 2);
  ck_marbles("-1--2--3-|", listed(), "-[1]!");
}

TEST(conflate, each_run_begins_anew) {
  ck_marbles("1--2--|", rill_compose(listed(), rill_repeat(2)),
             "[1][2][1][2]|");
}

static rill_value_t spilt(void *context) {
  return rill_fail(rill_error_new(7, "%s", (const char *) context));
}

static rill_value_t spill_at_2(rill_value_t sum, rill_value_t item,
                               void *context) {
  (void) context;
  if (rill_as_int(item) == 2) return rill_fail(rill_error_new(7, "spilt"));
  return rill_int(rill_as_int(sum) + rill_as_int(item));
}

static rill_value_t zero(void *context) {
  (void) context;
  return rill_int(0);
}

TEST(conflate, fails_with_its_functions) {
  char text[] = "no seed";
  ck_operator_fails(rill_conflate(rill_call_with(spilt, rill_borrow(text)),
                                  rill_call(append)),
                    7, "no seed", "(conflate)");
  ck_marbles("-1-2-3-|", rill_conflate(rill_call(zero), rill_call(spill_at_2)),
             "-1-#");
}

static rill_value_t plus(rill_value_t sum, rill_value_t item, void *context) {
  (void) context;
  return rill_int(rill_as_int(sum) + rill_as_int(item));
}

/* What is pushed from inside of an item comes after it. */
static void push_more(reenter_t *r, int64_t item) {
  if (item != 1) return;
  rill_subject_next(r->a, rill_int(2));
  rill_subject_next(r->a, rill_int(3));
}

TEST(conflate, signals_do_not_nest) {
  reenter_t r;
  reenter_open(&r, push_more);
  reenter_run(&r, rill_pipe(rill_subject_observable(r.a),
                            rill_conflate(rill_call(zero), rill_call(plus))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_complete(r.a);
  ck_assert_str_eq(r.text, "1 2 3 |");
  reenter_close(&r);
}

/* Asks for more from inside of the function that folds. */
static rill_value_t plus_and_ask(rill_value_t sum, rill_value_t item,
                                 void *context) {
  probe_t *probe = context;
  if (rill_as_int(item) > 1) rill_request(probe->subscription, 1);
  return plus(sum, item, NULL);
}

/* It gets the item that is being folded, too. */
TEST(conflate, asked_from_inside_of_its_function) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_from_marbles("-1-2-3|"),
                            rill_conflate(rill_call(zero),
                                          rill_call_with(plus_and_ask,
                                                         rill_borrow(&probe)))),
                  0);
  rill_virtual_run(clock);
  ck_assert_str_eq(probe.text, "3 3 |");
  clock_close(clock);
}

TEST(conflate, a_million_items_into_one) {
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 1000000),
                            rill_conflate(rill_call(zero), rill_call(plus))),
                  0);
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "500000500000 |");
  clock_close(clock);
}

TEST(conflate, names_bad_arguments) {
  ck_operator_fails(rill_conflate(rill_no_fn(), rill_call(plus)), RILL_EINVAL,
                    "rill_conflate: the seed is NULL");
  ck_operator_fails(rill_conflate(rill_call(zero), rill_no_fn()), RILL_EINVAL,
                    "rill_conflate: the accumulator is NULL");
  ck_operator_fails(rill_conflate(rill_call(plus), rill_call(plus)),
                    RILL_EINVAL, "rill_conflate: the seed takes 2 arguments");
}
