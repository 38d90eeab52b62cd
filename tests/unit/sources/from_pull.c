/* SPDX-License-Identifier: MIT */
/* from_pull: called when something is asked for, and not before. */
#include "support/marbles.h"
#include "support/probe.h"

#include <rill.h>

struct counter { int64_t calls, end; };

static rill_value_t count(void *context) {
  struct counter *counter = context;
  int64_t n = ++counter->calls;
  return n <= counter->end ? rill_int(n) : rill_done();
}

static rill_observable_t *counting(struct counter *counter, int64_t end) {
  *counter = (struct counter){0, end};
  return rill_from_pull(rill_call_with(count, rill_borrow(counter)));
}

TEST(from_pull, gives_what_the_function_returns_until_done) {
  struct counter counter;
  ck_source(counting(&counter, 3), "(123|)");
  ck_assert_int_eq(counter.calls, 4);
  ck_flow(counting(&counter, 3), "(123|)", .demand = 1, .again = 1);
  ck_source(counting(&counter, 0), "|");
}

TEST(from_pull, pulls_only_what_is_asked_for) {
  struct counter counter;
  probe_t probe = {0};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock, counting(&counter, 10), 0);
  ck_assert_int_eq(counter.calls, 0);
  rill_request(probe.subscription, 2);
  ck_assert_int_eq(counter.calls, 2);
  ck_assert_str_eq(probe.text, "1 2");
  clock_close(clock);
}

RILL_FILTER_FN(below_4, int64_t, x) { return x < 4; }

TEST(from_pull, pulls_nothing_in_vain) {
  struct counter counter;
  probe_t probe = {0};
  rill_observable_t *flow =
      rill_pipe(counting(&counter, 1000), rill_take_while(below_4));
  ck_assert_str_eq(probe_run(&probe, flow), "1 2 3 |");
  ck_assert_int_eq(counter.calls, 4);
}

TEST(from_pull, stops_at_a_cancel) {
  struct counter counter;
  probe_t probe = {.cancel_at = 3};
  ck_assert_str_eq(probe_run(&probe, counting(&counter, 1000)), "1 2 3");
  ck_assert_int_eq(counter.calls, 3);
}

TEST(from_pull, pulls_a_million_items_one_by_one) {
  struct counter counter;
  probe_t probe = {.again = 1};
  rill_scheduler_t *clock = clock_new();
  probe_subscribe(&probe, clock,
                  rill_pipe(counting(&counter, 1000000), rill_count()), 1);
  ck_assert_str_eq(probe.text, "1000000 |");
  clock_close(clock);
}

static rill_value_t nothing_then_spill(void *context) {
  if (++*(int *) context == 1) return rill_none();
  return rill_fail(rill_error_new(7, "spilt"));
}

TEST(from_pull, gives_none_as_an_item_and_fails_with_the_function) {
  int calls = 0;
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(nothing_then_spill, rill_borrow(&calls));
  ck_assert_str_eq(probe_run(&probe, rill_from_pull(f)), "none #");
  ck_assert_int_eq(probe.error_code, 7);
}

static rill_value_t fresh_string(void *context) {
  return ++*(int *) context < 600 ? rill_string("drop") : rill_done();
}

TEST(from_pull, owns_what_the_function_returns) {
  int calls = 0;
  probe_t probe = {0};
  rill_fn_t f = rill_call_with(fresh_string, rill_borrow(&calls));
  ck_assert_str_eq(probe_run(&probe, rill_pipe(rill_from_pull(f),
                                               rill_count())),
                   "599 |");
}

TEST(from_pull, refuses_no_function) {
  ck_fails(rill_from_pull(rill_no_fn()), RILL_EINVAL,
           "rill_from_pull: the function is NULL");
}

TEST(from_pull, done_is_a_mark_of_its_own) {
  ck_assert(rill_is_done(rill_done()));
  ck_assert(!rill_is_done(rill_none()));
  ck_assert(!rill_is_done(rill_int(1)));
}
