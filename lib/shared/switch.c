/* SPDX-License-Identifier: MIT */
/* switch: runs one inner stream at a time and passes on what it emits. */
#include "shared/switch.h"

#include "core/dropped.h"
#include "shared/items.h"

static void switch_go_on(rill_stage_t *stage);

/* --- The inner run -------------------------------------------------------- */

/* The item is the accumulator from now on. */
static void switch_fold(rill_stage_t *stage, rill_value_t item) {
  const rill_switch_params_t *p = rill_params(stage);
  rill_switch_t *s = rill_state(stage);
  if (!p->folds) return;
  rill_value_t old = s->accumulator;
  s->accumulator = rill_value_ref(item);
  rill_value_unref(old);
}

/* Item by item: after each of them another stream may count. */
static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_switch_t *s = rill_state(stage);
  size_t all = 0;
  for (size_t i = 0; i < count && !sink->closed && s->error == NULL; i++) {
    switch_fold(stage, items[i]);
    s->emitting = true;
    size_t used = rill_emit_one(stage, items[i]);
    s->emitting = false;
    rill_demand_use(&s->demand, used);
    all += used;
    if (stage->closed) rill_run_cancel(sink);
  }
  if (!stage->closed) switch_go_on(stage);
  return sink->closed ? count : all;
}

static void inner_end(rill_stage_t *sink) {
  rill_switch_t *s = rill_state(rill_run_parent(sink));
  if (s->inner == sink) s->inner = NULL;
  rill_run_end(sink);
}

static void inner_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_end(sink);
  switch_go_on(stage);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_end(sink);
  rill_switch_error(stage, error);
}

static void inner_start(rill_stage_t *sink) {
  rill_switch_t *s = rill_state(rill_run_parent(sink));
  if (s->demand > 0) rill_ask(sink, s->demand);
}

static void inner_release(rill_stage_t *sink) {
  rill_switch_t *s = rill_state(rill_run_parent(sink));
  if (s->inner == sink) s->inner = NULL;
}

static const rill_stage_ops_t inner_ops = {
    .name = "inner",
    .start = inner_start,
    .next = inner_next,
    .complete = inner_complete,
    .error = inner_error,
    .release = inner_release,
};

static void switch_run(rill_stage_t *stage) {
  rill_switch_t *s = rill_state(stage);
  rill_observable_t *observable = s->following;
  s->following = NULL;
  s->inner = rill_run_new(stage, observable, &inner_ops);
  rill_unref(observable);
  if (s->inner == NULL)
    s->error = rill_error_no_memory();
  else
    rill_run_start(s->inner);
}

/* --- From one to the next ------------------------------------------------- */

/* Does what had to wait for an item on its way down. A run that ends at once is
 * followed by the next one in this loop, not deeper. */
static void switch_go_on(rill_stage_t *stage) {
  rill_switch_t *s = rill_state(stage);
  if (s->emitting || s->starting) return;
  s->starting = true;
  while (s->following != NULL && s->error == NULL && !stage->closed)
    switch_run(stage);
  s->starting = false;
  if (stage->closed) return;
  rill_error_t *error = s->error;
  s->error = NULL;
  if (error != NULL)
    rill_emit_error(stage, error);
  else if (s->outer_done && s->inner == NULL)
    rill_emit_complete(stage);
}

/* Takes over what the function made of an item. */
static void switch_to(rill_stage_t *stage, rill_value_t made) {
  rill_switch_t *s = rill_state(stage);
  rill_stage_t *old = s->inner;
  rill_observable_t *skipped = s->following;
  s->inner = NULL;
  s->following = NULL;
  if (made.kind == RILL_ERROR)
    s->error = rill_as_error(made);
  else
    s->following = rill_from_value(made);
  rill_unref(skipped);
  if (old != NULL) rill_run_cancel(old);
  switch_go_on(stage);
}

/* What an item leads to, owned. */
static rill_value_t switch_call(rill_stage_t *stage, rill_value_t item) {
  const rill_switch_params_t *p = rill_params(stage);
  rill_switch_t *s = rill_state(stage);
  if (!rill_fn_is_set(p->fn)) return rill_value_ref(item);
  if (p->fn.arity == 1) return rill_invoke1(&p->fn, item);
  if (!p->folds) return rill_invoke2(&p->fn, item, rill_int(s->index++));
  rill_value_t accumulator = rill_value_ref(s->accumulator);
  rill_value_t made = rill_invoke2(&p->fn, accumulator, item);
  rill_value_unref(accumulator);
  return made;
}

/* Whether an item that comes now is dropped. */
static bool switch_is_busy(rill_stage_t *stage) {
  const rill_switch_params_t *p = rill_params(stage);
  rill_switch_t *s = rill_state(stage);
  return p->exhausts && s->inner != NULL;
}

/* --- The stage ------------------------------------------------------------ */

rill_error_t *rill_switch_check(const void *params, unsigned arity) {
  const rill_switch_params_t *p = params;
  rill_error_t *error = rill_check_fn(p->fn, arity, "the function");
  return error != NULL ? error : rill_check_item(p->seed, "the seed");
}

void rill_switch_forget(void *params) {
  rill_switch_params_t *p = params;
  rill_fn_drop(p->fn);
  rill_value_unref(p->seed);
}

void rill_switch_init(rill_stage_t *stage) {
  const rill_switch_params_t *p = rill_params(stage);
  ((rill_switch_t *) rill_state(stage))->accumulator = rill_value_ref(p->seed);
}

void rill_switch_start(rill_stage_t *stage) { rill_ask(stage, RILL_UNBOUNDED); }

size_t rill_switch_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  rill_switch_t *s = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed && s->error == NULL; i++) {
    if (switch_is_busy(stage)) {
      rill_tell(stage, items[i]);
      continue;
    }
    rill_value_t made = switch_call(stage, items[i]);
    if (stage->closed || s->error != NULL)
      rill_value_unref(made);
    else
      switch_to(stage, made);
  }
  return count;
}

void rill_switch_complete(rill_stage_t *stage) {
  ((rill_switch_t *) rill_state(stage))->outer_done = true;
  switch_go_on(stage);
}

/* Of upstream, or of the inner stream. */
void rill_switch_error(rill_stage_t *stage, rill_error_t *error) {
  rill_switch_t *s = rill_state(stage);
  if (s->error == NULL && !stage->closed)
    s->error = error;
  else
    rill_unref(error); /* of a stream that is as good as cancelled */
  switch_go_on(stage);
}

void rill_switch_request(rill_stage_t *stage, int64_t count) {
  rill_switch_t *s = rill_state(stage);
  rill_demand_add(&s->demand, count);
  if (s->inner != NULL) rill_run_ask(s->inner, count);
}

void rill_switch_release(rill_stage_t *stage) {
  rill_switch_t *s = rill_state(stage);
  if (s->inner != NULL) rill_run_cancel(s->inner);
  rill_unref(s->following);
  rill_value_unref(s->accumulator);
  rill_unref(s->error);
}
