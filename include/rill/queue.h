/* SPDX-License-Identifier: MIT */
/* Queues and meeting places: where the parts of a program hand things over,
 * take turns, and wait for each other.
 *
 *     rill_queue_t *jobs = rill_queue_new(loop, .capacity = 16);
 *     rill_unref(rill_subscribe(loop, rill_queue_observable(jobs),
 *                               .next = work));
 *     rill_promise_t *fed = rill_to_queue(loop, orders, jobs);
 *
 * What may have to wait gives a promise; who waits is served first come, first
 * served, later, never inside of the call that makes it possible. Cancelling
 * the promise, or a chain behind it, leaves the line at any time, and nothing
 * gets lost: an item, a permit or a lock is handed over in the same moment in
 * which the first handlers of its promise run. Until then it stays where it
 * was, for the next one. A promise of such a thing that nobody holds and nobody
 * waits for is passed over.
 *
 * The lines are bounded: with `.max_waiting` promises in one (0: 65,536) the
 * next is rejected with RILL_EAGAIN. When the last handle of a meeting place
 * goes, whoever still waits is rejected with RILL_ECLOSED. Waiting does not
 * keep a loop alive.
 *
 * A meeting place lives on one scheduler. All of it belongs to its thread, the
 * last rill_unref() too, but rill_queue_post(). From elsewhere functions
 * answer RILL_EWRONGTHREAD, or with a promise that is rejected with it. All of
 * them take NULL for one that could not be made: RILL_EINVAL. */
#ifndef RILL_QUEUE_H
#define RILL_QUEUE_H

#include <rill/flow.h>
#include <rill/fn.h>
#include <rill/observable.h>
#include <rill/promise.h>
#include <rill/scheduler.h>
#include <rill/subscription.h>

RILL_BEGIN

/* --- Queues --------------------------------------------------------------- */

/** A bounded queue. Each item goes to one who gets it. */
typedef struct rill_queue rill_queue_t;
RILL_API extern const rill_type_t rill_queue_type;

/** Which item is the next. */
typedef enum rill_queue_order {
  RILL_QUEUE_FIFO = 0, /**< the oldest */
  RILL_QUEUE_LIFO,     /**< the youngest */
  RILL_QUEUE_PRIORITY  /**< the smallest; of equal ones the oldest */
} rill_queue_order_t;

/** For rill_queue_new(loop, .capacity = 16). */
typedef struct rill_queue_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t capacity;            /**< items at most; 0: 256 */
  rill_queue_order_t order;
  rill_fn_t cmp; /**< with RILL_QUEUE_PRIORITY, cmp(a, b): an int below, at or
                      above 0; not set: rill_value_compare() */
  rill_overflow_t overflow; /**< what becomes of an item more */
  rill_fn_t dropped; /**< called with each item that is dropped */
  int64_t max_waiting; /**< promises in each line at most; 0: 65,536 */
} rill_queue_opts_t;

/**
 * A new queue; drop it with rill_unref(). NULL without memory, without a
 * scheduler, or for a bad option.
 *
 * An item is put into a full queue as `.overflow` says. RILL_OVERFLOW_WAIT:
 * it waits outside. RILL_OVERFLOW_FAIL: RILL_EOVERFLOW. DROP_HEAD and DROP_TAIL
 * drop the oldest and the youngest that is queued; of a priority queue the
 * first and the last in its order, which may be the new one. DROP_NEW drops
 * the new one, DROP_ALL all others, LATEST keeps one item. GROW: no bound but
 * memory. An item that a getter is about to have is not dropped, and does not
 * count towards the capacity.
 *
 * `.dropped` also sees what rill_queue_close() drops, and what is left when
 * the last handle goes; its failures go to the unhandled hook.
 *
 * A priority queue compares log2(length) times for an item that is put, and
 * moves up to half of those that are there: it is made for thousands of items,
 * not for millions. From inside of `.cmp` and `.dropped` all functions that
 * change the queue answer RILL_EPROTOCOL.
 *
 * Same as: asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue, Go chan.
 */
#define rill_queue_new(...)                                                   \
  rill_queue_opts(&(const rill_queue_opts_t){                                 \
      .size = sizeof(rill_queue_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_queue_t *rill_queue_opts(
    const rill_queue_opts_t *options);

/**
 * Puts an item, borrowed, and promises RILL_NONE for when it is in: now if
 * there is room and nobody waits, else when those who came before are in.
 *
 * Cancelling the promise before then drops the item; dropping the promise does
 * not. Rejected with RILL_ECLOSED when the queue is or gets closed, RILL_EINVAL
 * for an error value, RILL_EOVERFLOW, the failure of `.cmp`.
 * Same as: asyncio.Queue.put, Go q <- v.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_queue_put(
    rill_queue_t *queue, rill_value_t item);
/** Puts an item, borrowed, if it need not wait. 0; RILL_EAGAIN when there is
 * no room, or others wait for it; otherwise as above.
 * Same as: asyncio.Queue.put_nowait. */
RILL_API int rill_queue_try_put(rill_queue_t *queue, rill_value_t item);

/**
 * Promises the next item. It is taken when the promise is fulfilled; an item
 * that is a promise or a thenable is waited for then.
 *
 * Rejected with RILL_ECLOSED when the queue is closed and empty.
 * Same as: asyncio.Queue.get, Go <-q.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_queue_get(
    rill_queue_t *queue);
/** Takes the next item, which is the caller's. 0; RILL_EAGAIN when there is
 * none, or those there are go to others who wait; RILL_ECLOSED when the queue
 * is closed and empty.
 * Same as: asyncio.Queue.get_nowait. */
RILL_API int rill_queue_try_get(rill_queue_t *queue, rill_value_t *item);

/** Work on an item that was taken is done. 0, or RILL_EALREADY when it is for
 * all of them. What is dropped is done.
 * Same as: asyncio.Queue.task_done. */
RILL_API int rill_queue_task_done(rill_queue_t *queue);
/** Promises RILL_NONE for when all items that were put are done.
 * Same as: asyncio.Queue.join. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_queue_join(
    rill_queue_t *queue);

/** What becomes of the items in a queue that is closed. */
typedef enum rill_queue_rest {
  RILL_QUEUE_DRAIN = 0, /**< they can still be taken */
  RILL_QUEUE_NOW        /**< they are dropped */
} rill_queue_rest_t;

/** Closes the queue: who waits to put is rejected with RILL_ECLOSED, and so is
 * who waits to get, once nothing is left. 0; RILL_ECLOSED when it is closed
 * already, but RILL_QUEUE_NOW still drops what is left.
 * Same as: asyncio.Queue.shutdown, Go close(q). */
RILL_API int rill_queue_close(rill_queue_t *queue, rill_queue_rest_t rest);
RILL_API bool rill_queue_is_closed(const rill_queue_t *queue);
/** How many items are in it that nobody is about to have.
 * Same as: asyncio.Queue.qsize, Go len(q). */
RILL_API size_t rill_queue_length(const rill_queue_t *queue);
/** RILL_UNBOUNDED with RILL_OVERFLOW_GROW.
 * Same as: asyncio.Queue.maxsize, Go cap(q). */
RILL_API int64_t rill_queue_capacity(const rill_queue_t *queue);

/**
 * The items of the queue, each of which goes to one subscriber, or to one
 * promise: several share the work, in turns. Completes when the queue is closed
 * and empty.
 *
 *     rill_queue_observable(queue_of_three())
 *     out  (123|)
 *
 * Demand: takes no more than is asked for.
 * Runs on: the queue's scheduler; subscribers elsewhere get a border.
 * Owns: references the queue.
 * Same as: Go for v := range q.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_queue_observable(
    rill_queue_t *queue);

/**
 * Runs `observable` on `scheduler` and puts its items into a queue; the
 * promise is fulfilled with RILL_NONE when the stream has ended and all are in.
 *
 *     rill_promise_t *fed = rill_to_queue(loop, orders, queue);
 *
 * Leaves the queue open. Cancelling the promise cancels the run, and drops what
 * waits for room.
 * Demand: asks for what the queue has room for, at least for one item, and
 * again when all of that is in; what has no room when it comes waits in line.
 * A queue that drops, fails or grows is given everything. Where the stream does
 * not run on the queue's scheduler is a border, with items of its own under
 * way.
 * Errors: those of the stream; RILL_ECLOSED as soon as the queue is closed,
 * those of rill_queue_put(): they reject the promise and cancel the run.
 * Owns: takes over the observable; references the queue.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_to_queue(
    rill_scheduler_t *scheduler, rill_observable_t *observable,
    rill_queue_t *queue);

/** Puts from any thread, later and in order; the item is borrowed. What has
 * no room waits in line; RILL_QUEUE_DRAIN lets in what is still waiting then.
 * 0; RILL_EAGAIN when `capacity` posts wait already; RILL_ECLOSED when the
 * queue or its scheduler is closed; RILL_EINVAL; RILL_ENOMEM. What keeps it out
 * later, such as RILL_EOVERFLOW, goes to the unhandled hook.
 * Same as: janus.Queue.sync_q.put_nowait. */
RILL_API int rill_queue_post(rill_queue_t *queue, rill_value_t item);

/* --- Semaphores ----------------------------------------------------------- */

/** A number of permits. */
typedef struct rill_semaphore rill_semaphore_t;
RILL_API extern const rill_type_t rill_semaphore_type;

/** For rill_semaphore_new(loop, .count = 4). */
typedef struct rill_semaphore_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t count;       /**< permits at first */
  int64_t max;         /**< permits at most; 0: no bound */
  int64_t max_waiting; /**< promises in line at most; 0: 65,536 */
} rill_semaphore_opts_t;

/** A new semaphore; drop it with rill_unref(). NULL without memory, without a
 * scheduler, for a negative option, or with more permits than `.max`.
 * Same as: asyncio.Semaphore, with `.max` asyncio.BoundedSemaphore. */
#define rill_semaphore_new(...)                                               \
  rill_semaphore_opts(&(const rill_semaphore_opts_t){                         \
      .size = sizeof(rill_semaphore_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_semaphore_t *rill_semaphore_opts(
    const rill_semaphore_opts_t *options);

/** Promises a permit (RILL_NONE), to be given back by rill_semaphore_release().
 * Same as: asyncio.Semaphore.acquire. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_semaphore_acquire(
    rill_semaphore_t *semaphore);
/** Takes a permit: 0, or RILL_EAGAIN when none is free. */
RILL_API int rill_semaphore_try_acquire(rill_semaphore_t *semaphore);
/** Gives a permit: 0, or RILL_EOVERFLOW beyond `.max`.
 * Same as: asyncio.Semaphore.release. */
RILL_API int rill_semaphore_release(rill_semaphore_t *semaphore);
/** How many permits are free that nobody is about to have. */
RILL_API size_t rill_semaphore_count(const rill_semaphore_t *semaphore);

/* --- Locks ---------------------------------------------------------------- */

/** One at a time: what takes several steps with promises in between is not
 * disturbed by others who take the same lock. */
typedef struct rill_lock rill_lock_t;
RILL_API extern const rill_type_t rill_lock_type;

/** For rill_lock_new(loop, .max_waiting = 10). */
typedef struct rill_lock_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t max_waiting; /**< promises in line at most; 0: 65,536 */
} rill_lock_opts_t;

/** A new lock, which is free; drop it with rill_unref(). NULL without memory,
 * without a scheduler, or for a negative option.
 * Same as: asyncio.Lock, Go sync.Mutex. */
#define rill_lock_new(...)                                                    \
  rill_lock_opts(&(const rill_lock_opts_t){                                   \
      .size = sizeof(rill_lock_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_lock_t *rill_lock_opts(
    const rill_lock_opts_t *options);

/** Promises the lock (RILL_NONE), to be given back by rill_lock_release(). Who
 * has it and takes it again waits for ever.
 * Same as: asyncio.Lock.acquire, Go Mutex.Lock. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_lock_acquire(
    rill_lock_t *lock);
/** Takes the lock: 0, or RILL_EAGAIN.
 * Same as: Go Mutex.TryLock. */
RILL_API int rill_lock_try_acquire(rill_lock_t *lock);
/** Gives it back: 0, or RILL_EALREADY when nobody has it.
 * Same as: asyncio.Lock.release, Go Mutex.Unlock. */
RILL_API int rill_lock_release(rill_lock_t *lock);
/** Whether somebody has it, or is about to.
 * Same as: asyncio.Lock.locked. */
RILL_API bool rill_lock_is_held(const rill_lock_t *lock);

/**
 * Takes the lock, calls `f` (arity 0, taken over), and holds the lock until the
 * promise that it may return is settled, whose outcome is the result.
 *
 *     rill_promise_t *saved = rill_lock_with(lock, rill_call(save));
 *
 * The lock is given back in any case: after a failure, and when the result is
 * cancelled. Cancelled before its turn, `f` is not called.
 * Same as: Python async with lock.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_lock_with(rill_lock_t *lock,
                                                           rill_fn_t f);

/* --- Events --------------------------------------------------------------- */

/** Something that has happened, or has not. */
typedef struct rill_event rill_event_t;
RILL_API extern const rill_type_t rill_event_type;

/** For rill_event_new(loop, .max_waiting = 10). */
typedef struct rill_event_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t max_waiting; /**< promises in line at most; 0: 65,536 */
} rill_event_opts_t;

/** A new event, which is not set; drop it with rill_unref(). NULL without
 * memory, without a scheduler, or for a negative option.
 * Same as: asyncio.Event. */
#define rill_event_new(...)                                                   \
  rill_event_opts(&(const rill_event_opts_t){                                 \
      .size = sizeof(rill_event_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_event_t *rill_event_opts(
    const rill_event_opts_t *options);

/** Sets it: who waits is fulfilled, also when it is cleared right afterwards.
 * 0 or RILL_EWRONGTHREAD.
 * Same as: asyncio.Event.set. */
RILL_API int rill_event_set(rill_event_t *event);
/** Who comes from now on waits for the next time. 0 or RILL_EWRONGTHREAD.
 * Same as: asyncio.Event.clear. */
RILL_API int rill_event_clear(rill_event_t *event);
RILL_API bool rill_event_is_set(const rill_event_t *event);
/** Promises RILL_NONE for when it is set.
 * Same as: asyncio.Event.wait. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_event_wait(
    rill_event_t *event);

/* --- Barriers ------------------------------------------------------------- */

/** A point that a number of parties pass together, again and again. */
typedef struct rill_barrier rill_barrier_t;
RILL_API extern const rill_type_t rill_barrier_type;

/** For rill_barrier_new(loop, .parties = 4). */
typedef struct rill_barrier_opts {
  size_t size; /**< set by the macro */
  rill_scheduler_t *scheduler; /**< borrowed; must not be NULL */
  int64_t parties;             /**< 1 to 65,536 */
} rill_barrier_opts_t;

/** A new barrier; drop it with rill_unref(). NULL without memory, without a
 * scheduler, or for a bad number of parties.
 * Same as: asyncio.Barrier. */
#define rill_barrier_new(...)                                                 \
  rill_barrier_opts(&(const rill_barrier_opts_t){                             \
      .size = sizeof(rill_barrier_opts_t), .scheduler = __VA_ARGS__})
RILL_API RILL_OWNED rill_barrier_t *rill_barrier_opts(
    const rill_barrier_opts_t *options);

/**
 * Promises the place in which one came (an int, from 0) for when all parties
 * are there. Then the barrier is ready for the next round.
 *
 * Who is cancelled before has not been there: the others wait for another one
 * in his stead, and each place is had once. To let them fail instead, call
 * rill_barrier_abort().
 * Same as: asyncio.Barrier.wait.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_barrier_wait(
    rill_barrier_t *barrier);
/** Breaks it: who waits, and who comes before rill_barrier_reset(), is rejected
 * with RILL_EBROKEN. 0 or RILL_EWRONGTHREAD.
 * Same as: asyncio.Barrier.abort. */
RILL_API int rill_barrier_abort(rill_barrier_t *barrier);
/** Makes it whole again, and begins a new round: who waits is rejected with
 * RILL_EBROKEN. 0 or RILL_EWRONGTHREAD.
 * Same as: asyncio.Barrier.reset. */
RILL_API int rill_barrier_reset(rill_barrier_t *barrier);
RILL_API bool rill_barrier_is_broken(const rill_barrier_t *barrier);
/** How many are there and wait.
 * Same as: asyncio.Barrier.n_waiting. */
RILL_API size_t rill_barrier_waiting(const rill_barrier_t *barrier);

RILL_END

#endif
