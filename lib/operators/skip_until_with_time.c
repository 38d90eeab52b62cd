/* SPDX-License-Identifier: MIT */
/* skip_until_with_time: drops items until a point in time. */
#include "shared/moment.h"

#include <rill/time.h>

static const rill_stage_ops_t skip_until_with_time_ops = {
    .name = "skip_until_with_time",
    RILL_MOMENT_BEGIN_OPS,
};

rill_operator_t *rill_skip_until_with_time(rill_time_t at) {
  rill_moment_params_t params = {.time = at, .absolute = true};
  return rill_operator_make(&skip_until_with_time_ops, &params);
}
