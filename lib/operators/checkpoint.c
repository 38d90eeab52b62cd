/* SPDX-License-Identifier: MIT */
/* checkpoint: an error that comes by here says so. */
#include "shared/items.h"

#include <rill/utility.h>

static rill_error_t *checkpoint_check(const void *params) {
  rill_value_t text = *(const rill_value_t *) params;
  if (text.kind == RILL_ERROR) return rill_ref(rill_as_error(text));
  return rill_string_length(text) == 0 ? rill_refuse("text is empty") : NULL;
}

static rill_step_t checkpoint_step(rill_stage_t *stage, rill_value_t *item) {
  (void) stage;
  (void) item;
  return RILL_PASS;
}

static rill_batch_t checkpoint_batch(rill_stage_t *stage,
                                     const rill_value_t *in, rill_value_t *out,
                                     size_t count) {
  (void) stage;
  if (in != out) memcpy(out, in, count * sizeof *out);
  return (rill_batch_t){.out = count, .then = RILL_PASS};
}

static void checkpoint_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_value_t *text = rill_params(stage);
  if (error != rill_error_no_memory()) {
    rill_error_t *cause = rill_ref(error);
    rill_error_t *placed =
        rill_error_wrap(cause, rill_error_code(error), "%s: %s",
                        rill_as_string(*text), rill_error_message(error));
    rill_unref(error);
    error = placed;
  }
  rill_emit_error(stage, error);
}

static const rill_stage_ops_t checkpoint_ops = {
    .name = "checkpoint",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_value_t),
    .check = checkpoint_check,
    .forget = rill_items_forget,
    .step = checkpoint_step,
    .batch = checkpoint_batch,
    .error = checkpoint_error,
};

rill_operator_t *rill_checkpoint(const char *text) {
  rill_value_t copy = rill_string(text != NULL ? text : "");
  return rill_operator_make(&checkpoint_ops, &copy);
}
