/* SPDX-License-Identifier: MIT */
/* observe_on: all that follows runs on another scheduler. */
#include "core/chain.h"
#include "shared/border.h"
#include "shared/options.h"

#include <rill/flow.h>

static rill_scheduler_t *observe_on_home(const void *params,
                                         rill_scheduler_t *origin) {
  (void) origin;
  return ((const rill_border_params_t *) params)->scheduler;
}

static const rill_stage_ops_t observe_on_ops = {
    .name = "observe_on",
    RILL_BORDER_OPS,
    .home = observe_on_home,
    .attach = rill_border_open,
    .start = rill_border_start,
};

rill_operator_t *rill_observe_on_opts(const rill_observe_on_opts_t *given) {
  RILL_OPTIONS(rill_observe_on_opts_t, options, given);
  rill_border_params_t params = {
      .scheduler = rill_ref(options.scheduler),
      .capacity = options.capacity,
      .delay_error = options.delay_error,
      .dropped = options.dropped,
  };
  return rill_operator_make(&observe_on_ops, &params);
}

rill_observable_t *rill_observe_home(rill_observable_t *observable,
                                     rill_scheduler_t *home) {
  rill_observable_t *source = rill_ref(observable);
  return rill_pipe(source, rill_observe_on(home));
}
