/* SPDX-License-Identifier: MIT */
/* Subjects: observables that one can push into. There are four of them, which
 * differ in what a new subscriber gets, and one set of functions. */
#ifndef RILL_SUBJECT_H
#define RILL_SUBJECT_H

#include <rill/fn.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** What is pushed into it goes to all who are subscribed at the time; who
 * comes after the end hears the end. It lives on one scheduler: all calls but
 * rill_subject_post() belong to its thread. Subscribers elsewhere get a
 * border. All functions take NULL for a subject that could not be made.
 *
 * The slowest subscriber sets the pace: when it is `capacity` items behind,
 * rill_subject_next() answers RILL_EAGAIN. A subscriber that must not slow the
 * others down gets a queue and a policy of its own:
 *
 *     rill_pipe(rill_subject_observable(prices),
 *               rill_on_overflow(RILL_OVERFLOW_DROP_HEAD, .capacity = 100))
 *
 * The pictures below show what somebody gets who subscribes when 1, 2 and 3
 * were pushed, and when it was completed after that. */
typedef struct rill_subject rill_subject_t;
RILL_API extern const rill_type_t rill_subject_type;

/** For rill_subject_new(loop, .capacity = 16). */
typedef struct rill_subject_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t capacity; /**< how far the slowest subscriber may be behind, and how
                         many posts may wait; 0: 256 */
} rill_subject_opts_t;

/**
 * A new subject; drop it with rill_unref().
 *
 *     while_open(rill_subject_new(clock))
 *     out  -----
 *
 *     completed(rill_subject_new(clock))
 *     out  |
 *
 * NULL without memory, without a scheduler, or for a negative capacity.
 * Same as: RxPY Subject, Reactor Sinks.multicast().
 */
#define rill_subject_new(...)                                                 \
  rill_subject_opts(&(const rill_subject_opts_t){                             \
      .size = sizeof(rill_subject_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_subject_t *rill_subject_opts(
    const rill_subject_opts_t *options);

/** For rill_behavior_new(loop, rill_int(1), .capacity = 16). */
typedef struct rill_behavior_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  rill_value_t value; /**< the first current value; taken over */
  int64_t capacity;   /**< as for rill_subject_new(), the current value
                           counts too */
} rill_behavior_opts_t;

/**
 * A subject that has a current value: the last one pushed, at first `value`.
 * A new subscriber gets it before all that comes later; after the end only
 * the end.
 *
 *     rill_subject_t *level = rill_behavior_new(loop, rill_int(1));
 *     rill_unref(rill_subscribe(loop, rill_subject_observable(level),
 *                               .next = draw));              draws 1
 *     rill_subject_next(level, rill_int(2));                 draws 2
 *
 *     while_open(rill_behavior_new(clock, rill_int(0)))
 *     out  3----
 *
 *     completed(rill_behavior_new(clock, rill_int(0)))
 *     out  |
 *
 * A subscriber gets every value, not just the latest: `capacity` is how far
 * the slowest may be behind before rill_subject_next() answers RILL_EAGAIN.
 * Put rill_on_overflow(RILL_OVERFLOW_LATEST) behind it for one that wants no
 * more than the latest.
 *
 * NULL as for rill_subject_new(), and for an error as the value.
 * Same as: RxPY BehaviorSubject, Reactor Sinks.replay().latest().
 */
#define rill_behavior_new(...)                                                \
  rill_behavior_opts(&(const rill_behavior_opts_t){                           \
      .size = sizeof(rill_behavior_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_subject_t *rill_behavior_opts(
    const rill_behavior_opts_t *options);

/** The current value of a behavior, also after its end; borrowed until the
 * next push. RILL_NONE for any other subject. */
RILL_API rill_value_t rill_subject_value(const rill_subject_t *subject);

/** For rill_replay_subject_new(loop, .count = 10, .window = RILL_SEC(60)). */
typedef struct rill_replay_subject_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t count;      /**< items kept; 0: 256 */
  rill_time_t window; /**< how long; 0: for ever */
  int64_t capacity;   /**< as for rill_subject_new() */
} rill_replay_subject_opts_t;

/**
 * A subject that keeps its last items: a late subscriber hears those first,
 * also after the end or an error, which then comes behind them.
 *
 *     while_open(rill_replay_subject_new(clock, .count = 2))
 *     out  (23)-
 *
 *     completed(rill_replay_subject_new(clock, .count = 2))
 *     out  (23|)
 *
 * What is kept and a new subscriber has not asked for counts towards
 * `capacity`: rill_subject_next() answers RILL_EAGAIN until it has caught up.
 *
 * NULL as for rill_subject_new(), and for a negative count or window.
 * Same as: RxPY ReplaySubject, Reactor Sinks.replay().limit().
 */
#define rill_replay_subject_new(...)                                          \
  rill_replay_subject_opts(&(const rill_replay_subject_opts_t){               \
      .size = sizeof(rill_replay_subject_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_subject_t *rill_replay_subject_opts(
    const rill_replay_subject_opts_t *options);

/** For rill_async_subject_new(loop, .capacity = 16). */
typedef struct rill_async_subject_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t capacity; /**< how many posts may wait; 0: 256 */
} rill_async_subject_opts_t;

/**
 * A subject of one result: the last item, when it completes, to all who are
 * subscribed and to all who come later. After an error only the error.
 *
 *     while_open(rill_async_subject_new(clock))
 *     out  -----
 *
 *     completed(rill_async_subject_new(clock))
 *     out  (3|)
 *
 * It never answers RILL_EAGAIN to rill_subject_next(): of all items only the
 * last one is kept, however slow the subscribers are.
 *
 * NULL as for rill_subject_new().
 * Same as: RxPY AsyncSubject, Reactor Sinks.one().
 */
#define rill_async_subject_new(...)                                           \
  rill_async_subject_opts(&(const rill_async_subject_opts_t){                 \
      .size = sizeof(rill_async_subject_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_subject_t *rill_async_subject_opts(
    const rill_async_subject_opts_t *options);

/** The stream of what is pushed. Borrows the subject. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_subject_observable(
    rill_subject_t *subject);

/** Pushes an item, borrowed, to every subscriber or to none. 0; RILL_EAGAIN
 * when a subscriber is `capacity` items behind; RILL_ECLOSED after the end;
 * RILL_EINVAL for an error value; RILL_ENOMEM; RILL_EWRONGTHREAD. From inside
 * of another push it waits for its turn. */
RILL_API int rill_subject_next(rill_subject_t *subject, rill_value_t item);
/** Ends with an error, taken over; it overtakes what subscribers have not
 * asked for, and posts that wait. 0, RILL_ECLOSED after the end, RILL_EWRONGTHREAD. */
RILL_API int rill_subject_error(rill_subject_t *subject, rill_error_t *error);
/** Completes; subscribers first get what they are behind, and what was posted
 * before. As above. */
RILL_API int rill_subject_complete(rill_subject_t *subject);
RILL_API bool rill_subject_has_observers(const rill_subject_t *subject);
/** Calls `f()` whenever there is room again after RILL_EAGAIN. Replaces the
 * function set before; taken over. */
RILL_API void rill_subject_on_ready(rill_subject_t *subject, rill_fn_t f);

/** Pushes from any thread, later and in order; the item is borrowed. 0;
 * RILL_EAGAIN when `capacity` posts wait already; RILL_ECLOSED after the end
 * or when the scheduler is closed; RILL_EINVAL; RILL_ENOMEM. */
RILL_API int rill_subject_post(rill_subject_t *subject, rill_value_t item);

RILL_END

#endif
