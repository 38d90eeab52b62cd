/* SPDX-License-Identifier: MIT */
/* find: the first item that a predicate holds for, or RILL_NONE. */
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t find_ops = {
    .name = "find",
    RILL_PICK_EARLY_OPS,
    .step = rill_pick_first,
};

rill_operator_t *rill_find(rill_fn_t pred) {
  rill_pick_params_t params = {
      .pred = pred, .needs_pred = true, .has_instead = true};
  return rill_operator_make(&find_ops, &params);
}
