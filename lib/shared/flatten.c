/* SPDX-License-Identifier: MIT */
/* flatten: runs inner streams side by side and passes on what they emit. */
#include "shared/flatten.h"

#include "shared/items.h"

enum {
  /* Queued items that go down in one call. */
  FLATTEN_BATCH = 32,
  /* Items of a stream that need no run, though no other has its turn. */
  IN_PLACE = 16 * RILL_BATCH
};

/* The state of an inner run's sink. */
struct rill_flatten_inner {
  rill_flatten_inner_t *next, **back; /* among all */
  rill_flatten_inner_t *then;         /* among those that are ready */
  rill_ring_t queue;
  int64_t taken; /* and not yet asked for again */
  bool done;     /* has ended, but for what is queued */
};

static void flatten_drain(rill_stage_t *stage);

static size_t flatten_emit(rill_stage_t *stage, rill_flatten_t *f,
                           const rill_supply_t *from, uint64_t index,
                           size_t count) {
  f->emitting = true;
  size_t used = rill_emit_supply(stage, from, index, count);
  f->emitting = false;
  rill_demand_use(&f->demand, used);
  return used;
}

/* --- Errors: the first one counts ---------------------------------------- */

/* Of others, those that were waited for are reported; the rest come from
 * streams that are as good as cancelled. */
static void flatten_keep(rill_stage_t *stage, rill_error_t *error) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (f->error == NULL && !stage->closed) {
    f->error = error;
    return;
  }
  if (p->delay_error && !stage->closed)
    rill_scheduler_unhandled(rill_stage_scheduler(stage), error);
  rill_unref(error);
}

/* One of a stream, which may have to wait for the others. */
static void flatten_fail(rill_stage_t *stage, rill_error_t *error) {
  const rill_flatten_params_t *p = rill_params(stage);
  flatten_keep(stage, error);
  if (!p->delay_error) ((rill_flatten_t *) rill_state(stage))->failed = true;
}

static void flatten_no_memory(rill_stage_t *stage) {
  flatten_keep(stage, rill_error_no_memory());
  ((rill_flatten_t *) rill_state(stage))->failed = true;
  flatten_drain(stage);
}

/* --- Inner runs ---------------------------------------------------------- */

static void inner_link(rill_flatten_t *f, rill_flatten_inner_t *inner) {
  inner->back = f->inners_end;
  *f->inners_end = inner;
  f->inners_end = &inner->next;
  f->running++;
}

static void inner_unlink(rill_flatten_t *f, rill_flatten_inner_t *inner) {
  if (inner->back == NULL) return;
  *inner->back = inner->next;
  *(inner->next != NULL ? &inner->next->back : &f->inners_end) = inner->back;
  inner->back = NULL;
  f->running--;
}

/* At the end: so those that are ready take turns. */
static void inner_get_ready(rill_flatten_t *f, rill_flatten_inner_t *inner) {
  inner->then = NULL;
  *(f->ready == NULL ? &f->ready : f->ready_end) = inner;
  f->ready_end = &inner->then;
}

/* Whether what it emits is passed on, now or from its queue. */
static bool inner_counts(rill_stage_t *stage,
                         const rill_flatten_inner_t *inner) {
  const rill_flatten_params_t *p = rill_params(stage);
  return !p->ordered || ((rill_flatten_t *) rill_state(stage))->inners == inner;
}

/* It has ended and is empty: the next one may start. */
static void inner_end(rill_stage_t *stage, rill_flatten_inner_t *inner) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  bool first = f->inners == inner;
  inner_unlink(f, inner);
  if (p->ordered && first && f->inners != NULL && f->inners->queue.count > 0)
    inner_get_ready(f, f->inners);
  f->owed++;
  rill_run_end(rill_stage_of(inner));
}

/* Items went down and used up `used`. `held` of them came from the queue:
 * those the inner takes for used up already. */
static void inner_replenish(rill_stage_t *stage, rill_flatten_inner_t *inner,
                            size_t used, size_t held) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (inner->done) return;
  if (f->one) {
    if (held > used)
      rill_run_ask(rill_stage_of(inner), (int64_t) (held - used));
    return;
  }
  inner->taken += (int64_t) (held > 0 ? held : used);
  int64_t taken = inner->taken;
  if (taken < p->prefetch - p->prefetch / 4) return;
  inner->taken = 0;
  rill_run_ask(rill_stage_of(inner), taken);
}

static void inner_start(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  int64_t count = f->one ? f->demand : p->prefetch;
  if (count > 0) rill_ask(sink, count);
}

/* The item is the accumulator from now on. */
static void flatten_fold(rill_stage_t *stage, rill_value_t item) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (!p->folds) return;
  rill_value_t old = f->accumulator;
  f->accumulator = rill_value_ref(item);
  rill_value_unref(old);
}

static bool inner_queue(rill_stage_t *stage, rill_flatten_inner_t *inner,
                        const rill_supply_t *from, size_t sent) {
  rill_flatten_t *f = rill_state(stage);
  if (inner->queue.count == 0 && inner_counts(stage, inner))
    inner_get_ready(f, inner);
  f->again = true;
  flatten_fold(stage, rill_supply_at(from, from->count - 1));
  for (uint64_t i = sent; i < from->count; i++)
    if (!rill_ring_push(&inner->queue, rill_value_ref(rill_supply_at(from, i))))
      return false;
  return true;
}

/* Straight through as far as it is asked for, the rest into the queue. */
static size_t inner_take(rill_stage_t *sink, const rill_supply_t *from) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  size_t sent = 0, used = 0, count = (size_t) from->count;
  while (sent < count && f->demand > 0 && f->ready == NULL && !f->emitting &&
         !f->failed && !stage->closed && inner_counts(stage, inner)) {
    size_t n = p->folds ? 1 : count - sent;
    if ((int64_t) n > f->demand) n = (size_t) f->demand;
    flatten_fold(stage, rill_supply_at(from, sent));
    used += flatten_emit(stage, f, from, sent, n);
    sent += n;
  }
  if (stage->closed) {
    rill_run_cancel(sink); /* it does not know yet */
    return count;
  }
  if (sent < count && !inner_queue(stage, inner, from, sent))
    flatten_no_memory(stage);
  else if (sent > 0)
    inner_replenish(stage, inner, used, 0);
  if (f->again && !f->emitting) flatten_drain(stage);
  return used + (count - sent);
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  return inner_take(sink, &(rill_supply_t){.items = items, .count = count});
}

static size_t inner_next_ints(rill_stage_t *sink, int64_t first,
                              size_t count) {
  return inner_take(sink, &(rill_supply_t){.first = first, .count = count});
}

static void inner_complete(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  rill_flatten_t *f = rill_state(stage);
  inner->done = true;
  if (inner->queue.count == 0 && f->emptied != inner) inner_end(stage, inner);
  flatten_drain(stage);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  flatten_fail(rill_run_parent(sink), error);
  inner_complete(sink);
}

static void inner_release(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  inner_unlink(rill_state(rill_run_parent(sink)), inner);
  rill_ring_clear(&inner->queue);
}

static const rill_stage_ops_t inner_ops = {
  .name = "inner",
  .state_size = sizeof(rill_flatten_inner_t),
  .start = inner_start,
  .next = inner_next,
  .next_ints = inner_next_ints,
  .complete = inner_complete,
  .error = inner_error,
  .release = inner_release,
};

/* --- Streams whose items are there, and need no run ----------------------- */

static bool list_supply(rill_value_t list, rill_supply_t *supply) {
  if (rill_as_object(list, &rill_list_type) == NULL) return false;
  *supply = (rill_supply_t){.items = rill_list_items(list),
                            .count = rill_list_length(list)};
  for (size_t i = 0; i < supply->count; i++)
    if (supply->items[i].kind == RILL_ERROR) return false;
  return true;
}

/* If downstream has room for all of them. */
static bool flatten_in_place(rill_stage_t *stage, const rill_supply_t *from) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  if (p->folds || (p->ordered && f->inners != NULL)) return false;
  if (f->emitting || f->ready != NULL || from->count > IN_PLACE ||
      f->demand < (int64_t) from->count)
    return false;
  f->owed++;
  for (uint64_t at = 0; at < from->count && !stage->closed;) {
    uint64_t n = from->count - at;
    if (n > RILL_BATCH) n = RILL_BATCH;
    flatten_emit(stage, f, from, at, (size_t) n);
    at += n;
  }
  return true;
}

/* Runs one more; borrows the observable. */
static void flatten_run(rill_stage_t *stage, rill_observable_t *observable) {
  rill_supply_t supply;
  if (rill_observable_supply(observable, &supply) &&
      flatten_in_place(stage, &supply))
    return;
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  if (sink == NULL) {
    flatten_no_memory(stage);
    return;
  }
  inner_link(rill_state(stage), rill_state(sink));
  rill_run_start(sink);
}

/* --- Items that lead to streams ------------------------------------------ */

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
             flatten_in_place(stage, &supply)) {
    rill_value_unref(inner);
  } else {
    rill_observable_t *observable = rill_from_value(inner);
    flatten_run(stage, observable);
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
    flatten_no_memory(stage);
}

static bool flatten_next_waiting(rill_stage_t *stage, rill_flatten_t *f) {
  const rill_flatten_params_t *p = rill_params(stage);
  if (f->waiting.count == 0 || f->running >= p->max) return false;
  rill_value_t item = rill_ring_pop(&f->waiting);
  flatten_item(stage, item);
  rill_value_unref(item);
  return true;
}

/* --- The loop ------------------------------------------------------------ */

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
    inner_get_ready(f, inner);
  else
    f->emptied = inner;
  const rill_supply_t from = {.items = items, .count = n};
  size_t used = flatten_emit(stage, f, &from, 0, n);
  f->emptied = NULL;
  for (size_t i = 0; i < n; i++) rill_value_unref(items[i]);
  if (stage->closed) return;
  if (inner->done && inner->queue.count == 0)
    inner_end(stage, inner);
  else
    inner_replenish(stage, inner, used, n);
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
  flatten_run(stage, source_at(stage, p, f->started++));
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
static void flatten_drain(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  f->again = true;
  if (f->draining || f->emitting || stage->closed) return;
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

/* --- The stage ----------------------------------------------------------- */

rill_error_t *rill_flatten_check(const void *params) {
  const rill_flatten_params_t *p = params;
  if (p->max < 1)
    return rill_refuse("max_concurrent is %lld (must be >= 1)",
                       (long long) p->max);
  if (p->prefetch < 1)
    return rill_refuse("prefetch is %lld (must be >= 1)",
                       (long long) p->prefetch);
  if (p->sources == NULL && p->count > 0)
    return rill_refuse("the array of %zu sources is NULL", p->count);
  for (size_t i = 0; i < p->count; i++)
    if (p->sources[i] == NULL) return rill_refuse("source %zu is NULL", i);
  return rill_check_item(p->seed, "the seed");
}

rill_error_t *rill_flatten_check_fn(const void *params, unsigned arity) {
  const rill_flatten_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->fn, arity, "the function");
  return error != NULL ? error : rill_flatten_check(params);
}

bool rill_flatten_sources(rill_flatten_params_t *params,
                          rill_observable_t *const *sources, size_t count) {
  params->count = count;
  if (count == 0 || sources == NULL) return true;
  params->sources = rill_allocate(count * sizeof *params->sources);
  if (params->sources == NULL) {
    for (size_t i = 0; i < count; i++) rill_unref(sources[i]);
    return false;
  }
  memcpy(params->sources, sources, count * sizeof *sources);
  return true;
}

void rill_flatten_forget(void *params) {
  rill_flatten_params_t *p = params;
  rill_fn_drop(p->fn);
  rill_value_unref(p->seed);
  if (p->sources == NULL) return;
  for (size_t i = 0; i < p->count; i++) rill_unref(p->sources[i]);
  rill_release(p->sources, p->count * sizeof *p->sources);
}

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
    flatten_drain(stage);
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
  flatten_drain(stage);
  return used;
}

void rill_flatten_complete(rill_stage_t *stage) {
  ((rill_flatten_t *) rill_state(stage))->outer_done = true;
  flatten_drain(stage);
}

void rill_flatten_error(rill_stage_t *stage, rill_error_t *error) {
  flatten_fail(stage, error);
  rill_flatten_complete(stage);
}

void rill_flatten_request(rill_stage_t *stage, int64_t count) {
  rill_flatten_t *f = rill_state(stage);
  rill_demand_add(&f->demand, count);
  if (f->one && f->inners != NULL)
    rill_run_ask(rill_stage_of(f->inners), count);
  if (!stage->closed) flatten_drain(stage);
}

void rill_flatten_release(rill_stage_t *stage) {
  rill_flatten_t *f = rill_state(stage);
  while (f->inners != NULL) {
    rill_flatten_inner_t *inner = f->inners;
    inner_unlink(f, inner);
    rill_run_cancel(rill_stage_of(inner));
  }
  rill_ring_clear(&f->waiting);
  rill_value_unref(f->accumulator);
  f->accumulator = rill_none();
  rill_unref(f->error);
  f->error = NULL;
}
