/* SPDX-License-Identifier: MIT */
/* rill_subscribe_subscriber: a chain whose sink is a foreign subscriber. */
#include "core/chain.h"

#include <rill/subscriber.h>

struct subscribe {
  rill_subscriber_t subscriber;
  bool begun; /* it has its subscription */
};

static void subscribe_begin(rill_stage_t *stage) {
  struct subscribe *s = rill_state(stage);
  s->begun = true;
  s->subscriber.on_subscribe(stage->chain, s->subscriber.context);
}

static void subscribe_request(rill_stage_t *stage, int64_t count) {
  rill_ask(stage, count);
}

/* The run is over before its hook hears why. */
static void subscribe_failed(rill_stage_t *stage, int code) {
  rill_close_from(stage);
  if (code == RILL_ECANCELED) return;
  rill_error_t *error =
      rill_error_new(code, "rill_subscribe: on_next returned %d (%s)", code,
                     rill_error_text(code));
  error = rill_error_place(error, stage->chain->site, (int) stage->index,
                           "subscribe");
  rill_scheduler_unhandled(stage->chain->scheduler, error);
  rill_unref(error);
}

static size_t subscribe_next(rill_stage_t *stage, const rill_value_t *items,
                             size_t count) {
  const struct subscribe *s = rill_state(stage);
  size_t i = 0;
  while (i < count && stage->code != RILL_CODE_DEAF) {
    int code = s->subscriber.on_next(items[i++], s->subscriber.context);
    if (code != 0) subscribe_failed(stage, code);
  }
  return i;
}

static void subscribe_complete(rill_stage_t *stage) {
  const struct subscribe *s = rill_state(stage);
  rill_close_from(stage); /* after the end it counts as cancelled */
  s->subscriber.on_complete(s->subscriber.context);
}

static void subscribe_error(rill_stage_t *stage, rill_error_t *error) {
  const struct subscribe *s = rill_state(stage);
  rill_close_from(stage);
  s->subscriber.on_error(error, s->subscriber.context);
  rill_unref(error);
}

static rill_error_t *subscribe_closed(void) {
  return rill_error_new(RILL_ECLOSED,
                        "rill_subscribe: the scheduler is closed");
}

static void subscribe_release(rill_stage_t *stage) {
  const struct subscribe *s = rill_state(stage);
  if (!s->begun) { /* closed while the run was on its way there */
    subscribe_begin(stage);
    subscribe_error(stage, subscribe_closed());
  }
  if (s->subscriber.release != NULL)
    s->subscriber.release(s->subscriber.context);
}

static const rill_stage_ops_t subscribe_ops = {
    .name = "subscribe",
    .state_size = sizeof(struct subscribe),
    .start = subscribe_begin,
    .next = subscribe_next,
    .request = subscribe_request,
    .complete = subscribe_complete,
    .error = subscribe_error,
    .release = subscribe_release,
};

/* --- Starting ------------------------------------------------------------- */

static bool subscriber_read(rill_subscriber_t *to,
                            const rill_subscriber_t *from) {
  size_t size = from == NULL ? 0 : from->size;
  memset(to, 0, sizeof *to);
  if (size > 0) memcpy(to, from, size < sizeof *to ? size : sizeof *to);
  if (to->on_subscribe != NULL && to->on_next != NULL && to->on_error != NULL &&
      to->on_complete != NULL)
    return true;
  if (to->release != NULL) to->release(to->context);
  return false;
}

/* There is no run, but a subscriber who hears of that by the rules. */
static int subscribe_refuse(const rill_subscriber_t *s, rill_error_t *error,
                            const char *site) {
  error = rill_error_place(error, site, 0, NULL);
  s->on_subscribe(rill_subscription_over(), s->context);
  s->on_error(error, s->context);
  rill_unref(error);
  if (s->release != NULL) s->release(s->context);
  return 0;
}

static void subscribe_start(rill_chain_t *chain) {
  rill_ref_object(chain);
  if (rill_chain_start(chain) != 0)
    rill_chain_cancel(chain); /* the release tells why */
  rill_unref(chain);
}

int rill_subscribe_subscriber(rill_scheduler_t *scheduler,
                              rill_observable_t *observable,
                              const rill_subscriber_t *given,
                              const char *site) {
  rill_subscriber_t subscriber;
  if (!subscriber_read(&subscriber, given)) {
    rill_unref(observable);
    return RILL_EINVAL;
  }
  if (scheduler == NULL || observable == NULL) {
    rill_unref(observable);
    return subscribe_refuse(
        &subscriber,
        rill_error_new(RILL_EINVAL, "rill_subscribe: the %s is NULL",
                       scheduler == NULL ? "scheduler" : "observable"),
        site);
  }
  rill_scheduler_begin(scheduler);
  rill_chain_t *chain =
      rill_chain_new(scheduler, observable, &subscribe_ops, NULL, NULL);
  if (chain == NULL) {
    rill_scheduler_end(scheduler);
    return subscribe_refuse(&subscriber, rill_error_no_memory(), site);
  }
  chain->site = site != NULL ? site : "";
  ((struct subscribe *) rill_state(chain->sink))->subscriber = subscriber;
  subscribe_start(chain);
  rill_scheduler_end(scheduler);
  return 0;
}
