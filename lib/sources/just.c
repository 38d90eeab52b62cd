/* SPDX-License-Identifier: MIT */
/* just: one value, then completes. */
#include "shared/items.h"

#include <rill/create.h>

struct just {
  bool started, wanted;
};

static rill_error_t *just_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "the value");
}

static rill_supply_t just_supply(const void *params) {
  return (rill_supply_t){.items = params, .count = 1};
}

static void just_deliver(rill_stage_t *stage, struct just *just) {
  if (!just->started || !just->wanted) return;
  rill_emit_one(stage, *(const rill_value_t *) rill_params(stage));
  rill_emit_complete(stage);
}

static void just_start(rill_stage_t *stage) {
  struct just *just = rill_state(stage);
  just->started = true;
  just_deliver(stage, just);
}

/* Once. */
static void just_request(rill_stage_t *stage, int64_t count) {
  struct just *just = rill_state(stage);
  (void) count;
  if (just->wanted) return;
  just->wanted = true;
  just_deliver(stage, just);
}

static const rill_stage_ops_t just_ops = {
    .name = "just",
    .state_size = sizeof(struct just),
    .params_size = sizeof(rill_value_t),
    .check = just_check,
    .forget = rill_items_forget,
    .supply = just_supply,
    .start = just_start,
    .request = just_request,
};

rill_observable_t *rill_just(rill_value_t value) {
  return rill_source_make(&just_ops, &value);
}
