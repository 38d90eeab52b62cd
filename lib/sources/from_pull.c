/* SPDX-License-Identifier: MIT */
/* from_pull: what a function returns, called once per item asked for. */
#include "core/pump.h"
#include "shared/call.h"

#include <rill/create.h>

struct from_pull { rill_pump_t pump; };

/* Each item goes down before the next is pulled, so that nothing is pulled in
 * vain; the last one is the pump's, which then lets the loop breathe. */
static const rill_value_t *from_pull_fill(rill_stage_t *stage,
                                          rill_value_t *scratch, size_t room,
                                          size_t *count, bool *done) {
  const rill_fn_t *next = rill_params(stage);
  struct from_pull *state = rill_state(stage);
  (void) done;
  for (*count = 0; room > 0 && !stage->closed; room--) {
    rill_value_t item = rill_invoke0(next);
    if (stage->closed) {
      rill_value_unref(item);
    } else if (item.kind == RILL_ERROR) {
      rill_emit_failure(stage, item);
    } else if (rill_is_done(item)) {
      rill_emit_complete(stage);
    } else if (room == 1) {
      scratch[(*count)++] = item;
    } else {
      rill_demand_use(&state->pump.demand, rill_emit_own(stage, item));
    }
  }
  return scratch;
}

static const rill_stage_ops_t from_pull_ops = {
    .name = "from_pull",
    .state_size = sizeof(struct from_pull),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call0_check,
    .forget = rill_call_forget,
    RILL_PUMP_OPS,
    .start = rill_pump_start,
    .fill = from_pull_fill,
    .fill_owns = true,
};

rill_observable_t *rill_from_pull(rill_fn_t next) {
  return rill_source_make(&from_pull_ops, &next);
}
