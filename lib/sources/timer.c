/* SPDX-License-Identifier: MIT */
/* timer: a number when the time has come, and perhaps one each period. */
#include "shared/options.h"
#include "shared/ticks.h"

#include <rill/create.h>

static rill_error_t *timer_check(const void *params) {
  const rill_ticks_params_t *p = params;
  if (p->period >= 0) return NULL;
  return rill_refuse("period is %lld (must be >= 0)", (long long) p->period);
}

static const rill_stage_ops_t timer_ops = {
    .name = "timer",
    .check = timer_check,
    RILL_TICKS_OPS,
};

rill_observable_t *rill_timer_opts(const rill_timer_opts_t *options) {
  RILL_OPTIONS(rill_timer_opts_t, o, options);
  rill_ticks_params_t params = {o.due, o.period, o.absolute,
                                rill_ref(o.scheduler)};
  return rill_source_make(&timer_ops, &params);
}
