/* SPDX-License-Identifier: MIT */
/* Executors: functions that a pool's workers call, and promises of what they
 * return.
 *
 *     rill_promise_t *sum = rill_submit(pool, loop, rill_call(add_up));
 *     rill_unref(rill_then(sum, rill_call(show), rill_no_fn()));
 *
 * The functions run on the pool, any number at once, in no order; what they
 * share has to be locked, or belong to the worker (rill_pool_local()). Their
 * contexts are dropped there too, before the promise is settled. The promise
 * belongs to another scheduler, which is the thread's that submits. Its loop
 * stays alive until the promise is settled.
 *
 * Cancelling the promise is a request. A function that has not begun does not
 * begin. One that has goes on, and may ask rill_is_canceled() whether there is
 * still a reason to; what it returns is dropped. */
#ifndef RILL_EXECUTOR_H
#define RILL_EXECUTOR_H

#include <rill/promise.h>

RILL_BEGIN

/** For rill_submit(pool, loop, rill_call(work), .wait = true). */
typedef struct rill_submit_opts {
  size_t size;  /**< set by the macro */
  rill_fn_t fn; /**< the third argument of the macro, arity 0 */
  bool wait;    /**< sleeps while the queue is full */
} rill_submit_opts_t;

/**
 * Has a worker of `pool` call `f`, and promises what it returns, on `home`.
 *
 * When the pool's queue is full: RILL_EAGAIN; with `.wait` the calling thread
 * sleeps until there is room, unless it is a worker of the same pool. That is
 * for producers without a loop; others had better not ask for so much.
 *
 * Errors: of `f`. RILL_EINVAL: no function, or no pool. RILL_EWRONGTHREAD:
 * called from another thread than `home`'s. RILL_ECLOSED: the pool has been
 * shut down, before `f` was called.
 * Same as: Python Executor.submit, Java ExecutorService.submit.
 */
#define rill_submit(pool, home, ...)                                          \
  rill_submit_opts((pool), (home),                                            \
                   &(const rill_submit_opts_t){                               \
                       .size = sizeof(rill_submit_opts_t),                    \
                       .fn = __VA_ARGS__})
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_submit_opts(
    rill_scheduler_t *pool, rill_scheduler_t *home,
    const rill_submit_opts_t *options);

/** For rill_executor_map(pool, loop, list, rill_call(hash),
 * .concurrency = 2). */
typedef struct rill_executor_map_opts {
  size_t size;         /**< set by the macro */
  rill_fn_t fn;        /**< the fourth argument of the macro, arity 1 */
  int64_t concurrency; /**< calls submitted at once; 0: as many as workers */
} rill_executor_map_opts_t;

/**
 * Has workers of `pool` call `f` for each item of `list` (taken over), and
 * promises, on `home`, the list of what it returns, in the order of the items.
 * It waits for room in the pool's queue, but not by sleeping.
 *
 * Errors: the first failure of `f` rejects; calls that have not begun do not
 * begin then, and those under way are told so as if cancelled. RILL_ETYPE:
 * `list` is no list. The rest is as in rill_submit().
 * Same as: Python Executor.map, but that the values come at once.
 */
#define rill_executor_map(pool, home, list, ...)                              \
  rill_executor_map_opts((pool), (home), (list),                              \
                         &(const rill_executor_map_opts_t){                   \
                             .size = sizeof(rill_executor_map_opts_t),        \
                             .fn = __VA_ARGS__})
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_executor_map_opts(
    rill_scheduler_t *pool, rill_scheduler_t *home, rill_value_t list,
    const rill_executor_map_opts_t *options);

/** For a function that a pool runs: nobody wants the result any more, since
 * its promise was cancelled, or since the pool is being closed, or shut down
 * with RILL_POOL_CANCEL. False on other threads. */
RILL_API bool rill_is_canceled(void);

/** A promise, on `home`, that is fulfilled (RILL_NONE) when `pool` has stopped
 * after rill_pool_shutdown() or a close. RILL_EINVAL if it is no pool. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_pool_stopped(
    rill_scheduler_t *pool, rill_scheduler_t *home);

RILL_END

#endif
