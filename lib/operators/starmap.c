/* SPDX-License-Identifier: MIT */
/* starmap: each item, a list of two, becomes what the function makes of both.
 */
#include "base/list.h"
#include "shared/call.h"

#include <rill/transform.h>

static rill_step_t starmap_step(rill_stage_t *stage, rill_value_t *item) {
  const rill_fn_t *fn = rill_params(stage);
  const rill_list_t *both = rill_list_of(*item);
  *item = both != NULL && both->count == 2
              ? rill_invoke2(fn, both->items[0], both->items[1])
              : rill_wrong_kind("rill_starmap", "a list of two", *item);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t starmap_ops = {
    .name = "starmap",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_fn_t),
    .check = rill_call2_check,
    .forget = rill_call_forget,
    .step = starmap_step,
    .pairs = true,
};

rill_operator_t *rill_starmap(rill_fn_t f) {
  return rill_operator_make(&starmap_ops, &f);
}
