/* SPDX-License-Identifier: MIT */
/* all: whether a predicate holds for every item. */
#include "shared/call.h"
#include "shared/predicate.h"
#include "shared/verdict.h"

#include <rill/aggregate.h>

static rill_value_t all_answer(rill_stage_t *stage, rill_value_t item) {
  return rill_predicate_ask(stage, rill_params(stage), item);
}

static size_t all_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  return rill_verdict_next(stage, items, count, all_answer, false);
}

static void all_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_bool(true));
}

static const rill_stage_ops_t all_ops = {
    .name = "all",
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate1_check,
    .forget = rill_call_forget,
    RILL_VERDICT_OPS,
    .next = all_next,
    .complete = all_complete,
};

rill_operator_t *rill_all(rill_fn_t pred) {
  return rill_operator_make(&all_ops, &pred);
}
