/* SPDX-License-Identifier: MIT */
/* of_type: passes the objects of one type. */
#include "core/operator.h"

#include <rill/filter.h>

struct of_type_params {
  const rill_type_t *type;
};

static rill_error_t *of_type_check(const void *params) {
  const struct of_type_params *p = params;
  return p->type == NULL ? rill_refuse("type is NULL") : NULL;
}

static rill_step_t of_type_step(rill_stage_t *stage, rill_value_t *item) {
  const struct of_type_params *p = rill_params(stage);
  return rill_as_object(*item, p->type) != NULL ? RILL_PASS : RILL_DROP;
}

static rill_batch_t of_type_batch(rill_stage_t *stage, const rill_value_t *in,
                                  rill_value_t *out, size_t count) {
  const struct of_type_params *p = rill_params(stage);
  rill_batch_t batch = {.out = 0, .then = RILL_PASS};
  for (size_t i = 0; i < count; i++)
    if (rill_as_object(in[i], p->type) != NULL) out[batch.out++] = in[i];
  return batch;
}

static const rill_stage_ops_t of_type_ops = {
    .name = "of_type",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(struct of_type_params),
    .check = of_type_check,
    .step = of_type_step,
    .batch = of_type_batch,
};

rill_operator_t *rill_of_type(const rill_type_t *type) {
  return rill_operator_make(&of_type_ops, &(struct of_type_params){type});
}
