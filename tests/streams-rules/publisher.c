/* SPDX-License-Identifier: MIT */
/* Rules 1.x: the publisher. */
#include "rules.h"

/* What is asked of sources that have no end of their own. */
static void bound(watcher_t *w) {
  if (rules_is(ENDLESS)) w->cancel_at = 2;
}

RULE(rule_1_01, sends_no_more_than_was_requested) {
  watcher_t w = {0};
  watcher_subscribe(&w, rules_flow());
  rules_settle();
  must(w.items == 0, "%zu items unasked", w.items);
  for (size_t asked = 1; asked <= 3 && w.released == 0; asked += 2) {
    watcher_ask(&w, asked == 1 ? 1 : 2);
    watcher_await(&w, rules_at_least(asked));
    rules_settle();
    must(w.items <= asked, "%zu items of %zu", w.items, asked);
  }
  if (!rules_is(ENDLESS)) watcher_ask(&w, RILL_UNBOUNDED);
  watcher_finish(&w);
}

RULE(rule_1_02, may_send_fewer_and_end) {
  watcher_t w = {.demand = 1000000};
  bound(&w);
  watcher_subscribe(&w, rules_flow());
  watcher_finish(&w);
  if (rules_is(ENDLESS)) return;
  must(w.items == rules_source->items, "%zu items", w.items);
  must(watcher_ends(&w) == 1, "%d ends", watcher_ends(&w));
}

RULE(rule_1_03, signals_one_after_another) {
  watcher_t w = {.demand = 1, .again = 1}; /* overlaps are the watcher's */
  bound(&w);
  watcher_subscribe(&w, rules_flow());
  watcher_ask_elsewhere(&w, 2, 3);
  watcher_finish(&w);
  if (!rules_is(ENDLESS))
    must(w.items == rules_source->items, "%zu items", w.items);
}

static rill_value_t fails(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_fail(rill_error_new(77, "failed"));
}

RULE(rule_1_04, signals_a_failure) {
  watcher_t w = {.demand = 5};
  if (rules_source->items == 0 && !rules_is(FAILS)) return;
  watcher_subscribe(&w, rules_flow_of(rill_pipe(rules_source->make(),
                                                rill_map(rill_call(fails)))));
  while (w.released == 0) watcher_await(&w, 1);
  must(w.errors == 1 && w.code == 77, "%d errors, %d", w.errors, w.code);
  must(w.items == 0 && w.completions == 0, "%zu items", w.items);
  watcher_finish(&w);
}

RULE(rule_1_05, completes_at_its_end) {
  watcher_t w = {.demand = RILL_UNBOUNDED};
  if (rules_is(ENDLESS) || rules_is(FAILS)) return;
  watcher_subscribe(&w, rules_flow());
  watcher_finish(&w);
  must(w.completions == 1 && w.errors == 0, "%s", w.error);
  must(w.items == rules_source->items, "%zu items", w.items);
}

RULE(rule_1_06, counts_as_cancelled_after_the_end) {
  watcher_t w = {.demand = RILL_UNBOUNDED};
  if (rules_is(ENDLESS)) return;
  watcher_subscribe(&w, rules_flow());
  while (watcher_ends(&w) == 0) watcher_await(&w, w.items + 1);
  rill_subscription_t *subscription = rill_ref(w.subscription);
  watcher_finish(&w);
  must(rill_is_over(subscription), "it goes on");
  rill_cancel(subscription);
  rules_settle();
  must(w.released == 1, "released %d times", w.released);
  rill_unref(subscription);
}

RULE(rule_1_07, sends_nothing_after_the_end) {
  watcher_t w = {.demand = RILL_UNBOUNDED};
  if (rules_is(ENDLESS)) return;
  watcher_subscribe(&w, rules_flow());
  rill_subscription_t *subscription = rill_ref(w.subscription);
  watcher_finish(&w);
  size_t items = w.items;
  rill_request(subscription, 5);
  rill_request(subscription, -5);
  rules_settle();
  must(w.items == items && watcher_ends(&w) == 1, "a signal after the end");
  rill_unref(subscription);
}

static void check_cancel(bool elsewhere) {
  watcher_t w = {.demand = 2};
  watcher_subscribe(&w, rules_flow());
  watcher_await(&w, rules_at_least(1));
  if (elsewhere)
    watcher_cancel_elsewhere(&w, 1);
  else if (w.released == 0)
    watcher_cancel(&w);
  while (w.released == 0) watcher_await(&w, 100);
  size_t items = w.items;
  rules_settle();
  must(w.items == items, "an item after the release");
  watcher_finish(&w);
}

RULE(rule_1_08, stops_when_it_is_cancelled) { check_cancel(false); }

RULE(rule_1_08, stops_when_another_thread_cancels) { check_cancel(true); }

RULE(rule_1_08, stops_when_it_is_cancelled_from_inside_of_an_item) {
  watcher_t w = {.demand = 5, .cancel_at = 1};
  watcher_subscribe(&w, rules_flow());
  if (rules_source->items == 0 && w.released == 0) watcher_cancel(&w);
  watcher_finish(&w);
  must(w.items <= 1, "%zu items", w.items);
}

RULE(rule_1_09, hands_over_the_subscription_first) {
  watcher_t w = {
      0}; /* the watcher wants it first, and when watcher_subscribe() returns */
  watcher_subscribe(&w, rules_flow());
  if (!rules_is(ENDLESS)) watcher_ask(&w, RILL_UNBOUNDED);
  watcher_finish(&w);
}

RULE(rule_1_09, refuses_a_subscriber_that_is_missing) {
  rill_subscriber_t empty = {.size = sizeof empty};
  int code = rill_subscribe_subscriber(rules_begin(), rules_flow(), NULL, NULL);
  must(code == RILL_EINVAL, "NULL is answered by %d", code);
  code = rill_subscribe_subscriber(rules_begin(), rules_flow(), &empty, NULL);
  must(code == RILL_EINVAL, "an empty one is answered by %d", code);
  rules_settle();
}

RULE(rule_1_10, may_be_subscribed_again_and_again) {
  rill_observable_t *flow = rules_flow();
  for (int i = 0; i < 3; i++) {
    rill_observable_t *again = rill_ref(flow);
    watcher_t w = {.demand = 1000000};
    bound(&w);
    watcher_subscribe(&w, again);
    watcher_finish(&w);
    if (!rules_is(ENDLESS))
      must(w.items == rules_source->items, "run %d: %zu items %s", i,
           w.items, w.error);
  }
  rill_unref(flow);
}

RULE(rule_1_11, serves_several_subscribers_each_at_its_pace) {
  rill_observable_t *flow = rules_flow();
  rill_observable_t *again = rill_ref(flow);
  watcher_t fast = {.demand = 4, .again = 1}, slow = {.demand = 1};
  bool shares =
      rules_route == PROCESSOR || !strcmp(rules_source->name, "shared");
  bound(&fast);
  watcher_subscribe(&fast, flow);
  watcher_subscribe(&slow, again);
  rules_settle();
  must(slow.items <= 1, "%zu items of 1", slow.items);
  if (!rules_is(ENDLESS)) watcher_ask(&slow, RILL_UNBOUNDED);
  watcher_finish(&slow);
  watcher_finish(&fast);
  if (rules_is(ENDLESS) || shares) return;
  must(fast.items == rules_source->items, "%zu items", fast.items);
  must(slow.items == rules_source->items, "%zu items, slow", slow.items);
}
