/* SPDX-License-Identifier: MIT */
/* take_until_with_time: passes items until a point in time, then completes. */
#include "shared/moment.h"

#include <rill/time.h>

static const rill_stage_ops_t take_until_with_time_ops = {
    .name = "take_until_with_time",
    RILL_MOMENT_END_OPS,
};

rill_operator_t *rill_take_until_with_time(rill_time_t at) {
  rill_moment_params_t params = {.time = at, .absolute = true};
  return rill_operator_make(&take_until_with_time_ops, &params);
}
