/* SPDX-License-Identifier: MIT */
/* take_last_with_time: after the end, what came within a span before it. */
#include "core/dropped.h"
#include "shared/late.h"
#include "shared/options.h"

#include <rill/time.h>

static rill_error_t *take_last_with_time_check(const void *params) {
  const rill_late_params_t *p = params;
  if (p->overflow != RILL_OVERFLOW_WAIT && p->overflow != RILL_OVERFLOW_FAIL &&
      p->overflow != RILL_OVERFLOW_DROP_HEAD)
    return rill_refuse("overflow is %d (must be RILL_OVERFLOW_FAIL or "
                       "RILL_OVERFLOW_DROP_HEAD)",
                       (int) p->overflow);
  return rill_late_check(params);
}

/* Nothing goes on before the end. */
static void take_last_with_time_start(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  late->wait = RILL_TIME_NEVER;
  late->lazy = true;
  rill_late_ask(stage, RILL_UNBOUNDED);
}

static void take_last_with_time_drop_old(rill_stage_t *stage) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_t *late = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  while (late->queue.count > 0 &&
         now - rill_as_int(rill_ring_at(&late->queue, 0)) >= p->span)
    rill_late_drop(stage);
}

/* Whether there is room for `item`, made if need be. */
static bool take_last_with_time_room(rill_stage_t *stage, rill_value_t item) {
  const rill_late_params_t *p = rill_params(stage);
  rill_late_t *late = rill_state(stage);
  int64_t capacity = p->capacity != 0 ? p->capacity : RILL_CAPACITY;
  if ((int64_t) (late->queue.count / 2) < capacity) return true;
  if (p->overflow == RILL_OVERFLOW_DROP_HEAD) {
    rill_late_drop(stage);
    return true;
  }
  rill_emit_error(
      stage, rill_error_new(RILL_EOVERFLOW,
                            "rill_take_last_with_time: more than %lld items "
                            "came within the span: raise .capacity, or "
                            "choose RILL_OVERFLOW_DROP_HEAD",
                            (long long) capacity));
  rill_tell(stage, item);
  return false;
}

static size_t take_last_with_time_next(rill_stage_t *stage,
                                       const rill_value_t *items,
                                       size_t count) {
  const rill_late_params_t *p = rill_params(stage);
  if (p->span == 0) {
    rill_tell_row(stage, items, count);
    return count;
  }
  take_last_with_time_drop_old(stage);
  for (size_t i = 0; i < count; i++)
    if (!take_last_with_time_room(stage, items[i]) ||
        !rill_late_put(stage, items[i]))
      break;
  return count;
}

static void take_last_with_time_complete(rill_stage_t *stage) {
  rill_late_t *late = rill_state(stage);
  take_last_with_time_drop_old(stage);
  late->wait = 0;
  rill_late_complete(stage);
}

static const rill_stage_ops_t take_last_with_time_ops = {
    .name = "take_last_with_time",
    RILL_LATE_OPS,
    .check = take_last_with_time_check,
    .start = take_last_with_time_start,
    .next = take_last_with_time_next,
    .complete = take_last_with_time_complete,
    .error = rill_late_error,
};

rill_operator_t *
rill_take_last_with_time_opts(const rill_take_last_with_time_opts_t *options) {
  RILL_OPTIONS(rill_take_last_with_time_opts_t, o, options);
  rill_late_params_t params = {
      .span = o.span, .capacity = o.capacity, .overflow = o.overflow};
  return rill_operator_make(&take_last_with_time_ops, &params);
}
