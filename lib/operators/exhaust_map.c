/* SPDX-License-Identifier: MIT */
/* exhaust_map: runs the stream that an item leads to; items that come
 * meanwhile are dropped. */
#include "shared/switch.h"

#include <rill/transform.h>

static rill_error_t *exhaust_map_check(const void *params) {
  return rill_switch_check(params, 1);
}

static const rill_stage_ops_t exhaust_map_ops = {
    .name = "exhaust_map",
    RILL_SWITCH_OPS,
    .check = exhaust_map_check,
};

rill_operator_t *rill_exhaust_map(rill_fn_t f) {
  rill_switch_params_t params = {.fn = f, .exhausts = true};
  return rill_operator_make(&exhaust_map_ops, &params);
}
