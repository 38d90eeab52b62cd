/* SPDX-License-Identifier: MIT */
#include "core/scheduler.h"
#include "support/asking.h"
#include "support/failing.h"
#include "support/marbles.h"
#include "support/probe.h"
#include "support/reenter.h"

static rill_value_t negated(rill_value_t x, void *context) {
  (void) context;
  return rill_int(-rill_as_int(x));
}

/* All items, negated if the first one is odd. */
static rill_value_t by_first(rill_value_t first, rill_value_t items,
                             void *context) {
  (void) context;
  rill_observable_t *all = rill_from_value(rill_value_ref(items));
  if (rill_as_int(first) % 2 == 0) return rill_object(all);
  return rill_object(rill_pipe(all, rill_map(rill_call(negated))));
}

static rill_value_t whole(rill_value_t first, rill_value_t items,
                          void *context) {
  (void) first;
  (void) context;
  return rill_value_ref(items);
}

static rill_value_t another(rill_value_t first, rill_value_t items,
                            void *context) {
  (void) first;
  (void) items;
  return rill_object(rill_from_marbles(context));
}

#define WHOLE rill_switch_on_first(rill_call(whole))
#define BY_FIRST rill_switch_on_first(rill_call(by_first))
static rill_operator_t *to(const char *text) {
  return rill_switch_on_first(
      rill_call_with(another, rill_borrow((void *) (uintptr_t) text)));
}

TEST(switch_on_first, goes_on_with_what_the_first_item_leads_to) {
  ck_marbles("-2-3-4-|", BY_FIRST, "-2-3-4-|");
  ck_marbles("-1---3---4---|", BY_FIRST, "-{-1}{-3}{-4}|");
  ck_marbles("(1234|)", rill_compose(BY_FIRST, rill_take(2)), "({-1}{-2}|)");
  ck_marbles_stepwise("(234|)", BY_FIRST, "(234|)");
}

TEST(switch_on_first, of_nothing_is_nothing) {
  ck_marbles("--|", WHOLE, "--|");
  ck_marbles("--#", WHOLE, "--#");
  ck_marbles("-1-2-#", WHOLE, "-1-2-#");
}

TEST(switch_on_first, may_go_on_without_the_items) {
  ck_marbles("-1-2-3-4-5", to("--7-8|"), "---7-8|");
  ck_marbles("-1-2|", to("--7-8|"), "---7-8|");
}

TEST(switch_on_first, tells_an_error_that_nobody_heard) {
  ck_marbles("-1-#", to("--7-8|"), "---7-8#");
}

static rill_value_t late_items(rill_value_t first, rill_value_t items,
                               void *context) {
  (void) first;
  (void) context;
  rill_observable_t *all = rill_from_value(rill_value_ref(items));
  return rill_object(rill_pipe(rill_from_marbles("---7|"), rill_concat(all)));
}

TEST(switch_on_first, keeps_the_items_until_they_are_subscribed) {
  ck_marbles("-1-2-3-|", rill_switch_on_first(rill_call(late_items)),
             "----7(123)@7:|");
  ck_marbles("1|", rill_switch_on_first(rill_call(late_items)), "---7(1|)");
}

TEST(switch_on_first, asks_for_what_is_wanted) {
  ck_asking("(123|)", WHOLE, "@5:1@10:(23|)", {5, 1}, {10, 2});
}

static rill_value_t is_even(rill_value_t x, void *context) {
  (void) context;
  return rill_bool(rill_as_int(x) % 2 == 0);
}

static rill_value_t even_items(rill_value_t first, rill_value_t items,
                               void *context) {
  (void) first;
  (void) context;
  return rill_object(rill_pipe(rill_from_value(rill_value_ref(items)),
                               rill_filter(rill_call(is_even))));
}

TEST(switch_on_first, asks_again_for_a_first_item_that_is_dropped) {
  ck_asking("(1234|)", rill_switch_on_first(rill_call(even_items)),
            "2---------(4|)", {0, 1}, {10, 1});
}

static rill_value_t unsure(rill_value_t first, rill_value_t items,
                           void *context) {
  (void) first;
  (void) items;
  (void) context;
  return rill_fail(rill_error_new(7, "no idea"));
}

static rill_value_t no_stream(rill_value_t first, rill_value_t items,
                              void *context) {
  (void) items;
  (void) context;
  return rill_value_ref(first);
}

TEST(switch_on_first, fails_with_the_function) {
  ck_operator_fails(rill_switch_on_first(rill_call(unsure)), 7, "no idea",
                    "switch_on_first");
  ck_operator_fails(rill_switch_on_first(rill_call(no_stream)), RILL_ETYPE,
                    "int");
}

static rill_value_t twice(rill_value_t first, rill_value_t items,
                          void *context) {
  (void) first;
  (void) context;
  rill_observable_t *all = rill_from_value(rill_value_ref(items));
  rill_observable_t *again = rill_ref(all);
  return rill_object(rill_pipe(all, rill_merge(again)));
}

TEST(switch_on_first, lets_the_items_be_subscribed_once) {
  ck_operator_fails(rill_switch_on_first(rill_call(twice)), RILL_EALREADY,
                    "share them");
}

/* --- The items, read from elsewhere --------------------------------------- */

static rill_value_t keep_items(rill_value_t first, rill_value_t items,
                               void *context) {
  (void) first;
  *(rill_value_t *) context = rill_value_ref(items);
  return rill_object(rill_from_marbles("----7|"));
}

static void read_elsewhere(probe_t *reader, rill_time_t at, bool cancel) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  rill_value_t items = rill_none();
  rill_fn_t keep = rill_call_with(keep_items, rill_borrow(&items));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_interval(1), rill_switch_on_first(keep)),
                  RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, at);
  probe_subscribe(reader, clock, rill_from_value(items), RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 3);
  if (cancel) rill_cancel(probe.subscription);
  rill_virtual_advance_to(clock, 10);
  ck_assert_str_eq(probe.text, cancel ? "" : "7 |");
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  clock_close(clock);
}

TEST(switch_on_first, tells_readers_from_elsewhere_of_its_end) {
  probe_t reader = {0};
  read_elsewhere(&reader, 1, false);
  ck_assert_str_eq(reader.text, "0 1 2 3 4 #");
  ck_assert_int_eq(reader.error_code, RILL_ECANCELED);
}

TEST(switch_on_first, tells_readers_from_elsewhere_when_it_is_cancelled) {
  probe_t reader = {0};
  read_elsewhere(&reader, 1, true);
  ck_assert_str_eq(reader.text, "0 1 2 #");
  ck_assert_int_eq(reader.error_code, RILL_ECANCELED);
}

TEST(switch_on_first, refuses_readers_after_its_end) {
  probe_t reader = {0};
  read_elsewhere(&reader, 8, false);
  ck_assert_str_eq(reader.text, "#");
  ck_assert_int_eq(reader.error_code, RILL_ECANCELED);
}

TEST(switch_on_first, keeps_to_the_demand_of_the_one_who_reads) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0}, reader = {0}, late = {0};
  rill_value_t items = rill_none();
  rill_fn_t keep = rill_call_with(keep_items, rill_borrow(&items));
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 9), rill_switch_on_first(keep)), 9);
  rill_value_t again = rill_value_ref(items);
  probe_subscribe(&reader, clock, rill_from_value(items), 1);
  probe_subscribe(&late, clock, rill_from_value(again), RILL_UNBOUNDED);
  ck_assert_int_eq(late.error_code, RILL_EALREADY);
  ck_assert_str_eq(reader.text, "1");
  rill_request(reader.subscription, 1);
  ck_assert_str_eq(reader.text, "1 2");
  rill_cancel(reader.subscription);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

static rill_value_t until_2(rill_value_t first, rill_value_t items,
                            void *context) {
  (void) first;
  (void) context;
  rill_observable_t *begin = rill_pipe(rill_from_value(rill_value_ref(items)),
                                       rill_take_until(rill_timer(2)));
  return rill_object(rill_pipe(begin, rill_concat(rill_never())));
}

TEST(switch_on_first, cancels_the_stream_when_the_items_are_cancelled) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(
      &probe, clock,
      rill_pipe(rill_interval(1), rill_switch_on_first(rill_call(until_2))),
      RILL_UNBOUNDED);
  rill_virtual_advance_to(clock, 5);
  ck_assert_str_eq(probe.text, "0 1");
  ck_assert_int_eq(rill_scheduler_next(clock), RILL_TIME_NEVER);
  rill_cancel(probe.subscription);
  clock_close(clock);
}

static void ask_one(reenter_t *r, int64_t item) {
  (void) item;
  rill_request(r->run, 1);
}

static void wait_to_ask(rill_subscription_t *run, void *context) {
  (void) run;
  (void) context;
}

/* The stream answers at once when it is asked from inside of the first one. */
TEST(switch_on_first, emits_the_second_item_after_the_first_one) {
  reenter_t r;
  probe_t probe = {0};
  rill_value_t items = rill_none();
  rill_fn_t keep = rill_call_with(keep_items, rill_borrow(&items));
  reenter_open(&r, ask_one);
  probe_subscribe(&probe, r.clock,
                  rill_pipe(rill_range(1, 3), rill_switch_on_first(keep)), 9);
  r.run = rill_subscribe(r.clock, rill_from_value(items), .next = reenter_next,
                         .complete = reenter_complete,
                         .subscribed = wait_to_ask, .context = &r);
  rill_request(r.run, 1);
  ck_assert_str_eq(r.text, "1 2 3 |");
  rill_cancel(probe.subscription);
  reenter_close(&r);
}

TEST(switch_on_first, refuses_a_missing_function) {
  ck_operator_fails(rill_switch_on_first(rill_no_fn()), RILL_EINVAL,
                    "rill_switch_on_first: the function is NULL");
}
