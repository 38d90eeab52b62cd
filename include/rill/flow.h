/* SPDX-License-Identifier: MIT */
/* Operators for where items run and what happens when there are too many. */
#ifndef RILL_FLOW_H
#define RILL_FLOW_H

#include <rill/fn.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** What a full queue does with one item more. */
typedef enum rill_overflow {
  RILL_OVERFLOW_WAIT = 0,  /**< asks for less; nothing is lost */
  RILL_OVERFLOW_FAIL,      /**< ends with RILL_EOVERFLOW */
  RILL_OVERFLOW_DROP_HEAD, /**< drops the oldest that is queued */
  RILL_OVERFLOW_DROP_TAIL, /**< drops the youngest that is queued */
  RILL_OVERFLOW_DROP_NEW,  /**< drops the one that comes in */
  RILL_OVERFLOW_DROP_ALL,  /**< drops all that are queued */
  RILL_OVERFLOW_LATEST,    /**< keeps the latest one only */
  RILL_OVERFLOW_GROW       /**< no bound: memory is the limit */
} rill_overflow_t;

/** For rill_observe_on(pool, .capacity = 64). */
typedef struct rill_observe_on_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; it must not be NULL */
  int64_t capacity;            /**< items under way at most; 0: 1024 */
  bool delay_error;            /**< an error waits for the items before it */
} rill_observe_on_opts_t;

/**
 * Everything downstream runs on `scheduler`; upstream stays where the
 * subscriber was.
 *
 *     rill_pipe(pages, rill_observe_on(pool), rill_map(parse),
 *               rill_observe_on(loop), rill_map(store))
 *
 * Each run of a pool stays on one worker, so its order holds. Both schedulers'
 * loops stay alive while the run does.
 *
 * Demand: asks upstream for `.capacity` items, and again after 75 % were
 * taken.
 * Errors: overtake the items that wait, which are dropped, unless
 * .delay_error; RILL_ECLOSED when the scheduler of upstream is closed before
 * its end.
 * Same as: RxPY observe_on, Reactor publishOn.
 */
#define rill_observe_on(...)                                                  \
  rill_observe_on_opts(&(const rill_observe_on_opts_t){                       \
      .size = sizeof(rill_observe_on_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_observe_on_opts(
    const rill_observe_on_opts_t *options);

/** For rill_subscribe_on(pool, .capacity = 64). */
typedef struct rill_subscribe_on_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; it must not be NULL */
  int64_t capacity;            /**< items under way at most; 0: 1024 */
  bool delay_error;            /**< an error waits for the items before it */
} rill_subscribe_on_opts_t;

/**
 * Everything upstream runs on `scheduler`, subscribing included; downstream
 * stays where it was.
 *
 *     rill_pipe(rill_defer(read_all), rill_subscribe_on(pool))
 *
 * Demand, errors: as for rill_observe_on(); RILL_ECLOSED when `scheduler` is
 * closed.
 * Same as: RxPY subscribe_on, Reactor subscribeOn.
 */
#define rill_subscribe_on(...)                                                \
  rill_subscribe_on_opts(&(const rill_subscribe_on_opts_t){                   \
      .size = sizeof(rill_subscribe_on_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_subscribe_on_opts(
    const rill_subscribe_on_opts_t *options);

/** For rill_on_overflow(RILL_OVERFLOW_DROP_HEAD, .capacity = 16). */
typedef struct rill_on_overflow_opts {
  size_t size; /**< set by the macro */
  rill_overflow_t policy;
  int64_t capacity;  /**< items queued at most; 0: 256 */
  rill_fn_t dropped; /**< called with each item that is dropped */
  bool delay_error;  /**< an error waits for the items before it */
} rill_on_overflow_opts_t;

/**
 * Queues what downstream has not asked for; when the queue is full, the policy
 * says what becomes of an item.
 *
 *     in   -1-2-3-4-|
 *     rill_on_overflow(RILL_OVERFLOW_DROP_HEAD, .capacity = 2)
 *     out  -1-2-3-4-|
 *
 * Demand: asks upstream for all, so that even a source that cannot wait is
 * heard; with RILL_OVERFLOW_WAIT for `.capacity` items, and again after 75 %
 * were taken.
 * Errors: RILL_EOVERFLOW with RILL_OVERFLOW_FAIL; a failure that `.dropped`
 * returns. Errors overtake the queue unless .delay_error.
 * `.dropped` also sees what is queued when the run is cancelled or fails.
 * Same as: Reactor onBackpressureBuffer, onBackpressureDrop,
 * onBackpressureLatest, onBackpressureError.
 */
#define rill_on_overflow(...)                                                 \
  rill_on_overflow_opts(&(const rill_on_overflow_opts_t){                     \
      .size = sizeof(rill_on_overflow_opts_t), .policy = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_on_overflow_opts(
    const rill_on_overflow_opts_t *options);

RILL_END

#endif
