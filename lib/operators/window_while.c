/* SPDX-License-Identifier: MIT */
/* window_while: splits a stream into windows, which a chosen item begins. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_while_ops = {
    .name = "window_while",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_while_opts(
    const rill_window_while_opts_t *options) {
  RILL_OPTIONS(rill_window_while_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_while,
    .fn = o.pred,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_while_ops, &params);
}
