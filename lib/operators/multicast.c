/* SPDX-License-Identifier: MIT */
/* multicast: publish through a subject that the program makes. */
#include "shared/options.h"
#include "shared/selected.h"

#include <rill/share.h>

static const rill_stage_ops_t multicast_ops = {
    .name = "multicast",
    RILL_PUBLISH_OPS,
};

static const rill_stage_ops_t multicast_selected_ops = {
    .name = "multicast",
    RILL_SELECTED_OPS,
};

rill_operator_t *rill_multicast_opts(const rill_multicast_opts_t *given) {
  RILL_OPTIONS(rill_multicast_opts_t, o, given);
  rill_share_params_t params = {
      .name = multicast_ops.name,
      .relay = {.capacity = RILL_CAPACITY}, /* the subject's own counts */
      .through_subject = true,
      .subject0 = o.subject0,
      .selector = o.selector,
  };
  return rill_selected_make(&multicast_ops, &multicast_selected_ops, &params);
}
