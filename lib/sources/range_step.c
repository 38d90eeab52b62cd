/* SPDX-License-Identifier: MIT */
/* range_step: integers from `start` on, up to `stop`, each `step` after the
 * one before. */
#include "core/pump.h"

#include <rill/create.h>

struct range_step_params {
  int64_t start, stop, step;
};
struct range_step {
  rill_pump_t pump;
  uint64_t sent, count;
};

static rill_error_t *range_step_check(const void *params) {
  const struct range_step_params *p = params;
  return p->step != 0 ? NULL : rill_refuse("step is 0 (must not be)");
}

/* Unsigned, where nothing overflows: the distance of any two integers fits. */
static uint64_t range_step_count(const struct range_step_params *p) {
  if (p->step > 0 ? p->start >= p->stop : p->start <= p->stop) return 0;
  uint64_t from = (uint64_t) p->start, to = (uint64_t) p->stop;
  uint64_t by = (uint64_t) p->step;
  return p->step > 0 ? (to - from - 1) / by + 1 : (from - to - 1) / -by + 1;
}

static void range_step_start(rill_stage_t *stage) {
  struct range_step *range = rill_state(stage);
  range->count = range_step_count(rill_params(stage));
  if (range->count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

static const rill_value_t *range_step_fill(rill_stage_t *stage,
                                           rill_value_t *scratch, size_t room,
                                           size_t *count, bool *done) {
  const struct range_step_params *p = rill_params(stage);
  struct range_step *range = rill_state(stage);
  uint64_t left = range->count - range->sent, by = (uint64_t) p->step;
  uint64_t first = (uint64_t) p->start + range->sent * by;
  size_t n = left < room ? (size_t) left : room;
  for (size_t i = 0; i < n; i++)
    scratch[i] = rill_int((int64_t) (first + i * by));
  range->sent += n;
  *count = n;
  *done = n == left;
  return scratch;
}

static const rill_stage_ops_t range_step_ops = {
    .name = "range_step",
    .state_size = sizeof(struct range_step),
    .params_size = sizeof(struct range_step_params),
    .check = range_step_check,
    RILL_PUMP_OPS,
    .start = range_step_start,
    .fill = range_step_fill,
};

rill_observable_t *rill_range_step(int64_t start, int64_t stop, int64_t step) {
  return rill_source_make(&range_step_ops,
                          &(struct range_step_params){start, stop, step});
}
