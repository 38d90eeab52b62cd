/* SPDX-License-Identifier: MIT */
/* connect: subscribers that share a run, and those who start it. */
#include "shared/connect.h"

#include "core/chain.h"
#include "shared/items.h"
#include "shared/resubscribe.h"
#include "shared/timed.h"

#include <rill/flow.h>
#include <rill/share.h>

/* --- Subscribers ---------------------------------------------------------- */

struct shared_params {
  rill_share_t *share;
  bool counted;
  rill_holding_t holding;
};

struct subscriber {
  rill_outlet_t outlet; /* the relay's; so first */
  bool bound, holding;
  bool away; /* hears it from another thread: */
  rill_resubscribe_t there;
};

static void shared_forget(void *params) {
  rill_unref(((struct shared_params *) params)->share);
}

static rill_operator_t *shared_border(const void *params,
                                      rill_scheduler_t *origin) {
  return rill_share_border(((const struct shared_params *) params)->share,
                           origin);
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

static bool is_fresh(const rill_connection_t *c, rill_time_t ttl,
                     rill_time_t now) {
  return ttl == 0 || now < rill_time_after(c->ended, ttl);
}

/* Whether who comes after the end hears it, instead of a new run. */
static bool keeps_end(const rill_stage_t *stage, const rill_connection_t *c) {
  const struct shared_params *p = rill_params(stage);
  const rill_relay_opts_t *o = &c->relay->options;
  bool failed = c->relay->error != NULL;
  if (p->holding.result)
    return !failed && is_fresh(c, p->holding.ttl, rill_stage_now(stage));
  if (o->keep > 0 && !o->brief) return true;
  return failed ? p->holding.keep_on_error : p->holding.keep_on_complete;
}

static void shared_hold(rill_stage_t *stage, rill_share_t *share) {
  rill_connection_t *c = share->now;
  ((struct subscriber *) rill_state(stage))->holding = true;
  share->holders++;
  grace_stop(share, rill_stage_scheduler(stage));
  if (c != NULL && c->relay->ended && !keeps_end(stage, c))
    rill_share_disconnect(share);
}

static void shared_connect(rill_stage_t *stage, rill_share_t *share) {
  const struct shared_params *p = rill_params(stage);
  rill_connection_t *c = share->now;
  if (stage->closed || c == NULL || c->run != NULL || c->relay->ended) return;
  if (share->holders < (size_t) p->holding.wanted) return;
  rill_chain_t *chain = rill_share_connect(
      share, rill_stage_scheduler(stage), rill_upstream(stage));
  if (chain == NULL) {
    rill_ref_object(c);
    rill_relay_end(c->relay, rill_error_no_memory());
    rill_unref(c);
  }
  rill_unref(chain);
}

/* Why it cannot be subscribed; NULL: it can. May call the program. */
static rill_error_t *shared_error(const rill_stage_t *stage,
                                  rill_share_t *share) {
  const struct subscriber *subscriber = rill_state(stage);
  if (!subscriber->bound)
    return rill_error_new(RILL_EWRONGTHREAD,
                          "the stream that a selector gets belongs to the "
                          "thread of its run: put rill_subscribe_on() behind "
                          "it");
  if (share->over)
    return rill_error_new(RILL_ECLOSED, "the run that it belongs to is over");
  return rill_share_ready(share);
}

/* Another thread subscribed for the first time in the same moment, and was
 * faster: this one hears it across a border, as if it had come later. */
static bool shared_goes_there(rill_stage_t *stage, rill_share_t *share) {
  struct subscriber *subscriber = rill_state(stage);
  if (subscriber->bound || rill_upstream(stage) == NULL) return false;
  rill_observable_t *same = rill_share_elsewhere(stage, share);
  subscriber->bound = same == NULL;
  if (subscriber->bound) return false;
  subscriber->away = true;
  subscriber->there.demand = subscriber->outlet.demand;
  subscriber->there.end = rill_emit_end;
  rill_resubscribe_run(stage, &subscriber->there, same, 0);
  return true;
}

static void shared_start(rill_stage_t *stage) {
  const struct shared_params *p = rill_params(stage);
  struct subscriber *subscriber = rill_state(stage);
  bool holds = p->counted && !p->holding.weak;
  if (shared_goes_there(stage, p->share)) return;
  if (holds && subscriber->bound) shared_hold(stage, p->share);
  rill_error_t *error = shared_error(stage, p->share);
  if (error != NULL) rill_emit_error(stage, error);
  if (stage->closed) return;
  rill_relay_join(stage, p->share->now->relay);
  if (holds) shared_connect(stage, p->share);
}

static void shared_request(rill_stage_t *stage, int64_t count) {
  struct subscriber *subscriber = rill_state(stage);
  if (subscriber->away)
    rill_resubscribe_request(stage, &subscriber->there, count);
  else
    rill_relay_request(stage, count);
}

static void shared_let_go(rill_stage_t *stage, rill_share_t *share) {
  const struct shared_params *p = rill_params(stage);
  if (--share->holders > 0 || share->now == NULL) return;
  bool ended = share->now->relay->ended;
  bool keep = ended ? keeps_end(stage, share->now) : p->holding.keep_on_zero;
  if (!keep && !ended && p->holding.grace > 0)
    grace_start(share, rill_stage_scheduler(stage), p->holding.grace);
  else if (!keep)
    rill_share_disconnect(share);
}

static void shared_release(rill_stage_t *stage) {
  const struct shared_params *p = rill_params(stage);
  struct subscriber *subscriber = rill_state(stage);
  rill_relay_skip(stage);
  /* With nobody left there is room without end: upstream is let go first. */
  rill_relay_t *relay = rill_relay_part(stage);
  if (subscriber->holding) shared_let_go(stage, p->share);
  rill_relay_parted(relay);
  if (subscriber->bound) rill_share_unbind(p->share);
  if (subscriber->away) rill_resubscribe_release(&subscriber->there);
}

#define SHARED_OPS                                                            \
  .lifts = true, .state_size = sizeof(struct subscriber),                     \
  .params_size = sizeof(struct shared_params), .forget = shared_forget,       \
  .border = shared_border, .attach = shared_attach, .start = shared_start,    \
  .request = shared_request, .release = shared_release

/* One for each name that the program may have written. */
#define STAGE_OPS(name_) {.name = #name_, SHARED_OPS},
#define STAGES(X)                                                             \
  X(publish) X(publish_value) X(replay) X(multicast) X(ref_count)             \
  X(auto_connect) X(share) X(share_replay) X(cache)
static const rill_stage_ops_t stage_ops[] = {STAGES(STAGE_OPS)};

static const rill_stage_ops_t *ops_named(const char *name) {
  const rill_stage_ops_t *ops = stage_ops;
  while (strcmp(ops->name, name) != 0) ops++;
  return ops;
}

/* --- Building ------------------------------------------------------------- */

rill_error_t *rill_share_check(const void *params) {
  const rill_share_params_t *p = params;
  const rill_relay_opts_t *o = &p->relay;
  if (o->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) o->capacity);
  if (o->keep < 0)
    return rill_refuse("count is %lld (must be >= 1)", (long long) o->keep);
  rill_error_t *error = rill_check_span(o->window, 0, "window");
  if (error == NULL && p->has_first)
    error = rill_check_item(p->first, "the value");
  if (error == NULL && p->through_subject)
    error = rill_check_fn(p->subject0, 0, "subject0");
  if (error == NULL)
    error = rill_check_optional_fn(p->selector, 1, "the selector");
  return error;
}

void rill_share_forget(void *params) {
  rill_share_params_t *p = params;
  rill_value_unref(p->first);
  rill_fn_drop(p->subject0);
  rill_fn_drop(p->selector);
}

rill_error_t *rill_holding_check(const rill_holding_t *holding) {
  rill_error_t *error = rill_check_span(holding->grace, 0, "grace");
  return error != NULL ? error : rill_check_span(holding->ttl, 0, "ttl");
}

rill_error_t *rill_shared_check(const void *params) {
  rill_error_t *error = rill_share_check(params);
  if (error != NULL) return error;
  return rill_holding_check(&((const rill_shared_params_t *) params)->holding);
}

/* An instance with a share of its own; NULL for `holding`: to be connected. */
static rill_operator_t *shared_make(const rill_share_params_t *how,
                                    const rill_holding_t *holding) {
  struct shared_params shared = {.share = rill_share_new(how)};
  if (shared.share == NULL)
    return rill_operator_failed(rill_error_no_memory());
  if (holding != NULL) {
    shared.counted = true;
    shared.holding = *holding;
  }
  return rill_operator_make(ops_named(how->name), &shared);
}

rill_operator_t *rill_publish_apply(const void *params,
                                    rill_observable_t **base) {
  (void) base;
  return shared_make(params, NULL);
}

rill_operator_t *rill_shared_apply(const void *params,
                                   rill_observable_t **base) {
  const rill_shared_params_t *p = params;
  (void) base;
  return shared_make(&p->share, &p->holding);
}

rill_share_t *rill_share_of(const rill_observable_t *observable) {
  rill_operator_t *op = observable->stages[0].op;
  if (op->ops->attach != shared_attach) return NULL;
  if (observable->upstream == NULL) return NULL; /* rill_share_observable() */
  return ((struct shared_params *) rill_operator_params(op))->share;
}

rill_operator_t *rill_counted_apply(const void *params,
                                    rill_observable_t **base) {
  const rill_counted_params_t *p = params;
  rill_observable_t *connectable = *base;
  rill_share_t *share = rill_share_of(connectable);
  if (share == NULL || connectable->count != 1)
    return rill_operator_failed(rill_error_new(
        RILL_EINVAL, "rill_%s: upstream is not connectable: put it right "
                     "behind rill_publish() or rill_replay()",
        p->name));
  struct shared_params shared = {rill_ref(share), true, p->holding};
  *base = rill_ref(connectable->upstream);
  rill_unref(connectable);
  return rill_operator_make(ops_named(p->name), &shared);
}

rill_observable_t *rill_share_observable(rill_share_t *share) {
  struct shared_params shared = {.share = rill_ref(share)};
  return rill_source_make(ops_named(share->how->name), &shared);
}
