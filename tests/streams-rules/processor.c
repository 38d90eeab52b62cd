/* SPDX-License-Identifier: MIT */
/* Rules 4.x: the processor, which is a subject that a run is led into, or that
 * is posted to. That all others hold for it too is said by the route of every
 * setting. */
#include "rules.h"

static rill_subject_t *subject;

static rill_value_t make_subject(void *context) {
  rill_subject_t *made = rill_subject_new(rules_there());
  (void) context;
  __atomic_store_n(&subject, made, __ATOMIC_RELEASE);
  return rill_none();
}

/* Leads the flow into the subject as soon as somebody listens. */
static rill_value_t lead(void *context) {
  if (rill_subject_has_observers(subject)) {
    if (rules_route == POSTED)
      rules_post_into(subject, rill_ref(context));
    else
      rill_unref(rill_to_subject(rules_there(), rill_ref(context), subject));
    rill_unref(context);
    rill_unref(subject);
  } else {
    rill_post(rules_there(), rill_call_with(lead, rill_borrow(context)));
  }
  return rill_none();
}

static rill_observable_t *subject_flow(void) {
  subject = NULL;
  rill_post(rules_there(), rill_call(make_subject));
  while (__atomic_load_n(&subject, __ATOMIC_ACQUIRE) == NULL) rules_settle();
  return rules_observed(rill_subject_observable(subject));
}

static void lead_there(rill_observable_t *flow) {
  rill_post(rules_there(), rill_call_with(lead, rill_borrow(flow)));
}

RULE(rule_4_01, is_a_subscriber_and_a_publisher) {
  watcher_t one = {.demand = 1, .again = 1}, other = {.demand = 1000000};
  if (rules_is(ENDLESS) || rules_route == PROCESSOR) return;
  rill_observable_t *flow = subject_flow();
  rill_observable_t *again = rill_ref(flow);
  watcher_subscribe(&one, flow);
  watcher_subscribe(&other, again);
  rules_settle(); /* both listen there */
  lead_there(rules_source->make());
  watcher_finish(&one);
  watcher_finish(&other);
  must(one.items == rules_source->items, "%zu items", one.items);
  must(other.items == rules_source->items, "%zu items, other", other.items);
  rules_settle();
}

static rill_observable_t *failing(void) {
  rill_observable_t *two = rill_range(1, 2);
  return rill_pipe(two, rill_concat(rill_throw(rill_error_new(7, "seven"))));
}

RULE(rule_4_02, passes_on_an_error_at_once) {
  watcher_t one = {.demand = 9}, other = {0};
  if (rules_route == PROCESSOR || strcmp(rules_source->name, "range")) return;
  rill_observable_t *flow = subject_flow();
  rill_observable_t *again = rill_ref(flow);
  watcher_subscribe(&one, flow);
  watcher_subscribe(&other, again); /* has asked for nothing, and hears it */
  rules_settle();
  lead_there(failing());
  watcher_finish(&one);
  watcher_finish(&other);
  must(one.code == 7 && other.code == 7, "%d and %d", one.code, other.code);
  rules_settle();
}

RULE_OF_SUBSCRIBER(rule_4_02, may_recover_from_it) {
  watcher_t w = {.demand = 9};
  watcher_subscribe(&w, rules_flow_of(rill_pipe(
                            failing(), rill_catch_with(rill_range(10, 3)))));
  watcher_finish(&w);
  must(w.items == 5 && w.completions == 1, "%zu items, %s", w.items, w.error);
}
