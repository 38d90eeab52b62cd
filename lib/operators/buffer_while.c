/* SPDX-License-Identifier: MIT */
/* buffer_while: collects items into lists, which a chosen item begins. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_while_ops = {
    .name = "buffer_while",
    RILL_PIECES_OPS,
};

rill_operator_t *rill_buffer_while_opts(
    const rill_buffer_while_opts_t *options) {
  RILL_OPTIONS(rill_buffer_while_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_while,
    .fn = o.pred,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_while_ops, &params);
}
