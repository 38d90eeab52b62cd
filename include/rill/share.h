/* SPDX-License-Identifier: MIT */
/* Operators that let several subscribers share one run.
 *
 *                      upstream runs          who comes late hears
 *     publish          by rill_connect()      what comes later
 *     publish_value    by rill_connect()      the last item, then that
 *     replay           by rill_connect()      the last items, then that
 *     multicast        by rill_connect()      what the subject gives
 *     … ref_count      while somebody hears
 *     … auto_connect   from the n-th on, for good
 *     share            publish and ref_count
 *     share_replay     replay and ref_count
 *     cache            once; its result stays
 *
 * With a `.selector` the first four are no connectables: each run goes on with
 * the stream that f(shared) gives, where `shared` is an observable that may be
 * subscribed any number of times; upstream is connected once per run, when
 * that stream runs.
 *
 * What is shared belongs to the observable, not to the operator: each pipe
 * that an operator is put into has its own. The shared run lives on the
 * scheduler of its first subscriber; subscribers elsewhere get a border. Any
 * thread may be the first, also when two subscribe at once: one of them is.
 *
 * Demand: upstream is asked for what the slowest subscriber has room for, at
 * most `.capacity` items ahead of it. One that must not slow the others down
 * puts rill_on_overflow() with a policy of its own behind it. */
#ifndef RILL_SHARE_H
#define RILL_SHARE_H

#include <rill/operator.h>
#include <rill/scheduler.h>
#include <rill/subscription.h>

RILL_BEGIN

/** For rill_publish(.capacity = 16). */
typedef struct rill_publish_opts {
  size_t size;      /**< set by the macro */
  int64_t capacity; /**< how far the slowest may be behind; 0: 256 */
  rill_fn_t selector; /**< f(shared); not set: connectable */
} rill_publish_opts_t;

/**
 * Makes the stream connectable: subscribers wait until rill_connect() runs
 * upstream, once, for all of them. Who comes later hears what comes later; who
 * comes after the end hears the end, until it is connected anew.
 *
 *     rill_observable_t *shared = rill_pipe(ticks, rill_publish());
 *     rill_observable_t *again = rill_ref(shared), *run = rill_ref(shared);
 *     rill_unref(rill_subscribe(loop, shared, .next = draw));
 *     rill_unref(rill_subscribe(loop, again, .next = count));
 *     rill_unref(rill_connect(loop, run));
 *
 * With a selector:
 *
 *     in   -1-2-3-4-|
 *     rill_publish(.selector = rill_call(sums_of_neighbours))
 *     out  ---3-5-7-|
 *
 * Same as: RxPY publish, Reactor publish.
 */
#define rill_publish(...)                                                     \
  rill_publish_opts(&(const rill_publish_opts_t){                             \
      .size = sizeof(rill_publish_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_publish_opts(
    const rill_publish_opts_t *options);

/** For rill_publish_value(rill_int(1), .capacity = 16). */
typedef struct rill_publish_value_opts {
  size_t size;        /**< set by the macro */
  rill_value_t value; /**< taken over */
  int64_t capacity;   /**< as for rill_publish() */
  rill_fn_t selector; /**< f(shared); not set: connectable */
} rill_publish_value_opts_t;

/**
 * rill_publish() whose subscribers get the last item first, before the first
 * one `value`. Who comes after the end hears only that.
 *
 *     in   -1-2-3-|
 *     rill_compose(rill_publish_value(rill_int(7)), rill_ref_count())
 *     out  71-2-3-|
 *
 * Errors: an error as `value`.
 * Same as: RxPY publish_value, Reactor startWith and replay(1).
 */
#define rill_publish_value(...)                                               \
  rill_publish_value_opts(&(const rill_publish_value_opts_t){                 \
      .size = sizeof(rill_publish_value_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_publish_value_opts(
    const rill_publish_value_opts_t *options);

/** For rill_replay(.count = 10, .window = RILL_SEC(60)). */
typedef struct rill_replay_opts {
  size_t size;        /**< set by the macro */
  int64_t count;      /**< items kept; 0: 256 */
  rill_time_t window; /**< how long; 0: for ever */
  int64_t capacity;   /**< how far the slowest may be behind; 0: 256 */
  rill_fn_t selector; /**< f(shared); not set: connectable */
} rill_replay_opts_t;

/**
 * rill_publish() whose late subscribers hear the last items first, also after
 * the end, which comes behind them.
 *
 *     in   -1-2-3-|
 *     rill_replay(.count = 2, .selector = rill_call(then_once_more))
 *     out  -1-2-3-(23|)
 *
 * Same as: RxPY replay, Reactor replay.
 */
#define rill_replay(...)                                                      \
  rill_replay_opts(&(const rill_replay_opts_t){                               \
      .size = sizeof(rill_replay_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_replay_opts(
    const rill_replay_opts_t *options);

/** For rill_multicast(subject0, .selector = f). */
typedef struct rill_multicast_opts {
  size_t size;        /**< set by the macro */
  rill_fn_t subject0; /**< makes a subject */
  rill_fn_t selector; /**< f(shared); not set: connectable */
} rill_multicast_opts_t;

/**
 * rill_publish() through a subject that `subject0()` makes: what it gives its
 * subscribers is what they hear, and what the program pushes into it they hear
 * too. Called for the first subscriber, and again for a new run after the end.
 *
 *     in   -1-2-3-|
 *     rill_compose(rill_multicast(rill_call(new_async_subject)),
 *                  rill_ref_count())
 *     out  -------(3|)
 *
 * When the program ends the subject, upstream is cancelled.
 * Demand: upstream is asked for what the subject has room for.
 * Errors: RILL_ETYPE when it is no subject, RILL_EWRONGTHREAD when that lives
 * on another thread than the first subscriber.
 * Same as: RxPY multicast, RxJS connect.
 */
#define rill_multicast(...)                                                   \
  rill_multicast_opts(&(const rill_multicast_opts_t){                         \
      .size = sizeof(rill_multicast_opts_t), .subject0 = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_multicast_opts(
    const rill_multicast_opts_t *options);

/** Runs upstream of a connectable observable (taken over) for all its
 * subscribers; if it runs already, gives another handle. Cancelling it ends
 * the subscribers with RILL_ECANCELED. On the thread of the scheduler. Never
 * NULL; what was wrong goes to the scheduler's unhandled hook. */
RILL_API RILL_OWNED rill_subscription_t *rill_connect(
    rill_scheduler_t *scheduler, rill_observable_t *observable);

/** For rill_ref_count(.grace = RILL_SEC(5)). */
typedef struct rill_ref_count_opts {
  size_t size;       /**< set by the macro */
  rill_time_t grace; /**< stays connected so long after the last one has left */
  bool keep_on_complete; /**< after completion: the end instead of a new run */
  bool keep_on_error;    /**< after an error: the error instead of a new run */
  bool keep_on_zero; /**< stays connected when the last one has left */
  bool weak; /**< hears, but neither connects nor counts */
} rill_ref_count_opts_t;

/**
 * Connects the connectable observable before it with the first subscriber and
 * cancels the shared run when the last one has left. Behind rill_replay(), who
 * comes after the end hears what is kept and the end; behind rill_publish() a
 * new run begins.
 *
 * A second one, right behind it or behind rill_share(), rill_share_replay() or
 * rill_cache(), has the same run: with `.weak`, for one that listens in while
 * others keep it running. When those have left, it hears RILL_ECANCELED.
 *
 *     in   -1-2-3-|
 *     rill_compose(rill_publish(), rill_ref_count())
 *     out  -1-2-3-|
 *
 * Errors: when it does not stand right behind a connectable.
 * Same as: RxPY ref_count, Reactor refCount.
 */
#define rill_ref_count(...)                                                   \
  rill_ref_count_opts(&(const rill_ref_count_opts_t){                         \
      .size = sizeof(rill_ref_count_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_ref_count_opts(
    const rill_ref_count_opts_t *options);

/**
 * Connects the connectable observable before it when there are `count`
 * subscribers at once, and never disconnects: the run goes on without any, and
 * who comes after the end hears the end.
 *
 *     in   -1-2-3-|
 *     rill_compose(rill_publish(), rill_auto_connect(1))
 *     out  -1-2-3-|
 *
 * Errors: when it does not stand right behind a connectable.
 * Same as: RxPY auto_connect, Reactor autoConnect.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_auto_connect(int64_t count);

/** For rill_share(.grace = RILL_SEC(5)). */
typedef struct rill_share_opts {
  size_t size;           /**< set by the macro */
  int64_t capacity;      /**< as for rill_publish() */
  rill_time_t grace;     /**< as for rill_ref_count(), and the rest */
  bool keep_on_complete;
  bool keep_on_error;
  bool keep_on_zero;
} rill_share_opts_t;

/**
 * One run of upstream for all who are subscribed at the time: the first one
 * starts it, the last one cancels it, and who comes after the end starts anew.
 *
 *     in   -1-2-3-|
 *     rill_share()
 *     out  -1-2-3-|
 *
 * Same as: rill_publish(), rill_ref_count(). RxPY share (which does not start
 * anew), Reactor share.
 */
#define rill_share(...)                                                       \
  rill_share_opts(&(const rill_share_opts_t){                                 \
      .size = sizeof(rill_share_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_share_opts(
    const rill_share_opts_t *options);

/** For rill_share_replay(10, .window = RILL_SEC(60)). */
typedef struct rill_share_replay_opts {
  size_t size;        /**< set by the macro */
  int64_t count;      /**< items kept; 0: 256 */
  rill_time_t window; /**< how long; 0: for ever */
  int64_t capacity;   /**< as for rill_publish() */
  rill_time_t grace;  /**< as for rill_ref_count() */
  bool keep_on_zero;
} rill_share_replay_opts_t;

/**
 * rill_share() whose late subscribers hear the last `count` items first, and
 * after the end those and the end.
 *
 *     in   -1-2-3-|
 *     rill_share_replay(2)
 *     out  -1-2-3-|
 *
 * Same as: rill_replay(), rill_ref_count(). RxJS shareReplay with refCount,
 * Reactor replay(n).refCount().
 */
#define rill_share_replay(...)                                                \
  rill_share_replay_opts(&(const rill_share_replay_opts_t){                   \
      .size = sizeof(rill_share_replay_opts_t), .count = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_share_replay_opts(
    const rill_share_replay_opts_t *options);

/** For rill_cache(.ttl = RILL_SEC(60)). */
typedef struct rill_cache_opts {
  size_t size;      /**< set by the macro */
  rill_time_t ttl;  /**< how long the result stays; 0: for ever */
  int64_t capacity; /**< items kept at most; 0: 256 */
} rill_cache_opts_t;

/**
 * The first subscriber runs upstream; all of its items and the completion stay
 * for whoever comes later, for `.ttl` after the completion. Then the next one
 * runs it anew. An error is not kept: who comes after it runs anew, too.
 *
 *     in   -1-2-3-|
 *     rill_cache()
 *     out  -1-2-3-|
 *
 * The run goes on when its subscribers leave.
 * Errors: RILL_EOVERFLOW when there are more items than `.capacity`.
 * Same as: Reactor cache.
 */
#define rill_cache(...)                                                       \
  rill_cache_opts(&(const rill_cache_opts_t){                                 \
      .size = sizeof(rill_cache_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_cache_opts(
    const rill_cache_opts_t *options);

RILL_END

#endif
