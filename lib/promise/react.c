/* SPDX-License-Identifier: MIT */
/* react: a settled promise calls who waits for it, handlers run, and what they
 * return settles the next one. */
#include <string.h>

#include "promise/fast.h"
#include "promise/tail.h"

rill_value_t *rill_promise_kept(rill_promise_t *promise) {
  return (rill_value_t *) (void *) (tail_second(promise) + 1);
}

/* --- Handlers, taken out of their promise --------------------------------- */

enum {
  HANDLERS = RILL_P_FULFILLED | RILL_P_REJECTED | RILL_P_BOTH |
             RILL_P_FINALLY | RILL_P_PLAIN
};

struct handlers {
  uint32_t bits;
  rill_word_t call, context, drop;
  rill_word_t second[BOTH_WORDS];
};

static void handlers_take(rill_promise_t *promise, struct handlers *taken) {
  uint32_t bits = promise->node.bits;
  taken->bits = bits & (HANDLERS | RILL_P_DROP);
  taken->call = promise->node.as.reaction.call;
  taken->context = promise->node.as.reaction.context;
  taken->drop.drop = NULL;
  if (rill_unlikely((bits & RILL_P_DROP) != 0))
    taken->drop = *tail_drop(promise);
  if (rill_unlikely((bits & (RILL_P_BOTH | RILL_P_FINALLY)) != 0)) {
    rill_word_t *second = tail_second(promise);
    if ((bits & RILL_P_FINALLY) != 0)
      taken->call = second[0];
    else
      memcpy(taken->second, second, sizeof taken->second);
  }
  promise->node.bits &= ~(uint32_t) HANDLERS;
}

static void handlers_drop(const struct handlers *taken) {
  if (rill_unlikely(taken->drop.drop != NULL))
    taken->drop.drop(taken->context.pointer);
  if (rill_unlikely((taken->bits & RILL_P_BOTH) != 0) &&
      taken->second[2].drop != NULL)
    taken->second[2].drop(taken->second[1].pointer);
}

void rill_promise_drop_handlers(rill_promise_t *promise) {
  if ((promise->node.bits & HANDLERS) == 0) return;
  struct handlers taken;
  handlers_take(promise, &taken);
  handlers_drop(&taken);
}

/* --- Running them --------------------------------------------------------- */

/* False if there is none for this outcome. */
static bool handlers_call(const struct handlers *taken, rill_value_t outcome,
                          rill_value_t *result) {
  bool rejected = rill_is_error(outcome);
  if ((taken->bits & RILL_P_BOTH) != 0 && rejected) {
    *result = taken->second[0].call1(outcome, taken->second[1].pointer);
    return true;
  }
  uint32_t wanted = rejected ? RILL_P_REJECTED : RILL_P_FULFILLED;
  if ((taken->bits & wanted) == 0) return false;
  *result = taken->call.call1(outcome, taken->context.pointer);
  return true;
}

void rill_promise_discard(rill_value_t value) {
  rill_promise_t *promise = rill_as_object(value, &rill_promise_type);
  if (promise != NULL && promise->scheduler != NULL &&
      rill_scheduler_is_current(promise->scheduler) &&
      !rill_promise_is_settled(promise) &&
      !rill_promise_has_others(promise, NULL))
    rill_promise_cancel(promise);
  rill_value_unref(value);
}

/* What a tap that was cancelled meanwhile has begun is no cleanup. */
static rill_value_t tap_result(const rill_promise_t *promise,
                               rill_value_t result) {
  const uint32_t both = RILL_P_TAP | RILL_P_CANCELED;
  if ((promise->node.bits & both) != both || rill_is_error(result))
    return result;
  rill_promise_discard(result);
  return rill_promise_canceled();
}

static void react_finally(rill_promise_t *promise, rill_value_t outcome,
                          bool closed) {
  struct handlers taken;
  rill_value_t result, *kept = rill_promise_kept(promise);
  handlers_take(promise, &taken);
  *kept = rill_value_ref(outcome);
  promise->node.bits |= RILL_P_INSIDE | RILL_P_OUTCOME;
  if ((taken.bits & RILL_P_PLAIN) != 0)
    result = taken.call.call0(taken.context.pointer);
  else
    result = taken.call.call1(outcome, taken.context.pointer);
  handlers_drop(&taken);
  promise->node.bits &= ~(uint32_t) RILL_P_INSIDE;
  if (closed && !rill_is_error(result)) {
    rill_value_unref(result);
    result = rill_none();
  }
  rill_promise_follow(promise, tap_result(promise, result), false);
}

/* The handler has come to its end. */
static void react_end(rill_promise_t *promise, rill_value_t result) {
  promise->node.bits &= ~(uint32_t) RILL_P_INSIDE;
  if (rill_unlikely((promise->node.bits & RILL_P_CANCELED) != 0)) {
    if (!rill_is_error(result)) {
      rill_promise_discard(result);
      result = rill_promise_canceled();
    }
    rill_promise_settle(promise, result);
    return;
  }
  bool lone = __atomic_load_n(&promise->base.count, __ATOMIC_ACQUIRE) == 1;
  rill_promise_follow(promise, result, lone);
}

static void react_any(rill_promise_t *promise, rill_value_t outcome,
                      bool closed) {
  uint32_t bits = promise->node.bits;
  struct handlers taken;
  rill_value_t result;
  handlers_take(promise, &taken);
  promise->node.bits |= RILL_P_INSIDE;
  if (closed || (bits & RILL_P_CANCELED) != 0 ||
      !handlers_call(&taken, outcome, &result))
    result = rill_value_ref(outcome);
  handlers_drop(&taken);
  react_end(promise, result);
}

/* None of the common cases. */
static void react_seldom(rill_promise_t *promise, rill_value_t outcome,
                         bool closed) {
  uint32_t bits = promise->node.bits;
  bool tap_is_over = (bits & RILL_P_TAP) != 0 &&
                     (rill_is_error(outcome) || closed ||
                      (bits & RILL_P_CANCELED) != 0);
  if ((bits & RILL_P_FINALLY) != 0 && !tap_is_over) {
    react_finally(promise, outcome, closed);
  } else if ((bits & RILL_P_FOLLOWS) != 0 && (bits & RILL_P_FINALLY) == 0) {
    promise->node.bits &= ~(uint32_t) RILL_P_FOLLOWS;
    rill_promise_conclude(promise, rill_value_ref(outcome));
  } else {
    react_any(promise, outcome, closed);
  }
}

/* The list's reference is taken over. */
static inline void react(rill_promise_t *promise, rill_value_t outcome,
                         bool closed) {
  const uint32_t uncommon = RILL_P_FOLLOWS | RILL_P_FINALLY | RILL_P_BOTH |
                            RILL_P_DROP | RILL_P_CANCELED | RILL_P_OUTCOME |
                            RILL_P_HOOK | RILL_P_HELD;
  uint32_t bits = promise->node.bits;
  uint32_t wanted = rill_is_error(outcome) ? RILL_P_REJECTED : RILL_P_FULFILLED;
  if (rill_unlikely((bits & uncommon) != 0 || (bits & wanted) == 0 || closed)) {
    react_seldom(promise, outcome, closed);
    rill_unref(promise);
    return;
  }
  rill_call1_fn call = promise->node.as.reaction.call.call1;
  promise->node.bits = (bits & ~(uint32_t) HANDLERS) | RILL_P_INSIDE;
  rill_value_t result =
      call(outcome, promise->node.as.reaction.context.pointer);
  if (rill_likely(result.kind < RILL_OBJECT &&
                  (promise->node.bits & uncommon) == 0)) {
    if (rill_promise_settle_plain(promise, result))
      rill_promise_enqueue_own(promise);
    else
      rill_promise_unref(promise);
  } else {
    react_end(promise, result);
    rill_promise_unref(promise);
  }
}

void rill_promise_react(rill_promise_t *promise, rill_value_t outcome,
                        bool closed) {
  react(rill_ref(promise), outcome, closed);
}

/* --- Delivering ----------------------------------------------------------- */

static void promise_deliver(rill_promise_t *promise, rill_value_t outcome,
                            bool closed) {
  rill_node_t *node;
  while ((node = promise->node.as.delivery.waiting) != NULL) {
    if (rill_unlikely(promise->scheduler->closed && !closed)) return;
    rill_promise_unlink(node);
    if (rill_unlikely((node->bits & RILL_P_WATCH) != 0)) {
      bool truly = (node->bits & RILL_P_OUTCOME) != 0;
      node->as.reaction.call.watch(
          node, truly ? rill_promise_outcome(promise) : outcome);
      continue;
    }
    react(rill_promise_of(node), outcome, closed);
  }
}

/* Values no longer count when the scheduler closes. */
static void promise_deliver_closed(rill_promise_t *promise) {
  rill_value_t closed = rill_promise_closed();
  promise_deliver(promise, closed, true);
  rill_value_unref(closed);
}

/* The only one that waits is a promise. */
static inline void promise_deliver_one(rill_promise_t *promise,
                                       rill_node_t *node) {
  uint32_t bits = promise->node.bits & ~(uint32_t) RILL_P_QUEUED;
  promise->node.bits = bits | RILL_P_RUNNING;
  promise->node.as.delivery.waiting = NULL;
  node->bits &= ~(uint32_t) RILL_P_LINKED;
  react(rill_promise_of(node), rill_promise_outcome(promise), false);
  promise->node.bits &= ~(uint32_t) RILL_P_RUNNING;
}

static void promise_deliver_any(rill_promise_t *promise, int status) {
  promise->node.bits &= ~(uint32_t) RILL_P_QUEUED;
  if (promise->node.as.delivery.waiting == NULL) {
    if (promise->node.kind == RILL_ERROR) rill_promise_judge(promise, status);
  } else {
    promise->node.bits |= RILL_P_RUNNING;
    rill_promise_order(promise);
    if (rill_likely(status == 0))
      promise_deliver(promise, rill_promise_outcome(promise), false);
    if (rill_unlikely(promise->node.as.delivery.waiting != NULL))
      promise_deliver_closed(promise);
    promise->node.bits &= ~(uint32_t) RILL_P_RUNNING;
  }
}

static inline rill_promise_t *promise_of_job(rill_job_t *job) {
  return rill_container_of(job, rill_promise_t, node.as.delivery.job);
}

/* With many promises at once, who waits for the next one has left the
 * processor's cache long ago. */
static inline void promise_fetch_next(const rill_scheduler_t *scheduler) {
  rill_job_t *job = scheduler->jobs;
  if (job != NULL && job->run == rill_promise_run)
    __builtin_prefetch(promise_of_job(job)->node.as.delivery.waiting, 1);
}

void rill_promise_run(rill_job_t *job, int status) {
  rill_promise_t *promise = promise_of_job(job);
  rill_node_t *node = promise->node.as.delivery.waiting;
  promise_fetch_next(promise->scheduler);
  if (rill_likely(status == 0 && node != NULL &&
                  node->as.reaction.next == rill_list_end(promise) &&
                  (node->bits & RILL_P_WATCH) == 0))
    promise_deliver_one(promise, node);
  else
    promise_deliver_any(promise, status);
  rill_promise_unref(promise);
}
