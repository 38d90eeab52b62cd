/* SPDX-License-Identifier: MIT */
/* first: the first item, or the first one that a predicate holds for. */
#include "shared/call.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/total.h"

#include <rill/filter.h>

struct first { bool asked; };

static rill_step_t first_step(rill_stage_t *stage, rill_value_t *item) {
  rill_value_t keep = rill_predicate_ask(stage, rill_params(stage), *item);
  if (keep.kind == RILL_ERROR) {
    *item = keep;
    return RILL_FAIL;
  }
  return rill_as_bool(keep) ? RILL_LAST : RILL_DROP;
}

/* One is enough: an item that is dropped does not use demand up. */
static void first_request(rill_stage_t *stage, int64_t count) {
  struct first *first = rill_state(stage);
  (void) count;
  if (first->asked) return;
  first->asked = true;
  rill_ask(stage, 1);
}

static const rill_stage_ops_t first_ops = {
  .name = "first",
  .code = RILL_CODE_STEP,
  .state_size = sizeof(struct first),
  .params_size = sizeof(rill_fn_t),
  .check = rill_predicate_check,
  .forget = rill_call_forget,
  .step = first_step,
  .complete = rill_total_empty,
  .request = first_request,
};

rill_operator_t *rill_first_opts(const rill_first_opts_t *options) {
  RILL_OPTIONS(rill_first_opts_t, o, options);
  return rill_operator_make(&first_ops, &o.pred);
}
