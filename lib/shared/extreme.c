/* SPDX-License-Identifier: MIT */
/* extreme: the least or the greatest so far. */
#include "shared/extreme.h"

#include "core/dropped.h"
#include "shared/order.h"

rill_error_t *rill_extreme_check(const void *params) {
  return rill_check_optional_fn(*(const rill_fn_t *) params, 2, "cmp");
}

static void extreme_keep(rill_stage_t *stage, rill_value_t item) {
  rill_extreme_t *extreme = rill_state(stage);
  rill_value_t before = extreme->best;
  bool any = extreme->any;
  extreme->best = rill_value_ref(item);
  extreme->any = true;
  if (any) rill_tell(stage, before);
  rill_value_unref(before);
}

size_t rill_extreme_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count, int direction) {
  rill_extreme_t *extreme = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++) {
    int order = direction;
    rill_error_t *error = NULL;
    if (extreme->any)
      error = rill_order(stage, rill_params(stage), items[i], extreme->best,
                         &order);
    if (error != NULL)
      rill_emit_error(stage, error);
    else if (order == direction)
      extreme_keep(stage, items[i]);
    else
      rill_tell(stage, items[i]);
  }
  return count;
}

void rill_extreme_complete(rill_stage_t *stage) {
  rill_extreme_t *extreme = rill_state(stage);
  rill_value_t best = extreme->best;
  if (!extreme->any) {
    rill_total_empty(stage);
    return;
  }
  extreme->best = rill_none();
  extreme->any = false;
  rill_total_set(stage, best);
}

void rill_extreme_release(rill_stage_t *stage) {
  const rill_extreme_t *extreme = rill_state(stage);
  if (extreme->any) rill_tell(stage, extreme->best);
  rill_value_unref(extreme->best);
  rill_total_release(stage);
}
