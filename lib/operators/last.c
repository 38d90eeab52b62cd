/* SPDX-License-Identifier: MIT */
/* last: the last item, or the last one that a predicate holds for. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t last_ops = {
    .name = "last",
    RILL_PICK_LATE_OPS,
    .next = rill_pick_last,
};

rill_operator_t *rill_last_opts(const rill_last_opts_t *options) {
  RILL_OPTIONS(rill_last_opts_t, o, options);
  rill_pick_params_t params = {.pred = o.pred};
  return rill_operator_make(&last_ops, &params);
}
