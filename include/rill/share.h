/* SPDX-License-Identifier: MIT */
/* Operators that let several subscribers share one run.
 *
 * What is shared belongs to the observable, not to the operator: each pipe
 * that an operator is put into has its own. The shared run lives on the
 * scheduler of its first subscriber; subscribers elsewhere get a border.
 *
 * Demand: upstream is asked for what the slowest subscriber has room for, at
 * most `.capacity` items ahead of it. */
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
 * Same as: RxPY publish, Reactor publish.
 */
#define rill_publish(...)                                                     \
  rill_publish_opts(&(const rill_publish_opts_t){                             \
      .size = sizeof(rill_publish_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_publish_opts(
    const rill_publish_opts_t *options);

/** For rill_replay(.count = 10, .window = RILL_SEC(60)). */
typedef struct rill_replay_opts {
  size_t size;        /**< set by the macro */
  int64_t count;      /**< items kept; 0: 256 */
  rill_time_t window; /**< how long; 0: for ever */
  int64_t capacity;   /**< how far the slowest may be behind; 0: 256 */
} rill_replay_opts_t;

/**
 * The same, and a late subscriber hears the last items first, also after the
 * end.
 *
 * Same as: RxPY replay, Reactor replay.
 */
#define rill_replay(...)                                                      \
  rill_replay_opts(&(const rill_replay_opts_t){                               \
      .size = sizeof(rill_replay_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_replay_opts(
    const rill_replay_opts_t *options);

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
} rill_ref_count_opts_t;

/**
 * Connects the connectable observable before it with the first subscriber and
 * cancels the shared run when the last one has left. Behind rill_replay(), who
 * comes after the end hears what is kept and the end; behind rill_publish() a
 * new run begins.
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

RILL_END

#endif
