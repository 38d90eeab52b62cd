/* SPDX-License-Identifier: MIT */
/* single: the only item, or the only one that a predicate holds for. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t single_ops = {
    .name = "single",
    RILL_PICK_LATE_OPS,
    .next = rill_pick_only,
};

rill_operator_t *rill_single_opts(const rill_single_opts_t *options) {
  RILL_OPTIONS(rill_single_opts_t, o, options);
  rill_pick_params_t params = {.pred = o.pred};
  return rill_operator_make(&single_ops, &params);
}
