/* SPDX-License-Identifier: MIT */
/* Operators for where items run and what happens when there are too many. */
#ifndef RILL_FLOW_H
#define RILL_FLOW_H

#include <rill/fn.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** What a full queue does with one item more. All queues are bounded; where a
 * producer can wait, it does. Where it may not be able to, there is a choice:
 *
 *                            policies          what was dropped
 *     rill_on_overflow()     all               .dropped
 *     rill_create(),
 *       rill_from_event()    all               .dropped, counted by
 *                                              rill_emitter_dropped()
 *     rill_queue_new()       all               .dropped
 *     rill_udp_datagrams()   all               counted
 *     rill_take_last_with_time()
 *                            FAIL, DROP_HEAD   its oldest items
 *
 *     rill_subject_next(), rill_subject_post(), rill_submit()
 *                            answer RILL_EAGAIN; a policy for one subscriber
 *                            is rill_on_overflow() behind the subject
 *     replays                keep the last `.count` items for who comes late
 *     borders, buffers, windows, groups, inner streams, delays, zips
 *                            upstream waits; for another policy, put
 *                            rill_on_overflow() before them. What is under
 *                            way at a border when it ends: .dropped
 *
 * rill_scheduler_on_dropped() sees all that operators drop, also at a cancel,
 * in a filter, or when an error overtakes a queue. */
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
  rill_fn_t dropped; /**< called with each item that is let go on the way */
} rill_observe_on_opts_t;

/**
 * Everything downstream runs on `scheduler`; upstream stays where the
 * subscriber was.
 *
 *     rill_pipe(pages, rill_observe_on(pool), rill_map(parse),
 *               rill_observe_on(loop), rill_map(store))
 *
 *     in   -1-2-|
 *     rill_observe_on(clock)
 *     out  -1-2-|
 *
 * Each run of a pool stays on one worker, so its order holds. Both schedulers'
 * loops stay alive while the run does.
 *
 * Upstream is subscribed at once, by the thread that subscribes, so that no
 * item is missed: before anything behind it has begun, and so even if that,
 * like rill_take(0), will want nothing.
 *
 * Where there are two processors or more, a side that has nothing to do looks
 * for some microseconds whether the other one is about to change that, before
 * it sleeps; when that was in vain lately, less and less often.
 *
 * Demand: asks upstream for `.capacity` items, and again after 75 % were
 * taken. Upstream waits when they are under way: for another policy put
 * rill_on_overflow() before it.
 * Errors: overtake the items that wait, which are dropped, unless
 * .delay_error; RILL_ECLOSED when the scheduler of upstream is closed before
 * its end.
 * `.dropped` sees, in their order, the items that were under way when the run
 * was cancelled, when a scheduler was closed, or when an error overtook them,
 * so that each item of upstream has either gone down or come there. It is
 * called by the side that lets go last, mostly upstream's, never by both at
 * once; a failure that it returns goes to the unhandled hook there. With it,
 * items go down one by one.
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
  rill_fn_t dropped; /**< called with each item that is let go on the way */
} rill_subscribe_on_opts_t;

/**
 * Everything upstream runs on `scheduler`, subscribing included; downstream
 * stays where it was.
 *
 *     rill_pipe(rill_defer(read_all), rill_subscribe_on(pool))
 *
 *     in   -1-2-|
 *     rill_subscribe_on(clock)
 *     out  -1-2-|
 *
 * Demand, errors, `.dropped`: as for rill_observe_on(); RILL_ECLOSED when
 * `scheduler` is closed.
 * Same as: RxPY subscribe_on, Reactor subscribeOn.
 */
#define rill_subscribe_on(...)                                                \
  rill_subscribe_on_opts(&(const rill_subscribe_on_opts_t){                   \
      .size = sizeof(rill_subscribe_on_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_subscribe_on_opts(
    const rill_subscribe_on_opts_t *options);

/** For rill_unsubscribe_on(pool, .capacity = 64). */
typedef struct rill_unsubscribe_on_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; it must not be NULL */
  int64_t capacity;            /**< items under way at most; 0: 1024 */
  bool delay_error;            /**< an error waits for the items before it */
  rill_fn_t dropped; /**< called with each item that is let go on the way */
} rill_unsubscribe_on_opts_t;

/**
 * Upstream is cancelled and released on `scheduler`, where closing things may
 * take its time: what is called at the end of a run, and the contexts that it
 * lets go of.
 *
 *     rill_pipe(rill_create(open_device), rill_unsubscribe_on(pool))
 *
 *     in   -1-2-|
 *     rill_unsubscribe_on(clock)
 *     out  -1-2-|
 *
 * A run is released where it lives. So upstream lives there from the start, as
 * with rill_subscribe_on(); the name says what for.
 * Demand, errors, `.dropped`: as for rill_subscribe_on().
 * Same as: RxJava unsubscribeOn, Reactor cancelOn.
 */
#define rill_unsubscribe_on(...)                                              \
  rill_unsubscribe_on_opts(&(const rill_unsubscribe_on_opts_t){               \
      .size = sizeof(rill_unsubscribe_on_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_unsubscribe_on_opts(
    const rill_unsubscribe_on_opts_t *options);

/** For rill_on_overflow(RILL_OVERFLOW_DROP_HEAD, .capacity = 16). */
typedef struct rill_on_overflow_opts {
  size_t size; /**< set by the macro */
  rill_overflow_t policy;
  int64_t capacity;  /**< items queued at most; 0: 256 */
  rill_fn_t dropped; /**< called with each item that is dropped */
  bool delay_error;  /**< an error waits for the items before it */
  rill_time_t ttl;   /**< drops what has waited so long; 0: nothing */
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
 * `.dropped` also sees what is queued when the run is cancelled or fails, and
 * what is dropped because it waited for `.ttl`, whatever the policy.
 * Same as: Reactor onBackpressureBuffer, onBackpressureDrop,
 * onBackpressureLatest, onBackpressureError.
 */
#define rill_on_overflow(...)                                                 \
  rill_on_overflow_opts(&(const rill_on_overflow_opts_t){                     \
      .size = sizeof(rill_on_overflow_opts_t), .policy = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_on_overflow_opts(
    const rill_on_overflow_opts_t *options);

/**
 * While downstream does not ask, folds items into one: acc(acc(seed0(), a),
 * b), and so on. What it asks for it gets at once; an item that nobody waited
 * for is acc(seed0(), item).
 *
 *     in   -1-2-3-4-|
 *     rill_conflate(rill_call(none_yet), add)
 *     out  -1-2-3-4-|
 *
 * Asked for one item on tick 6 and for no other, it gives 6 there, which is
 * 1 + 2 + 3, and keeps the 4.
 * Demand: asks upstream for all.
 * Errors: overtake the item that waits; completion comes after it.
 * Same as: Akka conflateWithSeed; nothing in RxPY or Reactor.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_conflate(rill_fn_t seed0,
                                                            rill_fn_t acc);

/**
 * rill_conflate() of at most `max` items into one: then upstream waits.
 *
 *     in   -1-2-3-4-|
 *     rill_batch(2, rill_call(none_yet), add)
 *     out  -1-2-3-4-|
 *
 * Demand: asks upstream for `max` items, and again as they go down.
 * Errors: as for rill_conflate().
 * Same as: Akka batch; nothing in RxPY or Reactor.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_batch(int64_t max,
                                                         rill_fn_t seed0,
                                                         rill_fn_t acc);

/** For rill_limit_request(64, .low = 16). */
typedef struct rill_limit_request_opts {
  size_t size;  /**< set by the macro */
  int64_t high; /**< a portion */
  int64_t low;  /**< asks again when no more than so many are left */
} rill_limit_request_opts_t;

/**
 * Asks upstream in portions: for `high` items first, and again, up to `high`,
 * when `.low` of them are left.
 *
 *     in   (12345|)
 *     rill_limit_request(2)
 *     out  (12345|)
 *
 * Demand: in all what downstream asks for, never more; and never for more than
 * `high` at once.
 * Same as: Reactor limitRate.
 */
#define rill_limit_request(...)                                               \
  rill_limit_request_opts(&(const rill_limit_request_opts_t){                 \
      .size = sizeof(rill_limit_request_opts_t), .high = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_limit_request_opts(
    const rill_limit_request_opts_t *options);

/** Operators and how many they are, as options. */
#define RILL_OPERATORS(...)                                                   \
  .operators = (rill_operator_t *const[]){__VA_ARGS__},                       \
  .operator_count = sizeof((rill_operator_t *const[]){__VA_ARGS__}) /         \
                    sizeof(rill_operator_t *)

/** For rill_parallel(4, RILL_OPERATORS(…), .scheduler = pool). */
typedef struct rill_parallel_opts {
  size_t size;   /**< set by the macro */
  int64_t count; /**< rails; 0: one for each worker of the pool */
  rill_operator_t *const *operators; /**< the array is copied, what is in it
                                          taken over */
  size_t operator_count;
  rill_scheduler_t *scheduler; /**< borrowed; NULL: the run's own */
  bool ordered;     /**< what comes of an item waits for the items before it */
  int64_t capacity; /**< items under way in each rail; 0: 256 */
} rill_parallel_opts_t;

/**
 * Deals the items out to `count` rails in turn, each of which has operators of
 * its own and a worker of the pool to run them; then brings together what
 * these give, as it comes or in order.
 *
 *     rill_pipe(pages,
 *               rill_parallel(4, RILL_OPERATORS(rill_map(parse)),
 *                             .scheduler = pool, .ordered = true),
 *               rill_map(store))
 *
 *     in   -1-2-3-4-|
 *     rill_parallel(2, RILL_OPERATORS(rill_scan(add)))
 *     out  -1-2-4-6-|
 *
 * Upstream and downstream stay where they are. A rail that has as much as it
 * asked for is passed over; one that has ended gets nothing more. Ends with
 * the last of them.
 * With `.ordered`, what an operator gives later than in answer to an item (as
 * rill_delay() does) counts to one of the next items; operators that run
 * what is before them by themselves (rill_retry(), rill_observe_on()…) are
 * refused.
 * Demand: asks upstream for `.capacity` items for each rail, and again as they
 * are taken.
 * Errors: the first one ends it and cancels the others; one of upstream
 * overtakes what is under way.
 * Same as: Reactor parallel, runOn and sequential.
 */
#define rill_parallel(...)                                                    \
  rill_parallel_opts(&(const rill_parallel_opts_t){                           \
      .size = sizeof(rill_parallel_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_parallel_opts(
    const rill_parallel_opts_t *options);

/**
 * After `count` items without a pause, lets the loop breathe: timers, other
 * runs and other threads have their turn before it goes on, at the same time.
 *
 *     in   (12345|)
 *     rill_yield_every(2)
 *     out  (12345|)
 *
 * For work that would keep a loop busy for long at a stretch. An end does not
 * wait.
 * Demand: asks upstream for no more than up to the next pause.
 * Same as: nothing in RxPY or Reactor.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_yield_every(int64_t count);

RILL_END

#endif
