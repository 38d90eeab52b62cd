/* SPDX-License-Identifier: MIT */
/* ref_count: connected from the first subscriber to the last. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static rill_error_t *ref_count_check(const void *params) {
  return rill_holding_check(&((const rill_counted_params_t *) params)->holding);
}

static const rill_stage_ops_t ref_count_ops = {
    .name = "ref_count",
    .params_size = sizeof(rill_counted_params_t),
    .check = ref_count_check,
    .apply = rill_counted_apply,
};

rill_operator_t *rill_ref_count_opts(const rill_ref_count_opts_t *given) {
  RILL_OPTIONS(rill_ref_count_opts_t, o, given);
  rill_counted_params_t params = {
      .name = ref_count_ops.name,
      .holding = {.grace = o.grace,
                  .keep_on_complete = o.keep_on_complete,
                  .keep_on_error = o.keep_on_error,
                  .keep_on_zero = o.keep_on_zero,
                  .weak = o.weak},
  };
  return rill_operator_make(&ref_count_ops, &params);
}
