/* SPDX-License-Identifier: MIT */
/* switch_on_first: the first item decides on the stream that goes on. */
#include "shared/call.h"

#include <rill/combine.h>

/* Between the stage and the stream of its items, which is handed out: either
 * may go at any time. */
struct gate {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_stage_t *stage;  /* NULL: has gone */
  rill_stage_t *reader; /* of who subscribed; NULL: not yet, or gone */
  rill_value_t first;
  rill_error_t *error;
  bool waits; /* the first item has not been taken */
  bool taken, over, emitting;
};

struct switch_on_first {
  struct gate *gate;   /* NULL: there was no item yet */
  rill_stage_t *inner; /* the sink of what goes on */
  int64_t demand;      /* from before there was one */
};

/* --- The stream of all items ---------------------------------------------- */

struct reader {
  int64_t demand; /* what upstream has not been asked for */
};

static struct gate *gate_of(const rill_stage_t *reader) {
  return *(struct gate *const *) rill_params(reader);
}

static void gate_destroy(void *object) {
  struct gate *gate = object;
  rill_value_unref(gate->first);
  rill_unref(gate->error);
  rill_unref(gate->scheduler);
}

static const rill_type_t gate_type = {
    .name = "first item's gate",
    .destroy = gate_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static struct gate *gate_new(rill_stage_t *stage, rill_value_t first) {
  struct gate *gate = rill_object_new_zeroed(&gate_type, sizeof *gate);
  if (gate == NULL) return NULL;
  gate->stage = stage;
  gate->scheduler = rill_ref(rill_stage_scheduler(stage));
  gate->first = rill_value_ref(first);
  gate->waits = true;
  return gate;
}

/* Upstream is asked for what the first item leaves of the demand. */
static void gate_ask(struct gate *gate, int64_t count) {
  if (count == 0 || gate->over || gate->stage == NULL) return;
  rill_chain_t *chain = gate->stage->chain;
  rill_enter(chain);
  rill_ask(gate->stage, count);
  rill_leave(chain);
}

static void gate_emit_first(struct gate *gate) {
  struct reader *reader = rill_state(gate->reader);
  rill_value_t first = gate->first;
  gate->first = rill_none();
  gate->waits = false;
  gate->emitting = true;
  rill_demand_use(&reader->demand, rill_emit_own(gate->reader, first));
  gate->emitting = false;
}

/* The first item, the end, or the demand for the others. An error overtakes. */
static void gate_settle(struct gate *gate) {
  rill_stage_t *reader = gate->reader;
  if (reader == NULL || gate->emitting) return;
  struct reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_ref_object(gate);
  rill_enter(chain);
  if (gate->waits && state->demand > 0 && gate->error == NULL)
    gate_emit_first(gate);
  if (!reader->closed && gate->over && (!gate->waits || gate->error != NULL))
    rill_emit_end(reader, rill_ref(gate->error));
  if (!reader->closed && !gate->waits) {
    int64_t count = state->demand;
    state->demand = 0;
    gate_ask(gate, count);
  }
  rill_leave(chain);
  rill_unref(gate);
}

static rill_error_t *gate_refuse(const struct gate *gate,
                                 const rill_stage_t *reader) {
  if (rill_stage_scheduler(reader) != gate->scheduler)
    return rill_error_new(RILL_EWRONGTHREAD,
                          "rill_switch_on_first: the items were subscribed on "
                          "another scheduler than their stream's (subscribe "
                          "them there, then use rill_observe_on)");
  if (gate->taken)
    return rill_error_new(RILL_EALREADY,
                          "rill_switch_on_first: the items have had their "
                          "subscriber (share them to have several)");
  if (gate->stage != NULL) return NULL;
  return rill_error_new(RILL_ECANCELED,
                        "rill_switch_on_first: the stream that goes on ended "
                        "before the items were subscribed");
}

static void reader_start(rill_stage_t *reader) {
  struct gate *gate = gate_of(reader);
  rill_error_t *refused = gate_refuse(gate, reader);
  if (refused != NULL) {
    rill_emit_error(reader, refused);
    return;
  }
  gate->taken = true;
  gate->reader = reader;
  gate_settle(gate);
}

static void reader_request(rill_stage_t *reader, int64_t count) {
  rill_demand_add(&((struct reader *) rill_state(reader))->demand, count);
  if (gate_of(reader)->reader == reader) gate_settle(gate_of(reader));
}

/* Without it, nobody takes more items. */
static void reader_release(rill_stage_t *reader) {
  struct gate *gate = gate_of(reader);
  if (gate->reader != reader) return;
  gate->reader = NULL;
  if (gate->stage == NULL) return;
  rill_chain_t *chain = gate->stage->chain;
  rill_enter(chain);
  rill_close_upstream(gate->stage);
  rill_leave(chain);
}

static void reader_forget(void *params) {
  rill_unref(*(struct gate **) params);
}

static const rill_stage_ops_t reader_ops = {
    .name = "items",
    .state_size = sizeof(struct reader),
    .params_size = sizeof(struct gate *),
    .forget = reader_forget,
    .start = reader_start,
    .request = reader_request,
    .release = reader_release,
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
  struct gate *gate = s->gate = gate_new(stage, first);
  if (gate == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_value_t items = rill_object(
      rill_source_make(&reader_ops, &(struct gate *){rill_ref(gate)}));
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
  if (reader == NULL) return count;
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
  gate_settle(s->gate);
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
  struct gate *gate = s->gate;
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
