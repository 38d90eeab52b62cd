/* SPDX-License-Identifier: MIT */
/* is_empty: whether the stream ends without an item. */
#include "shared/verdict.h"

#include <rill/aggregate.h>

static rill_value_t is_empty_answer(rill_stage_t *stage, rill_value_t item) {
  (void) stage;
  (void) item;
  return rill_bool(false);
}

static size_t is_empty_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  return rill_verdict_next(stage, items, count, is_empty_answer, false);
}

static void is_empty_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_bool(true));
}

static const rill_stage_ops_t is_empty_ops = {
    .name = "is_empty",
    RILL_VERDICT_OPS,
    .next = is_empty_next,
    .complete = is_empty_complete,
};

rill_operator_t *rill_is_empty(void) {
  return rill_operator_make(&is_empty_ops, NULL);
}
