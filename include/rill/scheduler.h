/* SPDX-License-Identifier: MIT */
/* Schedulers: where and when work runs. */
#ifndef RILL_SCHEDULER_H
#define RILL_SCHEDULER_H

#include <stdio.h>

#include <rill/fn.h>
#include <rill/object.h>

struct uv_loop_s;

RILL_BEGIN

/** One thread's worth of work: timers, jobs, and what other threads post.
 * Everything of one run happens on one scheduler, so no locks are needed. */
typedef struct rill_scheduler rill_scheduler_t;
RILL_API extern const rill_type_t rill_scheduler_type;

/** Runs on the caller's loop, never owns it; several may share one loop. While
 * a timer, a job or a border of ours is pending, the loop stays alive.
 * Close it with rill_scheduler_close(), then let the loop run once more. */
RILL_API RILL_OWNED rill_scheduler_t *rill_uv_scheduler_new(
    struct uv_loop_s *loop);

/** The loop that a scheduler of rill_uv_scheduler_new() runs on; NULL for any
 * other. Any thread. */
RILL_API struct uv_loop_s *rill_uv_loop(const rill_scheduler_t *scheduler);

/** Here and now: rill_subscribe() on it returns when the run is over, sleeping
 * where timers ask for it. For scripts and tests without a loop. It belongs to
 * the thread that made it; what others post to it runs when that calls it.
 *
 * What is subscribed from inside of its work, in a callback, starts at once,
 * in the middle of that; its timers wait for the outermost call.
 * Same as: RxPY ImmediateScheduler, but that timers may be set. */
RILL_API RILL_OWNED rill_scheduler_t *rill_immediate_scheduler_new(void);

/** Here, one after another: as the immediate scheduler, but what is subscribed
 * from inside of its work waits in a queue, with what is posted and in that
 * order, until what is under way has come back. So one run's items are never
 * in the middle of another's, and runs that start runs need no stack. Runs
 * inside of operators, as those of rill_flat_map(), do not wait.
 * Same as: RxPY CurrentThreadScheduler, TrampolineScheduler. */
RILL_API RILL_OWNED rill_scheduler_t *rill_trampoline_scheduler_new(void);

/** Virtual time for tests and recorded data: the clock starts at 0 and moves
 * only by rill_virtual_advance_to() and _by(). */
RILL_API RILL_OWNED rill_scheduler_t *rill_virtual_scheduler_new(void);
/** Runs everything due up to and at `at`, in order, and leaves the clock
 * there. A call from inside of a running task only moves the goal. */
RILL_API void rill_virtual_advance_to(rill_scheduler_t *scheduler,
                                      rill_time_t at);
RILL_API void rill_virtual_advance_by(rill_scheduler_t *scheduler,
                                      rill_time_t span);
/** Runs until nothing is scheduled; returns the clock. */
RILL_API rill_time_t rill_virtual_run(rill_scheduler_t *scheduler);

/** For rill_new_thread_scheduler(.max_threads = 8). */
typedef struct rill_new_thread_opts {
  size_t size;         /**< set by the macro */
  int64_t max_threads; /**< at work at once; 0: 256 */
} rill_new_thread_opts_t;

/**
 * Each run that comes to it, and each post, has a thread of its own, which
 * ends with it. What is to live on after them (a subject, a queue) has no place
 * here. Closing it cancels and joins all threads; one of them may close it,
 * as with a pool. NULL for bad options, and without threads or memory.
 *
 * Errors: of a run: RILL_EAGAIN when `.max_threads` are at work, or when the
 * system has no more. rill_post() answers the same.
 * Same as: RxPY NewThreadScheduler.
 */
#define rill_new_thread_scheduler(...)                                        \
  rill_new_thread_scheduler_opts(&(const rill_new_thread_opts_t){             \
      .size = sizeof(rill_new_thread_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED rill_scheduler_t *rill_new_thread_scheduler_opts(
    const rill_new_thread_opts_t *options);

/* --- Pools ---------------------------------------------------------------- */

/** For rill_pool_scheduler_new(.threads = 4). */
typedef struct rill_pool_opts {
  size_t size;     /**< set by the macro */
  unsigned threads; /**< 0: one per processor, at most 256 */
  void (*init)(void *context); /**< on each worker's thread, before its work */
  void (*fini)(void *context); /**< on each worker's thread, at its end */
  void *context;
  int64_t capacity; /**< functions that may wait for a worker; 0: 4096 */
} rill_pool_opts_t;

/**
 * Worker threads of its own. Each run that comes to it lives on one worker,
 * the one with least to do, so its order holds; posts go to the one with least
 * to do then, too. Functions that were submitted (see executor.h) wait in one
 * queue, and the next worker that is free takes the first. NULL for bad
 * options, and when the system has no more threads or memory.
 *
 * With `.threads = 1` it is a thread with one event queue of its own: all that
 * comes to it runs there, and all posts in their order.
 *
 * All functions named rill_pool_… may be called by any thread.
 * Same as: RxPY ThreadPoolScheduler, EventLoopScheduler; Reactor parallel,
 * boundedElastic.
 */
#define rill_pool_scheduler_new(...)                                          \
  rill_pool_scheduler_opts(&(const rill_pool_opts_t){                         \
      .size = sizeof(rill_pool_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED rill_scheduler_t *rill_pool_scheduler_opts(
    const rill_pool_opts_t *options);
/** How many workers the pool has; 0 if it is no pool. */
RILL_API unsigned rill_pool_threads(const rill_scheduler_t *pool);
/** Which worker of its pool this thread is, from 0 on; -1 if it is none. */
RILL_API int rill_pool_worker(void);

/** What this worker keeps under `key`, any address that is the program's own;
 * NULL if there is nothing, or if this thread is no worker. */
RILL_API void *rill_pool_local(const void *key);
/** Has this worker keep a value of its own, until the next one for the same
 * key, or until the end, after `.fini`: rill_own(connection, disconnect). 0,
 * RILL_EWRONGTHREAD if this thread is no worker, RILL_ENOMEM; then the value is
 * dropped at once. */
RILL_API int rill_pool_set_local(const void *key, rill_context_t value);

/** What a pool, or one worker, has done and has still to do. */
typedef struct rill_pool_stats {
  size_t size;      /**< sizeof(rill_pool_stats_t), set by the caller */
  uint64_t queued;  /**< functions that wait for a worker; of one worker: 0 */
  uint64_t running; /**< functions under way */
  uint64_t done;    /**< functions that have returned */
  uint64_t refused; /**< functions that were not taken; of one worker: 0 */
  uint64_t load;    /**< runs, posts and functions under way, where they live */
} rill_pool_stats_t;
enum { RILL_POOL_ALL = -1 };
/** Those of worker `worker`, or of RILL_POOL_ALL. 0 or RILL_EINVAL. */
RILL_API int rill_pool_stats(const rill_scheduler_t *pool, int worker,
                             rill_pool_stats_t *stats);

/** How a pool is shut down. */
typedef enum rill_pool_how {
  RILL_POOL_DRAIN = 1, /**< what it has is done, and runs come to their end */
  RILL_POOL_CANCEL /**< what waits is dropped, and runs are cancelled */
} rill_pool_how_t;
/**
 * The pool takes nothing new: what comes is answered by RILL_ECLOSED. When it
 * has come to the end of what it has, its threads end. Does not wait, and may
 * be called again, to cancel what takes too long. What a function is doing is
 * not interrupted, but it is told: rill_is_canceled(). It has still to be
 * closed. 0, or RILL_EINVAL if it is no pool.
 */
RILL_API int rill_pool_shutdown(rill_scheduler_t *pool, rill_pool_how_t how);
/** Sleeps until the pool has stopped after rill_pool_shutdown(): 0, or
 * RILL_ETIMEDOUT after `timeout`; RILL_EWRONGTHREAD on one of its own threads.
 * For who must not sleep: rill_pool_stopped(). */
RILL_API int rill_pool_wait(rill_scheduler_t *pool, rill_time_t timeout);

/**
 * Stops it: cancels every run that lives on it, drops its timers, and closes
 * its own handles. Asynchronous like uv_close: on a uv loop the handles are
 * gone after the loop has run once more. Takes over the reference; call it on
 * the scheduler's own thread. NULL is allowed.
 *
 * A pool may be closed from any thread. It joins its workers; closed by one of
 * them, it cannot wait for that one: then it returns at once, and the last
 * worker to end does the rest (rill_pool_wait() waits for that, with a
 * reference of one's own).
 */
RILL_API void rill_scheduler_close(rill_scheduler_t *scheduler);

/** The scheduler's clock. Any thread for real clocks. */
RILL_API rill_time_t rill_now(rill_scheduler_t *scheduler);
/** Whether the calling thread is the one that the scheduler runs on. */
RILL_API bool rill_scheduler_is_current(const rill_scheduler_t *scheduler);
RILL_API const char *rill_scheduler_name(const rill_scheduler_t *scheduler);

/** Runs `function` (arity 0, taken over) on the scheduler, later and in order.
 * Any thread. 0, RILL_EAGAIN when 65,536 are waiting, RILL_ECLOSED,
 * RILL_ENOMEM; the function is dropped in each case. A scheduler that works
 * where it is called has run it when this returns, unless it is at work. */
RILL_API int rill_post(rill_scheduler_t *scheduler, rill_fn_t function);
/** The same after `delay` nanoseconds; on the scheduler's own thread only, or
 * on one of a pool's, where it will run. */
RILL_API int rill_post_after(rill_scheduler_t *scheduler, rill_time_t delay,
                             rill_fn_t function);

/** Called with an error that nobody handles (borrowed). NULL restores the
 * default, which prints one paragraph to stderr. */
typedef void (*rill_unhandled_fn)(rill_error_t *error, void *context);
RILL_API void rill_scheduler_on_unhandled(rill_scheduler_t *scheduler,
                                          rill_unhandled_fn hook,
                                          void *context);

/** An item that an operator let go. All is borrowed. */
typedef struct rill_dropped {
  size_t size;
  rill_value_t item;
  const char *stage; /**< the operator, without the prefix: "filter" */
  int position;      /**< of the stage in its pipe: 0 is the source; -1 */
  const char *site;  /**< where the run was subscribed: "file.c:14"; "" for what
                          has outlived it, as a window may */
} rill_dropped_t;
typedef void (*rill_dropped_fn)(const rill_dropped_t *dropped, void *context);

/**
 * Calls `hook` with each item that an operator lets go, before it is released:
 * what a filter turns away, what is overtaken by a later item or finds a queue
 * full, and what is held when the run ends, fails or is cancelled. It does not
 * see what a function was to make something else of (map, reduce), what is kept
 * for subscribers to come after it went on (replay), nor what a source has not
 * yet emitted. Of an item that is to go into several lists or windows it may
 * hear though one of them went on.
 *
 * It holds for runs that begin from now on; NULL ends it for all. It is called
 * from inside of the operator, in the thread of the run, and must not call into
 * that run. For debugging, accounts and tests: each item goes the long way, and
 * no faster than with rill_scheduler_watch(). For a scheduler of several
 * threads, before its first run. In the field's words: Reactor's discard hook.
 */
RILL_API void rill_scheduler_on_dropped(rill_scheduler_t *scheduler,
                                        rill_dropped_fn hook, void *context);

/** Writes a line for each run that lives on the scheduler: its stages and its
 * call site, demand and age. On the scheduler's thread; called on another, it
 * writes nothing, and the hook for unhandled errors hears of it there. */
RILL_API void rill_scheduler_dump(rill_scheduler_t *scheduler, FILE *stream);
/** How many runs live on the scheduler, not counting inner ones. */
RILL_API size_t rill_scheduler_runs(const rill_scheduler_t *scheduler);

/** A callback that took its time. All is borrowed. */
typedef struct rill_slow {
  size_t size;
  /** Of the operator that it belongs to, without the prefix: "map"; of an
   * observer "subscribe"; NULL for what no item comes with: sources, timers,
   * ends. */
  const char *stage;
  int position;     /**< of the stage in its pipe: 0 is the source; -1 */
  const char *site; /**< where the run was subscribed: "file.c:14" */
  rill_time_t span; /**< what it took, without the stages below it */
} rill_slow_t;
typedef void (*rill_slow_fn)(const rill_slow_t *slow, void *context);

/**
 * Names callbacks that keep the scheduler's thread for `span` or longer, when
 * they have come back: calls `hook`, or, if that is NULL, prints a line to
 * stderr. Stages are told apart in runs that begin from now on. A span of 0
 * ends it. For debugging: it takes the time of each stage and item, by the
 * scheduler's clock; when it is off, it costs a comparison for each call into
 * a run.
 *
 * 0, RILL_EWRONGTHREAD, RILL_ENOMEM; RILL_EINVAL for a negative span, and for
 * a scheduler of several threads.
 */
RILL_API int rill_scheduler_watch(rill_scheduler_t *scheduler,
                                  rill_time_t span, rill_slow_fn hook,
                                  void *context);

/* A scheduler of one's own: a GUI loop, a foreign runtime. The library keeps
 * the timers and the queues; the driver says the time and calls back. */
typedef struct rill_scheduler_driver {
  size_t size; /**< sizeof(rill_scheduler_driver_t) */
  const char *name;
  rill_time_t (*now)(void *self);
  /** Have rill_scheduler_turn() called at `due` on the scheduler's thread (as
   * soon as possible if that is not after now). RILL_TIME_NEVER: no need.
   * Replaces the call asked for before. */
  void (*arm)(void *self, rill_time_t due);
  /** From any thread: have rill_scheduler_turn() called soon. */
  void (*wake)(void *self);
  /** Something outside of the loop is (true) or is no longer (false) going to
   * call wake(): keep the loop alive until then. May be NULL. */
  void (*hold)(void *self, bool held);
  /** No more calls will come. Let go of everything, later if need be, and
   * then call rill_scheduler_closed(). */
  void (*close)(void *self);
  /** Last of all: the scheduler is being freed. May be NULL. */
  void (*release)(void *self);
  /** Called on leaving the outermost call into the scheduler's runs; a driver
   * without a loop of its own works here. May be NULL. */
  void (*settle)(void *self);
  /** For a scheduler of several threads: which one takes the next run, called
   * by any thread. It must be a scheduler with a driver of its own, and stays
   * the driver's, who must keep it until a run on it is over. May be NULL. */
  rill_scheduler_t *(*pick)(void *self);
  /** Synchronous sources give way to the loop after 10 ms of work. */
  bool breathes;
  /** For rill_run() and iterators: works, and sleeps before it until something
   * is due. False when there is nothing to wait for. May be NULL. */
  bool (*drive)(void *self);
} rill_scheduler_driver_t;

/** `self` is handed to each of the driver's functions; both must outlive the
 * scheduler. NULL when out of memory. */
RILL_API RILL_MUST_USE rill_scheduler_t *rill_scheduler_new(
    const rill_scheduler_driver_t *driver, void *self);
/** Runs what is due: posts, jobs, timers. On the scheduler's thread. */
RILL_API void rill_scheduler_turn(rill_scheduler_t *scheduler);
/** The driver has let go of everything after close(). */
RILL_API void rill_scheduler_closed(rill_scheduler_t *scheduler);

RILL_END

#endif
