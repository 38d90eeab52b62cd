/* SPDX-License-Identifier: MIT */
/* from_promise: the value of a promise, then the end. */
#include "core/operator.h"
#include "promise/promise.h"
#include "shared/result.h"

struct from_promise {
  rill_watch_t watch;
  rill_result_t result;
};

static rill_promise_t *promise_of(const void *params) {
  return *(rill_promise_t *const *) params;
}

static rill_error_t *from_promise_check(const void *params) {
  return promise_of(params) != NULL ? NULL : rill_refuse("promise is NULL");
}

static void from_promise_forget(void *params) {
  rill_promise_t *promise = promise_of(params);
  if (promise != NULL) rill_promise_abandon(promise);
  rill_unref(promise);
}

static rill_scheduler_t *from_promise_home(const void *params,
                                           rill_scheduler_t *origin) {
  rill_promise_t *promise = promise_of(params);
  return promise->scheduler != NULL ? promise->scheduler : origin;
}

static void from_promise_settle(rill_stage_t *stage, rill_value_t outcome) {
  struct from_promise *from = rill_state(stage);
  if (rill_is_error(outcome))
    rill_emit_failure(stage, rill_value_ref(outcome));
  else
    rill_result_set(stage, &from->result, rill_value_ref(outcome));
}

static void from_promise_watch(rill_node_t *node, rill_value_t outcome) {
  rill_stage_t *stage = node->as.reaction.context.pointer;
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  from_promise_settle(stage, outcome);
  rill_leave(chain);
}

static void from_promise_start(rill_stage_t *stage) {
  struct from_promise *from = rill_state(stage);
  rill_promise_t *promise = promise_of(rill_params(stage));
  if (rill_promise_is_pending(promise)) {
    rill_promise_watch(promise, &from->watch, from_promise_watch, stage);
    return;
  }
  if (promise->scheduler != NULL) rill_promise_handle(promise);
  from_promise_settle(stage, rill_promise_outcome(promise));
}

static void from_promise_request(rill_stage_t *stage, int64_t count) {
  struct from_promise *from = rill_state(stage);
  (void) count;
  rill_result_request(stage, &from->result);
}

static void from_promise_release(rill_stage_t *stage) {
  struct from_promise *from = rill_state(stage);
  rill_watch_leave(&from->watch);
  rill_result_release(stage, &from->result);
}

static const rill_stage_ops_t from_promise_ops = {
    .name = "from_promise",
    .state_size = sizeof(struct from_promise),
    .params_size = sizeof(rill_promise_t *),
    .home = from_promise_home,
    .check = from_promise_check,
    .forget = from_promise_forget,
    .start = from_promise_start,
    .request = from_promise_request,
    .release = from_promise_release,
};

rill_observable_t *rill_from_promise(rill_promise_t *promise) {
  return rill_source_make(&from_promise_ops, &promise);
}
