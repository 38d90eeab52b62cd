/* SPDX-License-Identifier: MIT */
/* Promises: one eventual value, settled once, as in Promises/A+.
 *
 * A promise lives on one scheduler. It is pending, then fulfilled with a value
 * or rejected with an error, for good. Handlers run on the scheduler's thread,
 * always later and in the order in which they became due: never inside of
 * rill_then(), never inside of what settles the promise.
 *
 *     rill_promise_t *page = rill_http_get(loop, url);
 *     page = rill_then(page, rill_call(parse), rill_no_fn());
 *     page = rill_promise_catch(page, rill_call(use_cache));
 *     rill_unref(rill_promise_finally(page, rill_call(hide_spinner)));
 *
 * Handlers have one argument, borrowed; what they return is owned: a value
 * fulfils the next promise, rill_fail(…) rejects it, another promise or a
 * thenable (rill_type_t.then) is waited for.
 *
 * Functions that take a promise take over that reference, and all functions
 * that return one return a new reference, never NULL: what was wrong, and that
 * there was no memory, is a rejection. Only inspecting and cancelling borrow.
 * All of it belongs to the scheduler's thread but rill_deferred_*().
 *
 * A rejection that has no handler at the end of the turn goes to the
 * scheduler's unhandled hook, unless its code is RILL_ECANCELED; one that gets
 * a handler after that goes to the hook of rill_scheduler_on_handled(). */
#ifndef RILL_PROMISE_H
#define RILL_PROMISE_H

#include <rill/observable.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

#define RILL_OWNED_PROMISE RILL_OWNED __attribute__((returns_nonnull))

RILL_BEGIN

typedef struct rill_promise rill_promise_t;
RILL_API extern const rill_type_t rill_promise_type;

/** The settling end of a promise. It is counted on its own: when its last
 * handle goes and nobody has settled, the promise rejects with RILL_EBROKEN. */
typedef struct rill_deferred rill_deferred_t;
RILL_API extern const rill_type_t rill_deferred_type;

/* --- Settling ------------------------------------------------------------- */

/** A new pending promise's settling end. On the scheduler's thread. */
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_deferred_t *
rill_deferred_new(rill_scheduler_t *scheduler);
/** A handle to the promise; as many as you like. Any thread. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_deferred_promise(
    const rill_deferred_t *deferred);

/** Settles with `value`, taken over: an error rejects, a promise or a thenable
 * is waited for, anything else fulfils. Any thread. 0, or why it was ignored:
 * RILL_EALREADY (the first one counts), RILL_ECLOSED, RILL_ENOMEM. */
RILL_API int rill_deferred_resolve(rill_deferred_t *deferred,
                                   rill_value_t value);
/** The same with an error, taken over. Any value can be a reason: see
 * rill_error_of(). */
RILL_API int rill_deferred_reject(rill_deferred_t *deferred,
                                  rill_error_t *error);
/** Whether somebody has settled already. Any thread. */
RILL_API bool rill_deferred_is_settled(const rill_deferred_t *deferred);
/** How many attempts to settle came too late. Any thread. */
RILL_API uint32_t rill_deferred_ignored(const rill_deferred_t *deferred);

/** `hook` (arity 0, taken over) runs once when the promise is cancelled; never
 * after it was settled. It replaces the one before. Its result is ignored. On
 * the scheduler's thread. */
RILL_API void rill_deferred_on_cancel(rill_deferred_t *deferred,
                                      rill_fn_t hook);
/** Keeps the scheduler's loop alive until the promise is settled: for one that
 * another thread will settle. On the scheduler's thread. */
RILL_API void rill_deferred_hold(rill_deferred_t *deferred);

/* --- Making --------------------------------------------------------------- */

/** A promise of what is there already: settled with `value`, taken over, as by
 * rill_deferred_resolve(). A promise of the same scheduler is returned as it
 * is. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_resolve(
    rill_scheduler_t *scheduler, rill_value_t value);
/** A rejected promise; takes over `error`. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_reject(
    rill_scheduler_t *scheduler, rill_error_t *error);
/** Calls `f` (arity 0) at once, and makes a promise of what it returns. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_try(
    rill_scheduler_t *scheduler, rill_fn_t f);
/** Settles with `value`, taken over, after `span`. Cancelling stops the
 * clock. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_delay(
    rill_scheduler_t *scheduler, rill_time_t span, rill_value_t value);

/* --- Chaining ------------------------------------------------------------- */

/** The promise of what the handler returns. Either handler may be missing
 * (rill_no_fn()): then that outcome passes through.
 * Same as: JS then. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_then(rill_promise_t *promise,
                                                      rill_fn_t fulfilled,
                                                      rill_fn_t rejected);
/** rill_then() with nothing but the handler for errors, which gets the error
 * as a value: rill_as_error(x).
 * Same as: JS catch. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_catch(
    rill_promise_t *promise, rill_fn_t rejected);
/** The same for errors of that one code; all others pass through.
 * Same as: Bluebird catch with a class. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_catch_code(
    rill_promise_t *promise, int code, rill_fn_t handler);
/** Calls `f` (arity 1, or 0 not to see it) with the value, which passes
 * through, after the promise that `f` may return; a failure of `f` or of that
 * promise replaces it. An error passes without a call.
 * Same as: Bluebird tap. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_tap(
    rill_promise_t *promise, rill_fn_t f);
/** Calls `f` (arity 0, or 1 to see the outcome) in either case, also when the
 * chain is cancelled. The outcome passes through, after the promise that `f`
 * may return; a failure of `f` or of that promise replaces it.
 * Same as: JS finally. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_finally(
    rill_promise_t *promise, rill_fn_t f);
/** Ends a chain: as rill_then(), but nothing can follow. What fails then, in a
 * handler or for lack of one, goes to the unhandled hook at once, not at the
 * end of the turn. 0, or the code of an error that kept the chain from being
 * made; without a scheduler (`promise` is NULL) no hook hears of that one.
 * Same as: Bluebird done. */
RILL_API int rill_promise_done(rill_promise_t *promise, rill_fn_t fulfilled,
                               rill_fn_t rejected);
/** The same outcome, unless it takes longer than `span`: then RILL_ETIMEDOUT,
 * and `promise` is cancelled if nobody else waits for it.
 * Same as: Bluebird timeout. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_timeout(
    rill_promise_t *promise, rill_time_t span);

/* --- Cancelling ----------------------------------------------------------- */

/**
 * Asks for an end, of which RILL_ECANCELED is the outcome. What `promise`
 * waits for is cancelled too, up to the producer, as long as nobody else waits
 * for it; the producer's hook runs once, now. On the way down handlers of
 * rill_promise_finally() run and others do not; whoever waits for `promise`
 * itself sees it rejected. Borrows. A settled promise does not change.
 */
RILL_API void rill_promise_cancel(rill_promise_t *promise);
/** The same outcome; cancelling it leaves `promise` alone, and it does not
 * keep `promise` from being cancelled by others. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_shield(
    rill_promise_t *promise);

/* --- Looking -------------------------------------------------------------- */

/** Neither fulfilled nor rejected yet. */
RILL_API bool rill_promise_is_pending(const rill_promise_t *promise);
/** The value of a fulfilled promise, borrowed; RILL_NONE otherwise. */
RILL_API rill_value_t rill_promise_value(const rill_promise_t *promise);
/** The error of a rejected promise, borrowed; NULL otherwise. Who has seen it
 * has handled it. */
RILL_API rill_error_t *rill_promise_error(rill_promise_t *promise);

/* --- Tracing -------------------------------------------------------------- */

/* Off, it costs nothing per promise. On, each promise that is made then keeps a
 * note of some hundred bytes. A source that defines RILL_DEBUG_PROMISES before
 * it includes this header has the call sites of rill_then() and its kin in the
 * notes; otherwise they say which function it was. Errors that reach the
 * unhandled hook name what the note of their promise says. */

/** `hook` is called with the error (borrowed) of a promise that the unhandled
 * hook has heard of and that gets a handler now, inside of the call that gives
 * it one. Looking at the error counts as one. NULL: no hook. On the scheduler's
 * thread; of a scheduler with several threads, for each by itself. 0,
 * RILL_EWRONGTHREAD, RILL_EINVAL, RILL_ECLOSED, RILL_ENOMEM.
 * Same as: Node rejectionHandled. */
RILL_API int rill_scheduler_on_handled(rill_scheduler_t *scheduler,
                                       rill_unhandled_fn hook, void *context);
/** Switches notes on or off; off also ends those that there are. On the
 * scheduler's thread; of a scheduler with several threads, for this one. 0 or
 * a code as above. */
RILL_API int rill_promise_trace(rill_scheduler_t *scheduler, bool on);
/** Gives a promise with a note a name; no more than 47 bytes are copied.
 * Borrows. On the scheduler's thread. */
RILL_API void rill_promise_name(rill_promise_t *promise, const char *name);
/** Notes the call site (static text, RILL_SITE) if there is none yet; returns
 * `promise`. On the scheduler's thread. */
RILL_API rill_promise_t *rill_promise_at(rill_promise_t *promise,
                                         const char *site);
/** Writes a line for each promise with a note, oldest first: name or function,
 * call site, state, age on the scheduler's clock, how many wait for it. On the
 * scheduler's thread. 0, or a code as above: RILL_EINVAL if tracing is off. */
RILL_API int rill_promise_dump(rill_scheduler_t *scheduler, FILE *stream);

/* --- Several -------------------------------------------------------------- */

/* The promises in the array are taken over, the array is not. Cancelling the
 * result cancels those that nobody else waits for. Those that are no longer
 * waited for go on. */

/** A list of all values in the order of the array; the first rejection
 * rejects.
 * Same as: JS Promise.all. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_all(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises,
    size_t count);
/** A list of all outcomes: an error in it is that promise's rejection.
 * Same as: JS Promise.allSettled. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_all_settled(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises,
    size_t count);
/** The outcome of the first one that settles. None at all is RILL_EINVAL.
 * Same as: JS Promise.race. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_race(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises,
    size_t count);
/** The value of the first one that is fulfilled. When all are rejected:
 * RILL_EAGGREGATE, see rill_aggregate_errors().
 * Same as: JS Promise.any. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_promise_any(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises,
    size_t count);
/** The list of errors behind a RILL_EAGGREGATE, borrowed, in the order of the
 * array; RILL_NONE for other errors. */
RILL_API rill_value_t rill_aggregate_errors(const rill_error_t *error);

/* --- From and to streams -------------------------------------------------- */

/**
 * The value of a promise, then the end; its rejection is an error. Runs that
 * are cancelled leave the promise alone as long as the observable lives; when
 * it goes and nobody else waits, the promise is cancelled.
 *
 * Runs on: the promise's scheduler.
 * Same as: RxPY from_future, Reactor fromFuture.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_promise(
    rill_promise_t *promise);
/**
 * The outcomes of promises in the order in which they settle (of those that
 * have settled already, in the order of the array), then the end. Each item is
 * a rill_notification_t: RILL_SIGNAL_NEXT with the value, or RILL_SIGNAL_ERROR
 * with the error. Takes over the promises, not the array.
 *
 * To wait for n of them: rill_take(n) behind it. Runs that are cancelled leave
 * the promises alone as long as the observable lives; when it goes, those that
 * nobody else waits for are cancelled.
 *
 * Demand: outcomes wait until they are asked for.
 * Errors: for bad arguments; rejections are none.
 * Runs on: the promises' scheduler.
 * Same as: Python as_completed.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_promise_as_completed(
    rill_scheduler_t *scheduler, rill_promise_t *const *promises, size_t count);
/** Runs `observable` now and promises its last item; RILL_EEMPTY if there was
 * none. Cancelling the promise cancels the run. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_to_promise(
    rill_scheduler_t *scheduler, rill_observable_t *observable);
/** The same with the first item: asks for one, then cancels the run. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_first_to_promise(
    rill_scheduler_t *scheduler, rill_observable_t *observable);

RILL_END

#if defined(RILL_DEBUG_PROMISES)
/* The functions are still there: (rill_then)(…), or without parentheses. */
# define RILL_PRIVATE_SITED(call) rill_promise_at(call, RILL_SITE)
# define rill_then(...) RILL_PRIVATE_SITED((rill_then)(__VA_ARGS__))
# define rill_promise_catch(...)                                              \
    RILL_PRIVATE_SITED((rill_promise_catch)(__VA_ARGS__))
# define rill_promise_catch_code(...)                                         \
    RILL_PRIVATE_SITED((rill_promise_catch_code)(__VA_ARGS__))
# define rill_promise_tap(...)                                                \
    RILL_PRIVATE_SITED((rill_promise_tap)(__VA_ARGS__))
# define rill_promise_finally(...)                                            \
    RILL_PRIVATE_SITED((rill_promise_finally)(__VA_ARGS__))
# define rill_promise_timeout(...)                                            \
    RILL_PRIVATE_SITED((rill_promise_timeout)(__VA_ARGS__))
# define rill_promise_shield(...)                                             \
    RILL_PRIVATE_SITED((rill_promise_shield)(__VA_ARGS__))
#endif

#if !defined(__cplusplus)
/* rill_promise_all_of(scheduler, a, b, c): the promises written out. */
# define RILL_PRIVATE_PROMISES(...)                                           \
    (rill_promise_t *const[]){__VA_ARGS__},                                   \
        sizeof((rill_promise_t *const[]){__VA_ARGS__}) /                      \
            sizeof(rill_promise_t *)
# define rill_promise_all_of(scheduler, ...)                                  \
    rill_promise_all((scheduler), RILL_PRIVATE_PROMISES(__VA_ARGS__))
# define rill_promise_all_settled_of(scheduler, ...)                          \
    rill_promise_all_settled((scheduler), RILL_PRIVATE_PROMISES(__VA_ARGS__))
# define rill_promise_race_of(scheduler, ...)                                 \
    rill_promise_race((scheduler), RILL_PRIVATE_PROMISES(__VA_ARGS__))
# define rill_promise_any_of(scheduler, ...)                                  \
    rill_promise_any((scheduler), RILL_PRIVATE_PROMISES(__VA_ARGS__))
#endif

#endif
