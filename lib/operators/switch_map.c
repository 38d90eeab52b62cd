/* SPDX-License-Identifier: MIT */
/* switch_map: runs the stream that the latest item leads to; the one before is
 * cancelled. */
#include "shared/call.h"

#include <rill/transform.h>

struct switch_map {
  int64_t demand;
  rill_stage_t *inner;          /* the sink of the run that counts */
  rill_observable_t *following; /* waits for its start */
  rill_error_t *error;          /* waits until an item has gone down */
  bool emitting, starting, outer_done;
};

static void switch_map_go_on(rill_stage_t *stage);

/* Item by item: after each of them another stream may count. */
static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  struct switch_map *s = rill_state(stage);
  size_t all = 0;
  for (size_t i = 0; i < count && !sink->closed && s->error == NULL; i++) {
    s->emitting = true;
    size_t used = rill_emit_one(stage, items[i]);
    s->emitting = false;
    rill_demand_use(&s->demand, used);
    all += used;
    if (stage->closed) rill_run_cancel(sink);
  }
  if (!stage->closed) switch_map_go_on(stage);
  return sink->closed ? count : all;
}

static void inner_end(rill_stage_t *sink) {
  struct switch_map *s = rill_state(rill_run_parent(sink));
  if (s->inner == sink) s->inner = NULL;
  rill_run_end(sink);
}

static void inner_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_end(sink);
  switch_map_go_on(stage);
}

static void switch_map_error(rill_stage_t *stage, rill_error_t *error) {
  struct switch_map *s = rill_state(stage);
  if (s->error == NULL && !stage->closed)
    s->error = error;
  else
    rill_unref(error); /* of a stream that is as good as cancelled */
  switch_map_go_on(stage);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  inner_end(sink);
  switch_map_error(stage, error);
}

static void inner_start(rill_stage_t *sink) {
  struct switch_map *s = rill_state(rill_run_parent(sink));
  if (s->demand > 0) rill_ask(sink, s->demand);
}

static void inner_release(rill_stage_t *sink) {
  struct switch_map *s = rill_state(rill_run_parent(sink));
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

static void switch_map_run(rill_stage_t *stage) {
  struct switch_map *s = rill_state(stage);
  rill_observable_t *observable = s->following;
  s->following = NULL;
  s->inner = rill_run_new(stage, observable, &inner_ops);
  rill_unref(observable);
  if (s->inner == NULL)
    s->error = rill_error_no_memory();
  else
    rill_run_start(s->inner);
}

/* Does what had to wait for an item on its way down. A run that ends at once is
 * followed by the next one in this loop, not deeper. */
static void switch_map_go_on(rill_stage_t *stage) {
  struct switch_map *s = rill_state(stage);
  if (s->emitting || s->starting) return;
  s->starting = true;
  while (s->following != NULL && s->error == NULL && !stage->closed)
    switch_map_run(stage);
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
static void switch_map_to(rill_stage_t *stage, rill_value_t made) {
  struct switch_map *s = rill_state(stage);
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
  switch_map_go_on(stage);
}

static size_t switch_map_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  struct switch_map *s = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed && s->error == NULL; i++) {
    rill_value_t made = rill_invoke1(rill_params(stage), items[i]);
    if (stage->closed || s->error != NULL)
      rill_value_unref(made);
    else
      switch_map_to(stage, made);
  }
  return count;
}

static void switch_map_complete(rill_stage_t *stage) {
  ((struct switch_map *) rill_state(stage))->outer_done = true;
  switch_map_go_on(stage);
}

static void switch_map_start(rill_stage_t *stage) {
  rill_ask(stage, RILL_UNBOUNDED);
}

static void switch_map_request(rill_stage_t *stage, int64_t count) {
  struct switch_map *s = rill_state(stage);
  rill_demand_add(&s->demand, count);
  if (s->inner != NULL) rill_run_ask(s->inner, count);
}

static void switch_map_release(rill_stage_t *stage) {
  struct switch_map *s = rill_state(stage);
  if (s->inner != NULL) rill_run_cancel(s->inner);
  rill_unref(s->following);
  rill_unref(s->error);
}

static const rill_stage_ops_t switch_map_ops = {
  .name = "switch_map",
  .state_size = sizeof(struct switch_map),
  .params_size = sizeof(rill_fn_t),
  .check = rill_call1_check,
  .forget = rill_call_forget,
  .start = switch_map_start,
  .next = switch_map_next,
  .complete = switch_map_complete,
  .error = switch_map_error,
  .request = switch_map_request,
  .release = switch_map_release,
};

rill_operator_t *rill_switch_map(rill_fn_t f) {
  return rill_operator_make(&switch_map_ops, &f);
}
