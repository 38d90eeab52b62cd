/* SPDX-License-Identifier: MIT */
/* flatten: its inner streams; what they emit goes on, or is queued. */
#include "shared/flatten_inner.h"

#include "core/dropped.h"

/* --- Errors: the first one counts ----------------------------------------- */

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

void rill_flatten_fail(rill_stage_t *stage, rill_error_t *error) {
  const rill_flatten_params_t *p = rill_params(stage);
  flatten_keep(stage, error);
  if (!p->delay_error) ((rill_flatten_t *) rill_state(stage))->failed = true;
}

void rill_flatten_no_memory(rill_stage_t *stage) {
  flatten_keep(stage, rill_error_no_memory());
  ((rill_flatten_t *) rill_state(stage))->failed = true;
  rill_flatten_drain(stage);
}

/* --- Inner runs ----------------------------------------------------------- */

void rill_flatten_ready(rill_flatten_t *f, rill_flatten_inner_t *inner) {
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

void rill_flatten_ended(rill_stage_t *stage, rill_flatten_inner_t *inner) {
  const rill_flatten_params_t *p = rill_params(stage);
  rill_flatten_t *f = rill_state(stage);
  bool first = f->inners == inner;
  rill_flatten_unlink(f, inner);
  if (p->ordered && first && f->inners != NULL && f->inners->queue.count > 0)
    rill_flatten_ready(f, f->inners);
  f->owed++;
  rill_run_end(rill_stage_of(inner));
}

void rill_flatten_replenish(rill_stage_t *stage, rill_flatten_inner_t *inner,
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
    rill_flatten_ready(f, inner);
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
    used += rill_flatten_emit(stage, f, from, sent, n);
    sent += n;
  }
  if (stage->closed) {
    rill_run_cancel(sink); /* it does not know yet */
    return count;
  }
  if (sent < count && !inner_queue(stage, inner, from, sent))
    rill_flatten_no_memory(stage);
  else if (sent > 0)
    rill_flatten_replenish(stage, inner, used, 0);
  if (f->again && !f->emitting) rill_flatten_drain(stage);
  return used + (count - sent);
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  return inner_take(sink, &(rill_supply_t){.items = items, .count = count});
}

static size_t inner_next_ints(rill_stage_t *sink, int64_t first, size_t count) {
  return inner_take(sink, &(rill_supply_t){.first = first, .count = count});
}

static void inner_complete(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  rill_flatten_t *f = rill_state(stage);
  inner->done = true;
  if (inner->queue.count == 0 && f->emptied != inner)
    rill_flatten_ended(stage, inner);
  rill_flatten_drain(stage);
}

void rill_flatten_inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_flatten_fail(rill_run_parent(sink), error);
  inner_complete(sink);
}

void rill_flatten_inner_release(rill_stage_t *sink) {
  rill_flatten_inner_t *inner = rill_state(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  rill_flatten_unlink(rill_state(stage), inner);
  rill_let_go_ring(stage, &inner->queue);
}

static const rill_stage_ops_t inner_ops = {
    .name = "inner",
    .state_size = sizeof(rill_flatten_inner_t),
    .start = inner_start,
    .next = inner_next,
    .next_ints = inner_next_ints,
    .complete = inner_complete,
    .error = rill_flatten_inner_error,
    .release = rill_flatten_inner_release,
};

/* --- Running one --------------------------------------------------------- */

void rill_flatten_run(rill_stage_t *stage, rill_observable_t *observable) {
  if (rill_flatten_now(stage, observable)) return;
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  if (sink == NULL) {
    rill_flatten_no_memory(stage);
    return;
  }
  rill_flatten_link(rill_state(stage), rill_state(sink));
  rill_run_start(sink);
}

void rill_flatten_cancel(rill_flatten_t *f) {
  while (f->inners != NULL) {
    rill_flatten_inner_t *inner = f->inners;
    rill_flatten_unlink(f, inner);
    rill_run_cancel(rill_stage_of(inner));
  }
}
