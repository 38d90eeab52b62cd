/* SPDX-License-Identifier: MIT */
/* last_or_default: the last item that holds, or a value if there is none. */
#include "shared/options.h"
#include "shared/pick.h"

#include <rill/filter.h>

static const rill_stage_ops_t last_or_default_ops = {
    .name = "last_or_default",
    RILL_PICK_LATE_OPS,
    .next = rill_pick_last,
};

rill_operator_t *
rill_last_or_default_opts(const rill_last_or_default_opts_t *options) {
  RILL_OPTIONS(rill_last_or_default_opts_t, o, options);
  rill_pick_params_t params = {
      .pred = o.pred, .instead = o.value, .has_instead = true};
  return rill_operator_make(&last_or_default_ops, &params);
}
