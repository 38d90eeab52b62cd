/* SPDX-License-Identifier: MIT */
/* Operators that answer errors and ends: catch, retry, repeat, finally… */
#ifndef RILL_RECOVER_H
#define RILL_RECOVER_H

#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/**
 * After an error, goes on with the stream that `handler(error)` gives: an
 * observable, a promise or a list. `handler` takes the error as a RILL_ERROR
 * value.
 *
 *     in   -1-2-#
 *     rill_catch(rill_call(just_zero))
 *     out  -1-2-(0|)
 *
 * Demand: what was asked for and not delivered is asked of that stream.
 * Errors: a failure that `handler` returns ends the stream with it; its cause
 * is the error that was caught, unless it has one of its own.
 * Same as: RxPY catch, Reactor onErrorResume.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_catch(rill_fn_t handler);

/**
 * After an error, goes on with `other`.
 *
 *     in   -1-2-#
 *     other     --3-|
 *     rill_catch_with(other)
 *     out  -1-2---3-|
 *
 * Demand: what was asked for and not delivered is asked of `other`.
 * Errors: one of `other`.
 * Owns: takes over `other`.
 * Same as: RxPY catch, Reactor onErrorResume.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_catch_with(
    rill_observable_t *other);

/**
 * Goes on with `other` after the end, be it an error or a completion; then
 * completes, however `other` has ended.
 *
 *     in   -1-2-#
 *     other     --3-#
 *     rill_on_error_resume_next(other)
 *     out  -1-2---3-|
 *
 * Demand: what was asked for and not delivered is asked of `other`.
 * Errors: none, of nobody.
 * Owns: takes over `other`.
 * Same as: RxPY on_error_resume_next.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_on_error_resume_next(
    rill_observable_t *other);
/** The same as a source: runs the `count` streams one after another, whichever
 * way each ends. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_on_error_resume_next_of(
    rill_observable_t *const *sources, size_t count);

/**
 * After an error, emits `value` and completes.
 *
 *     in   -1-2-#
 *     rill_on_error_return(rill_int(7))
 *     out  -1-2-(7|)
 *
 * Demand: the value waits until it is asked for.
 * Errors: an error as `value`.
 * Owns: takes over `value`.
 * Same as: RxPY catch with return_value, Reactor onErrorReturn.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_on_error_return(
    rill_value_t value);

/**
 * Fails with `f(error)` in place of the error. `f` takes the error as a
 * RILL_ERROR value and returns what rill_fail() makes of another one.
 *
 *     in   -1-2-#
 *     rill_map_error(rill_call(explain))
 *     out  -1-2-#
 *
 * Errors: that of `f`; to keep the first as its cause, make it by
 * rill_error_wrap(). RILL_ETYPE when `f` returns anything else.
 * Same as: Reactor onErrorMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_map_error(rill_fn_t f);

/** How chance changes the wait d before an attempt, so that clients that failed
 * together do not come back together. */
typedef enum rill_jitter {
  RILL_JITTER_NONE,        /**< d */
  RILL_JITTER_FULL,        /**< 0 to d */
  RILL_JITTER_EQUAL,       /**< d/2 to d */
  RILL_JITTER_DECORRELATED /**< .delay to three times the wait before */
} rill_jitter_t;

/** For rill_retry(3, .delay = RILL_MS(100), .jitter = RILL_JITTER_FULL). */
typedef struct rill_retry_opts {
  size_t size;            /**< set by the macro */
  int64_t attempts;       /**< in total, the first one too; 0: for ever */
  rill_time_t delay;      /**< before the second attempt */
  rill_time_t max_delay;  /**< 0: a minute, or `delay` if that is longer */
  double factor;          /**< from one wait to the next; 0: 2 */
  rill_jitter_t jitter;
  uint64_t seed;          /**< of the jitter: the same in each run; 0: chance */
  rill_time_t deadline;   /**< since the subscription: no attempt begins after
                               it; 0: none */
  rill_fn_t when;         /**< of the error: see below */
} rill_retry_opts_t;

/**
 * When the stream has failed, waits and subscribes it again, up to `attempts`
 * times in total.
 *
 *     in   -1-#
 *     rill_retry(2)
 *     out  -1--1-#
 *
 * `.when(error)` decides, after each failure but the last: false gives up,
 * true retries after the back-off, and rill_int(n) retries after exactly n
 * nanoseconds, without jitter or bound: what a Retry-After header asks for.
 *
 * Demand: what was asked for and not delivered is asked of the next attempt.
 * Errors: the one of the last attempt; after more than one the message tells
 * how many there were, the code is the last error's and the cause that error.
 * RILL_ETYPE or RILL_ERANGE when `.when` returns something else.
 * Same as: RxPY retry, Reactor retryWhen(Retry.backoff).
 */
#define rill_retry(...)                                                       \
  rill_retry_opts(&(const rill_retry_opts_t){                                 \
      .size = sizeof(rill_retry_opts_t), .attempts = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_retry_opts(
    const rill_retry_opts_t *options);

/**
 * When the stream has failed, subscribes it again as soon as the stream that
 * `f(errors)` gives has an item. `errors` is an observable of all errors so far
 * and to come, as RILL_ERROR values; `f` is called once in each run, before the
 * first attempt, and gives an observable, a promise or a list.
 *
 *     in   -1-#
 *     rill_compose(rill_retry_when(rill_call(two_later)), rill_take(3))
 *     out  -1----1----(1|)
 *
 * When that stream completes, there are no more attempts: the next failure
 * completes instead. When it fails, all fails with its error, also in the
 * middle of an attempt: so an error that is returned from a callback behind
 * `errors` is an answer, too.
 *
 * Demand: what was asked for and not delivered is asked of the next attempt;
 * the stream of `f` is asked for one item after each failure.
 * Errors: those of `f` and of its stream.
 * Same as: RxJava retryWhen, Reactor retryWhen.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_retry_when(rill_fn_t f);

/** For rill_repeat(3, .delay = RILL_SEC(1)). */
typedef struct rill_repeat_opts {
  size_t size;       /**< set by the macro */
  int64_t count;     /**< how many times in total; 0: for ever */
  rill_time_t delay; /**< between two runs */
} rill_repeat_opts_t;

/**
 * Subscribes the stream `count` times, each time when it has completed.
 *
 *     in   -1-2|
 *     rill_repeat(2)
 *     out  -1-2-1-2|
 *
 * count = 0 repeats for ever. On a loop, repeats that never wait let it
 * breathe.
 *
 * Demand: what was asked for and not delivered is asked of the next run.
 * Errors: the first one ends it.
 * Same as: RxPY repeat, Reactor repeat.
 */
#define rill_repeat(...)                                                      \
  rill_repeat_opts(&(const rill_repeat_opts_t){                               \
      .size = sizeof(rill_repeat_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_repeat_opts(
    const rill_repeat_opts_t *options);

/**
 * When the stream has completed, subscribes it again as soon as the stream that
 * `f(completions)` gives has an item. `completions` is an observable of the
 * numbers 1, 2, 3, …, one for each run that has completed. The rest is as in
 * rill_retry_when().
 *
 *     in   -1-|
 *     rill_compose(rill_repeat_when(rill_call(two_later)), rill_take(3))
 *     out  -1----1----(1|)
 *
 * Errors: the first one of the stream ends it; those of `f` and of its stream.
 * Same as: RxJava repeatWhen, Reactor repeatWhen.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_repeat_when(rill_fn_t f);

/**
 * Runs the stream, and again as long as `cond()` says true; it is asked after
 * each completion.
 *
 *     in   -1-2|
 *     rill_do_while(rill_call(once_more))
 *     out  -1-2-1-2|
 *
 * Demand: what was asked for and not delivered is asked of the next run.
 * Errors: the first one ends it; a failure of `cond`; RILL_ETYPE when it
 * answers no bool.
 * Same as: RxPY do_while, Reactor repeat with a predicate.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_do_while(rill_fn_t cond);

/**
 * Runs the stream as long as `cond()` says true; it is asked before each run,
 * the first one too.
 *
 *     in   -1-2|
 *     rill_while_do(rill_call(once_more))
 *     out  -1-2|
 *
 * Demand, errors: as of rill_do_while().
 * Same as: RxPY while_do.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_while_do(rill_fn_t cond);

/** For rill_circuit_breaker(.failures = 3, .reset = RILL_SEC(10)). */
typedef struct rill_circuit_breaker_opts {
  size_t size;       /**< set by the macro */
  int64_t failures;  /**< in a row, that open it; 0: 5 */
  rill_time_t reset; /**< how long it stays open; 0: 30 s */
} rill_circuit_breaker_opts_t;

/**
 * When `failures` runs in a row have failed, the next ones fail at once,
 * without running the stream; when `reset` has passed, one trial run is let
 * through while others still fail. If that fails, all begins anew; if it
 * completes, or as soon as it has an item, runs are let through again. When it
 * fails after an item, that is enough to open again.
 *
 *     in   -1-#
 *     rill_compose(rill_circuit_breaker(.failures = 2, .reset = 5),
 *                  rill_retry(0, .delay = 2, .factor = 1),
 *                  rill_take(3))
 *     out  -1----1--------(1|)
 *
 * What it knows belongs to the observable: each pipe that the operator is put
 * into has its own, and all runs of it share that, on whatever threads; their
 * schedulers must have the same clock, as all but virtual ones do. A completed
 * run has not failed; one that was cancelled has not either if it had an item,
 * and without one it says nothing.
 *
 * Errors: RILL_EAGAIN while it is open, caused by the failure that has opened
 * it.
 * Same as: Resilience4j CircuitBreakerOperator.
 */
#define rill_circuit_breaker(...)                                             \
  rill_circuit_breaker_opts(&(const rill_circuit_breaker_opts_t){             \
      .size = sizeof(rill_circuit_breaker_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_circuit_breaker_opts(
    const rill_circuit_breaker_opts_t *options);

/**
 * Calls `f()` once, after the stream has completed, failed or been cancelled:
 * when downstream has heard of it and what is above has been let go.
 *
 *     in   -1-2-|
 *     rill_finally(rill_call(count_ends))
 *     out  -1-2-|
 *
 * It is not called if nothing has been subscribed, as under rill_take(0).
 * Errors: a failure that `f` returns goes to the scheduler's unhandled hook:
 * the stream has had its end.
 * Same as: RxPY finally_action, Reactor doFinally.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_finally(rill_fn_t f);

RILL_END

#endif
