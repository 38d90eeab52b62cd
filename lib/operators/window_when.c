/* SPDX-License-Identifier: MIT */
/* window_when: splits a stream into windows, which streams end that a function
 * gives. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_when_ops = {
    .name = "window_when",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_when_opts(const rill_window_when_opts_t *options) {
  RILL_OPTIONS(rill_window_when_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_when,
    .fn = o.closing,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_when_ops, &params);
}
