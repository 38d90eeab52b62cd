/* SPDX-License-Identifier: MIT */
/* on_overflow: queues what was not asked for, and says what to do when there
 * is too much of it. */
#include "base/ring.h"
#include "core/operator.h"
#include "shared/options.h"

#include <rill/flow.h>

struct on_overflow_params {
  rill_fn_t dropped;
  rill_overflow_t policy;
  int64_t capacity;
  bool delay_error;
};

struct on_overflow {
  rill_ring_t queue;
  int64_t demand;
  int64_t taken; /* with RILL_OVERFLOW_WAIT: not asked for again */
  bool draining, ended;
  rill_error_t *error; /* that waits */
};

static rill_error_t *on_overflow_check(const void *params) {
  const struct on_overflow_params *p = params;
  if ((unsigned) p->policy > RILL_OVERFLOW_GROW)
    return rill_refuse("policy is %d (must be one of rill_overflow_t)",
                       (int) p->policy);
  if (p->capacity < 0)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  return rill_check_optional_fn(p->dropped, 1, "dropped");
}

static void on_overflow_forget(void *params) {
  rill_fn_drop(((struct on_overflow_params *) params)->dropped);
}

static void on_overflow_start(rill_stage_t *stage) {
  const struct on_overflow_params *p = rill_params(stage);
  bool waits = p->policy == RILL_OVERFLOW_WAIT;
  rill_ask(stage, waits ? p->capacity : RILL_UNBOUNDED);
}

/* Shows the item, which is taken over, to the hook. */
static void on_overflow_drop(rill_stage_t *stage, rill_value_t item) {
  const struct on_overflow_params *p = rill_params(stage);
  rill_value_t answer = rill_none();
  if (rill_fn_is_set(p->dropped)) answer = rill_invoke1(&p->dropped, item);
  rill_value_unref(item);
  if (answer.kind == RILL_ERROR && !stage->closed)
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

static void on_overflow_drop_all(rill_stage_t *stage, struct on_overflow *o) {
  while (o->queue.count > 0) on_overflow_drop(stage, rill_ring_pop(&o->queue));
}

static void on_overflow_fail(rill_stage_t *stage, struct on_overflow *o,
                             const struct on_overflow_params *p) {
  rill_emit_error(
      stage,
      rill_error_new(RILL_EOVERFLOW,
                     "rill_on_overflow: %lld items are queued (capacity "
                     "%lld) and downstream asks for %lld: request more, "
                     "raise .capacity, or choose a policy that drops",
                     (long long) o->queue.count, (long long) p->capacity,
                     (long long) o->demand));
}

/* One item that nobody waits for. */
static void on_overflow_queue(rill_stage_t *stage, struct on_overflow *o,
                              rill_value_t item) {
  const struct on_overflow_params *p = rill_params(stage);
  if ((int64_t) o->queue.count >= p->capacity) {
    switch (p->policy) {
      case RILL_OVERFLOW_WAIT:
      case RILL_OVERFLOW_FAIL: on_overflow_fail(stage, o, p); return;
      case RILL_OVERFLOW_DROP_NEW:
        on_overflow_drop(stage, rill_value_ref(item));
        return;
      case RILL_OVERFLOW_DROP_HEAD:
      case RILL_OVERFLOW_LATEST:
        on_overflow_drop(stage, rill_ring_pop(&o->queue));
        break;
      case RILL_OVERFLOW_DROP_TAIL:
        on_overflow_drop(stage, rill_ring_pop_last(&o->queue));
        break;
      case RILL_OVERFLOW_DROP_ALL: on_overflow_drop_all(stage, o); break;
      case RILL_OVERFLOW_GROW: break;
    }
  }
  if (stage->closed) return;
  if (!rill_ring_push(&o->queue, rill_value_ref(item)))
    rill_emit_error(stage, rill_error_no_memory());
}

static void on_overflow_taken(rill_stage_t *stage, struct on_overflow *o,
                              size_t count) {
  const struct on_overflow_params *p = rill_params(stage);
  if (p->policy != RILL_OVERFLOW_WAIT || o->ended) return;
  o->taken += (int64_t) count;
  int64_t taken = o->taken;
  if (taken < p->capacity - p->capacity / 4) return;
  o->taken = 0;
  rill_ask(stage, taken);
}

static void on_overflow_drain(rill_stage_t *stage, struct on_overflow *o) {
  if (o->draining) return;
  o->draining = true;
  while (!stage->closed && o->queue.count > 0 && o->demand > 0) {
    rill_demand_use(&o->demand,
                    rill_emit_own(stage, rill_ring_pop(&o->queue)));
    if (!stage->closed) on_overflow_taken(stage, o, 1);
  }
  o->draining = false;
  if (!o->ended || o->queue.count > 0 || stage->closed) return;
  rill_error_t *error = o->error;
  o->error = NULL;
  rill_emit_end(stage, error);
}

/* Straight on, as far as it was asked for. */
static size_t on_overflow_pass(rill_stage_t *stage, struct on_overflow *o,
                               const rill_value_t *items, size_t count) {
  size_t passed = 0;
  if (o->draining || o->queue.count > 0) return 0;
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
  on_overflow_drop_all(stage, o);
  rill_ring_clear(&o->queue);
  rill_unref(o->error);
  o->error = NULL;
}

static const rill_stage_ops_t on_overflow_ops = {
  .name = "on_overflow",
  .state_size = sizeof(struct on_overflow),
  .params_size = sizeof(struct on_overflow_params),
  .check = on_overflow_check,
  .forget = on_overflow_forget,
  .start = on_overflow_start,
  .next = on_overflow_next,
  .complete = on_overflow_complete,
  .error = on_overflow_error,
  .request = on_overflow_request,
  .release = on_overflow_release,
};

rill_operator_t *rill_on_overflow_opts(const rill_on_overflow_opts_t *given) {
  RILL_OPTIONS(rill_on_overflow_opts_t, o, given);
  int64_t capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY;
  if (o.policy == RILL_OVERFLOW_LATEST && capacity > 0) capacity = 1;
  struct on_overflow_params params = {o.dropped, o.policy, capacity,
                                      o.delay_error};
  return rill_operator_make(&on_overflow_ops, &params);
}
