/* SPDX-License-Identifier: MIT */
/* buffer_when: collects items into lists, which streams end that a function
 * gives. */
#include "shared/lists.h"
#include "shared/options.h"

#include <rill/buffer.h>

static const rill_stage_ops_t buffer_when_ops = {
    .name = "buffer_when",
    RILL_LISTS_OPS,
};

rill_operator_t *rill_buffer_when_opts(const rill_buffer_when_opts_t *options) {
  RILL_OPTIONS(rill_buffer_when_opts_t, o, options);
  rill_bounds_params_t params = {
    .kind = &rill_bounds_when,
    .fn = o.closing,
    .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
  };
  return rill_operator_make(&buffer_when_ops, &params);
}
