/* SPDX-License-Identifier: MIT */
/* What rill_submit() and rill_executor_map() share: a promise that workers of
 * a pool are going to settle. */
#ifndef RILL_PROMISE_EXECUTOR_H
#define RILL_PROMISE_EXECUTOR_H

#include "promise/promise.h"
#include "schedulers/pool.h"

#include <rill/executor.h>

/** Embed it first. Counted: one for the hook that hears of a cancel, and one
 * for each errand under way. */
typedef struct rill_assignment {
  uint32_t references;
  rill_pool_t *pool;
  rill_deferred_t *deferred;
  void (*forget)(struct rill_assignment *assignment);
} rill_assignment_t;

/** What the arguments are good for: NULL, or the promise to return instead. */
rill_promise_t *rill_executor_refuse(const char *name, rill_scheduler_t *pool,
                                     rill_scheduler_t *home, rill_fn_t f,
                                     unsigned arity);
/** Why a pool does not take an errand. */
rill_error_t *rill_executor_full(const char *name, const rill_pool_t *pool,
                                 int code);
/** Makes the promise, and one reference; `cancel` is called with the
 * assignment when the promise is cancelled, on its thread, and `forget` with
 * the last reference. False if the promise is settled already. */
bool rill_assignment_open(rill_assignment_t *assignment,
                          rill_scheduler_t *pool, rill_scheduler_t *home,
                          rill_call0_fn cancel, rill_promise_t **promise);
/** Settles with `value` (taken over), and lets go of the promise, which else
 * would keep the hook, and the hook the assignment. Any thread. */
void rill_assignment_settle(rill_assignment_t *assignment, rill_value_t value);
void rill_assignment_ref(rill_assignment_t *assignment);
void rill_assignment_unref(rill_assignment_t *assignment);

#endif
