/* SPDX-License-Identifier: MIT */
/* share_replay: replay and ref_count in one. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static const rill_stage_ops_t share_replay_ops = {
    .name = "share_replay",
    RILL_SHARED_OPS,
};

rill_operator_t *rill_share_replay_opts(const rill_share_replay_opts_t *given) {
  RILL_OPTIONS(rill_share_replay_opts_t, o, given);
  rill_shared_params_t params = {
      .share = {.name = share_replay_ops.name,
                .relay = {.capacity = rill_share_bound(o.capacity),
                          .keep = rill_share_bound(o.count),
                          .window = o.window}},
      .holding = {.grace = o.grace, .keep_on_zero = o.keep_on_zero},
  };
  return rill_operator_make(&share_replay_ops, &params);
}
