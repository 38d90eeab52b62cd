/* SPDX-License-Identifier: MIT */
/* Rules 3.x: the subscription. */
#include "rules.h"

/* To the end, or to a cancel if there is none. */
static void end(watcher_t *w) {
  if (!rules_is(ENDLESS) && !w->canceled && w->released == 0)
    watcher_ask(w, RILL_UNBOUNDED);
  watcher_finish(w);
}

RULE(rule_3_01, is_of_one_subscriber_alone) {
  rill_observable_t *flow = rules_flow();
  rill_observable_t *again = rill_ref(flow);
  watcher_t one = {0}, other = {0};
  watcher_subscribe(&one, flow);
  watcher_subscribe(&other, again);
  must(one.subscription != other.subscription, "two have one");
  watcher_ask(&one, 1);
  watcher_await(&one, rules_at_least(1));
  rules_settle();
  must(other.items == 0, "one asks and the other one gets");
  if (other.released == 0) watcher_cancel(&other);
  watcher_finish(&other);
  end(&one);
}

RULE(rule_3_02, takes_requests_in_on_subscribe_and_on_next) {
  watcher_t w = {.demand = 1, .again = 1};
  if (rules_is(ENDLESS)) w.cancel_at = 2;
  watcher_subscribe(&w, rules_flow());
  watcher_finish(&w);
  if (!rules_is(ENDLESS))
    must(w.items == rules_source->items, "%zu items", w.items);
}

RULE(rule_3_03, does_not_nest_with_on_next) {
  enum { STACK = 16384 };
  watcher_t w = {.demand = 1, .again = 1};
  if (rules_is(ENDLESS)) w.cancel_at = 2;
  watcher_subscribe(&w, rules_flow());
  watcher_finish(&w);
  must(w.high - w.low < STACK, "the stack is %zu bytes deep",
       (size_t) (w.high - w.low));
}

RULE(rule_3_04, request_leaves_the_work_to_the_run) {
  watcher_t w = {0};
  watcher_subscribe(&w, rules_flow());
  watcher_ask_elsewhere(&w, 3, 1); /* on_next there is "on a strange thread" */
  must(w.items == 0, "%zu items have come", w.items);
  watcher_await(&w, rules_at_least(3));
  end(&w);
}

RULE(rule_3_05, cancel_may_come_from_all_threads_at_once) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  watcher_cancel_elsewhere(&w, 4);
  watcher_cancel_elsewhere(&w, 4);
  while (w.released == 0) watcher_await(&w, 100);
  watcher_finish(&w);
  must(w.items <= 1, "%zu items", w.items);
}

RULE(rule_3_06, request_is_nothing_after_cancel) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  watcher_await(&w, rules_at_least(1));
  if (w.released == 0) watcher_cancel(&w);
  rill_request(w.subscription, 5);
  rill_request(w.subscription, 0);
  rules_settle();
  must(w.items <= 1, "%zu items", w.items);
  watcher_finish(&w);
}

RULE(rule_3_07, cancel_is_nothing_after_cancel) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_cancel(&w);
  for (int i = 0; i < 3; i++) rill_cancel(w.subscription);
  watcher_finish(&w);
  must(w.released == 1, "released %d times", w.released);
}

RULE(rule_3_08, requests_add_up) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  watcher_ask(&w, 2);
  watcher_ask(&w, 1);
  watcher_await(&w, rules_at_least(4));
  rules_settle();
  must(w.items <= 4, "%zu items of 4", w.items);
  must(w.items >= rules_at_least(4), "%zu items", w.items);
  end(&w);
}

static void check_refused(int64_t count, bool inside) {
  watcher_t w = {.demand = inside ? 3 : 0, .again = inside ? count : 0};
  if (rules_source->items == 0 && !rules_is(ENDLESS)) return;
  if (rules_source->items == 0 && inside) return;
  watcher_subscribe(&w, rules_flow());
  if (!inside) watcher_ask(&w, count);
  while (w.released == 0) watcher_await(&w, 100);
  must(w.errors == 1 && w.code == RILL_EINVAL, "%d errors, %d", w.errors,
       w.code);
  must(strstr(w.error, "must be > 0") != NULL, "not told why: %s", w.error);
  must(w.items == (inside ? 1 : 0), "%zu items", w.items);
  watcher_finish(&w);
}

RULE(rule_3_09, a_count_that_is_not_positive_is_an_error) {
  check_refused(0, false);
  check_refused(-1, false);
  check_refused(INT64_MIN, false);
}

RULE(rule_3_09, also_from_inside_of_an_item) { check_refused(-7, true); }

RULE(rule_3_09, also_from_another_thread) {
  watcher_t w = {0};
  if (rules_source->items == 0) return;
  watcher_subscribe(&w, rules_flow());
  watcher_ask_elsewhere(&w, -7, 3);
  while (w.released == 0) watcher_await(&w, 100);
  must(w.errors == 1 && w.code == RILL_EINVAL, "%d errors, %d", w.errors,
       w.code);
  watcher_finish(&w);
}

static bool is_range_here(void) {
  return !strcmp(rules_source->name, "range") && rules_route == BARE &&
         rules_place == ONE_THREAD;
}

RULE(rule_3_10, request_may_call_on_next_at_once) {
  watcher_t w = {0};
  watcher_subscribe(&w, rules_flow());
  watcher_ask(&w, 1);
  must(w.items <= 1, "%zu items of 1", w.items);
  if (is_range_here()) must(w.items == 1, "%zu items", w.items);
  end(&w);
}

RULE(rule_3_11, request_may_end_at_once) {
  watcher_t w = {0};
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_ask(&w, 5);
  if (is_range_here()) must(w.completions == 1, "no end");
  end(&w);
}

RULE(rule_3_12, cancel_stops_the_publisher) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_cancel(&w);
  watcher_finish(&w);
  rules_settle();
  must(rill_scheduler_runs(rules_here()) == 0, "a run goes on");
}

RULE(rule_3_13, cancel_lets_go_of_the_subscriber) {
  watcher_t w = {.demand = 1};
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_cancel(&w);
  rill_subscription_t *kept = rill_ref(w.subscription);
  watcher_finish(&w); /* waits for the release, which must come once */
  memset(&w, 0xee, sizeof w);
  rill_request(kept, 1);
  rules_settle();
  rill_unref(kept);
}

RULE(rule_3_14, after_a_cancel_it_may_be_subscribed_again) {
  rill_observable_t *flow = rules_flow();
  rill_observable_t *again = rill_ref(flow);
  watcher_t one = {.demand = 1}, other = {.demand = 1};
  watcher_subscribe(&one, flow);
  if (one.released == 0) watcher_cancel(&one);
  watcher_finish(&one);
  watcher_subscribe(&other, again);
  watcher_await(&other, rules_at_least(1));
  must(other.items >= rules_at_least(1), "%zu items", other.items);
  end(&other);
}

RULE(rule_3_15, cancel_returns_whatever_the_state) {
  watcher_t w = {.demand = 2, .cancel_at = 1};
  rill_cancel(NULL);
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_cancel(&w);
  rill_subscription_t *kept = rill_ref(w.subscription);
  rill_cancel(kept);
  watcher_finish(&w);
  rill_cancel(kept);
  rill_unref(kept);
}

RULE(rule_3_16, request_returns_whatever_the_state) {
  static const int64_t counts[] = {1, 0, -1, INT64_MIN, INT64_MAX};
  watcher_t w = {.demand = 2, .cancel_at = 1};
  rill_request(NULL, 1);
  watcher_subscribe(&w, rules_flow());
  if (w.released == 0) watcher_cancel(&w);
  rill_subscription_t *kept = rill_ref(w.subscription);
  for (size_t i = 0; i < 5; i++) rill_request(kept, counts[i]);
  watcher_finish(&w);
  for (size_t i = 0; i < 5; i++) rill_request(kept, counts[i]);
  rules_settle();
  rill_unref(kept);
}

static void check_much(int64_t first, int64_t then) {
  watcher_t w = {.demand = first, .again = then};
  if (rules_is(ENDLESS)) w.cancel_at = 2;
  watcher_subscribe(&w, rules_flow());
  if (!rules_is(ENDLESS) && w.released == 0) watcher_ask(&w, then);
  watcher_finish(&w);
  if (rules_is(ENDLESS)) return;
  must(w.items == rules_source->items, "%zu items", w.items);
  must(w.errors == rules_is(FAILS), "%s", w.error);
}

RULE(rule_3_17, takes_sums_beyond_the_largest_number) {
  check_much(INT64_MAX, INT64_MAX);
  check_much(INT64_MAX - 1, 5);
  check_much(1, INT64_MAX);
}
