/* SPDX-License-Identifier: MIT */
/* catch_with: after an error, goes on with another stream. */
#include "shared/resubscribe.h"

#include <rill/recover.h>

static rill_observable_t *other_of(const void *params) {
  return *(rill_observable_t *const *) params;
}

static rill_error_t *catch_with_check(const void *params) {
  return other_of(params) != NULL ? NULL : rill_refuse("other is NULL");
}

static void catch_with_forget(void *params) { rill_unref(other_of(params)); }

static void catch_with_error(rill_stage_t *stage, rill_error_t *error) {
  rill_unref(error);
  rill_resubscribe_last(stage, rill_ref(other_of(rill_params(stage))));
}

static const rill_stage_ops_t catch_with_ops = {
    .name = "catch_with",
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(rill_observable_t *),
    .check = catch_with_check,
    .forget = catch_with_forget,
    .next = rill_resubscribe_next,
    .error = catch_with_error,
    RILL_RESUBSCRIBE_OPS,
};

rill_operator_t *rill_catch_with(rill_observable_t *other) {
  return rill_operator_make(&catch_with_ops, &other);
}
