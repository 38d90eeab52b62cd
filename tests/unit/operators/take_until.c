/* SPDX-License-Identifier: MIT */
/* take_until: another stream says when. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

static rill_operator_t *until(const char *other) {
  return rill_take_until(rill_from_marbles(other));
}

TEST(take_until, completes_when_the_other_gives_an_item) {
  ck_marbles("-1-2-3-4-|", rill_take_until(rill_timer(4)), "-1-2|");
  ck_marbles("-1-2-3-4-|", until("----9-8-|"), "-1-2|");
  ck_marbles_stepwise("-1-2-3-4-|", until("----9-8-|"), "-1-2|");
}

TEST(take_until, goes_on_when_the_other_completes) {
  ck_marbles("-1-2-3-|", until("--|"), "-1-2-3-|");
}

TEST(take_until, fails_with_either) {
  ck_marbles("-1-2-3-|", until("--#"), "-1#");
  ck_marbles("-1-#", until("--------9"), "-1-#");
}

static rill_value_t count(rill_value_t request, void *context) {
  *(int64_t *) context += rill_as_int(request);
  return rill_none();
}

TEST(take_until, never_starts_upstream_if_the_other_has_an_item) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_operator_t *look = rill_do(
      .subscribe = rill_no_fn(),
      .next = rill_call_with(count, rill_borrow(&asked)));
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(rill_range(1, 9), look,
                                  rill_take_until(rill_range(5, 3)))),
      "|");
  ck_assert_int_eq(asked, 0);
}

TEST(take_until, asks_the_other_for_one_item) {
  int64_t asked = 0;
  probe_t probe = {0};
  rill_observable_t *other = rill_pipe(
      rill_timer(5),
      rill_do(.request = rill_call_with(count, rill_borrow(&asked))));
  probe_run(&probe, rill_pipe(rill_interval(1), rill_take_until(other)));
  ck_assert_str_eq(probe.text, "0 1 2 3 |");
  ck_assert_int_eq(asked, 1);
}

TEST(take_until, lets_go_of_the_other_at_the_end) {
  rill_scheduler_t *clock = clock_new();
  probe_t probe = {0};
  probe_subscribe(&probe, clock,
                  rill_pipe(rill_range(1, 2), rill_take_until(rill_timer(99))),
                  RILL_UNBOUNDED);
  ck_assert_str_eq(probe.text, "1 2 |");
  ck_assert_int_eq(rill_virtual_run(clock), 0);
  clock_close(clock);
}

TEST(take_until, takes_upstream_for_the_other) {
  probe_t probe = {0};
  rill_observable_t *ticks = rill_interval(3), *again = rill_ref(ticks);
  ck_assert_str_eq(
      probe_run(&probe, rill_pipe(ticks, rill_take_until(again))), "|");
}

TEST(take_until, refuses_null) {
  ck_operator_fails(rill_take_until(NULL), RILL_EINVAL,
                    "rill_take_until: other is NULL");
}

static void fire(rill_value_t item, void *context) {
  void **both = context;
  char *text = both[1];
  (void) item;
  strcat(text, "<");
  rill_subject_next(both[0], rill_int(0));
  strcat(text, ">");
}

static void say_end(void *context) { strcat(((void **) context)[1], "|"); }

TEST(take_until, ends_after_the_item_that_brought_it_about) {
  rill_scheduler_t *clock = rill_virtual_scheduler_new();
  rill_subject_t *stop = rill_subject_new(clock);
  char text[64] = "";
  void *both[] = {stop, text};
  rill_observable_t *other = rill_subject_observable(stop);
  rill_unref(rill_subscribe(
      clock, rill_pipe(rill_range(1, 9), rill_take_until(other)),
      .next = fire, .complete = say_end, .context = both));
  ck_assert_str_eq(text, "<>|");
  rill_unref(stop);
  rill_scheduler_close(clock);
}
