/* SPDX-License-Identifier: MIT */
/* window_with_time: splits a stream into windows of a span of time, a new one
 * every so often. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_with_time_ops = {
    .name = "window_with_time",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_with_time_opts(
    const rill_window_with_time_opts_t *options) {
  RILL_OPTIONS(rill_window_with_time_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_time,
    .span = o.span,
    .shift = o.shift != 0 ? o.shift : o.span,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_with_time_ops, &params);
}
