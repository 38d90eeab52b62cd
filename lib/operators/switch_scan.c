/* SPDX-License-Identifier: MIT */
/* switch_scan: runs the stream that the last item that came out and the latest
 * one that came in lead to; the one before is cancelled. */
#include "shared/switch.h"

#include <rill/transform.h>

static rill_error_t *switch_scan_check(const void *params) {
  return rill_switch_check(params, 2);
}

static const rill_stage_ops_t switch_scan_ops = {
    .name = "switch_scan",
    RILL_SWITCH_OPS,
    .check = switch_scan_check,
};

rill_operator_t *rill_switch_scan(rill_value_t seed, rill_fn_t f) {
  rill_switch_params_t params = {.fn = f, .seed = seed, .folds = true};
  return rill_operator_make(&switch_scan_ops, &params);
}
