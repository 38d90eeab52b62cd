/* SPDX-License-Identifier: MIT */
/* connect: subscribers that share a run, and those who start it. */
#include "shared/connect.h"

#include "core/chain.h"
#include "shared/connection.h"

#include <rill/flow.h>
#include <rill/share.h>

/* --- Subscribers --------------------------------------------------------- */

struct shared_params {
  rill_share_t *share;
  bool counted;
  rill_counted_params_t count;
};

struct subscriber {
  rill_outlet_t outlet; /* the relay's; so first */
  bool bound, holding;
};

static void shared_forget(void *params) {
  rill_unref(((struct shared_params *) params)->share);
}

static rill_operator_t *shared_border(const void *params,
                                      rill_scheduler_t *origin) {
  const struct shared_params *p = params;
  rill_scheduler_t *home = rill_share_home(p->share);
  rill_operator_t *border = NULL;
  if (home != NULL && home != origin) border = rill_subscribe_on(home);
  rill_unref(home);
  return border;
}

static void shared_attach(rill_stage_t *stage, rill_scheduler_t *origin) {
  const struct shared_params *p = rill_params(stage);
  struct subscriber *subscriber = rill_state(stage);
  (void) origin;
  subscriber->bound = rill_share_bind(p->share, rill_stage_scheduler(stage));
}

static void grace_over(rill_task_t *task, int status) {
  rill_share_t *share = rill_container_of(task, rill_share_t, grace);
  (void) status;
  if (share->holders == 0) rill_share_disconnect(share);
  rill_share_unbind(share);
  rill_unref(share);
}

static void grace_stop(rill_share_t *share, rill_scheduler_t *scheduler) {
  if (!rill_task_is_scheduled(&share->grace)) return;
  rill_unschedule(scheduler, &share->grace);
  rill_share_unbind(share);
  rill_unref(share);
}

static void grace_start(rill_share_t *share, rill_scheduler_t *scheduler,
                        rill_time_t span) {
  share->grace.run = grace_over;
  rill_ref_object(share);
  rill_share_bind(share, scheduler);
  rill_time_t due = rill_time_after(rill_now(scheduler), span);
  if (rill_schedule_at(scheduler, &share->grace, due) == 0) return;
  grace_over(&share->grace, RILL_ECLOSED);
}

/* Whether who comes after the end hears it, instead of a new run. */
static bool keeps_end(const struct shared_params *p,
                      const rill_connection_t *c) {
  if (p->share->options.keep > 0) return true;
  return c->relay->error != NULL ? p->count.keep_on_error
                                 : p->count.keep_on_complete;
}

static void shared_hold(rill_stage_t *stage, const struct shared_params *p) {
  rill_share_t *share = p->share;
  ((struct subscriber *) rill_state(stage))->holding = true;
  share->holders++;
  grace_stop(share, rill_stage_scheduler(stage));
  if (share->now != NULL && share->now->relay->ended &&
      !keeps_end(p, share->now))
    rill_share_disconnect(share);
}

static void shared_connect(rill_stage_t *stage, rill_share_t *share) {
  rill_connection_t *c = share->now;
  if (stage->closed || c == NULL || c->run != NULL || c->relay->ended) return;
  rill_chain_t *chain = rill_share_connect(share, rill_stage_scheduler(stage),
                                      rill_upstream(stage));
  if (chain == NULL) {
    rill_ref_object(c);
    rill_relay_end(c->relay, rill_error_no_memory());
    rill_unref(c);
  }
  rill_unref(chain);
}

static void shared_start(rill_stage_t *stage) {
  const struct shared_params *p = rill_params(stage);
  struct subscriber *subscriber = rill_state(stage);
  if (!subscriber->bound) {
    rill_emit_error(stage, rill_error_new(
                               RILL_EWRONGTHREAD,
                               "another thread subscribed for the first time "
                               "just now: put rill_subscribe_on() behind it"));
    return;
  }
  if (p->counted) shared_hold(stage, p);
  if (!rill_share_ready(p->share)) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_relay_join(stage, p->share->now->relay);
  if (p->counted) shared_connect(stage, p->share);
}

static void shared_release(rill_stage_t *stage) {
  const struct shared_params *p = rill_params(stage);
  struct subscriber *subscriber = rill_state(stage);
  rill_share_t *share = p->share;
  rill_relay_leave(stage);
  if (subscriber->holding && --share->holders == 0 && share->now != NULL) {
    bool ended = share->now->relay->ended;
    bool keep = ended ? keeps_end(p, share->now) : p->count.keep_on_zero;
    if (!keep && !ended && p->count.grace > 0)
      grace_start(share, rill_stage_scheduler(stage), p->count.grace);
    else if (!keep)
      rill_share_disconnect(share);
  }
  if (subscriber->bound) rill_share_unbind(share);
}

#define SHARED_OPS                                                            \
  .lifts = true, .state_size = sizeof(struct subscriber),                     \
  .params_size = sizeof(struct shared_params), .forget = shared_forget,       \
  .border = shared_border, .attach = shared_attach, .start = shared_start,    \
  .request = rill_relay_request, .release = shared_release

static const rill_stage_ops_t connectable_ops = {.name = "publish",
                                                 SHARED_OPS};
static const rill_stage_ops_t counted_ops = {.name = "ref_count", SHARED_OPS};

/* --- Building ------------------------------------------------------------ */

rill_error_t *rill_publish_check(const void *params) {
  const rill_relay_opts_t *o = &((const rill_publish_params_t *) params)->relay;
  if (o->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) o->capacity);
  if (o->keep < 0)
    return rill_refuse("count is %lld (must be >= 1)", (long long) o->keep);
  if (o->window >= 0) return NULL;
  return rill_refuse("window is %lld ns (must be > 0)",
                     (long long) o->window);
}

rill_operator_t *rill_publish_apply(const void *params,
                                    rill_observable_t **base) {
  (void) base;
  rill_share_t *share =
      rill_share_new(&((const rill_publish_params_t *) params)->relay);
  if (share == NULL) return rill_operator_failed(rill_error_no_memory());
  struct shared_params shared = {.share = share};
  return rill_operator_make(&connectable_ops, &shared);
}

static rill_share_t *share_of(const rill_observable_t *observable) {
  rill_operator_t *op = observable->stages[0].op;
  if (op->ops != &connectable_ops && op->ops != &counted_ops) return NULL;
  return ((struct shared_params *) rill_operator_params(op))->share;
}

rill_operator_t *rill_counted_apply(const void *params,
                                    rill_observable_t **base) {
  rill_observable_t *connectable = *base;
  rill_share_t *share = share_of(connectable);
  if (share == NULL || connectable->count != 1)
    return rill_operator_failed(rill_error_new(
        RILL_EINVAL, "rill_ref_count: upstream is not connectable: put it "
                     "right behind rill_publish() or rill_replay()"));
  struct shared_params shared = {rill_ref(share), true,
                                 *(const rill_counted_params_t *) params};
  *base = rill_ref(connectable->upstream);
  rill_unref(connectable);
  return rill_operator_make(&counted_ops, &shared);
}

/* --- Connecting by hand -------------------------------------------------- */

static rill_subscription_t *connect_failed(rill_scheduler_t *scheduler,
                                           rill_error_t *error) {
  rill_observer_t nobody = {.size = sizeof nobody};
  return rill_subscribe_observer(scheduler, rill_observable_failed(error),
                                 &nobody, "rill_connect");
}

static rill_subscription_t *connect_here(rill_share_t *share,
                                         rill_scheduler_t *scheduler,
                                         rill_observable_t *upstream) {
  if (share->now != NULL && share->now->run != NULL)
    return rill_ref(share->now->run->chain);
  if (share->now != NULL && share->now->relay->ended)
    rill_share_disconnect(share);
  rill_chain_t *chain = NULL;
  if (rill_share_ready(share))
    chain = rill_share_connect(share, scheduler, upstream);
  if (chain != NULL) return chain;
  return connect_failed(scheduler, rill_error_no_memory());
}

rill_subscription_t *rill_connect(rill_scheduler_t *scheduler,
                                  rill_observable_t *observable) {
  rill_subscription_t *subscription;
  rill_share_t *share = observable != NULL ? share_of(observable) : NULL;
  if (scheduler == NULL || share == NULL) {
    rill_unref(observable);
    const char *what = scheduler == NULL ? "the scheduler is NULL"
                       : share == NULL   ? "the observable is not connectable"
                                         : "";
    return connect_failed(scheduler, rill_error_new(RILL_EINVAL,
                                                    "rill_connect: %s", what));
  }
  rill_scheduler_t *home = rill_share_home(share);
  if (home == NULL) home = rill_ref(rill_scheduler_pick(scheduler));
  rill_scheduler_begin(scheduler);
  if (rill_scheduler_is_current(home))
    subscription = connect_here(share, home, observable->upstream);
  else
    subscription = connect_failed(
        scheduler,
        rill_error_new(RILL_EWRONGTHREAD,
                       "rill_connect: the subscribers live on another "
                       "thread: connect there, with rill_post()"));
  rill_scheduler_end(scheduler);
  rill_unref(home);
  rill_unref(observable);
  return subscription;
}
