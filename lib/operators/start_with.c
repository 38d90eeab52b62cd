/* SPDX-License-Identifier: MIT */
/* start_with: some values, then the stream. */
#include "shared/flatten.h"

#include <rill/combine.h>
#include <rill/create.h>

static const rill_stage_ops_t start_with_ops = {
  .name = "start_with",
  .lifts = true,
  RILL_FLATTEN_OPS,
  .check = rill_flatten_check,
};

rill_operator_t *rill_start_with_array(rill_value_t *values,
                                       size_t count) {
  rill_observable_t *first = rill_of_array(values, count);
  rill_flatten_params_t params = {
    .max = 1, .prefetch = RILL_CAPACITY, .upstream = true, .last = true};
  if (!rill_flatten_sources(&params, &first, 1))
    return rill_operator_failed(rill_error_no_memory());
  return rill_operator_make(&start_with_ops, &params);
}
