/* SPDX-License-Identifier: MIT */
/* take_with_time: passes what comes within a span, then completes. */
#include "shared/moment.h"

#include <rill/time.h>

static const rill_stage_ops_t take_with_time_ops = {
    .name = "take_with_time",
    RILL_MOMENT_END_OPS,
};

rill_operator_t *rill_take_with_time(rill_time_t span) {
  rill_moment_params_t params = {.time = span};
  return rill_operator_make(&take_with_time_ops, &params);
}
