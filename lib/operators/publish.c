/* SPDX-License-Identifier: MIT */
/* publish: one run of upstream for all subscribers, once it is connected. */
#include "shared/options.h"
#include "shared/selected.h"

#include <rill/share.h>

static const rill_stage_ops_t publish_ops = {
    .name = "publish",
    RILL_PUBLISH_OPS,
};

static const rill_stage_ops_t publish_selected_ops = {
    .name = "publish",
    RILL_SELECTED_OPS,
};

rill_operator_t *rill_publish_opts(const rill_publish_opts_t *given) {
  RILL_OPTIONS(rill_publish_opts_t, o, given);
  rill_share_params_t params = {
      .name = publish_ops.name,
      .relay = {.capacity = rill_share_bound(o.capacity)},
      .selector = o.selector,
  };
  return rill_selected_make(&publish_ops, &publish_selected_ops, &params);
}
