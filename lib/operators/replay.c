/* SPDX-License-Identifier: MIT */
/* replay: publish, and who comes late hears the last items first. */
#include "shared/options.h"
#include "shared/selected.h"

#include <rill/share.h>

static const rill_stage_ops_t replay_ops = {
    .name = "replay",
    RILL_PUBLISH_OPS,
};

static const rill_stage_ops_t replay_selected_ops = {
    .name = "replay",
    RILL_SELECTED_OPS,
};

rill_operator_t *rill_replay_opts(const rill_replay_opts_t *given) {
  RILL_OPTIONS(rill_replay_opts_t, o, given);
  rill_share_params_t params = {
      .name = replay_ops.name,
      .relay = {.capacity = rill_share_bound(o.capacity),
                .keep = rill_share_bound(o.count),
                .window = o.window},
      .selector = o.selector,
  };
  return rill_selected_make(&replay_ops, &replay_selected_ops, &params);
}
