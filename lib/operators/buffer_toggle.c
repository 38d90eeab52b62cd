/* SPDX-License-Identifier: MIT */
/* buffer_toggle: collects items into lists, which one stream begins and others
 * end. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_toggle_ops = {
    .name = "buffer_toggle",
    RILL_LISTS_OPS,
};

rill_operator_t *rill_buffer_toggle_opts(
    const rill_buffer_toggle_opts_t *options) {
  RILL_OPTIONS(rill_buffer_toggle_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_toggle,
    .stream = o.openings,
    .fn = o.closing,
    .max_open = o.max_open != 0 ? o.max_open : RILL_CAPACITY,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_toggle_ops, &params);
}
