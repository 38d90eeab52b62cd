/* SPDX-License-Identifier: MIT */
/* ref_count: connected from the first subscriber to the last. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static rill_error_t *ref_count_check(const void *params) {
  const rill_counted_params_t *p = params;
  if (p->grace >= 0) return NULL;
  return rill_refuse("grace is %lld ns (must be >= 0)", (long long) p->grace);
}

static const rill_stage_ops_t ref_count_ops = {
  .name = "ref_count",
  .params_size = sizeof(rill_counted_params_t),
  .check = ref_count_check,
  .apply = rill_counted_apply,
};

rill_operator_t *rill_ref_count_opts(const rill_ref_count_opts_t *given) {
  RILL_OPTIONS(rill_ref_count_opts_t, o, given);
  rill_counted_params_t params = {o.grace, o.keep_on_complete,
                                  o.keep_on_error, o.keep_on_zero};
  return rill_operator_make(&ref_count_ops, &params);
}
