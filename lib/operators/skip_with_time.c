/* SPDX-License-Identifier: MIT */
/* skip_with_time: drops what comes within a span. */
#include "shared/moment.h"

#include <rill/time.h>

static const rill_stage_ops_t skip_with_time_ops = {
    .name = "skip_with_time",
    RILL_MOMENT_BEGIN_OPS,
};

rill_operator_t *rill_skip_with_time(rill_time_t span) {
  rill_moment_params_t params = {.time = span};
  return rill_operator_make(&skip_with_time_ops, &params);
}
