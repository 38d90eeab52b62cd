/* SPDX-License-Identifier: MIT */
/* map_to: each item becomes the same value. */
#include "shared/items.h"

#include <rill/transform.h>

static rill_error_t *map_to_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "value");
}

static rill_step_t map_to_step(rill_stage_t *stage, rill_value_t *item) {
  *item = rill_value_ref(*(const rill_value_t *) rill_params(stage));
  return RILL_SWAP;
}

static rill_batch_t map_to_batch(rill_stage_t *stage, const rill_value_t *in,
                                 rill_value_t *out, size_t count) {
  rill_value_t value = *(const rill_value_t *) rill_params(stage);
  (void) in;
  for (size_t i = 0; i < count; i++) out[i] = value;
  return (rill_batch_t){.out = count, .then = RILL_PASS};
}

static const rill_stage_ops_t map_to_ops = {
    .name = "map_to",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_value_t),
    .check = map_to_check,
    .forget = rill_items_forget,
    .step = map_to_step,
    .batch = map_to_batch,
};

rill_operator_t *rill_map_to(rill_value_t value) {
  return rill_operator_make(&map_to_ops, &value);
}
