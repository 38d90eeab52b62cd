/* SPDX-License-Identifier: MIT */
/* buffer_until_changed: collects items into lists of equal ones. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_until_changed_ops = {
    .name = "buffer_until_changed",
    RILL_PIECES_OPS,
};

rill_operator_t *rill_buffer_until_changed_opts(
    const rill_buffer_until_changed_opts_t *options) {
  RILL_OPTIONS(rill_buffer_until_changed_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_until_changed,
    .fn = o.key,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_until_changed_ops, &params);
}
