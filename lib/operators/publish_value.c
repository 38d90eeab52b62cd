/* SPDX-License-Identifier: MIT */
/* publish_value: publish through a behavior: whoever comes gets the last item
 * that there was first. */
#include "shared/options.h"
#include "shared/selected.h"

#include <rill/share.h>

static const rill_stage_ops_t publish_value_ops = {
    .name = "publish_value",
    RILL_PUBLISH_OPS,
};

static const rill_stage_ops_t publish_value_selected_ops = {
    .name = "publish_value",
    RILL_SELECTED_OPS,
};

rill_operator_t *
rill_publish_value_opts(const rill_publish_value_opts_t *given) {
  RILL_OPTIONS(rill_publish_value_opts_t, o, given);
  rill_share_params_t params = {
      .name = publish_value_ops.name,
      .relay = {.capacity = rill_share_bound(o.capacity),
                .keep = 1,
                .brief = true},
      .first = o.value,
      .has_first = true,
      .selector = o.selector,
  };
  return rill_selected_make(&publish_value_ops, &publish_value_selected_ops,
                            &params);
}
