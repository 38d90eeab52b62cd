/* SPDX-License-Identifier: MIT */
/* subscribe_on: all that precedes runs on another scheduler. */
#include "core/chain.h"
#include "shared/border.h"
#include "shared/options.h"

#include <rill/flow.h>

static void subscribe_on_start(rill_stage_t *stage) {
  const rill_border_params_t *p = rill_params(stage);
  rill_border_open(stage, p->scheduler);
  rill_border_start(stage);
}

static const rill_stage_ops_t subscribe_on_ops = {
    .name = "subscribe_on",
    RILL_BORDER_OPS,
    .start = subscribe_on_start,
};

rill_operator_t *rill_subscribe_on_opts(
    const rill_subscribe_on_opts_t *given) {
  RILL_OPTIONS(rill_subscribe_on_opts_t, options, given);
  rill_border_params_t params = {
      .scheduler = rill_ref(options.scheduler),
      .capacity = options.capacity,
      .delay_error = options.delay_error,
      .dropped = options.dropped,
  };
  return rill_operator_make(&subscribe_on_ops, &params);
}

rill_operator_t *rill_subscribe_on_kept(rill_scheduler_t *home) {
  rill_border_params_t params = {.scheduler = home, .kept = true};
  return rill_operator_make(&subscribe_on_ops, &params);
}
