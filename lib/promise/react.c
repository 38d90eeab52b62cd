/* SPDX-License-Identifier: MIT */
/* react: runs a promise's handlers and settles it with what they return. */
#include <string.h>

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

void rill_promise_react(rill_promise_t *promise, rill_value_t outcome,
                        bool closed) {
  const uint32_t uncommon = RILL_P_FOLLOWS | RILL_P_FINALLY | RILL_P_BOTH |
                            RILL_P_DROP | RILL_P_CANCELED;
  uint32_t bits = promise->node.bits;
  uint32_t wanted = rill_is_error(outcome) ? RILL_P_REJECTED : RILL_P_FULFILLED;
  if (rill_likely((bits & uncommon) == 0 && (bits & wanted) != 0 && !closed)) {
    rill_call1_fn call = promise->node.as.reaction.call.call1;
    promise->node.bits = (bits & ~(uint32_t) HANDLERS) | RILL_P_INSIDE;
    react_end(promise,
              call(outcome, promise->node.as.reaction.context.pointer));
  } else if ((bits & RILL_P_TAP) != 0 && (bits & RILL_P_FINALLY) != 0 &&
             (rill_is_error(outcome) || closed ||
              (bits & RILL_P_CANCELED) != 0)) {
    react_any(promise, outcome, closed);
  } else if ((bits & RILL_P_FINALLY) != 0) {
    react_finally(promise, outcome, closed);
  } else if ((bits & RILL_P_FOLLOWS) != 0) {
    promise->node.bits &= ~(uint32_t) RILL_P_FOLLOWS;
    rill_promise_conclude(promise, rill_value_ref(outcome));
  } else {
    react_any(promise, outcome, closed);
  }
}
