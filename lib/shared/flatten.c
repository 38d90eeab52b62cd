/* SPDX-License-Identifier: MIT */
/* flatten: runs inner streams side by side and passes on what they emit. */
#include "core/dropped.h"
#include "shared/flatten_inner.h"

/* Queued items that go down in one call. */
enum { FLATTEN_BATCH = 32 };

/* --- Items that lead to streams ------------------------------------------- */

static bool list_supply(rill_value_t list, rill_supply_t *supply) {
  if (rill_as_object(list, &rill_list_type) == NULL) return false;
  *supply = (rill_supply_t){.items = rill_list_items(list),
                            .count = rill_list_length(list)};
  for (size_t i = 0; i < supply->count; i++)
    if (supply->items[i].kind == RILL_ERROR) return false;
  return true;
}

/* What an item leads to, owned. */
static rill_value_t flatten_call(rill_stage_t *stage, rill_value_t item) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (!rill_fn_is_set(p->fn)) return rill_value_ref(item);
  if (p->fn.arity == 1) return rill_invoke1(&p->fn, item);
  if (!p->folds) return rill_invoke2(&p->fn, item, rill_int(f->index++));
  rill_value_t accumulator = rill_value_ref(f->accumulator);
  rill_value_t inner = rill_invoke2(&p->fn, accumulator, item);
  rill_value_unref(accumulator);
  return inner;
}

static void flatten_item(rill_stage_t *stage, rill_value_t item) {
  rill_supply_t supply;
  rill_value_t inner = flatten_call(stage, item);
  if (stage->closed) {
    rill_value_unref(inner);
  } else if (inner.kind == RILL_ERROR) {
    rill_close_upstream(stage);
    rill_flatten_error(stage, rill_as_error(inner));
  } else if (list_supply(inner, &supply) &&
             rill_flatten_in_place(stage, &supply)) {
    rill_value_unref(inner);
  } else {
    rill_observable_t *observable = rill_from_value(inner);
    rill_flatten_run(stage, observable);
    rill_unref(observable);
  }
}

/* Its stream runs as soon as there is room for it. */
static void flatten_take(rill_stage_t *stage, rill_value_t item) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (f->running < p->max && f->waiting.count == 0)
    flatten_item(stage, item);
  else if (!rill_ring_push(&f->waiting, rill_value_ref(item)))
    rill_flatten_no_memory(stage);
}

static bool flatten_next_waiting(rill_stage_t *stage, rill_flatten_t *f) {
  const rill_flatten_params_t *p = rill_params(stage);
  if (f->waiting.count == 0 || f->running >= p->max) return false;
  rill_value_t item = rill_ring_pop(&f->waiting);
  flatten_item(stage, item);
  rill_value_unref(item);
  return true;
}

/* --- The loop ------------------------------------------------------------- */

/* Those that are ready take turns, item by item; one alone goes on in
 * batches. */
static void flatten_pass(rill_stage_t *stage, rill_flatten_t *f) {
  rill_flatten_inner_t *inner = f->ready;
  rill_value_t items[FLATTEN_BATCH];
  size_t n = inner->then != NULL ? 1 : FLATTEN_BATCH;
  if (n > inner->queue.count) n = inner->queue.count;
  if ((int64_t) n > f->demand) n = (size_t) f->demand;
  for (size_t i = 0; i < n; i++) items[i] = rill_ring_pop(&inner->queue);
  f->ready = inner->then;
  if (inner->queue.count > 0)
    rill_flatten_ready(f, inner);
  else
    f->emptied = inner;
  f->emitting = true;
  size_t used = rill_emit_held(stage, items, n);
  f->emitting = false;
  rill_demand_use(&f->demand, used);
  f->emptied = NULL;
  for (size_t i = 0; i < n; i++) rill_value_unref(items[i]);
  if (stage->closed) return;
  if (inner->done && inner->queue.count == 0)
    rill_flatten_ended(stage, inner);
  else
    rill_flatten_replenish(stage, inner, used, n);
}

/* Whether upstream, which is asked for as many items as may run, has to be
 * asked again. */
static bool flatten_owes(const rill_stage_t *stage, const rill_flatten_t *f) {
  const rill_flatten_params_t *p = rill_params(stage);
  return f->owed > 0 && stage->up != NULL && !f->outer_done &&
         p->max != RILL_UNBOUNDED;
}

static rill_observable_t *source_at(rill_stage_t *stage,
                                    const rill_flatten_params_t *p, size_t i) {
  if (!p->upstream) return p->sources[i];
  size_t upstream = p->last ? p->count : 0;
  if (i == upstream) return rill_upstream(stage);
  return p->sources[p->last ? i : i - 1];
}

/* Starts the next one of the list. */
static bool flatten_feed(rill_stage_t *stage, rill_flatten_t *f) {
  const rill_flatten_params_t *p = rill_params(stage);
  if (stage->up != NULL || f->running >= p->max) return false;
  if (f->started == p->count + (p->upstream ? 1 : 0)) return false;
  rill_flatten_run(stage, source_at(stage, p, f->started++));
  return true;
}

/* Does one thing that waits; false: nothing does. */
static bool flatten_work(rill_stage_t *stage, rill_flatten_t *f) {
  if (f->ready != NULL && f->demand > 0) {
    flatten_pass(stage, f);
    return true;
  }
  if (flatten_next_waiting(stage, f)) return true;
  if (!flatten_owes(stage, f)) return flatten_feed(stage, f);
  int64_t owed = f->owed;
  f->owed = 0;
  rill_ask(stage, owed);
  return true;
}

/* All that waits is done in this loop: what comes up meanwhile goes on here,
 * not deeper. */
void rill_flatten_drain(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  f->again = true;
  if (f->draining) return; /* one by one: read at once, they would wait */
  if (f->emitting || stage->closed) return;
  f->draining = true;
  while (!stage->closed && !f->failed && flatten_work(stage, f)) continue;
  f->draining = f->again = false;
  if (stage->closed) return;
  if (!f->failed && (!f->outer_done || f->running > 0)) return;
  rill_error_t *error = f->error;
  f->error = NULL;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    rill_emit_complete(stage);
}

/* --- The stage ------------------------------------------------------------ */

void rill_flatten_init(rill_stage_t *stage) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  f->one = p->max == 1;
  f->inners_end = &f->inners;
  f->accumulator = rill_value_ref(p->seed);
  f->outer_done = stage->up == NULL;
  f->draining = true; /* until the start */
}

void rill_flatten_start(rill_stage_t *stage) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  f->draining = false;
  int64_t count = p->max;
  rill_demand_add(&count, p->ahead);
  if (stage->up != NULL)
    rill_ask(stage, count);
  else
    rill_flatten_drain(stage);
}

/* An item whose stream has ended uses up no demand: the next one may come. */
size_t rill_flatten_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  rill_flatten_t *f = rill_state(stage);
  bool draining = f->draining;
  f->draining = true;
  for (size_t i = 0; i < count; i++) {
    if (stage->closed || f->failed || f->outer_done) break;
    flatten_take(stage, items[i]);
  }
  f->draining = draining;
  if (stage->closed) return count;
  size_t used = count;
  if (flatten_owes(stage, f)) {
    size_t back = f->owed < (int64_t) count ? (size_t) f->owed : count;
    f->owed -= (int64_t) back;
    used -= back;
  }
  if (f->again) rill_flatten_drain(stage);
  return used;
}

void rill_flatten_complete(rill_stage_t *stage) {
  ((rill_flatten_t *) rill_state(stage))->outer_done = true;
  rill_flatten_drain(stage);
}

void rill_flatten_error(rill_stage_t *stage, rill_error_t *error) {
  rill_flatten_fail(stage, error);
  rill_flatten_complete(stage);
}

void rill_flatten_request(rill_stage_t *stage, int64_t count) {
  rill_flatten_t *f = rill_state(stage);
  rill_demand_add(&f->demand, count);
  if (f->one && f->inners != NULL)
    rill_run_ask(rill_stage_of(f->inners), count);
  if (!stage->closed) rill_flatten_drain(stage);
}

void rill_flatten_release(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  rill_flatten_cancel(f);
  rill_let_go_ring(stage, &f->waiting);
  rill_value_unref(f->accumulator);
  f->accumulator = rill_none();
  rill_unref(f->error);
  f->error = NULL;
}
