/* SPDX-License-Identifier: MIT */
/* starmap_indexed: each item, a list, becomes what the function makes of it and
 * of its index. */
#include "shared/call.h"
#include "shared/indexed.h"

#include <rill/transform.h>

static rill_step_t starmap_indexed_step(rill_stage_t *stage,
                                        rill_value_t *item) {
  if (rill_as_object(*item, &rill_list_type) != NULL)
    return rill_indexed_map(stage, item);
  *item = rill_wrong_kind("rill_starmap_indexed", "a list", *item);
  return RILL_FAIL;
}

static const rill_stage_ops_t starmap_indexed_ops = {
    .name = "starmap_indexed",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct rill_indexed),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call2_check,
    .forget = rill_call_forget,
    .step = starmap_indexed_step,
};

rill_operator_t *rill_starmap_indexed(rill_fn_t f) {
  return rill_operator_make(&starmap_indexed_ops, &f);
}
