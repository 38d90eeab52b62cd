/* SPDX-License-Identifier: MIT */
/* window: splits a stream into windows, which end at the items of another one.
 * */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_ops = {
    .name = "window",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_opts(const rill_window_opts_t *options) {
  RILL_OPTIONS(rill_window_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_stream,
    .stream = o.boundaries,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_ops, &params);
}
