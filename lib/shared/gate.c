/* SPDX-License-Identifier: MIT */
/* gate: the stream of all items of switch_on_first, the first of which waits
 * for a reader. */
#include "shared/gate.h"

#include "core/dropped.h"

struct reader {
  int64_t demand; /* what upstream has not been asked for */
};

static rill_gate_t *gate_of(const rill_stage_t *reader) {
  return *(rill_gate_t *const *) rill_params(reader);
}

static void gate_destroy(void *object) {
  rill_gate_t *gate = object;
  rill_value_unref(gate->first);
  rill_unref(gate->error);
  rill_unref(gate->scheduler);
}

static const rill_type_t gate_type = {
    .name = "first item's gate",
    .destroy = gate_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_gate_t *rill_gate_new(rill_stage_t *stage, rill_value_t first) {
  rill_gate_t *gate = rill_object_new_zeroed(&gate_type, sizeof *gate);
  if (gate == NULL) return NULL;
  gate->stage = stage;
  gate->scheduler = rill_ref(rill_stage_scheduler(stage));
  gate->first = rill_value_ref(first);
  gate->waits = true;
  return gate;
}

void rill_gate_let_go(const rill_stage_t *stage, rill_gate_t *gate) {
  rill_value_t first = gate->first;
  if (!gate->waits) return;
  gate->waits = false;
  gate->first = rill_none();
  rill_let_go(stage, first);
}

/* Upstream is asked for what the first item leaves of the demand. */
static void gate_ask(rill_gate_t *gate, int64_t count) {
  if (count == 0 || gate->over || gate->stage == NULL) return;
  rill_chain_t *chain = gate->stage->chain;
  rill_enter(chain);
  rill_ask(gate->stage, count);
  rill_leave(chain);
}

static void gate_emit_first(rill_gate_t *gate) {
  struct reader *reader = rill_state(gate->reader);
  rill_value_t first = gate->first;
  gate->first = rill_none();
  gate->waits = false;
  gate->emitting = true;
  rill_demand_use(&reader->demand, rill_emit_own(gate->reader, first));
  gate->emitting = false;
}

void rill_gate_settle(rill_gate_t *gate) {
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

static rill_error_t *gate_refuse(const rill_gate_t *gate,
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
  rill_gate_t *gate = gate_of(reader);
  rill_error_t *refused = gate_refuse(gate, reader);
  if (refused != NULL) {
    rill_emit_error(reader, refused);
    return;
  }
  gate->taken = true;
  gate->reader = reader;
  rill_gate_settle(gate);
}

static void reader_request(rill_stage_t *reader, int64_t count) {
  rill_demand_add(&((struct reader *) rill_state(reader))->demand, count);
  if (gate_of(reader)->reader == reader) rill_gate_settle(gate_of(reader));
}

/* Without it, nobody takes more items. */
static void reader_release(rill_stage_t *reader) {
  rill_gate_t *gate = gate_of(reader);
  if (gate->reader != reader) return;
  gate->reader = NULL;
  if (gate->stage == NULL) return;
  rill_chain_t *chain = gate->stage->chain;
  rill_enter(chain);
  rill_close_upstream(gate->stage);
  rill_leave(chain);
}

static void reader_forget(void *params) {
  rill_unref(*(rill_gate_t **) params);
}

static const rill_stage_ops_t reader_ops = {
    .name = "items",
    .state_size = sizeof(struct reader),
    .params_size = sizeof(rill_gate_t *),
    .forget = reader_forget,
    .start = reader_start,
    .request = reader_request,
    .release = reader_release,
};

rill_value_t rill_gate_items(rill_gate_t *gate) {
  return rill_object(
      rill_source_make(&reader_ops, &(rill_gate_t *){rill_ref(gate)}));
}
