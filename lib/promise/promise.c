/* SPDX-License-Identifier: MIT */
/* Promises: settled once, delivered later, in order and without recursion. */
#include "promise/fast.h"

/* --- Life ----------------------------------------------------------------- */

/* Nobody will settle it any more: who waits has waited in vain. */
static void promise_forget(rill_promise_t *promise) {
  rill_node_t *node;
  while ((node = promise->node.of.waiting) != NULL) {
    rill_promise_unlink(node);
    if ((node->bits & RILL_P_WATCH) == 0) {
      rill_unref(rill_promise_of(node));
      continue;
    }
    rill_error_t *error = rill_error_new(
        RILL_EBROKEN, "the producer went away without settling");
    node->as.reaction.call.watch(node, rill_fail(error));
    rill_unref(error);
  }
}

static void promise_destroy(void *object) {
  rill_promise_t *promise = object;
  if (rill_unlikely((promise->node.bits & RILL_P_TRACED) != 0))
    rill_trace_leave(promise);
  if (rill_promise_is_settled(promise)) {
    rill_value_unref(rill_promise_outcome(promise));
  } else {
    promise_forget(promise);
    rill_promise_drop_handlers(promise);
    if ((promise->node.bits & RILL_P_OUTCOME) != 0)
      rill_value_unref(*rill_promise_kept(promise));
    if ((promise->node.bits & RILL_P_HOOK) != 0)
      promise->node.as.reaction.call.hook(
          promise->node.as.reaction.context.pointer, false);
  }
  if (promise->scheduler != NULL)
    rill_scheduler_release(rill_thread_here, promise->scheduler);
}

const rill_type_t rill_promise_type = {
    .name = "promise",
    .destroy = promise_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static inline rill_promise_t *promise_make(rill_scheduler_t *scheduler,
                                           size_t size, uint32_t bits) {
  rill_promise_t *promise = rill_object_new(&rill_promise_type, size);
  if (promise == NULL) return NULL;
  promise->scheduler = scheduler;
  if (scheduler != NULL) rill_count_up(&scheduler->base.count);
  promise->node.kind = RILL_NONE;
  promise->node.bits = bits;
  promise->node.of.waiting = NULL;
  return promise;
}

rill_promise_t *rill_promise_new(rill_scheduler_t *scheduler, size_t size,
                                 uint32_t bits) {
  if (rill_likely(!rill_trace_is_on()))
    return promise_make(scheduler, size, bits);
  size_t whole = rill_trace_size(scheduler, size);
  rill_promise_t *promise = promise_make(scheduler, whole, bits);
  if (promise != NULL && whole > size) rill_trace_enter(promise);
  return promise;
}

/* --- Jobs ----------------------------------------------------------------- */

/* After the scheduler has closed nothing runs any more: what waits is told so
 * here, one after another. */
static __thread struct {
  rill_job_t *first, **end;
} leftovers;

void rill_leftover_run(rill_job_t *job) {
  job->next = NULL;
  if (leftovers.end != NULL) {
    *leftovers.end = job;
    leftovers.end = &job->next;
    return;
  }
  leftovers.first = job;
  leftovers.end = &job->next;
  while ((job = leftovers.first) != NULL) {
    leftovers.first = job->next;
    if (job->next == NULL) leftovers.end = &leftovers.first;
    job->run(job, RILL_ECLOSED);
  }
  leftovers.end = NULL;
}

void rill_promise_enqueue(rill_promise_t *promise,
                          void (*run)(rill_job_t *job, int status)) {
  rill_job_t *job = &promise->node.as.delivery.job;
  job->run = run;
  promise->node.bits |= RILL_P_QUEUED;
  rill_count_up(&promise->base.count);
  if (rill_unlikely(rill_enqueue_job(promise->scheduler, job) != 0))
    rill_leftover_run(job);
}

/* --- Settling ------------------------------------------------------------- */

/* Who waits hears of it, and so does who may have forgotten to. */
static void promise_announce(rill_promise_t *promise, uint32_t bits) {
  if (promise->node.as.delivery.waiting == NULL &&
      (promise->node.kind != RILL_ERROR || (bits & RILL_P_HANDLED) != 0))
    return;
  if (rill_unlikely((bits & RILL_P_DONE) != 0))
    rill_promise_accuse(promise);
  else
    rill_promise_enqueue(promise, rill_promise_run);
}

void rill_promise_settle(rill_promise_t *promise, rill_value_t outcome) {
  rill_node_t *node = &promise->node, *waiting = node->of.waiting;
  uint32_t bits = node->bits;
  rill_hook_fn hook = node->as.reaction.call.hook;
  void *context = node->as.reaction.context.pointer;
  node->bits = (bits | RILL_P_SETTLED) &
               ~(uint32_t) (RILL_P_HOOK | RILL_P_HELD);
  node->kind = outcome.kind;
  node->of.payload = outcome.as.i;
  node->as.delivery.waiting = waiting;
  promise_announce(promise, bits);
  if (rill_likely((bits & (RILL_P_HOOK | RILL_P_HELD)) == 0)) return;
  if ((bits & RILL_P_HELD) != 0) rill_scheduler_unhold(promise->scheduler);
  if ((bits & RILL_P_HOOK) != 0) hook(context, false);
}

void rill_promise_conclude(rill_promise_t *promise, rill_value_t outcome) {
  uint32_t bits = promise->node.bits;
  if (rill_likely((bits & (RILL_P_OUTCOME | RILL_P_CANCELED)) == 0)) {
    rill_promise_settle(promise, outcome);
    return;
  }
  if ((bits & RILL_P_OUTCOME) != 0) {
    rill_value_t kept = *rill_promise_kept(promise);
    promise->node.bits &= ~(uint32_t) RILL_P_OUTCOME;
    rill_value_unref(rill_is_error(outcome) ? kept : outcome);
    if (!rill_is_error(outcome)) outcome = kept;
  }
  if ((bits & RILL_P_CANCELED) != 0 && !rill_is_error(outcome)) {
    rill_value_unref(outcome);
    outcome = rill_promise_canceled();
  }
  rill_promise_settle(promise, outcome);
}

/* --- Resolving ------------------------------------------------------------ */

/* How far a wait in a circle is looked for; longer ones are never settled. */
enum { CIRCLE = 64 };

static bool waits_for(const rill_promise_t *promise,
                      const rill_promise_t *other) {
  for (int i = 0; i < CIRCLE; i++) {
    if (promise == other) return true;
    if ((promise->node.bits & RILL_P_LINKED) == 0) return false;
    promise = rill_node_source(&promise->node);
  }
  return false;
}

/* Why `promise` cannot wait for `other`; NULL if it can. */
static rill_error_t *follow_check(const rill_promise_t *promise,
                                  const rill_promise_t *other) {
  if (other->scheduler != promise->scheduler)
    return rill_promise_strange("a promise was resolved with one that",
                                promise->scheduler, other);
  if (waits_for(other, promise))
    return rill_error_new(RILL_EINVAL, "a promise was resolved with itself, "
                                       "or with one that waits for it");
  return NULL;
}

static void promise_adopt(rill_promise_t *promise, rill_promise_t *other,
                          bool lone) {
  rill_node_t *node = &promise->node;
  rill_hook_fn hook = NULL;
  void *context = node->as.reaction.context.pointer;
  if ((node->bits & RILL_P_HOOK) != 0) hook = node->as.reaction.call.hook;
  rill_promise_unhook(promise);
  if (lone && node->of.waiting != NULL && other->node.of.waiting == NULL &&
      (node->bits & (RILL_P_OUTCOME | RILL_P_CANCELED)) == 0) {
    /* So that a loop of promises does not become a chain of them. */
    rill_promise_move_list(promise, other);
  } else {
    node->bits |= RILL_P_FOLLOWS;
    rill_promise_link(other, node);
    rill_ref_object(promise); /* the list's */
  }
  if (hook != NULL) hook(context, false);
}

static void follow_promise(rill_promise_t *promise, rill_promise_t *other,
                           bool lone) {
  rill_value_t outcome = rill_none();
  rill_error_t *error = NULL;
  bool settled = rill_promise_is_settled(other);
  if (other->scheduler != NULL) error = follow_check(promise, other);
  if (error != NULL) {
    settled = true;
    outcome = rill_fail(error);
  } else if (settled) {
    if (other->scheduler != NULL) rill_promise_handle(other);
    outcome = rill_value_ref(rill_promise_outcome(other));
  } else {
    promise_adopt(promise, other, lone);
  }
  rill_unref(other);
  if (settled) rill_promise_conclude(promise, outcome);
}

void rill_promise_follow(rill_promise_t *promise, rill_value_t value,
                         bool lone) {
  if (rill_likely(value.kind != RILL_OBJECT)) {
    rill_promise_conclude(promise, value);
  } else if (value.as.o->type == &rill_promise_type) {
    follow_promise(promise, (rill_promise_t *) (void *) value.as.o, lone);
  } else if (value.as.o->type->then != NULL) {
    rill_thenable_follow(promise, value);
  } else {
    rill_promise_conclude(promise, value);
  }
}
