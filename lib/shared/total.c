/* SPDX-License-Identifier: MIT */
/* total: one result. */
#include "shared/total.h"

void rill_total_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, rill_state(stage));
}

void rill_total_request_one(rill_stage_t *stage, int64_t count) {
  rill_result_t *result = rill_state(stage);
  bool wanted = result->wanted, ready = result->ready;
  (void) count;
  rill_result_request(stage, result);
  if (!wanted && !ready) rill_ask(stage, 1);
}

void rill_total_release(rill_stage_t *stage) {
  rill_result_release(stage, rill_state(stage));
}

void rill_total_set(rill_stage_t *stage, rill_value_t value) {
  if (value.kind == RILL_ERROR)
    rill_emit_failure(stage, value);
  else
    rill_result_set(stage, rill_state(stage), value);
}

void rill_total_empty(rill_stage_t *stage) {
  rill_emit_error(stage,
                  rill_error_new(RILL_EEMPTY,
                                 "rill_%s: the stream ended without an item",
                                 stage->ops->name));
}

rill_error_t *rill_check_capacity(int64_t capacity) {
  if (capacity >= 0) return NULL;
  return rill_refuse("capacity is %lld (must be >= 0)", (long long) capacity);
}

rill_error_t *rill_total_full(const rill_stage_t *stage, int64_t capacity,
                              const char *what) {
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_%s: more than %lld %s; raise .capacity or take "
                        "fewer items",
                        stage->ops->name, (long long) capacity, what);
}
