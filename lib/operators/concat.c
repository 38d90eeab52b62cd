/* SPDX-License-Identifier: MIT */
/* concat: runs the streams one after another. */
#include "shared/flatten.h"
#include "shared/options.h"

#include <rill/combine.h>

static const rill_stage_ops_t concat_ops = {
    .name = "concat",
    .lifts = true,
    RILL_FLATTEN_OPS,
    .check = rill_flatten_check,
};

static const rill_stage_ops_t concat_of_ops = {
    .name = "concat_of",
    RILL_FLATTEN_OPS,
    .check = rill_flatten_check,
};

static rill_flatten_params_t concat_params(const rill_concat_opts_t *options) {
  RILL_OPTIONS(rill_concat_opts_t, o, options);
  return (rill_flatten_params_t){
    .max = 1,
    .prefetch = RILL_CAPACITY,
    .delay_error = o.delay_error,
  };
}

rill_operator_t *rill_concat_array(rill_observable_t *const *others,
                                  size_t count,
                                  const rill_concat_opts_t *options) {
  rill_flatten_params_t params = concat_params(options);
  params.upstream = true;
  if (!rill_flatten_sources(&params, others, count))
    return rill_operator_failed(rill_error_no_memory());
  return rill_operator_make(&concat_ops, &params);
}

rill_observable_t *rill_concat_of(rill_observable_t *const *sources,
                                 size_t count,
                                 const rill_concat_opts_t *options) {
  rill_flatten_params_t params = concat_params(options);
  if (!rill_flatten_sources(&params, sources, count))
    return rill_observable_failed(rill_error_no_memory());
  return rill_source_make(&concat_of_ops, &params);
}
