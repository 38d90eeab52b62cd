/* SPDX-License-Identifier: MIT */
/* take_while: passes items until the predicate is false, then completes. */
#include "shared/options.h"
#include "shared/while.h"

#include <rill/filter.h>

static const rill_stage_ops_t take_while_ops = {
    .name = "take_while",
    RILL_WHILE_OPS,
    .check = rill_call1_check,
    .step = rill_take_while_step,
};

rill_operator_t *rill_take_while_opts(const rill_take_while_opts_t *options) {
  RILL_OPTIONS(rill_take_while_opts_t, o, options);
  rill_while_params_t params = {o.pred, o.inclusive};
  return rill_operator_make(&take_while_ops, &params);
}
