/* SPDX-License-Identifier: MIT */
/* conflate: one sum that waits, and how many items are in it. */
#include "shared/conflate.h"

#include "core/dropped.h"

rill_error_t *rill_conflate_check(const void *params) {
  const rill_conflate_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->seed0, 0, "the seed");
  if (error == NULL) error = rill_check_fn(p->acc, 2, "the accumulator");
  if (error != NULL || p->max >= 1) return error;
  return rill_refuse("max is %lld (must be >= 1)", (long long) p->max);
}

void rill_conflate_forget(void *params) {
  rill_conflate_params_t *p = params;
  rill_fn_drop(p->seed0);
  rill_fn_drop(p->acc);
}

static void conflate_ask(rill_stage_t *stage, int64_t count) {
  ((rill_conflate_t *) rill_state(stage))->asked += count;
  rill_ask(stage, count);
}

void rill_conflate_start(rill_stage_t *stage) {
  const rill_conflate_params_t *p = rill_params(stage);
  conflate_ask(stage, p->max);
}

/* Stores a new sum, or fails with it. */
static bool conflate_store(rill_stage_t *stage, rill_value_t sum) {
  rill_conflate_t *c = rill_state(stage);
  if (sum.kind == RILL_ERROR) {
    if (stage->closed)
      rill_value_unref(sum);
    else
      rill_emit_failure(stage, sum);
    return false;
  }
  rill_value_t old = c->sum;
  c->sum = sum;
  rill_value_unref(old);
  return true;
}

static void conflate_fold(rill_stage_t *stage, rill_value_t item) {
  const rill_conflate_params_t *p = rill_params(stage);
  rill_conflate_t *c = rill_state(stage);
  if (c->folded == 0 &&
      (!conflate_store(stage, rill_invoke0(&p->seed0)) || stage->closed)) {
    rill_tell(stage, item);
    return;
  }
  if (conflate_store(stage, rill_invoke2(&p->acc, c->sum, item))) c->folded++;
}

static void conflate_emit(rill_stage_t *stage, rill_conflate_t *c) {
  rill_value_t sum = c->sum;
  c->owed += c->folded;
  c->folded = 0;
  c->sum = rill_none();
  rill_demand_use(&c->demand, rill_emit_own(stage, sum));
}

static void conflate_drain(rill_stage_t *stage, rill_conflate_t *c) {
  if (c->busy) return;
  c->busy = true;
  while (!stage->closed && c->folded > 0 && c->demand > 0)
    conflate_emit(stage, c);
  c->busy = false;
  if (!stage->closed && c->ended && c->folded == 0) rill_emit_complete(stage);
}

/* Upstream is asked again when much of what it may give has gone down, or when
 * it has nothing to do. */
static void conflate_refill(rill_stage_t *stage, rill_conflate_t *c) {
  const rill_conflate_params_t *p = rill_params(stage);
  int64_t owed = c->owed;
  if (stage->closed || c->receiving || c->ended || owed == 0) return;
  if (p->max == RILL_UNBOUNDED) return;
  if (c->asked > 0 && owed < p->max - p->max / 4) return;
  c->owed = 0;
  conflate_ask(stage, owed);
}

/* What has gone down at once has used up nothing: upstream may go on. */
size_t rill_conflate_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  rill_conflate_t *c = rill_state(stage);
  bool busy = c->busy;
  c->receiving = true;
  for (size_t i = 0; i < count && !stage->closed; i++) {
    c->busy = true;
    conflate_fold(stage, items[i]);
    c->busy = busy;
    conflate_drain(stage, c);
  }
  c->receiving = false;
  size_t back = c->owed < (int64_t) count ? (size_t) c->owed : count;
  c->owed -= (int64_t) back;
  if (c->asked != RILL_UNBOUNDED) c->asked -= (int64_t) (count - back);
  conflate_refill(stage, c);
  return count - back;
}

void rill_conflate_complete(rill_stage_t *stage) {
  rill_conflate_t *c = rill_state(stage);
  c->ended = true;
  conflate_drain(stage, c);
}

void rill_conflate_request(rill_stage_t *stage, int64_t count) {
  rill_conflate_t *c = rill_state(stage);
  rill_demand_add(&c->demand, count);
  conflate_drain(stage, c);
  conflate_refill(stage, c);
}

void rill_conflate_release(rill_stage_t *stage) {
  rill_conflate_t *c = rill_state(stage);
  rill_value_t sum = c->sum;
  c->sum = rill_none();
  if (c->folded > 0) rill_tell(stage, sum);
  rill_value_unref(sum);
}
