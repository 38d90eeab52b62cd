/* SPDX-License-Identifier: MIT */
/* take_last_buffer: the last `count` items as one list. */
#include "base/value.h"
#include "shared/tail.h"
#include "shared/total.h"

#include <rill/filter.h>

struct take_last_buffer {
  rill_result_t result;
  rill_ring_t items;
};

static size_t take_last_buffer_next(rill_stage_t *stage,
                                    const rill_value_t *items, size_t count) {
  struct take_last_buffer *state = rill_state(stage);
  rill_tail_keep(stage, &state->items, *(const int64_t *) rill_params(stage),
                 items, count);
  return count;
}

/* What is in the ring, which is empty then. */
static rill_value_t list_of(rill_ring_t *ring) {
  size_t count = ring->count;
  if (count == 0) return rill_list(NULL, 0);
  rill_value_t *items = rill_allocate(count * sizeof *items);
  if (items == NULL) return rill_no_memory();
  for (size_t i = 0; i < count; i++) items[i] = rill_ring_pop(ring);
  rill_value_t list = rill_list_own(items, count);
  rill_release(items, count * sizeof *items);
  return list;
}

static void take_last_buffer_complete(rill_stage_t *stage) {
  struct take_last_buffer *state = rill_state(stage);
  rill_value_t list = list_of(&state->items);
  rill_ring_clear(&state->items);
  rill_total_set(stage, list);
}

static void take_last_buffer_release(rill_stage_t *stage) {
  struct take_last_buffer *state = rill_state(stage);
  rill_let_go_ring(stage, &state->items);
  rill_total_release(stage);
}

static const rill_stage_ops_t take_last_buffer_ops = {
    .name = "take_last_buffer",
    .state_size = sizeof(struct take_last_buffer),
    .params_size = sizeof(int64_t),
    .check = rill_tail_check,
    RILL_TOTAL_OPS,
    .next = take_last_buffer_next,
    .complete = take_last_buffer_complete,
    .release = take_last_buffer_release,
};

rill_operator_t *rill_take_last_buffer(int64_t count) {
  return rill_operator_make(&take_last_buffer_ops, &count);
}
