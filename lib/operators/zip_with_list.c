/* SPDX-License-Identifier: MIT */
/* zip_with_list: each item with the one of a list that has its place. */
#include "shared/items.h"

#include <rill/combine.h>

struct zip_with_list {
  size_t taken;
};

static rill_error_t *zip_with_list_check(const void *params) {
  rill_value_t list = *(const rill_value_t *) params;
  if (list.kind == RILL_ERROR || rill_as_object(list, &rill_list_type) != NULL)
    return rill_items_check(params);
  return rill_error_new(RILL_ETYPE, "list is of kind %s (must be list)",
                        rill_value_kind_name(list));
}

static rill_step_t zip_with_list_step(rill_stage_t *stage, rill_value_t *item) {
  const rill_value_t *list = rill_params(stage);
  struct zip_with_list *state = rill_state(stage);
  if (state->taken == rill_list_length(*list)) return RILL_STOP;
  rill_value_t pair[] = {*item, rill_list_get(*list, state->taken++)};
  *item = rill_list(pair, 2);
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t zip_with_list_ops = {
    .name = "zip_with_list",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct zip_with_list),
    .params_size = sizeof(rill_value_t),
    .check = zip_with_list_check,
    .forget = rill_items_forget,
    .step = zip_with_list_step,
};

rill_operator_t *rill_zip_with_list(rill_value_t list) {
  return rill_operator_make(&zip_with_list_ops, &list);
}
