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
 * where timers ask for it. For scripts and tests without a loop. */
RILL_API RILL_OWNED rill_scheduler_t *rill_immediate_scheduler_new(void);

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

/** A pool of worker threads of its own. Each chain that comes to it stays on
 * one worker, so its order holds. */
typedef struct rill_pool_opts {
  size_t size;     /**< set by the macro */
  unsigned threads; /**< 0: one per processor, at most 256 */
  void (*init)(void *context); /**< on each worker's thread, before its work */
  void (*fini)(void *context); /**< on each worker's thread, at its end */
  void *context;
} rill_pool_opts_t;
#define rill_pool_scheduler_new(...)                                          \
  rill_pool_scheduler_opts(&(const rill_pool_opts_t){                         \
      .size = sizeof(rill_pool_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED rill_scheduler_t *rill_pool_scheduler_opts(
    const rill_pool_opts_t *options);
/** How many workers the pool has. */
RILL_API unsigned rill_pool_threads(const rill_scheduler_t *pool);

/**
 * Stops it: cancels every run that lives on it, drops its timers, and closes
 * its own handles. Asynchronous like uv_close: on a uv loop the handles are
 * gone after the loop has run once more. A pool joins its workers. Takes over
 * the reference; call it on the scheduler's own thread. NULL is allowed.
 */
RILL_API void rill_scheduler_close(rill_scheduler_t *scheduler);

/** The scheduler's clock. Any thread for real clocks. */
RILL_API rill_time_t rill_now(rill_scheduler_t *scheduler);
/** Whether the calling thread is the one that the scheduler runs on. */
RILL_API bool rill_scheduler_is_current(const rill_scheduler_t *scheduler);
RILL_API const char *rill_scheduler_name(const rill_scheduler_t *scheduler);

/** Runs `function` (arity 0, taken over) on the scheduler, later and in order.
 * Any thread. 0, RILL_EAGAIN when 65,536 are waiting, RILL_ECLOSED,
 * RILL_ENOMEM; the function is dropped in each case. */
RILL_API int rill_post(rill_scheduler_t *scheduler, rill_fn_t function);
/** The same after `delay` nanoseconds; on the scheduler's own thread only. */
RILL_API int rill_post_after(rill_scheduler_t *scheduler, rill_time_t delay,
                             rill_fn_t function);

/** Called with an error that nobody handles (borrowed). NULL restores the
 * default, which prints one paragraph to stderr. */
typedef void (*rill_unhandled_fn)(rill_error_t *error, void *context);
RILL_API void rill_scheduler_on_unhandled(rill_scheduler_t *scheduler,
                                          rill_unhandled_fn hook,
                                          void *context);

/** Writes a line for each run that lives on the scheduler: its stages and its
 * call site, demand and age. */
RILL_API void rill_scheduler_dump(rill_scheduler_t *scheduler, FILE *stream);
/** How many runs live on the scheduler, not counting inner ones. */
RILL_API size_t rill_scheduler_runs(const rill_scheduler_t *scheduler);

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
  /** For a scheduler of several threads: which one takes the next run. It must
   * be a scheduler with a driver of its own. May be NULL. */
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
