/* SPDX-License-Identifier: MIT */
/* What nearly every promise goes through, inline: it is made, waited for by
 * one, settled with a plain value, and released. All else is a call away. */
#ifndef RILL_PROMISE_FAST_H
#define RILL_PROMISE_FAST_H

#include "promise/trace.h"

/** rill_promise_new(). */
static inline rill_promise_t *rill_promise_make(rill_scheduler_t *scheduler,
                                                size_t size, uint32_t bits) {
  rill_thread_t *thread = rill_thread_here;
  if (rill_unlikely(thread == NULL || rill_trace_is_on()))
    return rill_promise_new(scheduler, size, bits);
  rill_promise_t *promise = rill_allocate_here(thread, size);
  if (rill_unlikely(promise == NULL)) return NULL;
  promise->base.count = 1;
  promise->base.size = (uint32_t) size;
  promise->base.type = &rill_promise_type;
  rill_live_add_here(thread, &rill_promise_type, 1);
  promise->scheduler = scheduler;
  rill_scheduler_retain(thread, scheduler);
  promise->node.kind = RILL_NONE;
  promise->node.bits = bits;
  promise->node.of.waiting = NULL;
  return promise;
}

/* Whether releasing it ends nothing but itself. */
static inline bool rill_promise_is_quiet(const rill_promise_t *promise) {
  const uint32_t loud = RILL_P_TRACED | RILL_P_OUTCOME | RILL_P_HOOK |
                        RILL_P_FULFILLED | RILL_P_REJECTED | RILL_P_BOTH |
                        RILL_P_FINALLY;
  uint32_t bits = promise->node.bits;
  if ((bits & loud) != 0) return false;
  return (bits & RILL_P_SETTLED) != 0 ? promise->node.kind < RILL_OBJECT
                                      : promise->node.of.waiting == NULL;
}

/** rill_unref() of one that has a scheduler. */
static inline void rill_promise_unref(rill_promise_t *promise) {
  rill_thread_t *thread = rill_thread_here;
  if (!rill_count_down(&promise->base.count)) return;
  if (rill_likely(thread != NULL && rill_promise_is_quiet(promise))) {
    rill_scheduler_t *scheduler = promise->scheduler;
    rill_live_add_here(thread, &rill_promise_type, -1);
    rill_release_here(thread, promise, promise->base.size);
    rill_scheduler_release(thread, scheduler);
  } else {
    promise->base.count = 1;
    rill_unref(promise);
  }
}

/** Whether it can be waited for from here. */
static inline bool rill_promise_is_usable(const rill_promise_t *promise) {
  return rill_likely(promise != NULL && promise->scheduler != NULL &&
                     rill_scheduler_is_here(promise->scheduler));
}

/** Whether a scheduler (not NULL) can be used from here, and is itself where
 * things made now live. */
static inline bool rill_promise_lives_here(const rill_scheduler_t *scheduler) {
  return rill_likely(rill_scheduler_is_here(scheduler) &&
                     scheduler->driver.pick == NULL);
}

/** rill_promise_enqueue() of rill_promise_run, with the caller's reference. */
static inline void rill_promise_enqueue_own(rill_promise_t *promise) {
  rill_job_t *job = &promise->node.as.delivery.job;
  job->run = rill_promise_run;
  promise->node.bits |= RILL_P_QUEUED;
  if (rill_unlikely(rill_enqueue_here(promise->scheduler, job) != 0))
    rill_leftover_run(job);
}

/** Settles with a plain value what keeps nothing and whose producer need not
 * hear of it. False: nobody waits. */
static inline bool rill_promise_settle_plain(rill_promise_t *promise,
                                             rill_value_t value) {
  rill_node_t *node = &promise->node, *waiting = node->of.waiting;
  node->bits = (node->bits & ~(uint32_t) RILL_P_INSIDE) | RILL_P_SETTLED;
  node->kind = value.kind;
  node->of.payload = value.as.i;
  node->as.delivery.waiting = waiting;
  return waiting != NULL;
}

/** What the last node of the list of `source` has for its next one. */
static inline rill_node_t *rill_list_end(const rill_promise_t *source) {
  return (rill_node_t *) ((uintptr_t) source | 1);
}

#endif
