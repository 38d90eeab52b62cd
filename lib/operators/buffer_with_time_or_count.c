/* SPDX-License-Identifier: MIT */
/* buffer_with_time_or_count: lists of what came in a span of time, and of so
 * many items at most. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_with_time_or_count_ops = {
    .name = "buffer_with_time_or_count",
    RILL_LISTS_OPS,
};

rill_operator_t *rill_buffer_with_time_or_count_opts(
    const rill_buffer_with_time_or_count_opts_t *options) {
  RILL_OPTIONS(rill_buffer_with_time_or_count_opts_t, o, options);
  int64_t most = o.count > RILL_CAPACITY ? o.count : RILL_CAPACITY;
  rill_bounds_params_t params = {
    .kind = &rill_bounds_by_time_or_count,
    .span = o.span,
    .count = o.count,
    .capacity = o.capacity != 0 ? o.capacity : most,
  };
  return rill_operator_make(&buffer_with_time_or_count_ops, &params);
}
