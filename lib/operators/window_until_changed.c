/* SPDX-License-Identifier: MIT */
/* window_until_changed: splits a stream into windows of equal items. */
#include "shared/options.h"
#include "shared/windows.h"

#include <rill/buffer.h>

static const rill_stage_ops_t window_until_changed_ops = {
    .name = "window_until_changed",
    RILL_WINDOWS_OPS,
};

rill_operator_t *rill_window_until_changed_opts(
    const rill_window_until_changed_opts_t *options) {
  RILL_OPTIONS(rill_window_until_changed_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_until_changed,
    .fn = o.key,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&window_until_changed_ops, &params);
}
