/* SPDX-License-Identifier: MIT */
/* flatten: runs inner streams side by side and passes on what they emit. */
#include "shared/flatten.h"

#include "core/chain.h"

/* The state of an inner run's sink. */
struct rill_flatten_inner {
  rill_stage_t *parent;
  rill_flatten_list_t *list; /* that it is on, by these */
  rill_flatten_inner_t *next, *back;
  rill_ring_t queue;
  int64_t taken; /* and not yet asked for again */
  bool bounded;  /* was asked for so many, not for all */
  bool done;     /* ended, but for what is queued */
};

static void flatten_settle(rill_stage_t *stage);
static void flatten_feed(rill_stage_t *stage);

/* --- Lists of inner runs -------------------------------------------------------- */

static rill_stage_t *sink_of(rill_flatten_inner_t *inner) {
  return rill_stage_of(inner);
}

static void inner_unlink(rill_flatten_inner_t *inner) {
  rill_flatten_list_t *list = inner->list;
  if (inner->back != NULL)
    inner->back->next = inner->next;
  else
    list->first = inner->next;
  if (inner->next != NULL)
    inner->next->back = inner->back;
  else
    list->last = inner->back;
}

/* At the end: so those that are ready take turns. */
static void inner_link(rill_flatten_list_t *list, rill_flatten_inner_t *inner) {
  inner->list = list;
  inner->next = NULL;
  inner->back = list->last;
  if (list->last != NULL)
    list->last->next = inner;
  else
    list->first = inner;
  list->last = inner;
}

static void inner_move(rill_flatten_list_t *list, rill_flatten_inner_t *inner) {
  inner_unlink(inner);
  inner_link(list, inner);
}

static void inner_cancel(rill_flatten_t *f, rill_flatten_inner_t *inner) {
  inner_unlink(inner);
  f->running--;
  rill_run_cancel(sink_of(inner));
}

static void flatten_cancel_all(rill_flatten_t *f) {
  while (f->ready.first != NULL) inner_cancel(f, f->ready.first);
  while (f->idle.first != NULL) inner_cancel(f, f->idle.first);
}

/* --- Inner runs ----------------------------------------------------------------- */

/* One has ended and is empty: the next may start. */
static void inner_end(rill_stage_t *stage, rill_flatten_inner_t *inner) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  inner_unlink(inner);
  f->running--;
  rill_run_end(sink_of(inner));
  if (stage->up == NULL)
    flatten_feed(stage);
  else if (!f->outer_done && !p->latest && p->max != RILL_UNBOUNDED)
    rill_ask(stage, 1);
}

static void inner_replenish(rill_stage_t *stage, rill_flatten_inner_t *inner) {
  const rill_flatten_params_t *p = rill_params(stage);
  int64_t taken = inner->taken;
  if (!inner->bounded || inner->done) return;
  if (taken < p->prefetch - p->prefetch / 4) return;
  inner->taken = 0;
  rill_run_ask(sink_of(inner), taken);
}

static void inner_start(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  const rill_flatten_params_t *p = rill_params(inner->parent);
  rill_flatten_t *f = rill_state(inner->parent);
  inner->bounded = f->demand != RILL_UNBOUNDED;
  rill_ask(sink, inner->bounded ? p->prefetch : RILL_UNBOUNDED);
}

static bool inner_queue(rill_stage_t *stage, rill_flatten_inner_t *inner,
                        const rill_value_t *items, size_t count) {
  rill_flatten_t *f = rill_state(stage);
  if (count > 0 && inner->queue.count == 0) inner_move(&f->ready, inner);
  for (size_t i = 0; i < count; i++)
    if (!rill_ring_push(&inner->queue, rill_value_ref(items[i]))) return false;
  return true;
}

/* Straight through as far as it is asked for, the rest into the queue. What
 * comes while an item is on its way down waits for its turn. */
static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = inner->parent;
  rill_flatten_t *f = rill_state(stage);
  size_t sent = 0;
  while (sent < count && f->demand > 0 && !f->emitting &&
         f->ready.first == NULL && !stage->closed && !sink->closed) {
    size_t n = count - sent;
    if ((int64_t) n > f->demand) n = (size_t) f->demand;
    f->emitting = true;
    size_t used = rill_emit(stage, items + sent, n);
    f->emitting = false;
    rill_demand_use(&f->demand, used);
    sent += n;
    inner->taken += (int64_t) n;
  }
  if (stage->closed || sink->closed) return count;
  if (!inner_queue(stage, inner, items + sent, count - sent))
    rill_emit_error(stage, rill_error_no_memory());
  else if (f->emitting)
    return count; /* who emits sees to the rest */
  else if (f->failed || f->ready.first != NULL)
    flatten_settle(stage);
  if (!stage->closed && !sink->closed) inner_replenish(stage, inner);
  return count;
}

static void inner_complete(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = inner->parent;
  inner->done = true;
  if (inner->queue.count > 0) return;
  inner_end(stage, inner);
  flatten_settle(stage);
}

/* Keeps the first error; whether it waits is said by the parameters. */
static void flatten_fail(rill_stage_t *stage, rill_error_t *error) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (f->error == NULL)
    f->error = error;
  else
    rill_unref(error);
  if (!p->delay_error) f->failed = true;
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_flatten_inner_t *inner = rill_state(sink);
  flatten_fail(inner->parent, error);
  inner_complete(sink);
}

static void inner_release(rill_stage_t *sink) {
  rill_ring_clear(&((rill_flatten_inner_t *) rill_state(sink))->queue);
}

static const rill_stage_ops_t inner_ops = {
  .name = "inner",
  .state_size = sizeof(rill_flatten_inner_t),
  .start = inner_start,
  .next = inner_next,
  .complete = inner_complete,
  .error = inner_error,
  .release = inner_release,
};

/* Runs one more; borrows the observable. */
static void flatten_run(rill_stage_t *stage, rill_observable_t *observable) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (p->latest) flatten_cancel_all(f);
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_flatten_inner_t *inner = rill_state(sink);
  inner->parent = stage;
  inner_link(&f->idle, inner);
  f->running++;
  rill_run_start(sink);
}

/* --- The stage ------------------------------------------------------------------ */

rill_error_t *rill_flatten_check(const void *params) {
  const rill_flatten_params_t *p = params;
  if (p->max < 1)
    return rill_refuse("max_concurrent is %lld (must be >= 1)",
                       (long long) p->max);
  if (p->prefetch < 1)
    return rill_refuse("prefetch is %lld (must be >= 1)",
                       (long long) p->prefetch);
  for (size_t i = 0; i < p->count; i++)
    if (p->sources[i] == NULL) return rill_refuse("source %zu is NULL", i);
  return rill_check_optional_fn(p->fn, 1, "the function");
}

bool rill_flatten_sources(rill_flatten_params_t *params,
                          rill_observable_t *const *sources, size_t count) {
  if (count == 0) return true;
  params->sources = rill_allocate(count * sizeof *params->sources);
  if (params->sources == NULL) {
    for (size_t i = 0; i < count; i++) rill_unref(sources[i]);
    return false;
  }
  memcpy(params->sources, sources, count * sizeof *sources);
  params->count = count;
  return true;
}

void rill_flatten_forget(void *params) {
  rill_flatten_params_t *p = params;
  rill_fn_drop(p->fn);
  for (size_t i = 0; i < p->count; i++) rill_unref(p->sources[i]);
  rill_release(p->sources, p->count * sizeof *p->sources);
}

static rill_observable_t *source_at(rill_stage_t *stage,
                                    const rill_flatten_params_t *p, size_t i) {
  if (!p->upstream) return p->sources[i];
  size_t upstream = p->last ? p->count : 0;
  if (i == upstream) return rill_upstream(stage);
  return p->sources[p->last ? i : i - 1];
}

/* Starts as many of the list as may run; one that ends at once is followed in
 * this loop, not deeper. */
static void flatten_feed(rill_stage_t *stage) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  size_t count = p->count + (p->upstream ? 1 : 0);
  if (f->feeding) return;
  f->feeding = true;
  while (!stage->closed && f->started < count && f->running < p->max) {
    flatten_run(stage, source_at(stage, p, f->started++));
  }
  f->feeding = false;
  f->outer_done = f->started == count;
}

void rill_flatten_start(rill_stage_t *stage) {
  const rill_flatten_params_t *p = rill_params(stage);
  if (stage->up == NULL) {
    flatten_feed(stage);
    flatten_settle(stage);
  } else {
    rill_ask(stage, p->latest ? RILL_UNBOUNDED : p->max);
  }
}

size_t rill_flatten_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  const rill_flatten_params_t *p = rill_params(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t inner = rill_fn_is_set(p->fn) ? rill_invoke1(&p->fn, items[i])
                                               : rill_value_ref(items[i]);
    if (inner.kind == RILL_ERROR && !stage->closed) {
      rill_emit_failure(stage, inner);
      return count;
    }
    rill_observable_t *observable = rill_from_value(inner);
    if (!stage->closed) flatten_run(stage, observable);
    rill_unref(observable);
  }
  return count;
}

void rill_flatten_complete(rill_stage_t *stage) {
  ((rill_flatten_t *) rill_state(stage))->outer_done = true;
  flatten_settle(stage);
}

void rill_flatten_error(rill_stage_t *stage, rill_error_t *error) {
  flatten_fail(stage, error);
  rill_flatten_complete(stage);
}

/* One queued item; an inner that is empty and done goes before, since what
 * hears the item may cancel it. */
static void flatten_take(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  rill_flatten_inner_t *inner = f->ready.first;
  rill_value_t item = rill_ring_pop(&inner->queue);
  inner->taken++;
  f->emitting = true;
  if (inner->queue.count > 0) {
    inner_move(&f->ready, inner);
  } else if (!inner->done) {
    inner_move(&f->idle, inner);
  }
  if (inner->queue.count == 0 && inner->done)
    inner_end(stage, inner);
  else
    inner_replenish(stage, inner);
  rill_demand_use(&f->demand, rill_emit_own(stage, item));
  f->emitting = false;
}

/* Does what has waited: an error, queued items in turns, the end. */
static void flatten_settle(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  if (f->emitting) return;
  while (!stage->closed && !f->failed && f->demand > 0 &&
         f->ready.first != NULL)
    flatten_take(stage);
  if (stage->closed) return;
  if (!f->failed && (!f->outer_done || f->running > 0)) return;
  rill_error_t *error = f->error;
  f->error = NULL;
  rill_emit_end(stage, error);
}

void rill_flatten_request(rill_stage_t *stage, int64_t count) {
  rill_flatten_t *f = rill_state(stage);
  rill_demand_add(&f->demand, count);
  flatten_settle(stage);
}

void rill_flatten_release(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  flatten_cancel_all(f);
  rill_unref(f->error);
  f->error = NULL;
}
