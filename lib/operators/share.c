/* SPDX-License-Identifier: MIT */
/* share: publish and ref_count in one. */
#include "shared/connect.h"
#include "shared/options.h"

#include <rill/share.h>

static const rill_stage_ops_t share_ops = {
    .name = "share",
    RILL_SHARED_OPS,
};

rill_operator_t *rill_share_opts(const rill_share_opts_t *given) {
  RILL_OPTIONS(rill_share_opts_t, o, given);
  rill_shared_params_t params = {
      .share = {.name = share_ops.name,
                .relay = {.capacity = rill_share_bound(o.capacity)}},
      .holding = {.grace = o.grace,
                  .keep_on_complete = o.keep_on_complete,
                  .keep_on_error = o.keep_on_error,
                  .keep_on_zero = o.keep_on_zero},
  };
  return rill_operator_make(&share_ops, &params);
}
