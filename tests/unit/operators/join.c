/* SPDX-License-Identifier: MIT */
#include "core/scheduler.h"
#include "support/asking.h"
#include "support/failing.h"
#include "support/joins.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static rill_value_t sum(rill_value_t a, rill_value_t b, void *context) {
  (void) context;
  return rill_int(rill_as_int(a) + rill_as_int(b));
}

TEST(join, pairs_items_whose_times_overlap) {
  ck_marbles("-1-------2----------3----|",
             rill_join(rill_from_marbles("---7----------8----------|"),
                       as("--------1"), as("--------|")),
             "---[1,7]-[2,7][2,8]-[3,8]|");
}

TEST(join, combines_as_it_is_told) {
  ck_marbles("-12---------|",
             rill_join(rill_from_marbles("---34-------|"), FOR_EVER, FOR_EVER,
                       rill_call(sum)),
             "---(45)@4:(56)@12:|");
}

TEST(join, lets_each_item_have_a_time_of_its_own) {
  ck_marbles("12------------------|",
             rill_join(rill_from_marbles("---3--------4----------5|"),
                       rill_call(tens), FOR_EVER, rill_call(sum)),
             "---(45)@12:6@21:|");
}

TEST(join, pairs_items_without_time_with_those_that_are_there) {
  ck_marbles("-1-2-3-|",
             rill_join(rill_from_marbles("--5---6|"), FOR_EVER, NO_TIME,
                       rill_call(sum)),
             "--6---(789)@7:|");
  ck_marbles("-1-2-3-|",
             rill_join(rill_from_marbles("--4---5|"), NO_TIME, NO_TIME,
                       rill_call(sum)),
             "-------|");
}

TEST(join, ends_when_no_pair_can_come) {
  ck_marbles("-1|", rill_join(rill_never(), as("----|"), FOR_EVER), "-----|");
  ck_marbles("-----", rill_join(rill_from_marbles("-1|"), FOR_EVER, as("--1")),
             "---|");
  ck_marbles("-1|", rill_join(rill_from_marbles("---|"), FOR_EVER, FOR_EVER),
             "---|");
  ck_marbles("|", rill_join(rill_never(), FOR_EVER, FOR_EVER), "|");
  ck_marbles("---", rill_join(rill_empty(), FOR_EVER, FOR_EVER), "|");
}

TEST(join, fails_with_a_stream_a_duration_or_a_function) {
  ck_marbles("-1#", rill_join(rill_never(), FOR_EVER, FOR_EVER), "--#");
  ck_marbles("-----", rill_join(rill_from_marbles("-#"), FOR_EVER, FOR_EVER),
             "-#");
  ck_marbles("-1------", rill_join(rill_never(), as("--#"), FOR_EVER), "---#");
  ck_marbles("--------", rill_join(rill_from_marbles("-1"), FOR_EVER, as("#")),
             "-#");
  ck_operator_fails(rill_join(rill_never(), rill_call(broken1), FOR_EVER), 7,
                    "no idea", "join");
  ck_operator_fails(
      rill_join(rill_from_marbles("1---"), FOR_EVER, rill_call(broken1)), 7,
      "no idea", "join");
  ck_operator_fails(rill_join(rill_from_marbles("1---"), FOR_EVER, FOR_EVER,
                              rill_call(broken2)),
                    7, "no idea", "join");
}

TEST(join, fails_when_a_side_is_full) {
  ck_operator_fails(
      rill_join(rill_from_marbles("(123)"), FOR_EVER, FOR_EVER, .capacity = 2),
      RILL_EOVERFLOW, "rill_join: capacity is 2", "right stream");
  ck_marbles("-1-2-3-4-|",
             rill_join(rill_never(), as("---|"), FOR_EVER, .capacity = 2),
             "----------|");
}

TEST(join, makes_both_streams_wait_while_pairs_wait) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  int64_t made = 0;
  rill_observable_t *right = counted(10, &made);
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_range(1, 3),
                rill_join(right, FOR_EVER, FOR_EVER, rill_call(sum))),
      0);
  ck_assert_int_eq(made, 1);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "11 12");
  ck_assert_int_eq(made, 1);
  rill_request(probe.subscription, 2);
  ck_assert_str_eq(probe.text, "11 12 13 12");
  ck_assert_int_eq(made, 2);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

TEST(join, emits_within_demand) {
  ck_asking("(123|)",
            rill_join(rill_from_marbles("(345|)"), FOR_EVER, FOR_EVER,
                      rill_call(sum)),
            "4---------(56)------(567678|)", {0, 1}, {10, 2}, {20, 9});
}

TEST(join, leaves_no_duration_behind) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 3),
                            rill_join(rill_range(1, 3), rill_call(tens),
                                      rill_call(tens), rill_call(sum)),
                            rill_take(1)),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "2 |");
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  clock_close(clock);
}

static void push_b(reenter_t *r, int64_t item) {
  if (item == 3) rill_subject_next(r->b, rill_int(4));
}

TEST(join, hears_what_comes_from_inside_of_an_item_later) {
  reenter_t r;
  reenter_open(&r, push_b);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *b = rill_subject_observable(r.b);
  reenter_run(&r,
              rill_pipe(a, rill_join(b, FOR_EVER, FOR_EVER, rill_call(sum))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(8));
  rill_subject_next(r.b, rill_int(2));
  ck_assert_str_eq(r.text, "3 10 5 12");
  reenter_close(&r);
}

/* Something else happens while the time of an item begins. */
static rill_value_t push_while_asked(rill_value_t item, void *context) {
  reenter_t *r = context;
  r->inside = true;
  if (rill_as_int(item) == 2) rill_subject_next(r->b, rill_int(5));
  r->inside = false;
  return rill_object(rill_never());
}

TEST(join, emits_nothing_from_inside_of_a_function) {
  reenter_t r;
  reenter_open(&r, NULL);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *b = rill_subject_observable(r.b);
  rill_fn_t begin = rill_call_with(push_while_asked, rill_borrow(&r));
  reenter_run(&r, rill_pipe(a, rill_join(b, begin, FOR_EVER, rill_call(sum))));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.a, rill_int(2));
  ck_assert_str_eq(r.text, "6 7");
  reenter_close(&r);
}

TEST(join, refuses_bad_arguments) {
  ck_operator_fails(rill_join(NULL, FOR_EVER, FOR_EVER), RILL_EINVAL,
                    "rill_join: right is NULL");
  ck_operator_fails(rill_join(rill_empty(), FOR_EVER), RILL_EINVAL,
                    "rill_join: right_duration is NULL");
  ck_operator_fails(rill_join(rill_empty(), rill_no_fn(), FOR_EVER),
                    RILL_EINVAL, "rill_join: left_duration is NULL");
  ck_operator_fails(rill_join(rill_empty(), FOR_EVER, FOR_EVER, FOR_EVER),
                    RILL_EINVAL, "rill_join: combine takes 1 arguments");
  ck_operator_fails(rill_join(rill_empty(), FOR_EVER, FOR_EVER, .capacity = -1),
                    RILL_EINVAL, "rill_join: capacity is -1");
}

TEST(join, drops_what_it_was_given_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(rill_join(rill_just(rill_string("a")), FOR_EVER, FOR_EVER));
  }
}
