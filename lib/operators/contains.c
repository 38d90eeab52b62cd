/* SPDX-License-Identifier: MIT */
/* contains: whether one of the items is a value. */
#include "shared/items.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/verdict.h"

#include <rill/aggregate.h>

struct contains_params {
  rill_value_t value;
  rill_fn_t equal;
};

static rill_error_t *contains_check(const void *params) {
  const struct contains_params *p = params;
  rill_error_t *error = rill_check_item(p->value, "value");
  return error != NULL ? error : rill_check_optional_fn(p->equal, 2, "equal");
}

static void contains_forget(void *params) {
  struct contains_params *p = params;
  rill_value_unref(p->value);
  rill_fn_drop(p->equal);
}

static rill_value_t contains_answer(rill_stage_t *stage, rill_value_t item) {
  const struct contains_params *p = rill_params(stage);
  if (!rill_fn_is_set(p->equal))
    return rill_bool(rill_value_equal(item, p->value));
  return rill_predicate_answer(stage, rill_invoke2(&p->equal, item, p->value));
}

static size_t contains_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  return rill_verdict_next(stage, items, count, contains_answer, true);
}

static void contains_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_bool(false));
}

static const rill_stage_ops_t contains_ops = {
    .name = "contains",
    .params_size = sizeof(struct contains_params),
    .check = contains_check,
    .forget = contains_forget,
    RILL_VERDICT_OPS,
    .next = contains_next,
    .complete = contains_complete,
};

rill_operator_t *rill_contains_opts(const rill_contains_opts_t *options) {
  RILL_OPTIONS(rill_contains_opts_t, o, options);
  struct contains_params params = {o.value, o.equal};
  return rill_operator_make(&contains_ops, &params);
}
