/* SPDX-License-Identifier: MIT */
/* map_indexed: each item becomes what the function makes of it and of its
 * index. */
#include "shared/call.h"
#include "shared/indexed.h"

#include <rill/transform.h>

static const rill_stage_ops_t map_indexed_ops = {
    .name = "map_indexed",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct rill_indexed),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call2_check,
    .forget = rill_call_forget,
    .step = rill_indexed_map,
};

rill_operator_t *rill_map_indexed(rill_fn_t f) {
  return rill_operator_make(&map_indexed_ops, &f);
}
