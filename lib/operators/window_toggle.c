/* SPDX-License-Identifier: MIT */
/* window_toggle: splits a stream into windows, which one stream begins and
 * others end. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_toggle_ops = {
    .name = "window_toggle",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_toggle_opts(
    const rill_window_toggle_opts_t *options) {
  RILL_OPTIONS(rill_window_toggle_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_toggle,
    .stream = o.openings,
    .fn = o.closing,
    .max_open = o.max_open != 0 ? o.max_open : RILL_CAPACITY,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_toggle_ops, &params);
}
