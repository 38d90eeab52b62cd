/* SPDX-License-Identifier: MIT */
/* take_last: passes the last `count` items, once upstream has completed. */
#include "shared/tail.h"

#include <rill/filter.h>

static size_t take_last_next(rill_stage_t *stage, const rill_value_t *items,
                             size_t count) {
  rill_tail_t *tail = rill_state(stage);
  rill_tail_keep(stage, &tail->items, *(const int64_t *) rill_params(stage),
                 items, count);
  return count;
}

static const rill_stage_ops_t take_last_ops = {
    .name = "take_last",
    .state_size = sizeof(rill_tail_t),
    .params_size = sizeof(int64_t),
    .check = rill_tail_check,
    RILL_TAIL_OPS,
    .next = take_last_next,
    .complete = rill_tail_complete,
};

rill_operator_t *rill_take_last(int64_t count) {
  return rill_operator_make(&take_last_ops, &count);
}
