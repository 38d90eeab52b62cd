/* SPDX-License-Identifier: MIT */
/* count: how many items there were, or for how many a predicate held. */
#include "shared/call.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct count {
  rill_result_t result;
  int64_t sum;
};

static size_t count_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  const rill_fn_t *pred = rill_params(stage);
  struct count *state = rill_state(stage);
  if (!rill_fn_is_set(*pred)) {
    state->sum += (int64_t) count;
    return count;
  }
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t keep = rill_predicate_ask(stage, pred, items[i]);
    if (keep.kind == RILL_ERROR)
      rill_emit_failure(stage, keep);
    else
      state->sum += rill_as_bool(keep);
  }
  return count;
}

static size_t count_next_one(rill_stage_t *stage, rill_value_t item) {
  const rill_fn_t *pred = rill_params(stage);
  struct count *state = rill_state(stage);
  if (rill_fn_is_set(*pred)) return count_next(stage, &item, 1);
  state->sum++;
  return 1;
}

static void count_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_int(((struct count *) rill_state(stage))->sum));
}

static const rill_stage_ops_t count_ops = {
    .name = "count",
    .state_size = sizeof(struct count),
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate_check,
    .forget = rill_call_forget,
    RILL_TOTAL_OPS,
    .next = count_next,
    .next_one = count_next_one,
    .complete = count_complete,
    .release = rill_total_release,
};

static struct {
  rill_operator_t op;
  rill_fn_t pred;
} of_all = {.op = RILL_STATIC_OPERATOR(count_ops)};

rill_operator_t *rill_count_opts(const rill_count_opts_t *options) {
  RILL_OPTIONS(rill_count_opts_t, o, options);
  if (!rill_fn_is_set(o.pred)) return &of_all.op;
  return rill_operator_make(&count_ops, &o.pred);
}
