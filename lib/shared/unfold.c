/* SPDX-License-Identifier: MIT */
/* unfold: the first state, the next one, and whether there is one. */
#include "shared/unfold.h"

#include "shared/items.h"
#include "shared/predicate.h"

rill_error_t *rill_unfold_check(const void *params) {
  const rill_unfold_params_t *p = params;
  rill_error_t *error = rill_check_item(p->init, "init");
  if (error == NULL) error = rill_check_fn(p->cond, 1, "cond");
  if (error == NULL) error = rill_check_fn(p->iterate, 1, "iterate");
  return error != NULL ? error : rill_check_optional_fn(p->result, 1, "result");
}

void rill_unfold_forget(void *params) {
  rill_unfold_params_t *p = params;
  rill_value_unref(p->init);
  rill_fn_drop(p->cond);
  rill_fn_drop(p->iterate);
  rill_fn_drop(p->result);
}

static rill_value_t unfold_make(rill_unfold_t *unfold,
                                const rill_unfold_params_t *params) {
  if (unfold->begun) return rill_invoke1(&params->iterate, unfold->state);
  unfold->begun = true;
  return rill_value_ref(params->init);
}

bool rill_unfold_next(rill_stage_t *stage, rill_unfold_t *unfold,
                      const rill_unfold_params_t *params) {
  rill_value_t state = unfold_make(unfold, params), more = state;
  if (state.kind != RILL_ERROR) {
    rill_unfold_clear(unfold);
    unfold->state = state;
    if (stage->closed) return false;
    more = rill_predicate_ask(stage, &params->cond, state);
  }
  if (stage->closed)
    rill_value_unref(more);
  else if (more.kind == RILL_ERROR)
    rill_emit_failure(stage, more);
  else if (!rill_as_bool(more))
    rill_emit_complete(stage);
  return !stage->closed;
}

rill_value_t rill_unfold_item(const rill_unfold_t *unfold,
                              const rill_unfold_params_t *params) {
  if (!rill_fn_is_set(params->result)) return rill_value_ref(unfold->state);
  return rill_invoke1(&params->result, unfold->state);
}

void rill_unfold_clear(rill_unfold_t *unfold) {
  rill_value_t state = unfold->state;
  unfold->state = rill_none();
  rill_value_unref(state);
}
