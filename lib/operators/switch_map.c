/* SPDX-License-Identifier: MIT */
/* switch_map: runs the stream that the latest item leads to; the one before is
 * cancelled. */
#include "shared/switch.h"

#include <rill/transform.h>

static rill_error_t *switch_map_check(const void *params) {
  return rill_switch_check(params, 1);
}

static const rill_stage_ops_t switch_map_ops = {
    .name = "switch_map",
    RILL_SWITCH_OPS,
    .check = switch_map_check,
};

rill_operator_t *rill_switch_map(rill_fn_t f) {
  rill_switch_params_t params = {.fn = f};
  return rill_operator_make(&switch_map_ops, &params);
}
