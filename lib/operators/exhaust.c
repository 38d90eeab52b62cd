/* SPDX-License-Identifier: MIT */
/* exhaust: the items are streams; runs one, and drops those that come
 * meanwhile. */
#include "shared/switch.h"

#include <rill/transform.h>

static const rill_stage_ops_t exhaust_ops = {
    .name = "exhaust",
    RILL_SWITCH_OPS,
};

rill_operator_t *rill_exhaust(void) {
  rill_switch_params_t params = {.fn = rill_no_fn(), .exhausts = true};
  return rill_operator_make(&exhaust_ops, &params);
}
