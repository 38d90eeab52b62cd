/* SPDX-License-Identifier: MIT */
/* on_error_return: a value in place of an error, then the end. */
#include "shared/items.h"
#include "shared/resubscribe.h"

#include <rill/create.h>
#include <rill/recover.h>

static rill_error_t *on_error_return_check(const void *params) {
  return rill_check_item(*(const rill_value_t *) params, "the value");
}

static void on_error_return_error(rill_stage_t *stage, rill_error_t *error) {
  const rill_value_t *value = rill_params(stage);
  rill_unref(error);
  rill_resubscribe_last(stage, rill_just(rill_value_ref(*value)));
}

static const rill_stage_ops_t on_error_return_ops = {
    .name = "on_error_return",
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(rill_value_t),
    .check = on_error_return_check,
    .forget = rill_items_forget,
    .next = rill_resubscribe_next,
    .error = on_error_return_error,
    RILL_RESUBSCRIBE_OPS,
};

rill_operator_t *rill_on_error_return(rill_value_t value) {
  return rill_operator_make(&on_error_return_ops, &value);
}
