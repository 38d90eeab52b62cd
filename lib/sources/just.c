/* SPDX-License-Identifier: MIT */
/* just: one value, then completes. */
#include "shared/items.h"
#include "shared/result.h"

#include <rill/create.h>

static rill_error_t *just_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "the value");
}

static rill_supply_t just_supply(const void *params) {
  return (rill_supply_t){.items = params, .count = 1};
}

static void just_start(rill_stage_t *stage) {
  const rill_value_t *value = rill_params(stage);
  rill_result_set(stage, rill_state(stage), rill_value_ref(*value));
}

static void just_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, rill_state(stage));
}

static void just_release(rill_stage_t *stage) {
  rill_result_release(rill_state(stage));
}

static const rill_stage_ops_t just_ops = {
  .name = "just",
  .state_size = sizeof(rill_result_t),
  .params_size = sizeof(rill_value_t),
  .check = just_check,
  .forget = rill_items_forget,
  .supply = just_supply,
  .start = just_start,
  .request = just_request,
  .release = just_release,
};

rill_observable_t *rill_just(rill_value_t value) {
  return rill_source_make(&just_ops, &value);
}
