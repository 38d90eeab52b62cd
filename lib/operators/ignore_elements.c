/* SPDX-License-Identifier: MIT */
/* ignore_elements: drops all items; the end passes. */
#include "shared/result.h"
#include "shared/silent.h"

#include <rill/filter.h>

static rill_step_t ignore_elements_step(rill_stage_t *stage,
                                        rill_value_t *item) {
  (void) stage;
  (void) item;
  return RILL_DROP;
}

static rill_batch_t ignore_elements_batch(rill_stage_t *stage,
                                          const rill_value_t *in,
                                          rill_value_t *out, size_t count) {
  (void) stage;
  (void) in;
  (void) out;
  (void) count;
  return (rill_batch_t){.out = 0, .then = RILL_PASS};
}

static const rill_stage_ops_t ignore_elements_ops = {
    .name = "ignore_elements",
    .code = RILL_CODE_STEP,
    .start = rill_result_start,
    .step = ignore_elements_step,
    .batch = ignore_elements_batch,
    .request = rill_silent_request,
};

rill_operator_t *rill_ignore_elements(void) {
  return rill_operator_make(&ignore_elements_ops, NULL);
}
