/* SPDX-License-Identifier: MIT */
/* rill_subscribe: a chain whose sink is the user's observer. */
#include "core/chain.h"

struct observe {
  struct rill_observe_state driven; /* what the driver calls */
  rill_observer_t observer;
};

static void ignore_item(rill_value_t item, void *context) {
  (void) item;
  (void) context;
}

static void observe_start(rill_stage_t *stage) {
  struct observe *o = rill_state(stage);
  int64_t demand = o->observer.demand;
  if (demand == 0 && o->observer.subscribed == NULL) demand = RILL_UNBOUNDED;
  if (o->observer.subscribed != NULL)
    o->observer.subscribed(stage->chain, o->observer.context);
  if (stage->closed || demand == 0) return;
  if (demand > 0)
    rill_ask(stage, demand);
  else
    rill_request(stage->chain, demand); /* which refuses it */
}

static void observe_request(rill_stage_t *stage, int64_t count) {
  rill_ask(stage, count);
}

static void observe_complete(rill_stage_t *stage) {
  struct observe *o = rill_state(stage);
  if (o->observer.complete != NULL)
    o->observer.complete(o->observer.context);
  rill_chain_cancel(stage->chain);
}

static void observe_error(rill_stage_t *stage, rill_error_t *error) {
  struct observe *o = rill_state(stage);
  if (o->observer.error != NULL)
    o->observer.error(error, o->observer.context);
  else
    rill_scheduler_unhandled(stage->chain->scheduler, error);
  rill_unref(error);
  rill_chain_cancel(stage->chain);
}

static void observe_release(rill_stage_t *stage) {
  struct observe *o = rill_state(stage);
  if (o->observer.release != NULL) o->observer.release(o->observer.context);
}

static const rill_stage_ops_t observe_ops = {
    .name = "subscribe",
    .state_size = sizeof(struct observe),
    .code = RILL_CODE_OBSERVE,
    .start = observe_start,
    .request = observe_request,
    .complete = observe_complete,
    .error = observe_error,
    .release = observe_release,
};

/* The handle of a run that never was. */
static rill_chain_t over = {
    .base = RILL_STATIC_OBJECT(rill_subscription_type),
    .over = true,
};

rill_subscription_t *rill_subscription_over(void) { return &over; }

/* Those of an older program end earlier. */
static void observer_read(rill_observer_t *to, const rill_observer_t *from) {
  size_t size = from == NULL ? 0 : from->size;
  if (rill_likely(size == sizeof *to)) {
    *to = *from;
    return;
  }
  memset(to, 0, sizeof *to);
  if (size > 0) memcpy(to, from, size < sizeof *to ? size : sizeof *to);
}

static __attribute__((noinline)) rill_subscription_t *
refuse(rill_scheduler_t *scheduler, const rill_observer_t *given,
       rill_error_t *error, const char *site) {
  rill_observer_t observer;
  observer_read(&observer, given);
  error = rill_error_place(error, site, 0, NULL);
  if (observer.error != NULL)
    observer.error(error, observer.context);
  else if (scheduler != NULL)
    rill_scheduler_unhandled(scheduler, error);
  rill_unref(error);
  if (observer.release != NULL) observer.release(observer.context);
  return &over;
}

/* Why there can be no run, or NULL. */
static rill_error_t *objection(const rill_scheduler_t *scheduler,
                               const rill_observable_t *observable,
                               const rill_observer_t *observer) {
  bool none = observer == NULL || observer->size == 0;
  if (scheduler != NULL && observable != NULL && !none)
    return rill_scheduler_admits(scheduler)
               ? NULL
               : rill_error_new(RILL_ECLOSED,
                                "rill_subscribe: the scheduler is shutting "
                                "down");
  return rill_error_new(RILL_EINVAL, "rill_subscribe: %s is NULL",
                        scheduler == NULL    ? "the scheduler"
                        : observable == NULL ? "the observable"
                                             : "the observer, or its size,");
}

static void observe_begin(rill_chain_t *chain) {
  const struct observe *o = rill_state(chain->sink);
  if (rill_likely(rill_chain_start(chain) == 0)) return;
  if (o->observer.error != NULL) {
    rill_error_t *closed = rill_error_new(
        RILL_ECLOSED, "rill_subscribe: the scheduler is closed");
    o->observer.error(closed, o->observer.context);
    rill_unref(closed);
  }
  rill_chain_cancel(chain);
}

/* Who cannot get at the run, and asks for everything. */
static inline bool observer_is_plain(const rill_observer_t *given) {
  return given != NULL && given->size == sizeof *given &&
         given->subscribed == NULL && given->demand == 0;
}

static rill_subscription_t *observe_briefly(rill_scheduler_t *scheduler,
                                            rill_observable_t *observable,
                                            const rill_observer_t *given,
                                            const char *site) {
  rill_brief_t brief;
  const rill_operator_t *source = observable->stages[0].op;
  rill_supply_t items = source->ops->supply(rill_operator_params(source));
  rill_stage_t *sink =
      rill_brief_new(&brief, scheduler, observable, &observe_ops, NULL);
  struct observe *o = rill_state(sink);
  brief.chain.site = site != NULL ? site : "";
  o->driven.next = given->next != NULL ? given->next : ignore_item;
  o->driven.context = o->observer.context = given->context;
  o->observer.error = given->error;
  o->observer.complete = given->complete;
  o->observer.release = given->release;
  rill_count_up(&scheduler->base.count);
  rill_brief_run(&brief, &items);
  rill_unref(observable);
  rill_scheduler_release(rill_thread_here, scheduler);
  return &over;
}

static __attribute__((noinline)) rill_subscription_t *
observe(rill_scheduler_t *scheduler, rill_observable_t *observable,
        const rill_observer_t *given, const char *site) {
  rill_error_t *error = objection(scheduler, observable, given);
  if (rill_unlikely(error != NULL)) {
    rill_unref(observable);
    return refuse(scheduler, given, error, site);
  }
  rill_scheduler_begin(scheduler);
  rill_chain_t *chain =
      rill_chain_new(scheduler, observable, &observe_ops, NULL, NULL);
  if (rill_unlikely(chain == NULL)) {
    rill_scheduler_end(scheduler);
    return refuse(scheduler, given, rill_error_no_memory(), site);
  }
  chain->site = site != NULL ? site : "";
  struct observe *o = rill_state(chain->sink);
  observer_read(&o->observer, given);
  o->driven.next = o->observer.next != NULL ? o->observer.next : ignore_item;
  o->driven.context = o->observer.context;
  chain->base.count++; /* the user's, and nobody else has it yet */
  observe_begin(chain);
  rill_scheduler_end(scheduler);
  return chain;
}

rill_subscription_t *rill_subscribe_observer(rill_scheduler_t *scheduler,
                                             rill_observable_t *observable,
                                             const rill_observer_t *given,
                                             const char *site) {
  if (scheduler != NULL && observable != NULL && observer_is_plain(given) &&
      rill_is_brief(scheduler, observable, &observe_ops))
    return observe_briefly(scheduler, observable, given, site);
  return observe(scheduler, observable, given, site);
}
