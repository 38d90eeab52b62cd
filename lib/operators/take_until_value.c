/* SPDX-License-Identifier: MIT */
/* take_until_value: passes items up to the one that the predicate holds for,
 * then completes. */
#include "shared/call.h"
#include "shared/predicate.h"

#include <rill/filter.h>

static rill_step_t take_until_value_step(rill_stage_t *stage,
                                         rill_value_t *item) {
  rill_value_t last = rill_predicate_ask(stage, rill_params(stage), *item);
  return rill_predicate_choose(last, item, RILL_LAST, RILL_PASS);
}

static const rill_stage_ops_t take_until_value_ops = {
    .name = "take_until_value",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate1_check,
    .forget = rill_call_forget,
    .step = take_until_value_step,
    .chooses = true,
};

rill_operator_t *rill_take_until_value(rill_fn_t pred) {
  return rill_operator_make(&take_until_value_ops, &pred);
}
