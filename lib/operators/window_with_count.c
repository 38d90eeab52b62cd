/* SPDX-License-Identifier: MIT */
/* window_with_count: splits a stream into windows of so many items, a new one
 * every so many. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_with_count_ops = {
    .name = "window_with_count",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_with_count_opts(
    const rill_window_with_count_opts_t *options) {
  RILL_OPTIONS(rill_window_with_count_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_count,
    .count = o.count,
    .skip = o.skip != 0 ? o.skip : o.count,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_with_count_ops, &params);
}
