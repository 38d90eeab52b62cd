/* SPDX-License-Identifier: MIT */
/* sink: subscribers that hold what they hear against the rules. */
#include <string.h>

#include "pipeline.h"

static void fault(const sink_t *sink, const char *what) {
  ledger_fault(&sink->pipeline->ledger, "sink %u: %s", sink->index, what);
}

static bool mixes(const stage_t *stage) {
  if (stage->kind == STAGE_PARALLEL) return stage->number % 2 != 0;
  return stage->kind >= STAGE_PROMISE && stage->kind <= STAGE_EXECUTOR_MAP &&
         stage->number % 3 == 2;
}

static bool keeps_order(const plan_t *plan) {
  for (uint32_t i = 0; i < plan->stage_count; i++)
    if (mixes(&plan->stages[i])) return false;
  return plan->sharing == SHARE_NOT && !plan_has(plan, STAGE_FLAT_MAP);
}

static void on_subscribe(rill_subscription_t *subscription, void *context) {
  sink_t *sink = context;
  int64_t demand = sink->pipeline->plan.demand[sink->index];
  if (sink->subscribed > 0) fault(sink, "on_subscribe a second time");
  sink->subscription = rill_ref(subscription);
  __atomic_store_n(&sink->subscribed, 1, __ATOMIC_RELEASE);
  rill_request(subscription, demand == 0 ? RILL_UNBOUNDED : demand);
}

static void check_order(sink_t *sink, rill_value_t item) {
  uint32_t *next = &sink->next[item_producer(item)];
  if (keeps_order(&sink->pipeline->plan) && item_number(item) < *next)
    fault(sink, "items are out of order");
  *next = item_number(item) + 1;
}

static void check_last(const sink_t *sink, rill_value_t item) {
  const plan_t *plan = &sink->pipeline->plan;
  uint32_t of = plan_share(plan, item_producer(item));
  if (plan_gives_one(plan) && item_number(item) + 1 != of)
    fault(sink, "an item that was not the last");
}

static int on_next(rill_value_t item, void *context) {
  sink_t *sink = context;
  const plan_t *plan = &sink->pipeline->plan;
  int64_t demand = plan->demand[sink->index];
  if (sink->inside) fault(sink, "on_next inside of on_next");
  if (sink->subscribed == 0 || sink->ends > 0 || sink->released > 0)
    fault(sink, "on_next out of turn");
  if (sink->canceled) fault(sink, "on_next after a cancel from inside");
  sink->inside = true;
  ledger_deliver(item, sink->index);
  check_order(sink, item);
  check_last(sink, item);
  sink->items++;
  if (plan->cut == CUT_INSIDE && sink->items == plan->cancel_at) {
    sink->canceled = true;
    rill_cancel(sink->subscription);
  } else if (demand != 0 && sink->items % (uint32_t) demand == 0) {
    rill_request(sink->subscription, demand);
  }
  sink->inside = false;
  return 0;
}

static void on_end(sink_t *sink) {
  if (sink->subscribed == 0 || sink->ends > 0 || sink->released > 0)
    fault(sink, "an end out of turn");
  if (sink->canceled) fault(sink, "an end after a cancel from inside");
  sink->ends++;
}

/* What is shared lives where its first subscriber does; a thread that was made
 * for that one ends with it. */
static bool may_lose_its_home(const plan_t *plan) {
  if (plan->cut == CUT_PLACE) return true;
  for (uint32_t i = 0; i < plan->sink_count; i++)
    if (plan->sharing != SHARE_NOT && plan->sinks[i] == PLACE_NEW_THREAD)
      return true;
  return false;
}

/* Nothing else may fail. */
void sinks_expect(pipeline_t *p, rill_error_t *error) {
  int code = rill_error_code(error);
  const plan_t *plan = &p->plan;
  if (code == RILL_EAGAIN) return;
  if (code == RILL_ECLOSED && may_lose_its_home(plan)) return;
  if (code == RILL_EWRONGTHREAD && plan->sharing != SHARE_NOT) return;
  char text[160];
  rill_error_describe(error, text, sizeof text);
  ledger_fault(&p->ledger, "%s", text);
}

static void on_error(rill_error_t *error, void *context) {
  sink_t *sink = context;
  on_end(sink);
  sink->code = 1;
  sinks_expect(sink->pipeline, error);
}

static void on_complete(void *context) { on_end(context); }

static void on_release(void *context) {
  sink_t *sink = context;
  if (__atomic_add_fetch(&sink->released, 1, __ATOMIC_ACQ_REL) > 1)
    fault(sink, "released twice");
}

static void sink_open(sink_t *sink, rill_observable_t *flow) {
  const plan_t *plan = &sink->pipeline->plan;
  rill_subscriber_t subscriber = {
      .size = sizeof subscriber,
      .on_subscribe = on_subscribe,
      .on_next = on_next,
      .on_error = on_error,
      .on_complete = on_complete,
      .release = on_release,
      .context = sink,
  };
  rill_scheduler_t *place =
      pipeline_place(sink->pipeline, plan->sinks[sink->index]);
  if (rill_subscribe_subscriber(place, flow, &subscriber, "soak") != 0)
    fault(sink, "is refused");
}

void sinks_open(pipeline_t *p, rill_observable_t *flow) {
  for (uint32_t i = 0; i < p->plan.sink_count; i++) {
    p->sinks[i] = (sink_t){.pipeline = p, .index = i};
    rill_observable_t *again = rill_ref(flow);
    sink_open(&p->sinks[i], again);
  }
  rill_unref(flow);
}

bool sinks_are_released(const pipeline_t *p) {
  for (uint32_t i = 0; i < p->plan.sink_count; i++)
    if (__atomic_load_n(&p->sinks[i].released, __ATOMIC_ACQUIRE) == 0)
      return false;
  return true;
}

static rill_value_t cancel(void *subscription) {
  rill_cancel(subscription);
  return rill_none();
}

static void drop(void *subscription) { rill_unref(subscription); }

void sinks_cancel(pipeline_t *p, bool elsewhere) {
  for (uint32_t i = 0; i < p->plan.sink_count; i++) {
    sink_t *sink = &p->sinks[i];
    if (__atomic_load_n(&sink->subscribed, __ATOMIC_ACQUIRE) == 0) continue;
    rill_subscription_t *s = rill_ref(sink->subscription);
    if (elsewhere)
      rill_post(world[PLACE_POOL], rill_call_with(cancel, rill_own(s, drop)));
    else
      rill_cancel(s);
    if (!elsewhere) rill_unref(s);
  }
}

bool sinks_were_cut(const pipeline_t *p) {
  for (uint32_t i = 0; i < p->plan.sink_count; i++)
    if (p->sinks[i].ends == 0 || p->sinks[i].code != 0) return true;
  return p->bridge.cut != 0;
}

void sinks_close(pipeline_t *p) {
  for (uint32_t i = 0; i < p->plan.sink_count; i++)
    rill_unref(p->sinks[i].subscription);
}
