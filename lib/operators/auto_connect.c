/* SPDX-License-Identifier: MIT */
/* auto_connect: connected with the n-th subscriber, for good. */
#include "shared/connect.h"

#include <rill/share.h>

static rill_error_t *auto_connect_check(const void *params) {
  const rill_counted_params_t *p = params;
  if (p->holding.wanted >= 1) return NULL;
  return rill_refuse("count is %lld (must be >= 1)",
                     (long long) p->holding.wanted);
}

static const rill_stage_ops_t auto_connect_ops = {
    .name = "auto_connect",
    .params_size = sizeof(rill_counted_params_t),
    .check = auto_connect_check,
    .apply = rill_counted_apply,
};

rill_operator_t *rill_auto_connect(int64_t count) {
  rill_counted_params_t params = {
      .name = auto_connect_ops.name,
      .holding = {.wanted = count,
                  .keep_on_complete = true,
                  .keep_on_error = true,
                  .keep_on_zero = true},
  };
  return rill_operator_make(&auto_connect_ops, &params);
}
