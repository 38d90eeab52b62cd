/* SPDX-License-Identifier: MIT */
/* order: asks a function, or the values. */
#include "shared/order.h"

rill_error_t *rill_order(const rill_stage_t *stage, const rill_fn_t *cmp,
                         rill_value_t a, rill_value_t b, int *order) {
  if (!rill_fn_is_set(*cmp)) {
    *order = rill_value_compare(a, b);
    return NULL;
  }
  rill_value_t answer = rill_invoke2(cmp, a, b);
  if (answer.kind == RILL_ERROR) return rill_as_error(answer);
  *order = (answer.as.i > 0) - (answer.as.i < 0);
  if (answer.kind == RILL_INT) return NULL;
  rill_error_t *error =
      rill_error_new(RILL_ETYPE, "rill_%s: cmp gives %s (must give int)",
                     stage->ops->name, rill_value_kind_name(answer));
  rill_value_unref(answer);
  return error;
}
