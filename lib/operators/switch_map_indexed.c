/* SPDX-License-Identifier: MIT */
/* switch_map_indexed: runs the stream that the latest item and its index lead
 * to; the one before is cancelled. */
#include "shared/switch.h"

#include <rill/transform.h>

static rill_error_t *switch_map_indexed_check(const void *params) {
  return rill_switch_check(params, 2);
}

static const rill_stage_ops_t switch_map_indexed_ops = {
    .name = "switch_map_indexed",
    RILL_SWITCH_OPS,
    .check = switch_map_indexed_check,
};

rill_operator_t *rill_switch_map_indexed(rill_fn_t f) {
  rill_switch_params_t params = {.fn = f};
  return rill_operator_make(&switch_map_indexed_ops, &params);
}
