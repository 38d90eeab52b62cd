/* SPDX-License-Identifier: MIT */
/* for_each: calls a function with each item, and promises the end. A
 * composition: to_promise behind a stage that calls and drops. */
#include "shared/call.h"
#include "shared/total.h"

#include <rill/utility.h>

static size_t for_each_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  for (size_t i = 0; i < count && !stage->closed; i++) {
    rill_value_t answer = rill_invoke1(rill_params(stage), items[i]);
    if (answer.kind == RILL_ERROR)
      rill_emit_failure(stage, answer);
    else
      rill_value_unref(answer);
  }
  return count;
}

static void for_each_complete(rill_stage_t *stage) {
  rill_total_set(stage, rill_none());
}

static const rill_stage_ops_t for_each_ops = {
    .name = "for_each",
    .state_size = sizeof(rill_result_t),
    .params_size = sizeof(rill_fn_t),
    .check = rill_call1_check,
    .forget = rill_call_forget,
    RILL_TOTAL_OPS,
    .next = for_each_next,
    .complete = for_each_complete,
    .release = rill_total_release,
};

rill_promise_t *rill_for_each(rill_scheduler_t *scheduler,
                              rill_observable_t *observable, rill_fn_t f) {
  if (observable == NULL)
    observable = rill_observable_failed(
        rill_error_new(RILL_EINVAL, "rill_for_each: the observable is NULL"));
  rill_operator_t *op = rill_operator_make(&for_each_ops, &f);
  observable = rill_pipe_array(observable, &op, 1, "");
  return rill_to_promise(scheduler, observable);
}
