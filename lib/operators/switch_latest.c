/* SPDX-License-Identifier: MIT */
/* switch_latest: the items are streams; runs the latest one. */
#include "shared/switch.h"

#include <rill/transform.h>

static const rill_stage_ops_t switch_latest_ops = {
    .name = "switch_latest",
    RILL_SWITCH_OPS,
};

rill_operator_t *rill_switch_latest(void) {
  rill_switch_params_t params = {.fn = rill_no_fn()};
  return rill_operator_make(&switch_latest_ops, &params);
}
