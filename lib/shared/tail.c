/* SPDX-License-Identifier: MIT */
/* tail: the last items, in a ring. */
#include "shared/tail.h"

#include "base/value.h"

rill_error_t *rill_tail_check(const void *params) {
  int64_t count = *(const int64_t *) params;
  if (count >= 0) return NULL;
  return rill_refuse("count is %lld (must be >= 0)", (long long) count);
}

rill_step_t rill_tail_shift(rill_ring_t *ring, int64_t most,
                            rill_value_t *item) {
  if (most == 0) return RILL_PASS;
  rill_value_t new = rill_value_ref(*item);
  if ((int64_t) ring->count == most) {
    *item = rill_ring_pop(ring);
    rill_ring_push(ring, new); /* there is room */
    return RILL_SWAP;
  }
  if (rill_ring_push(ring, new)) return RILL_DROP;
  *item = rill_no_memory();
  return RILL_FAIL;
}

void rill_tail_keep(rill_stage_t *stage, rill_ring_t *ring, int64_t most,
                    const rill_value_t *items, size_t count) {
  size_t i = most < (int64_t) count ? count - (size_t) most : 0;
  rill_tell_row(stage, items, i);
  for (; i < count && !stage->closed; i++) {
    rill_value_t item = items[i];
    rill_step_t step = rill_tail_shift(ring, most, &item);
    if (step == RILL_SWAP) rill_let_go(stage, item);
    if (step == RILL_FAIL) rill_emit_failure(stage, item);
  }
}

void rill_tail_complete(rill_stage_t *stage) {
  rill_tail_t *tail = rill_state(stage);
  if (tail->items.count == 0)
    rill_emit_complete(stage);
  else
    rill_pump_start(stage);
}

const rill_value_t *rill_tail_fill(rill_stage_t *stage, rill_value_t *scratch,
                                   size_t room, size_t *count, bool *done) {
  rill_tail_t *tail = rill_state(stage);
  size_t n = 0;
  while (n < room && tail->items.count > 0) {
    scratch[n++] = rill_ring_pop(&tail->items);
    for (int64_t left = tail->gap; left > 0 && tail->items.count > 0; left--)
      rill_let_go(stage, rill_ring_pop(&tail->items));
  }
  *count = n;
  *done = tail->items.count == 0;
  return scratch;
}

void rill_tail_release(rill_stage_t *stage) {
  rill_tail_t *tail = rill_state(stage);
  rill_pump_release(stage);
  rill_let_go_ring(stage, &tail->items);
}
