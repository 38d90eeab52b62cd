/* SPDX-License-Identifier: MIT */
/* first_or_default: the first item that holds, or a value if there is none. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t first_or_default_ops = {
    .name = "first_or_default",
    RILL_PICK_EARLY_OPS,
    .step = rill_pick_first,
};

rill_operator_t *
rill_first_or_default_opts(const rill_first_or_default_opts_t *options) {
  RILL_OPTIONS(rill_first_or_default_opts_t, o, options);
  rill_pick_params_t params = {
      .pred = o.pred, .instead = o.value, .has_instead = true};
  return rill_operator_make(&first_or_default_ops, &params);
}
