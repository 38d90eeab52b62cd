/* SPDX-License-Identifier: MIT */
/* as_completed: the outcomes of promises in the order in which they come. */
#include "core/operator.h"
#include "promise/promise.h"

#include <rill/object.h>

struct completed_params {
  rill_scheduler_t *scheduler;
  rill_promise_t **promises;
  size_t count;
  rill_error_t *error; /* it was made from bad arguments */
};

/* Those that have settled stand in `order`; the rest of it is free. */
struct completed {
  rill_watch_t *watches;
  size_t *order;
  size_t settled, emitted;
  int64_t demand;
  bool emitting;
};

/* --- A run ---------------------------------------------------------------- */

/* An error must not be an item by itself: operators would fail with it. */
static rill_value_t completed_item(const rill_promise_t *promise) {
  rill_value_t outcome = rill_value_ref(rill_promise_outcome(promise));
  bool rejected = rill_is_error(outcome);
  return rill_notification(rejected ? RILL_SIGNAL_ERROR : RILL_SIGNAL_NEXT,
                           outcome);
}

static void completed_emit(rill_stage_t *stage) {
  const struct completed_params *p = rill_params(stage);
  struct completed *c = rill_state(stage);
  if (c->emitting) return;
  c->emitting = true;
  while (!stage->closed && c->demand > 0 && c->emitted < c->settled) {
    rill_value_t item = completed_item(p->promises[c->order[c->emitted++]]);
    if (rill_is_error(item))
      rill_emit_failure(stage, item);
    else
      rill_demand_use(&c->demand, rill_emit_own(stage, item));
  }
  c->emitting = false;
  if (!stage->closed && c->emitted == p->count) rill_emit_complete(stage);
}

static void completed_watch(rill_node_t *node, rill_value_t outcome) {
  rill_stage_t *stage = node->as.reaction.context.pointer;
  struct completed *c = rill_state(stage);
  (void) outcome;
  if (stage->closed) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  c->order[c->settled++] = node->of.index;
  completed_emit(stage);
  rill_leave(chain);
}

static size_t completed_size(size_t count) {
  return count * (sizeof(rill_watch_t) + sizeof(size_t));
}

static void completed_start(rill_stage_t *stage) {
  const struct completed_params *p = rill_params(stage);
  struct completed *c = rill_state(stage);
  if (p->count > 0) c->watches = rill_allocate_zeroed(completed_size(p->count));
  if (p->count > 0 && c->watches == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  c->order = (size_t *) (void *) (c->watches + p->count);
  for (size_t i = 0; i < p->count; i++) {
    rill_promise_t *promise = p->promises[i];
    if (rill_promise_is_settled(promise)) {
      rill_promise_overlook(rill_object(promise));
      c->order[c->settled++] = i;
      continue;
    }
    c->watches[i].node.of.index = i;
    rill_promise_watch(promise, &c->watches[i], completed_watch, stage);
  }
  completed_emit(stage);
}

static void completed_request(rill_stage_t *stage, int64_t count) {
  struct completed *c = rill_state(stage);
  rill_demand_add(&c->demand, count);
  if (c->order != NULL) completed_emit(stage);
}

static void completed_release(rill_stage_t *stage) {
  const struct completed_params *p = rill_params(stage);
  struct completed *c = rill_state(stage);
  if (c->watches == NULL) return;
  for (size_t i = 0; i < p->count; i++) rill_watch_leave(&c->watches[i]);
  rill_release(c->watches, completed_size(p->count));
}

/* --- Building ------------------------------------------------------------- */

static rill_error_t *completed_check(const void *params) {
  const struct completed_params *p = params;
  char what[32];
  if (p->error != NULL) return rill_ref(p->error);
  if (p->scheduler == NULL) return rill_refuse("the scheduler is NULL");
  for (size_t i = 0; i < p->count; i++) {
    rill_promise_t *promise = p->promises[i];
    if (promise == NULL) return rill_refuse("promises[%zu] is NULL", i);
    if (promise->scheduler == NULL || promise->scheduler == p->scheduler)
      continue;
    snprintf(what, sizeof what, "promises[%zu]", i);
    return rill_promise_strange(what, p->scheduler, promise);
  }
  return NULL;
}

static void completed_forget(void *params) {
  struct completed_params *p = params;
  for (size_t i = 0; i < p->count; i++) {
    if (p->promises[i] != NULL) rill_promise_abandon(p->promises[i]);
    rill_unref(p->promises[i]);
  }
  rill_release(p->promises, p->count * sizeof *p->promises);
  rill_unref(p->scheduler);
  rill_unref(p->error);
}

static rill_scheduler_t *completed_home(const void *params,
                                        rill_scheduler_t *origin) {
  (void) origin;
  return ((const struct completed_params *) params)->scheduler;
}

static const rill_stage_ops_t completed_ops = {
    .name = "promise_as_completed",
    .state_size = sizeof(struct completed),
    .params_size = sizeof(struct completed_params),
    .home = completed_home,
    .check = completed_check,
    .forget = completed_forget,
    .start = completed_start,
    .request = completed_request,
    .release = completed_release,
};

rill_observable_t *rill_promise_as_completed(rill_scheduler_t *scheduler,
                                             rill_promise_t *const *promises,
                                             size_t count) {
  struct completed_params params = {.count = count};
  size_t size = count * sizeof *promises;
  if (scheduler != NULL)
    params.scheduler = rill_ref(rill_scheduler_pick(scheduler));
  if (count > 0 && promises != NULL) params.promises = rill_allocate(size);
  if (params.promises != NULL) {
    memcpy(params.promises, promises, size);
  } else if (count > 0) {
    params.error = promises == NULL ? rill_refuse("promises is NULL")
                                    : rill_error_no_memory();
    for (size_t i = 0; promises != NULL && i < count; i++)
      rill_unref(promises[i]);
    params.count = 0;
  }
  return rill_source_make(&completed_ops, &params);
}
