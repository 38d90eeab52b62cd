/* SPDX-License-Identifier: MIT */
/* defer: each run asks a function for its stream. */
#include "shared/call.h"

#include <rill/create.h>

struct defer {
  rill_stage_t *inner;
  int64_t asked; /* before there was an inner run */
};

static struct defer *defer_of(rill_stage_t *sink) {
  return rill_state(rill_run_parent(sink));
}

static void inner_start(rill_stage_t *sink) {
  int64_t asked = defer_of(sink)->asked;
  if (asked > 0) rill_ask(sink, asked);
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  return rill_emit(rill_run_parent(sink), items, count);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  defer_of(sink)->inner = NULL;
  rill_run_end(sink);
  rill_emit_end(stage, error);
}

static void inner_complete(rill_stage_t *sink) { inner_error(sink, NULL); }

static const rill_stage_ops_t inner_ops = {
    .name = "defer",
    .start = inner_start,
    .next = inner_next,
    .complete = inner_complete,
    .error = inner_error,
};

static void defer_run(rill_stage_t *stage, rill_observable_t *observable) {
  struct defer *defer = rill_state(stage);
  rill_stage_t *inner = rill_run_new(stage, observable, &inner_ops);
  rill_unref(observable);
  if (inner == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  defer->inner = inner;
  if (rill_run_start(inner) != 0) defer->inner = NULL;
}

static void defer_start(rill_stage_t *stage) {
  const rill_fn_t *f = rill_params(stage);
  rill_value_t made = rill_invoke0(f);
  if (stage->closed)
    rill_value_unref(made);
  else if (made.kind == RILL_ERROR)
    rill_emit_failure(stage, made);
  else
    defer_run(stage, rill_from_value(made));
}

static void defer_request(rill_stage_t *stage, int64_t count) {
  struct defer *defer = rill_state(stage);
  if (defer->inner == NULL) {
    rill_demand_add(&defer->asked, count);
    return;
  }
  rill_chain_t *run = defer->inner->chain;
  rill_enter(run); /* it may end in answer, and must last until then */
  rill_ask(defer->inner, count);
  rill_leave(run);
}

static void defer_release(rill_stage_t *stage) {
  struct defer *defer = rill_state(stage);
  if (defer->inner != NULL) rill_run_cancel(defer->inner);
}

static const rill_stage_ops_t defer_ops = {
    .name = "defer",
    .state_size = sizeof(struct defer),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call0_check,
    .forget = rill_call_forget,
    .start = defer_start,
    .request = defer_request,
    .release = defer_release,
};

rill_observable_t *rill_defer(rill_fn_t f) {
  return rill_source_make(&defer_ops, &f);
}
