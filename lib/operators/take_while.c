/* SPDX-License-Identifier: MIT */
/* take_while: passes items until the predicate is false, then completes. */
#include "shared/call.h"
#include "shared/options.h"
#include "shared/predicate.h"

#include <rill/filter.h>

struct take_while_params {
  rill_fn_t pred;
  bool inclusive;
};

static rill_step_t take_while_step(rill_stage_t *stage, rill_value_t *item) {
  const struct take_while_params *p = rill_params(stage);
  rill_value_t keep = rill_predicate_ask(stage, &p->pred, *item);
  if (keep.kind == RILL_ERROR) {
    *item = keep;
    return RILL_FAIL;
  }
  if (rill_as_bool(keep)) return RILL_PASS;
  return p->inclusive ? RILL_LAST : RILL_STOP;
}

static const rill_stage_ops_t take_while_ops = {
  .name = "take_while",
  .code = RILL_CODE_STEP,
  .params_size = sizeof(struct take_while_params),
  .check = rill_call1_check,
  .forget = rill_call_forget,
  .step = take_while_step,
};

rill_operator_t *rill_take_while_opts(const rill_take_while_opts_t *options) {
  RILL_OPTIONS(rill_take_while_opts_t, o, options);
  struct take_while_params params = {o.pred, o.inclusive};
  return rill_operator_make(&take_while_ops, &params);
}
