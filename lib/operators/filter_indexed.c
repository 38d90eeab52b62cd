/* SPDX-License-Identifier: MIT */
/* filter_indexed: passes the items for which the predicate is true, which is
 * told their index. */
#include "shared/call.h"
#include "shared/predicate.h"

#include <rill/filter.h>

struct filter_indexed {
  int64_t index;
};

static rill_step_t filter_indexed_step(rill_stage_t *stage,
                                       rill_value_t *item) {
  struct filter_indexed *state = rill_state(stage);
  rill_value_t keep =
      rill_predicate_ask_next(stage, rill_params(stage), *item, &state->index);
  return rill_predicate_choose(keep, item, RILL_PASS, RILL_DROP);
}

static const rill_stage_ops_t filter_indexed_ops = {
    .name = "filter_indexed",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct filter_indexed),
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate2_check,
    .forget = rill_call_forget,
    .step = filter_indexed_step,
    .chooses = true,
};

rill_operator_t *rill_filter_indexed(rill_fn_t pred) {
  return rill_operator_make(&filter_indexed_ops, &pred);
}
