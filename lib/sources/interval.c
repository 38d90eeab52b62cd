/* SPDX-License-Identifier: MIT */
/* interval: a number each period. */
#include "shared/options.h"
#include "shared/ticks.h"

#include <rill/create.h>

static rill_error_t *interval_check(const void *params) {
  const rill_ticks_params_t *p = params;
  if (p->period > 0) return NULL;
  return rill_refuse("period is %lld (must be > 0)", (long long) p->period);
}

static const rill_stage_ops_t interval_ops = {
    .name = "interval",
    .check = interval_check,
    RILL_TICKS_OPS,
};

rill_observable_t *rill_interval_opts(const rill_interval_opts_t *options) {
  RILL_OPTIONS(rill_interval_opts_t, o, options);
  rill_ticks_params_t params = {
      .due = o.period, .period = o.period, .scheduler = rill_ref(o.scheduler)};
  return rill_source_make(&interval_ops, &params);
}
