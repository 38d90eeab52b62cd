/* SPDX-License-Identifier: MIT */
/* generate: a state, the next one made from it, and so on while a condition
 * holds. */
#include "core/pump.h"
#include "shared/options.h"
#include "shared/unfold.h"

#include <rill/create.h>

struct generate {
  rill_pump_t pump;
  rill_unfold_t unfold;
};

/* Each item goes down before the next state is made, so that none is made in
 * vain; the last one is the pump's, which then lets the loop breathe. */
static const rill_value_t *generate_fill(rill_stage_t *stage,
                                         rill_value_t *scratch, size_t room,
                                         size_t *count, bool *done) {
  const rill_unfold_params_t *p = rill_params(stage);
  struct generate *generate = rill_state(stage);
  (void) done;
  for (*count = 0; room > 0; room--) {
    if (!rill_unfold_next(stage, &generate->unfold, p)) break;
    rill_value_t item = rill_unfold_item(&generate->unfold, p);
    if (stage->closed)
      rill_value_unref(item);
    else if (item.kind == RILL_ERROR)
      rill_emit_failure(stage, item);
    else if (room == 1)
      scratch[(*count)++] = item;
    else
      rill_demand_use(&generate->pump.demand, rill_emit_own(stage, item));
    if (stage->closed) break;
  }
  return scratch;
}

static void generate_release(rill_stage_t *stage) {
  struct generate *generate = rill_state(stage);
  rill_pump_release(stage);
  rill_unfold_clear(&generate->unfold);
}

static const rill_stage_ops_t generate_ops = {
    .name = "generate",
    .state_size = sizeof(struct generate),
    .params_size = sizeof(rill_unfold_params_t),
    .check = rill_unfold_check,
    .forget = rill_unfold_forget,
    .start = rill_pump_start,
    .request = rill_pump_request,
    .release = generate_release,
    .fill = generate_fill,
    .fill_owns = true,
};

rill_observable_t *rill_generate_opts(const rill_generate_opts_t *options) {
  RILL_OPTIONS(rill_generate_opts_t, o, options);
  rill_unfold_params_t params = {o.init, o.cond, o.iterate, o.result};
  return rill_source_make(&generate_ops, &params);
}
