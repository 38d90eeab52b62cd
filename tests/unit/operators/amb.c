/* SPDX-License-Identifier: MIT */
#include "core/scheduler.h"
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

TEST(amb, goes_on_with_who_is_first) {
  ck_marbles("---1-2-|", rill_amb(rill_from_marbles("-7--8---9|")),
             "-7--8---9|");
  ck_marbles("-1-2-|", rill_amb(rill_from_marbles("--7|")), "-1-2-|");
  ck_marbles("---1|",
             rill_amb(rill_from_marbles("--2|"), rill_from_marbles("-3-4|")),
             "-3-4|");
}

TEST(amb, of_the_same_tick_prefers_the_earlier_one) {
  ck_marbles("-1-2|", rill_amb(rill_from_marbles("-7-8|")), "-1-2|");
}

TEST(amb, takes_an_end_for_a_sign_too) {
  ck_marbles("---1-2-|", rill_amb(rill_from_marbles("-|")), "-|");
  ck_marbles("---1-2-|", rill_amb(rill_from_marbles("-#")), "-#");
  ck_marbles("-#", rill_amb(rill_from_marbles("--1|")), "-#");
}

TEST(amb, of_none_is_empty_and_of_silent_ones_silent) {
  ck_source(rill_amb_of(NULL, 0), "|");
  ck_source(rill_amb_of(RILL_OBSERVABLES(rill_never(), rill_never())),
            "----------");
  ck_marbles("--|", rill_amb(rill_never()), "--|");
}

static rill_value_t count_run(void *context) {
  ++*(int *) context;
  return rill_object(rill_never());
}

TEST(amb, subscribes_nobody_after_the_winner) {
  int runs = 0;
  ck_marbles(
      "(12|)",
      rill_amb(rill_defer(rill_call_with(count_run, rill_borrow(&runs)))),
      "(12|)");
  ck_assert_int_eq(runs, 0);
}

TEST(amb, cancels_the_others) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_amb_of(RILL_OBSERVABLES(rill_interval(5), rill_timer(3),
                                               rill_interval(4))),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 3);
  ck_assert_str_eq(probe.text, "0 |");
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  clock_close(clock);
}

TEST(amb, asks_each_for_what_is_wanted) {
  ck_asking("--(123|)", rill_amb(rill_from_marbles("---(789|)")),
            "--(12)@10:(3|)", {0, 1}, {1, 1}, {10, 1});
  ck_asking("(123|)", rill_amb(rill_from_marbles("(789|)")), "@5:1@10:(23|)",
            {5, 1}, {10, 2});
}

static rill_value_t note_item(rill_value_t item, void *context) {
  (void) item;
  ++*(int *) context;
  return rill_none();
}

/* Both could answer at once. */
TEST(amb, does_not_ask_the_others_when_the_first_one_answers) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {.again = 1};
  int made = 0;
  rill_fn_t note = rill_call_with(note_item, rill_borrow(&made));
  rill_observable_t *other =
      rill_pipe(rill_range(50, 9), rill_do(.next = note));
  probe_subscribe(&probe, clock, rill_pipe(rill_range(1, 4), rill_amb(other)),
                  0);
  ck_assert_str_eq(probe.text, "");
  rill_request(probe.subscription, 1);
  ck_assert_str_eq(probe.text, "1 2 3 4 |");
  ck_assert_int_eq(made, 0);
  clock_close(clock);
}

/* The loser answers to the same request, from inside of which the winner has
 * won already. */
static void push_b(reenter_t *r, int64_t item) {
  if (item == 1) rill_subject_next(r->b, rill_int(5));
  if (item == 2) rill_cancel(r->run);
}

TEST(amb, hears_nothing_of_a_loser) {
  reenter_t r;
  reenter_open(&r, push_b);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *b = rill_subject_observable(r.b);
  reenter_run(&r, rill_pipe(a, rill_amb(b)));
  rill_subject_next(r.a, rill_int(1));
  rill_subject_next(r.b, rill_int(6));
  rill_subject_next(r.a, rill_int(2));
  rill_subject_next(r.a, rill_int(3));
  ck_assert_str_eq(r.text, "1 2");
  reenter_close(&r);
}

static rill_value_t cancel_run(void *context) {
  rill_cancel(((reenter_t *) context)->run);
  return rill_none();
}

TEST(amb, may_be_cancelled_while_it_cancels_a_loser) {
  reenter_t r;
  reenter_open(&r, NULL);
  rill_observable_t *a = rill_subject_observable(r.a);
  rill_observable_t *loser = rill_pipe(
      rill_never(), rill_finally(rill_call_with(cancel_run, rill_borrow(&r))));
  reenter_run(&r, rill_pipe(a, rill_amb(loser)));
  rill_subject_next(r.a, rill_int(1));
  ck_assert_str_eq(r.text, "");
  reenter_close(&r);
}

TEST(amb, refuses_a_missing_source) {
  ck_operator_fails(rill_amb(rill_never(), NULL), RILL_EINVAL,
                    "rill_amb: source 1 is NULL");
  ck_fails(rill_amb_of(NULL, 2), RILL_EINVAL,
           "rill_amb_of: the array of 2 sources is NULL");
}

TEST(amb, drops_the_streams_without_memory) {
  failing_each(FAILING_ONE) {
    rill_unref(rill_amb(rill_just(rill_string("a")), rill_empty()));
  }
}
