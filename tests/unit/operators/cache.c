/* SPDX-License-Identifier: MIT */
#include "support/failing.h"
#include "support/heard.h"
#include "support/marbles.h"
#include "support/probe.h"

static void join(probe_t *probe, rill_scheduler_t *clock,
                 rill_observable_t *shared) {
  rill_observable_t *again = rill_ref(shared);
  probe_subscribe(probe, clock, again, RILL_UNBOUNDED);
}

/* A run of its own for each subscription: its number, ten ticks later. */
static rill_value_t numbered(void *context) {
  int run = ++*(int *) context;
  return rill_object(rill_pipe(rill_just(rill_int(run)), rill_delay(10)));
}

static rill_observable_t *runs(int *count, rill_operator_t *op) {
  return rill_pipe(rill_defer(rill_call_with(numbered, rill_borrow(count))),
                   op);
}

TEST(cache, passes_one_subscriber_all) {
  ck_marbles("-1-2-3-|", rill_cache(), "-1-2-3-|");
  ck_marbles("-1-2-#", rill_cache(), "-1-2-#");
  ck_marbles("|", rill_cache(), "|");
  ck_marbles_stepwise("(12345|)", rill_cache(), "(12345|)");
}

TEST(cache, the_result_stays_for_all) {
  int count = 0;
  probe_t first = {0}, during = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = runs(&count, rill_cache());
  ck_assert_int_eq(count, 0);
  join(&first, clock, flow);
  rill_virtual_advance_to(clock, 5);
  join(&during, clock, flow);
  rill_virtual_advance_to(clock, 1000000);
  join(&after, clock, flow);
  ck_assert_str_eq(first.text, "1 |");
  ck_assert_str_eq(during.text, "1 |");
  ck_assert_str_eq(after.text, "1 |");
  ck_assert_int_eq(count, 1);
  rill_unref(flow);
  clock_close(clock);
}

TEST(cache, who_comes_during_the_run_hears_it_from_its_beginning) {
  probe_t first = {0}, during = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_from_marbles("-1-2-3-|"), rill_cache());
  join(&first, clock, flow);
  rill_virtual_advance_to(clock, 4);
  join(&during, clock, flow);
  ck_assert_str_eq(during.text, "1 2");
  rill_virtual_run(clock);
  ck_assert_str_eq(during.text, "1 2 3 |");
  rill_unref(flow);
  clock_close(clock);
}

TEST(cache, after_its_time_it_runs_anew) {
  int count = 0;
  probe_t first = {0}, fresh = {0}, stale = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = runs(&count, rill_cache(.ttl = 20));
  join(&first, clock, flow); /* ends at 10 */
  rill_virtual_advance_to(clock, 29);
  join(&fresh, clock, flow);
  ck_assert_str_eq(fresh.text, "1 |");
  rill_virtual_advance_to(clock, 30);
  join(&stale, clock, flow);
  rill_virtual_run(clock);
  ck_assert_str_eq(stale.text, "2 |");
  ck_assert_int_eq(count, 2);
  rill_unref(flow);
  clock_close(clock);
}

static rill_value_t fails_once(void *context) {
  if (++*(int *) context == 1) return rill_object(rill_from_marbles("-1-#"));
  return rill_object(rill_from_marbles("-2-|"));
}

TEST(cache, an_error_is_not_kept) {
  int count = 0;
  probe_t first = {0}, second = {0}, third = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_defer(rill_call_with(fails_once, rill_borrow(&count))),
                rill_cache());
  join(&first, clock, flow);
  rill_virtual_run(clock);
  join(&second, clock, flow);
  rill_virtual_run(clock);
  join(&third, clock, flow);
  ck_assert_str_eq(first.text, "1 #");
  ck_assert_str_eq(second.text, "2 |");
  ck_assert_str_eq(third.text, "2 |");
  ck_assert_int_eq(count, 2);
  rill_unref(flow);
  clock_close(clock);
}

TEST(cache, the_run_goes_on_when_all_have_left) {
  int count = 0;
  probe_t first = {0}, after = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow = runs(&count, rill_cache());
  join(&first, clock, flow);
  rill_virtual_advance_to(clock, 5);
  rill_cancel(first.subscription);
  rill_virtual_run(clock);
  join(&after, clock, flow);
  ck_assert_str_eq(after.text, "1 |");
  ck_assert_int_eq(count, 1);
  rill_unref(flow);
  clock_close(clock);
}

TEST(cache, more_than_may_be_kept_is_an_error) {
  probe_t probe = {0}, exact = {0};
  probe_run(&probe, rill_pipe(rill_range(1, 4), rill_cache(.capacity = 3)));
  ck_assert_str_eq(probe.text, "1 2 3 #");
  ck_assert_int_eq(probe.error_code, RILL_EOVERFLOW);
  ck_assert_str_has(probe.error, "rill_cache: there are more than the 3 items");
  probe_run(&exact, rill_pipe(rill_range(1, 3), rill_cache(.capacity = 3)));
  ck_assert_str_eq(exact.text, "1 2 3 |");
}

TEST(cache, keeps_and_lets_go_of_counted_items) {
  probe_t one = {0}, two = {0};
  rill_scheduler_t *clock = clock_new();
  rill_observable_t *flow =
      rill_pipe(rill_of(rill_string("a"), rill_string("b")), rill_cache());
  join(&one, clock, flow);
  join(&two, clock, flow);
  ck_assert_str_eq(two.text, "a b |");
  ck_assert_live(&rill_string_type, 2);
  rill_unref(flow);
  ck_assert_live(&rill_string_type, 0);
  clock_close(clock);
}

/* Any of them may be the first, or two at once. */
TEST(cache, is_heard_on_any_thread) {
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
  rill_observable_t *flow =
      rill_pipe(rill_range(1, 2000), rill_cache(.capacity = 2000));
  for (int round = 0; round < 20; round++) {
    heard_t heard[4] = {0};
    for (int k = 0; k < 4; k++) {
      rill_observable_t *again = rill_ref(flow);
      rill_unref(heard_subscribe(&heard[k], pool, again));
    }
    for (int k = 0; k < 4; k++) {
      heard_wait(&heard[k]);
      ck_assert_int_eq(heard[k].errors, 0);
      ck_assert_int_eq(heard[k].items, 2000);
      ck_assert(!heard[k].disordered);
      ck_assert_int_eq(heard[k].completions, 1);
    }
  }
  rill_unref(flow);
  rill_scheduler_close(pool);
}

TEST(cache, names_bad_arguments) {
  ck_operator_fails(rill_cache(.ttl = -5), RILL_EINVAL,
                    "rill_cache: ttl is -5 ns (must be >= 0)");
  ck_operator_fails(rill_cache(.capacity = -5), RILL_EINVAL,
                    "rill_cache: capacity is -5");
}
