/* SPDX-License-Identifier: MIT */
/* What sum and average add up: the items, or what a function, which is their
 * parameter and may be missing, makes of each. */
#ifndef RILL_SHARED_ADDENDS_H
#define RILL_SHARED_ADDENDS_H

#include "shared/call.h"

static inline rill_error_t *rill_addends_check(const void *params) {
  return rill_check_optional_fn(*(const rill_fn_t *) params, 1, "the function");
}

/** For `next`; `add` is given the stage's state, and returns NULL or what is
 * wrong with an addend. */
static inline size_t
rill_addends_next(rill_stage_t *stage, const rill_value_t *items, size_t count,
                  rill_error_t *(*add)(void *state, rill_value_t addend)) {
  const rill_fn_t *f = rill_params(stage);
  bool mapped = rill_fn_is_set(*f);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t x = mapped ? rill_invoke1(f, items[i]) : items[i];
    rill_error_t *error = x.kind == RILL_ERROR ? rill_ref(rill_as_error(x))
                                               : add(rill_state(stage), x);
    if (mapped) rill_value_unref(x);
    if (error != NULL) rill_emit_error(stage, error);
  }
  return count;
}

#endif
