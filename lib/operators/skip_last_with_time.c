/* SPDX-License-Identifier: MIT */
/* skip_last_with_time: drops what came within a span before the end. */
#include "shared/late.h"
#include "shared/options.h"

#include <rill/time.h>

static void skip_last_with_time_start(rill_stage_t *stage) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_t *late = rill_state(stage);
  late->wait = p->span;
  late->lazy = true;
  rill_late_start(stage);
}

static void skip_last_with_time_complete(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  rill_ring_t *queue = &late->queue;
  while (queue->count > 0 &&
         now - rill_as_int(rill_ring_at(queue, queue->count - 2)) <
             late->wait)
    rill_late_drop_last(stage);
  rill_late_complete(stage);
}

static const rill_stage_ops_t skip_last_with_time_ops = {
    .name = "skip_last_with_time",
    RILL_LATE_OPS,
    .check = rill_late_check,
    .start = skip_last_with_time_start,
    .next = rill_late_next,
    .complete = skip_last_with_time_complete,
    .error = rill_late_error,
};

rill_operator_t *
rill_skip_last_with_time_opts(const rill_skip_last_with_time_opts_t *options) {
  RILL_OPTIONS(rill_skip_last_with_time_opts_t, o, options);
  rill_late_params_t params = {.span = o.span, .capacity = o.capacity};
  return rill_operator_make(&skip_last_with_time_ops, &params);
}
