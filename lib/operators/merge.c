/* SPDX-License-Identifier: MIT */
/* merge: runs all streams at once and passes on what comes, as it comes. */
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/combine.h>

static const rill_stage_ops_t merge_ops = {
    .name = "merge",
    .lifts = true,
    RILL_FLATTEN_OPS,
    .check = rill_flatten_check,
};

static const rill_stage_ops_t merge_of_ops = {
    .name = "merge_of",
    RILL_FLATTEN_OPS,
    .check = rill_flatten_check,
};

static rill_flatten_params_t merge_params(const rill_merge_opts_t *options) {
  RILL_OPTIONS(rill_merge_opts_t, o, options);
  return (rill_flatten_params_t){
    .max = o.max_concurrent != 0 ? o.max_concurrent : RILL_UNBOUNDED,
    .prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
    .delay_error = o.delay_error,
  };
}

rill_operator_t *rill_merge_array(rill_observable_t *const *others,
                                  size_t count,
                                  const rill_merge_opts_t *options) {
  rill_flatten_params_t params = merge_params(options);
  params.upstream = true;
  if (!rill_flatten_sources(&params, others, count))
    return rill_operator_failed(rill_error_no_memory());
  return rill_operator_make(&merge_ops, &params);
}

rill_observable_t *rill_merge_of(rill_observable_t *const *sources,
                                 size_t count,
                                 const rill_merge_opts_t *options) {
  rill_flatten_params_t params = merge_params(options);
  if (!rill_flatten_sources(&params, sources, count))
    return rill_observable_failed(rill_error_no_memory());
  return rill_source_make(&merge_of_ops, &params);
}
