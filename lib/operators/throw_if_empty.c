/* SPDX-License-Identifier: MIT */
/* throw_if_empty: a stream without an item is an error. */
#include "shared/options.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct throw_if_empty {
  bool any;
};

static rill_error_t *error_of(const void *params) {
  return *(rill_error_t *const *) params;
}

static void throw_if_empty_forget(void *params) {
  rill_unref(error_of(params));
}

static rill_step_t throw_if_empty_step(rill_stage_t *stage,
                                       rill_value_t *item) {
  struct throw_if_empty *state = rill_state(stage);
  (void) item;
  state->any = true;
  return RILL_PASS;
}

static void throw_if_empty_complete(rill_stage_t *stage) {
  const struct throw_if_empty *state = rill_state(stage);
  rill_error_t *error = error_of(rill_params(stage));
  if (state->any)
    rill_emit_complete(stage);
  else if (error != NULL)
    rill_emit_error(stage, rill_ref(error));
  else
    rill_total_empty(stage);
}

static const rill_stage_ops_t throw_if_empty_ops = {
    .name = "throw_if_empty",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct throw_if_empty),
    .params_size = sizeof(rill_error_t *),
    .forget = throw_if_empty_forget,
    .step = throw_if_empty_step,
    .complete = throw_if_empty_complete,
};

rill_operator_t *
rill_throw_if_empty_opts(const rill_throw_if_empty_opts_t *options) {
  RILL_OPTIONS(rill_throw_if_empty_opts_t, o, options);
  return rill_operator_make(&throw_if_empty_ops, &o.error);
}
