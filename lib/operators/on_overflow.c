/* SPDX-License-Identifier: MIT */
/* on_overflow: queues what was not asked for, and says what to do when there
 * is too much of it. */
#include "core/dropped.h"
#include "shared/options.h"
#include "shared/overflow.h"

struct on_overflow_params {
  rill_bounded_params_t queue;
  rill_fn_t dropped;
  bool delay_error;
};

struct on_overflow {
  rill_bounded_t queue;
  rill_alarm_t alarm; /* when the oldest one has waited for too long */
  int64_t demand;
  int64_t taken; /* with RILL_OVERFLOW_WAIT: not asked for again */
  size_t dropped;
  bool draining, ended;
  rill_error_t *error; /* that waits */
};

static rill_error_t *on_overflow_check(const void *params) {
  const struct on_overflow_params *p = params;
  rill_error_t *error = rill_bounded_check(&p->queue, "policy");
  if (error != NULL) return error;
  return rill_check_optional_fn(p->dropped, 1, "dropped");
}

static void on_overflow_forget(void *params) {
  rill_fn_drop(((struct on_overflow_params *) params)->dropped);
}

static void on_overflow_drop(rill_stage_t *stage, rill_value_t item) {
  const struct on_overflow_params *p = rill_params(stage);
  ((struct on_overflow *) rill_state(stage))->dropped++;
  rill_bounded_show(stage, &p->dropped, item);
}

static void on_overflow_init(rill_stage_t *stage) {
  ((struct on_overflow *) rill_state(stage))->queue.drop = on_overflow_drop;
}

static void on_overflow_start(rill_stage_t *stage) {
  const struct on_overflow_params *p = rill_params(stage);
  bool waits = p->queue.policy == RILL_OVERFLOW_WAIT;
  rill_ask(stage, waits ? p->queue.capacity : RILL_UNBOUNDED);
}

static rill_error_t *on_overflow_full(const rill_stage_t *stage) {
  const struct on_overflow_params *p = rill_params(stage);
  const struct on_overflow *o = rill_state(stage);
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_on_overflow: %lld items are queued (capacity "
                        "%lld) and downstream asks for %lld: request more, "
                        "raise .capacity, or choose a policy that drops",
                        (long long) o->queue.items.count,
                        (long long) p->queue.capacity, (long long) o->demand);
}

/* One item that nobody waits for. */
static void on_overflow_queue(rill_stage_t *stage, struct on_overflow *o,
                              rill_value_t item) {
  const struct on_overflow_params *p = rill_params(stage);
  int code = rill_bounded_push(stage, &o->queue, &p->queue, item);
  if (code == 0) return;
  rill_tell(stage, item);
  rill_emit_error(stage, code == RILL_ENOMEM ? rill_error_no_memory()
                                             : on_overflow_full(stage));
}

static void on_overflow_taken(rill_stage_t *stage, struct on_overflow *o,
                              size_t count) {
  const struct on_overflow_params *p = rill_params(stage);
  if (p->queue.policy != RILL_OVERFLOW_WAIT || o->ended || count == 0) return;
  o->taken += (int64_t) count;
  int64_t taken = o->taken;
  if (taken < p->queue.capacity - p->queue.capacity / 4) return;
  o->taken = 0;
  rill_ask(stage, taken);
}

static void on_overflow_finish(rill_stage_t *stage, struct on_overflow *o) {
  if (!o->ended || o->queue.items.count > 0 || stage->closed) return;
  rill_error_t *error = o->error;
  o->error = NULL;
  rill_emit_end(stage, error);
}

static void on_overflow_ring(rill_stage_t *stage, rill_alarm_t *alarm);

/* Drops what is too old, and comes back for the next one. */
static void on_overflow_expire(rill_stage_t *stage, struct on_overflow *o) {
  const struct on_overflow_params *p = rill_params(stage);
  if (p->queue.ttl == 0) return;
  o->dropped = 0;
  rill_time_t due = rill_bounded_expire(stage, &o->queue, &p->queue);
  if (stage->closed) return;
  if (due != RILL_TIME_NEVER && !rill_alarm_is_set(&o->alarm))
    rill_alarm_set(&o->alarm, stage, due, on_overflow_ring);
  on_overflow_taken(stage, o, o->dropped);
}

static void on_overflow_drain(rill_stage_t *stage, struct on_overflow *o) {
  if (o->draining) return;
  o->draining = true;
  on_overflow_expire(stage, o);
  while (!stage->closed && o->queue.items.count > 0 && o->demand > 0) {
    rill_demand_use(&o->demand,
                    rill_emit_own(stage, rill_bounded_pop(&o->queue)));
    if (!stage->closed) on_overflow_taken(stage, o, 1);
  }
  o->draining = false;
  if (!stage->closed) on_overflow_expire(stage, o);
  on_overflow_finish(stage, o);
}

static void on_overflow_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  on_overflow_drain(stage, rill_state(stage));
}

/* Straight on, as far as it was asked for. */
static size_t on_overflow_pass(rill_stage_t *stage, struct on_overflow *o,
                               const rill_value_t *items, size_t count) {
  size_t passed = 0;
  if (o->draining || o->queue.items.count > 0) return 0;
  o->draining = true;
  while (!stage->closed && passed < count && o->demand > 0) {
    size_t n = count - passed;
    if ((int64_t) n > o->demand) n = (size_t) o->demand;
    rill_demand_use(&o->demand, rill_emit(stage, items + passed, n));
    passed += n;
  }
  o->draining = false;
  return passed;
}

static size_t on_overflow_next(rill_stage_t *stage, const rill_value_t *items,
                               size_t count) {
  struct on_overflow *o = rill_state(stage);
  on_overflow_expire(stage, o);
  if (stage->closed) rill_tell_row(stage, items, count);
  size_t passed = on_overflow_pass(stage, o, items, count);
  if (passed > 0 && !stage->closed) on_overflow_taken(stage, o, passed);
  for (size_t i = passed; i < count && !stage->closed; i++)
    on_overflow_queue(stage, o, items[i]);
  if (!stage->closed) on_overflow_drain(stage, o);
  return count;
}

static void on_overflow_request(rill_stage_t *stage, int64_t count) {
  struct on_overflow *o = rill_state(stage);
  rill_demand_add(&o->demand, count);
  on_overflow_drain(stage, o);
}

static void on_overflow_complete(rill_stage_t *stage) {
  struct on_overflow *o = rill_state(stage);
  o->ended = true;
  on_overflow_drain(stage, o);
}

static void on_overflow_error(rill_stage_t *stage, rill_error_t *error) {
  const struct on_overflow_params *p = rill_params(stage);
  struct on_overflow *o = rill_state(stage);
  if (!p->delay_error) {
    rill_emit_end(stage, error);
    return;
  }
  o->error = error;
  on_overflow_complete(stage);
}

static void on_overflow_release(rill_stage_t *stage) {
  struct on_overflow *o = rill_state(stage);
  rill_alarm_stop(&o->alarm);
  rill_bounded_release(stage, &o->queue);
  rill_unref(o->error);
  o->error = NULL;
}

static const rill_stage_ops_t on_overflow_ops = {
    .name = "on_overflow",
    .state_size = sizeof(struct on_overflow),
    .params_size = sizeof(struct on_overflow_params),
    .check = on_overflow_check,
    .forget = on_overflow_forget,
    .init = on_overflow_init,
    .start = on_overflow_start,
    .next = on_overflow_next,
    .complete = on_overflow_complete,
    .error = on_overflow_error,
    .request = on_overflow_request,
    .release = on_overflow_release,
};

rill_operator_t *rill_on_overflow_opts(const rill_on_overflow_opts_t *given) {
  RILL_OPTIONS(rill_on_overflow_opts_t, o, given);
  struct on_overflow_params params = {
    rill_bounded_params(o.policy, o.capacity, o.ttl), o.dropped,
    o.delay_error};
  return rill_operator_make(&on_overflow_ops, &params);
}
