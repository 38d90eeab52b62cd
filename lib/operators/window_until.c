/* SPDX-License-Identifier: MIT */
/* window_until: splits a stream into windows, which end with a chosen item. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_until_ops = {
    .name = "window_until",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_until_opts(
    const rill_window_until_opts_t *options) {
  RILL_OPTIONS(rill_window_until_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_until,
    .fn = o.pred,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_until_ops, &params);
}
