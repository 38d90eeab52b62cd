/* SPDX-License-Identifier: MIT */
/* Work made of promises: limits, retries, resources, loaders.
 *
 *     rill_promise_t *pages = rill_promise_map(loop, urls, rill_call(fetch),
 *                                              .concurrency = 4);
 *
 * The functions given here run later, as handlers do, never inside of the call
 * that takes them over. What they return is a value, a failure, or a promise
 * or thenable, which is waited for.
 *
 * Cancelling a result cancels what it waits for, as long as nobody else waits
 * for that. What your functions have begun is cancelled in the same way when
 * the result is rejected. */
#ifndef RILL_TASK_H
#define RILL_TASK_H

#include <rill/promise.h>
#include <rill/recover.h>

RILL_BEGIN

/* --- Several -------------------------------------------------------------- */

/** A list of the first `n` values, in the order of settling. When too many are
 * rejected for that: RILL_EAGGREGATE, see rill_aggregate_errors(). Takes over
 * the promises, not the array; those that are no longer waited for go on.
 * Same as: Bluebird some. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_some(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises, size_t count,
    int64_t n);
/** A map with the keys of `map` (taken over) and the values that its promises
 * have; values that are no promises stay. The first rejection rejects; then
 * the others go on.
 * Same as: Bluebird props. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_props(
    rill_scheduler_t *scheduler, rill_value_t map);

/* In the following four `list` is a list, or a promise of one; it is taken
 * over. Items that are promises are waited for, one as each function's turn
 * comes, and the function gets their value. */

/** For rill_promise_map(loop, urls, rill_call(fetch), .concurrency = 4). */
typedef struct rill_promise_map_opts {
  size_t size;         /**< set by the macro */
  rill_fn_t fn;        /**< the first argument of the macro, arity 1 */
  int64_t concurrency; /**< how many items are under way at most; 0: 16 */
} rill_promise_map_opts_t;

/** A list of what `f(item)` gives for each item, in the order of the list. The
 * calls begin in that order. The first failure rejects, and ends the others.
 * Same as: Bluebird map. */
#define rill_promise_map(scheduler, list, ...)                                \
  rill_promise_map_opts((scheduler), (list),                                  \
                        &(const rill_promise_map_opts_t){                     \
                            .size = sizeof(rill_promise_map_opts_t),          \
                            .fn = __VA_ARGS__})
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_map_opts(
    rill_scheduler_t *scheduler, rill_value_t list,
    const rill_promise_map_opts_t *options);

/** A list of the items for which `f(item)` gives true, in the order of the
 * list. Anything but a bool is RILL_ETYPE. The rest is as in
 * rill_promise_map().
 * Same as: Bluebird filter. */
#define rill_promise_filter(scheduler, list, ...)                             \
  rill_promise_filter_opts((scheduler), (list),                               \
                           &(const rill_promise_map_opts_t){                  \
                               .size = sizeof(rill_promise_map_opts_t),       \
                               .fn = __VA_ARGS__})
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_filter_opts(
    rill_scheduler_t *scheduler, rill_value_t list,
    const rill_promise_map_opts_t *options);

/** What `f(so_far, item)` gives for the last item; `so_far` is `seed` at
 * first, then what the call before gave. One item after another. `seed` (taken
 * over) may be a promise.
 * Same as: Bluebird reduce. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_reduce(
    rill_scheduler_t *scheduler, rill_value_t list, rill_fn_t f,
    rill_value_t seed);

/** Calls `f(item)` for one item after another; a list of the items.
 * Same as: Bluebird each. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_each(
    rill_scheduler_t *scheduler, rill_value_t list, rill_fn_t f);

/* --- Retrying ------------------------------------------------------------- */

/**
 * Calls `f` (arity 0), and again after the back-off as long as it fails, up to
 * `attempts` times in total; 0: for ever. The options are those of
 * rill_retry(): `.delay`, `.max_delay`, `.factor`, `.jitter`, `.seed`,
 * `.when`, and `.deadline`, which is counted from this call.
 *
 *     rill_promise_retry(loop, rill_call(fetch), 5, .delay = RILL_MS(100))
 *
 * A RILL_ECANCELED is not retried: somebody wanted the end. To limit each
 * attempt, let `f` return rill_promise_timeout(…).
 *
 * Errors: the one of the last attempt; after more than one the message tells
 * how many there were, the code is the last error's and the cause that error.
 * RILL_ETYPE or RILL_ERANGE when `.when` returns something else.
 * Same as: Resilience4j Retry, p-retry.
 */
#define rill_promise_retry(scheduler, f, ...)                                 \
  rill_promise_retry_opts((scheduler), (f),                                   \
                          &(const rill_retry_opts_t){                         \
                              .size = sizeof(rill_retry_opts_t),              \
                              .attempts = __VA_ARGS__})
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_retry_opts(
    rill_scheduler_t *scheduler, rill_fn_t f, const rill_retry_opts_t *options);

/* --- Limiting ------------------------------------------------------------- */

/** Lets so many calls be under way at once, and others wait in a queue. It
 * lives on one scheduler; a reference may go while calls are waiting. */
typedef struct rill_limiter rill_limiter_t;
RILL_API extern const rill_type_t rill_limiter_type;

/** For rill_limiter_new(loop, .concurrency = 2, .queue = 100). */
typedef struct rill_limiter_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< the first argument of the macro */
  int64_t concurrency;         /**< calls under way; 0: 16 */
  int64_t queue; /**< calls that may wait; 0: 256; less: none may */
} rill_limiter_opts_t;

/** A new limiter. Bad options, or no memory, reject every call of
 * rill_limiter_run().
 * Same as: p-limit, Resilience4j Bulkhead. */
#define rill_limiter_new(...)                                                 \
  rill_limiter_opts(&(const rill_limiter_opts_t){                             \
      .size = sizeof(rill_limiter_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_limiter_t *
rill_limiter_opts(const rill_limiter_opts_t *options);

/** Calls `f` (arity 0) when it is its turn: first come, first served. The
 * promise has the outcome of what `f` returns. When the queue is full it
 * rejects with RILL_EAGAIN. Cancelling a call that waits takes it out of the
 * queue; one that is under way holds its place until what `f` returned has
 * come to its end. Borrows the limiter. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_limiter_run(
    rill_limiter_t *limiter, rill_fn_t f);
/** How many calls are under way. */
RILL_API size_t rill_limiter_running(const rill_limiter_t *limiter);
/** How many calls wait for their turn. */
RILL_API size_t rill_limiter_waiting(const rill_limiter_t *limiter);

/* --- Resources ------------------------------------------------------------ */

/**
 * Acquires a resource, uses it, and disposes of it in any case: `acquire()`
 * gives the resource, `use(resource)` the result, and `dispose(resource)` is
 * called exactly once for each resource that was acquired, when what `use`
 * returned has come to its end.
 *
 * When it is cancelled, what is under way is, too; the promise settles when
 * the resource has been disposed of. A resource that comes after all, since
 * others wait for it or its producer was done already, is disposed of unused.
 *
 * Errors: of `acquire`: nothing else is called. Of `use`. Of `dispose`, which
 * replaces the outcome.
 * Same as: Bluebird using with disposer, Reactor usingWhen.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_using(
    rill_scheduler_t *scheduler, rill_fn_t acquire, rill_fn_t use,
    rill_fn_t dispose);

/* --- Waiting -------------------------------------------------------------- */

/**
 * Runs the promise's scheduler, and the loop that it is on, until `promise` is
 * settled, and returns its value, or its error as a RILL_ERROR; owned. For
 * programs that have nothing else to do: main(), tests, scripts.
 *
 * After `timeout` it gives up: RILL_ETIMEDOUT, and `promise` is cancelled if
 * nobody else waits for it. 0: only what is due now; RILL_TIME_NEVER: no limit.
 * RILL_EBROKEN when nothing is left that could settle it; a promise that
 * another thread will settle should be held: rill_deferred_hold().
 *
 * It works on uv, immediate and virtual schedulers, whose clock it moves. It
 * cannot be called from inside of what the scheduler or its loop runs, so not
 * from a handler: RILL_EALREADY. RILL_EINVAL for a scheduler that cannot be
 * driven by a call, RILL_EWRONGTHREAD for one of another thread.
 *
 * Same as: Python run_until_complete, RxJava blockingGet.
 */
RILL_API RILL_MUST_USE rill_value_t rill_promise_wait(rill_promise_t *promise,
                                                      rill_time_t timeout);

/* --- Loading -------------------------------------------------------------- */

/** Turns many loads of one key each into few calls for many keys, and keeps
 * what came. It lives on one scheduler; a reference may go while loads are
 * under way. */
typedef struct rill_loader rill_loader_t;
RILL_API extern const rill_type_t rill_loader_type;

/** For rill_loader_new(loop, rill_call(fetch_users), .max_batch = 100). */
typedef struct rill_loader_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< the first argument of the macro */
  rill_fn_t batch;             /**< the second one, arity 1 */
  int64_t max_batch; /**< keys in one call at most; 0: no limit */
  int64_t cache;     /**< keys to keep, those used last; 0: 1024; less: none */
  rill_fn_t schedule; /**< when to call: see below */
} rill_loader_opts_t;

/**
 * A new loader. All keys that are asked for in one turn go into one list, each
 * once, in the order of the first question; at the end of the turn
 * `batch(keys)` gives a list of as many values, or a promise of one. An error
 * in it is that key's rejection, and is not kept. A list of another length, or
 * no list, rejects all keys; so does a failure.
 *
 * `.schedule` (arity 0) is called when the first key of a batch is asked for,
 * and what it returns is waited for instead of the end of the turn:
 * rill_promise_delay(loop, RILL_MS(5), rill_none()). When it fails, all keys
 * do.
 *
 * Bad options, or no memory, reject every load.
 * Same as: dataloader.
 */
#define rill_loader_new(scheduler_, ...)                                      \
  rill_loader_opts(&(const rill_loader_opts_t){                               \
      .size = sizeof(rill_loader_opts_t), .scheduler = (scheduler_),          \
      .batch = __VA_ARGS__})
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_loader_t *
rill_loader_opts(const rill_loader_opts_t *options);

/** The value of `key`, taken over: kept, on its way, or asked for. When all
 * who wait for a key have cancelled, it is taken out of the batch; a call
 * without keys left to answer for is cancelled. Borrows the loader. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_loader_load(
    rill_loader_t *loader, rill_value_t key);
/** A list of the values of a list of keys (taken over), in the same order; an
 * error in it is that key's rejection. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_loader_load_many(
    rill_loader_t *loader, rill_value_t keys);
/** Forgets what is kept for `key` (borrowed): the next load asks anew. Who
 * waits already gets what is on its way. */
RILL_API void rill_loader_clear(rill_loader_t *loader, rill_value_t key);
/** Forgets all that is kept. */
RILL_API void rill_loader_clear_all(rill_loader_t *loader);
/** Keeps `value` for `key`; takes over both. 0, or why it is not kept:
 * RILL_EALREADY (there is one), RILL_EINVAL (an error, or nothing is kept
 * here), RILL_EWRONGTHREAD, RILL_ENOMEM. */
RILL_API int rill_loader_prime(rill_loader_t *loader, rill_value_t key,
                               rill_value_t value);

RILL_END

#endif
