/* SPDX-License-Identifier: MIT */
/* of_kind: passes the values of one kind. */
#include "core/operator.h"

#include <rill/filter.h>

static rill_error_t *of_kind_check(const void *params) {
  rill_kind_t kind = *(const rill_kind_t *) params;
  if (kind <= RILL_POINTER || kind == RILL_OBJECT) return NULL;
  return rill_refuse("kind is %d (must be that of an item: RILL_NONE to "
                     "RILL_POINTER, or RILL_OBJECT)",
                     (int) kind);
}

static rill_step_t of_kind_step(rill_stage_t *stage, rill_value_t *item) {
  rill_kind_t kind = *(const rill_kind_t *) rill_params(stage);
  return item->kind == kind ? RILL_PASS : RILL_DROP;
}

static rill_batch_t of_kind_batch(rill_stage_t *stage, const rill_value_t *in,
                                  rill_value_t *out, size_t count) {
  rill_kind_t kind = *(const rill_kind_t *) rill_params(stage);
  rill_batch_t batch = {.out = 0, .then = RILL_PASS};
  for (size_t i = 0; i < count; i++)
    if (in[i].kind == kind) out[batch.out++] = in[i];
  return batch;
}

static const rill_stage_ops_t of_kind_ops = {
    .name = "of_kind",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_kind_t),
    .check = of_kind_check,
    .step = of_kind_step,
    .batch = of_kind_batch,
};

rill_operator_t *rill_of_kind(rill_kind_t kind) {
  return rill_operator_make(&of_kind_ops, &kind);
}
