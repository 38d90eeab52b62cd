/* SPDX-License-Identifier: MIT */
/* buffer: collects items into lists, which end at the items of another stream.
 * */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_ops = {
    .name = "buffer",
    RILL_LISTS_OPS,
};

rill_operator_t *rill_buffer_opts(const rill_buffer_opts_t *options) {
  RILL_OPTIONS(rill_buffer_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_stream,
    .stream = o.boundaries,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_ops, &params);
}
