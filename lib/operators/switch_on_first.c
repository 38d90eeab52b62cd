/* SPDX-License-Identifier: MIT */
/* switch_on_first: the first item decides on the stream that goes on. */
#include "core/dropped.h"
#include "shared/call.h"
#include "shared/gate.h"

#include <rill/combine.h>

struct switch_on_first {
  rill_gate_t *gate;   /* NULL: there was no item yet */
  rill_stage_t *inner; /* the sink of what goes on */
  int64_t demand;      /* from before there was one */
};

/* --- What goes on --------------------------------------------------------- */

static void inner_start(rill_stage_t *sink) {
  struct switch_on_first *s = rill_state(rill_run_parent(sink));
  if (s->demand > 0) rill_ask(sink, s->demand);
}

static size_t inner_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  return rill_emit(rill_run_parent(sink), items, count);
}

static void inner_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  struct switch_on_first *s = rill_state(stage);
  s->inner = NULL;
  rill_run_end(sink);
  rill_emit_end(stage, error);
}

/* An error that nobody was there to hear is told now. */
static void inner_complete(rill_stage_t *sink) {
  struct switch_on_first *s = rill_state(rill_run_parent(sink));
  inner_error(sink, s->gate->taken ? NULL : rill_ref(s->gate->error));
}

static const rill_stage_ops_t inner_ops = {
    .name = "inner",
    .start = inner_start,
    .next = inner_next,
    .complete = inner_complete,
    .error = inner_error,
};

/* Takes over the observable. */
static void switch_on_first_run(rill_stage_t *stage,
                                rill_observable_t *observable) {
  struct switch_on_first *s = rill_state(stage);
  rill_stage_t *sink = rill_run_new(stage, observable, &inner_ops);
  rill_unref(observable);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  s->inner = sink;
  if (rill_run_start(sink) != 0) s->inner = NULL;
}

static void switch_on_first_to(rill_stage_t *stage, rill_value_t first) {
  struct switch_on_first *s = rill_state(stage);
  rill_gate_t *gate = s->gate = rill_gate_new(stage, first);
  if (gate == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    rill_tell(stage, first);
    return;
  }
  rill_value_t items = rill_gate_items(gate);
  rill_value_t made = rill_invoke2(rill_params(stage), first, items);
  rill_value_unref(items);
  if (stage->closed)
    rill_value_unref(made);
  else if (made.kind == RILL_ERROR)
    rill_emit_failure(stage, made);
  else
    switch_on_first_run(stage, rill_from_value(made));
}

/* --- The stage ------------------------------------------------------------ */

static size_t switch_on_first_next(rill_stage_t *stage,
                                   const rill_value_t *items, size_t count) {
  struct switch_on_first *s = rill_state(stage);
  if (s->gate == NULL) { /* one was asked for */
    switch_on_first_to(stage, items[0]);
    return count;
  }
  rill_stage_t *reader = s->gate->reader;
  if (reader == NULL || reader->closed) {
    rill_tell_row(stage, items, count);
    return count;
  }
  rill_chain_t *chain = reader->chain;
  rill_enter(chain);
  size_t used = rill_emit(reader, items, count);
  rill_leave(chain);
  return used;
}

/* Takes over the error. */
static void switch_on_first_error(rill_stage_t *stage, rill_error_t *error) {
  struct switch_on_first *s = rill_state(stage);
  if (s->gate == NULL) {
    rill_emit_end(stage, error);
    return;
  }
  s->gate->over = true;
  s->gate->error = error;
  rill_gate_settle(s->gate);
}

static void switch_on_first_complete(rill_stage_t *stage) {
  switch_on_first_error(stage, NULL);
}

static void switch_on_first_request(rill_stage_t *stage, int64_t count) {
  struct switch_on_first *s = rill_state(stage);
  if (s->inner != NULL) {
    rill_run_ask(s->inner, count);
    return;
  }
  bool asked = s->demand > 0;
  rill_demand_add(&s->demand, count);
  if (!asked) rill_ask(stage, 1);
}

/* Who reads the items from elsewhere has to hear that there will be no more. */
static void switch_on_first_release(rill_stage_t *stage) {
  struct switch_on_first *s = rill_state(stage);
  rill_gate_t *gate = s->gate;
  rill_stage_t *inner = s->inner;
  s->gate = NULL;
  s->inner = NULL;
  if (gate != NULL) gate->stage = NULL;
  if (inner != NULL) rill_run_cancel(inner);
  if (gate != NULL && gate->reader != NULL && !gate->reader->closed) {
    rill_chain_t *chain = gate->reader->chain;
    rill_enter(chain);
    rill_emit_error(gate->reader,
                    rill_error_new(RILL_ECANCELED,
                                   "rill_switch_on_first: the stream that "
                                   "goes on ended before its items"));
    rill_leave(chain);
  }
  if (gate != NULL) rill_gate_let_go(stage, gate);
  rill_unref(gate);
}

static const rill_stage_ops_t switch_on_first_ops = {
    .name = "switch_on_first",
    .state_size = sizeof(struct switch_on_first),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call2_check,
    .forget = rill_call_forget,
    .next = switch_on_first_next,
    .complete = switch_on_first_complete,
    .error = switch_on_first_error,
    .request = switch_on_first_request,
    .release = switch_on_first_release,
};

rill_operator_t *rill_switch_on_first(rill_fn_t f) {
  return rill_operator_make(&switch_on_first_ops, &f);
}
