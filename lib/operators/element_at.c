/* SPDX-License-Identifier: MIT */
/* element_at: the item at an index. */
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t element_at_ops = {
    .name = "element_at",
    RILL_PICK_EARLY_OPS,
    .step = rill_pick_at,
};

rill_operator_t *rill_element_at(int64_t index) {
  rill_pick_params_t params = {.index = index};
  return rill_operator_make(&element_at_ops, &params);
}
