/* SPDX-License-Identifier: MIT */
/* some: whether there is an item, or one that a predicate holds for. */
#include "shared/call.h"
#include "shared/options.h"
#include "shared/predicate.h"
#include "shared/verdict.h"

#include <rill/aggregate.h>

static rill_value_t some_answer(rill_stage_t *stage, rill_value_t item) {
  return rill_predicate_ask(stage, rill_params(stage), item);
}

static size_t some_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  return rill_verdict_next(stage, items, count, some_answer, true);
}

static void some_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_bool(false));
}

static const rill_stage_ops_t some_ops = {
    .name = "some",
    .params_size = sizeof(rill_fn_t),
    .check = rill_predicate_check,
    .forget = rill_call_forget,
    RILL_VERDICT_OPS,
    .next = some_next,
    .complete = some_complete,
};

rill_operator_t *rill_some_opts(const rill_some_opts_t *options) {
  RILL_OPTIONS(rill_some_opts_t, o, options);
  return rill_operator_make(&some_ops, &o.pred);
}
