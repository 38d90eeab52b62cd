/* SPDX-License-Identifier: MIT */
/* buffer_until: collects items into lists, which end with a chosen item. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_until_ops = {
    .name = "buffer_until",
    RILL_PIECES_OPS,
};

rill_operator_t *rill_buffer_until_opts(
    const rill_buffer_until_opts_t *options) {
  RILL_OPTIONS(rill_buffer_until_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_until,
    .fn = o.pred,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_until_ops, &params);
}
