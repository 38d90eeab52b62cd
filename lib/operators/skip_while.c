/* SPDX-License-Identifier: MIT */
/* skip_while: drops items until the predicate is false, passes the others. */
#include "shared/while.h"

#include <rill/filter.h>

static const rill_stage_ops_t skip_while_ops = {
    .name = "skip_while",
    RILL_WHILE_OPS,
    .check = rill_predicate1_check,
    .step = rill_skip_while_step,
};

rill_operator_t *rill_skip_while(rill_fn_t pred) {
  return rill_operator_make(&skip_while_ops,
                            &(rill_while_params_t){pred, false});
}
