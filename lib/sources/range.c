/* SPDX-License-Identifier: MIT */
/* range: `count` integers from `start` on. */
#include "core/pump.h"

#include <rill/create.h>

struct range_params { int64_t start, count; };
struct range { rill_pump_t pump; int64_t sent; };

static rill_error_t *range_check(const void *params) {
  const struct range_params *p = params;
  if (p->count < 0)
    return rill_refuse("count is %lld (must be >= 0)", (long long) p->count);
  if (p->count > 0 && p->start > INT64_MAX - (p->count - 1))
    return rill_refuse("start %lld and count %lld pass the largest integer",
                       (long long) p->start, (long long) p->count);
  return NULL;
}

static void range_start(rill_stage_t *stage) {
  const struct range_params *p = rill_params(stage);
  if (p->count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

static const rill_value_t *range_fill(rill_stage_t *stage,
                                      rill_value_t *scratch, size_t room,
                                      size_t *count, bool *done) {
  const struct range_params *p = rill_params(stage);
  struct range *range = rill_state(stage);
  int64_t first = p->start + range->sent, left = p->count - range->sent;
  size_t n = left < (int64_t) room ? (size_t) left : room;
#pragma GCC unroll 4
  for (size_t i = 0; i < n; i++) scratch[i] = rill_int(first + (int64_t) i);
  range->sent += (int64_t) n;
  *count = n;
  *done = range->sent == p->count;
  return scratch;
}

static const rill_stage_ops_t range_ops = {
  .name = "range",
  .state_size = sizeof(struct range),
  .params_size = sizeof(struct range_params),
  .check = range_check,
  RILL_PUMP_OPS,
  .start = range_start,
  .fill = range_fill,
};

rill_observable_t *rill_range(int64_t start, int64_t count) {
  return rill_source_make(&range_ops, &(struct range_params){start, count});
}
