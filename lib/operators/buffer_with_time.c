/* SPDX-License-Identifier: MIT */
/* buffer_with_time: lists of what came in a span of time, a new one every so
 * often. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_with_time_ops = {
    .name = "buffer_with_time",
    RILL_LISTS_OPS,
};

rill_operator_t *rill_buffer_with_time_opts(
    const rill_buffer_with_time_opts_t *options) {
  RILL_OPTIONS(rill_buffer_with_time_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_time,
    .span = o.span,
    .shift = o.shift != 0 ? o.shift : o.span,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_with_time_ops, &params);
}
