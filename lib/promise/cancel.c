/* SPDX-License-Identifier: MIT */
/* cancel: a request that climbs to the producer, and comes back down as
 * RILL_ECANCELED. */
#include "promise/promise.h"

/* A cleanup comes to its end first. */
static bool is_cleaning(const rill_node_t *node) {
  return (node->bits & (RILL_P_OUTCOME | RILL_P_TAP)) == RILL_P_OUTCOME;
}

/* The producer hears of it first; what it does then is too late. */
static void cancel_root(rill_promise_t *root) {
  rill_node_t *node = &root->node;
  rill_hook_fn hook = NULL;
  void *context = node->as.reaction.context.pointer;
  bool taken = (node->bits & RILL_P_ROOT) == 0 || rill_root_take(root);
  if ((node->bits & RILL_P_HOOK) != 0) hook = node->as.reaction.call.hook;
  rill_promise_unhook(root);
  if ((node->bits & RILL_P_PATIENT) == 0)
    rill_promise_conclude(root, rill_promise_canceled());
  if (hook != NULL) hook(context, taken);
}

static void cleanup_run(rill_job_t *job, int status) {
  rill_promise_t *promise = rill_container_of(
      job, rill_promise_t, node.as.delivery.job);
  rill_value_t canceled = rill_promise_canceled();
  promise->node.bits &= ~(uint32_t) RILL_P_QUEUED;
  rill_promise_react(promise, canceled, status != 0);
  rill_value_unref(canceled);
  rill_unref(promise);
}

/* What others go on waiting for: only this one stops. */
static void cancel_consumer(rill_promise_t *promise) {
  rill_promise_unlink(&promise->node);
  promise->node.bits &= ~(uint32_t) RILL_P_FOLLOWS;
  if ((promise->node.bits & (RILL_P_FINALLY | RILL_P_TAP)) == RILL_P_FINALLY) {
    rill_promise_enqueue(promise, cleanup_run);
  } else {
    promise->node.bits |= RILL_P_INSIDE;
    rill_promise_drop_handlers(promise);
    promise->node.bits &= ~(uint32_t) RILL_P_INSIDE;
    rill_promise_conclude(promise, rill_promise_canceled());
  }
  rill_unref(promise); /* the list's */
}

/* The topmost promise that nobody else waits for; NULL if the end is under way
 * already. */
static rill_promise_t *cancel_climb(rill_promise_t *promise) {
  for (;;) {
    rill_node_t *node = &promise->node;
    node->bits |= RILL_P_CANCELED;
    if ((node->bits & RILL_P_LINKED) == 0) return promise;
    if ((node->bits & RILL_P_SHIELD) != 0 || is_cleaning(node)) return promise;
    rill_promise_t *source = rill_node_source(node);
    if (rill_promise_is_settled(source)) return promise;
    if ((source->node.bits & RILL_P_CANCELED) != 0) return NULL;
    if (rill_promise_has_others(source, node)) return promise;
    promise = source;
  }
}

void rill_promise_cancel(rill_promise_t *promise) {
  if (promise == NULL || promise->scheduler == NULL) return;
  if (!rill_scheduler_is_current(promise->scheduler)) {
    rill_unref(rill_promise_refuse(promise->scheduler, "rill_promise_cancel"));
    return;
  }
  if ((promise->node.bits & (RILL_P_SETTLED | RILL_P_CANCELED)) != 0) return;
  rill_promise_t *top = cancel_climb(promise);
  if (top == NULL) return;
  uint32_t bits = top->node.bits;
  /* So does a handler that is under way. */
  if ((bits & RILL_P_INSIDE) != 0 || is_cleaning(&top->node)) return;
  rill_ref_object(top);
  if ((bits & RILL_P_LINKED) != 0)
    cancel_consumer(top);
  else
    cancel_root(top);
  rill_unref(top);
}

void rill_watch_cancel(rill_watch_t *watch) {
  if (!rill_watch_is_set(watch)) return;
  rill_promise_t *source = rill_node_source(&watch->node);
  rill_promise_unlink(&watch->node);
  if (!rill_promise_is_settled(source) &&
      !rill_promise_has_others(source, NULL))
    rill_promise_cancel(source);
}

/* --- Runs of rill_from_promise() ------------------------------------------ */

void rill_watch_leave(rill_watch_t *watch) {
  if (!rill_watch_is_set(watch)) return;
  rill_promise_t *source = rill_node_source(&watch->node);
  rill_promise_unlink(&watch->node);
  if (!rill_promise_has_others(source, NULL))
    source->node.bits |= RILL_P_FORSAKEN;
}

static void promise_abandon(rill_promise_t *promise) {
  uint32_t bits = promise->node.bits;
  if ((bits & RILL_P_SETTLED) == 0 && (bits & RILL_P_FORSAKEN) != 0 &&
      !rill_promise_has_others(promise, NULL))
    rill_promise_cancel(promise);
}

static rill_value_t abandon_call(void *context) {
  promise_abandon(context);
  return rill_none();
}

void rill_promise_abandon(rill_promise_t *promise) {
  rill_scheduler_t *scheduler = promise->scheduler;
  if (scheduler == NULL) return;
  if (rill_scheduler_is_current(scheduler))
    promise_abandon(promise);
  else
    rill_post(scheduler, rill_call0(abandon_call, rill_own(rill_ref(promise),
                                                           rill_unref)));
}
