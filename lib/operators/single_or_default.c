/* SPDX-License-Identifier: MIT */
/* single_or_default: the only item that holds, or a value if there is none. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t single_or_default_ops = {
    .name = "single_or_default",
    RILL_PICK_LATE_OPS,
    .next = rill_pick_only,
};

rill_operator_t *
rill_single_or_default_opts(const rill_single_or_default_opts_t *options) {
  RILL_OPTIONS(rill_single_or_default_opts_t, o, options);
  rill_pick_params_t params = {
      .pred = o.pred, .instead = o.value, .has_instead = true};
  return rill_operator_make(&single_or_default_ops, &params);
}
