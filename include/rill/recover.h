/* SPDX-License-Identifier: MIT */
/* Operators that answer errors and ends: catch, retry, repeat, finally. */
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
