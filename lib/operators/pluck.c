/* SPDX-License-Identifier: MIT */
/* pluck: each item, a map, becomes the value of one of its keys. */
#include "shared/items.h"

#include <rill/transform.h>

static rill_error_t *pluck_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "key");
}

static rill_value_t pluck_nothing(rill_value_t map, rill_value_t key) {
  char text[64], all[128];
  rill_value_format(key, text, sizeof text);
  rill_value_format(map, all, sizeof all);
  return rill_fail(
      rill_refuse("rill_pluck: key is %s, and is missing in %s", text, all));
}

static rill_step_t pluck_step(rill_stage_t *stage, rill_value_t *item) {
  rill_value_t key = *(const rill_value_t *) rill_params(stage);
  if (rill_as_object(*item, &rill_map_type) == NULL)
    *item = rill_wrong_kind("rill_pluck", "a map", *item);
  else if (!rill_map_has(*item, key))
    *item = pluck_nothing(*item, key);
  else
    *item = rill_value_ref(rill_map_get(*item, key));
  return item->kind == RILL_ERROR ? RILL_FAIL : RILL_SWAP;
}

static const rill_stage_ops_t pluck_ops = {
    .name = "pluck",
    .code = RILL_CODE_STEP,
    .params_size = sizeof(rill_value_t),
    .check = pluck_check,
    .forget = rill_items_forget,
    .step = pluck_step,
};

rill_operator_t *rill_pluck(rill_value_t key) {
  return rill_operator_make(&pluck_ops, &key);
}
