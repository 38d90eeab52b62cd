/* SPDX-License-Identifier: MIT */
/* delay_each: an item waits until a span after the one before it. */
#include "shared/late.h"
#include "shared/options.h"

#include <rill/time.h>

static void delay_each_start(rill_stage_t *stage) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_t *late = rill_state(stage);
  late->open = rill_stage_now(stage);
  late->gap = p->span;
  rill_late_start(stage);
}

static void delay_each_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_late_params_t *p = rill_params(stage);
  if (!p->delay_error) {
    rill_late_error(stage, error);
    return;
  }
  rill_late_end(rill_state(stage), rill_stage_now(stage), error);
  rill_late_drain(stage);
}

static const rill_stage_ops_t delay_each_ops = {
    .name = "delay_each",
    RILL_LATE_OPS,
    .check = rill_late_check,
    .start = delay_each_start,
    .next = rill_late_next,
    .complete = rill_late_complete,
    .error = delay_each_error,
};

rill_operator_t *rill_delay_each_opts(const rill_delay_each_opts_t *options) {
  RILL_OPTIONS(rill_delay_each_opts_t, o, options);
  rill_late_params_t params = {
      .span = o.span, .capacity = o.capacity, .delay_error = o.delay_error};
  return rill_operator_make(&delay_each_ops, &params);
}
