/* SPDX-License-Identifier: MIT */
/* start_with: some values, then the stream. */
#include "shared/values.h"

#include <rill/combine.h>

static const rill_stage_ops_t start_with_ops = {
    .name = "start_with",
    RILL_VALUES_OPS,
};

rill_operator_t *rill_start_with_array(rill_value_t *values, size_t count) {
  return rill_values_operator(&start_with_ops, values, count, true);
}
