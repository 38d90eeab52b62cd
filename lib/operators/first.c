/* SPDX-License-Identifier: MIT */
/* first: the first item, or the first one that a predicate holds for. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t first_ops = {
    .name = "first",
    RILL_PICK_EARLY_OPS,
    .step = rill_pick_first,
};

rill_operator_t *rill_first_opts(const rill_first_opts_t *options) {
  RILL_OPTIONS(rill_first_opts_t, o, options);
  rill_pick_params_t params = {.pred = o.pred};
  return rill_operator_make(&first_ops, &params);
}
