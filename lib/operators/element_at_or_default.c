/* SPDX-License-Identifier: MIT */
/* element_at_or_default: the item at an index, or a value beyond the end. */
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t element_at_or_default_ops = {
    .name = "element_at_or_default",
    RILL_PICK_EARLY_OPS,
    .step = rill_pick_at,
};

rill_operator_t *rill_element_at_or_default(int64_t index, rill_value_t value) {
  rill_pick_params_t params = {
      .index = index, .instead = value, .has_instead = true};
  return rill_operator_make(&element_at_or_default_ops, &params);
}
