/* SPDX-License-Identifier: MIT */
/* to_string: each item as text; strings stay as they are. */
#include "core/operator.h"
#include "shared/text.h"

#include <rill/transform.h>

static rill_step_t to_string_step(rill_stage_t *stage, rill_value_t *item) {
  (void) stage;
  if (rill_as_object(*item, &rill_string_type) != NULL) return RILL_PASS;
  *item = rill_text_around(rill_none(), *item, rill_none());
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t to_string_ops = {
    .name = "to_string",
    .code = RILL_CODE_STEP,
    .step = to_string_step,
};

rill_operator_t *rill_to_string(void) {
  return rill_operator_make(&to_string_ops, NULL);
}
