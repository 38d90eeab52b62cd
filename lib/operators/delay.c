/* SPDX-License-Identifier: MIT */
/* delay: all comes later by a span, but errors overtake. */
#include "shared/late.h"
#include "shared/options.h"
#include "shared/timed.h"

#include <rill/time.h>

static rill_error_t *delay_check(const void *params) {
  const rill_late_params_t *p = params;
  rill_error_t *error = rill_late_check(params);
  return error != NULL ? error : rill_check_when(p->span, p->at);
}

static void delay_start(rill_stage_t *stage) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_t *late = rill_state(stage);
  late->wait = rill_span_until(stage, p->span, p->at);
  rill_late_start(stage);
}

/* Not at once even if the span is 0. */
static size_t delay_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!rill_late_put(stage, items[i])) return count;
  rill_late_wait(stage);
  return count;
}

static void delay_end(rill_stage_t *stage, rill_error_t *error) {
  rill_late_t *late = rill_state(stage);
  rill_late_end(late, rill_time_after(rill_stage_now(stage), late->wait),
                error);
  rill_late_wait(stage);
}

static void delay_complete(rill_stage_t *stage) { delay_end(stage, NULL); }

static void delay_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_late_params_t *p = rill_params(stage);
  if (p->delay_error)
    delay_end(stage, error);
  else
    rill_late_error(stage, error);
}

static const rill_stage_ops_t delay_ops = {
    .name = "delay",
    RILL_LATE_OPS,
    .check = delay_check,
    .start = delay_start,
    .next = delay_next,
    .complete = delay_complete,
    .error = delay_error,
};

rill_operator_t *rill_delay_opts(const rill_delay_opts_t *options) {
  RILL_OPTIONS(rill_delay_opts_t, o, options);
  rill_late_params_t params = {.span = o.span,
                               .at = o.at,
                               .capacity = o.capacity,
                               .delay_error = o.delay_error};
  return rill_operator_make(&delay_ops, &params);
}
