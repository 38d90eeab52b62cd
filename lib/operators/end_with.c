/* SPDX-License-Identifier: MIT */
/* end_with: the stream, then some values. */
#include "shared/values.h"

#include <rill/combine.h>

static const rill_stage_ops_t end_with_ops = {
    .name = "end_with",
    RILL_VALUES_OPS,
};

rill_operator_t *rill_end_with_array(rill_value_t *values, size_t count) {
  return rill_values_operator(&end_with_ops, values, count, false);
}
