/* SPDX-License-Identifier: MIT */
/* The inside of a pool: a seat for each worker, and errands, functions that
 * any worker takes from one bounded queue.
 *
 * The pool's own scheduler runs nothing. A worker's is made and closed on the
 * worker's thread, and stays behind, closed, as long as a run refers to it. */
#ifndef RILL_SCHEDULERS_POOL_H
#define RILL_SCHEDULERS_POOL_H

#include "schedulers/parker.h"

typedef struct rill_errand rill_errand_t;
typedef struct rill_pool rill_pool_t;
typedef struct rill_seat rill_seat_t;

typedef struct rill_errand_ops {
  /** On a worker. */
  void (*run)(rill_errand_t *errand);
  /** Last of all, when it counts as done; or, without a `run`, with a status
   * other than 0: the pool was shut down. Any thread. */
  void (*end)(rill_errand_t *errand, int status);
} rill_errand_ops_t;

/** Embed it. */
struct rill_errand {
  const rill_errand_ops_t *ops;
  rill_errand_t *next, *back;
  bool queued;
  bool canceled; /* read by any thread */
};

/** What a full queue does with one more. */
typedef enum rill_errand_full {
  RILL_ERRAND_REFUSE,
  RILL_ERRAND_WAIT,   /* the calling thread does, unless it is a worker */
  RILL_ERRAND_SQUEEZE /* takes it in all the same */
} rill_errand_full_t;

typedef enum rill_pool_state {
  RILL_POOL_OPEN,
  RILL_POOL_DRAINING, /* takes nothing new */
  RILL_POOL_CANCELED  /* lets go of what it has */
} rill_pool_state_t;

/** Called once when the pool has stopped, by a thread of the pool's or by the
 * one that asks. */
typedef struct rill_pool_waiter rill_pool_waiter_t;
struct rill_pool_waiter {
  rill_pool_waiter_t *next;
  void (*stopped)(rill_pool_waiter_t *waiter);
};

struct rill_seat {
  rill_pool_t *pool;
  unsigned index;
  uv_thread_t thread;
  rill_scheduler_t *scheduler; /* NULL: the worker could not be made */
  rill_parker_t *parker;       /* lives as long as the scheduler */
  bool running;                /* there is a thread to join */
  struct rill_local *locals;   /* the worker's alone */
  /* Under the pool's lock. */
  bool idle, left, detached;
  rill_seat_t *next, *back; /* among those that are idle */
  rill_errand_t *errand;    /* under way */
  uint64_t done;
};

struct rill_pool {
  uint32_t references; /* the scheduler's and each thread's */
  rill_scheduler_t *scheduler;
  rill_pool_opts_t options;
  uv_sem_t ready;
  unsigned turn;
  uint32_t state; /* a rill_pool_state_t, read by any thread */
  uv_mutex_t lock;
  uv_cond_t room, end;
  /* Under the lock. */
  rill_errand_t *first, *last;
  size_t queued; /* read by any thread */
  size_t capacity, running;
  uint64_t refused;
  rill_seat_t *idle;
  unsigned alive;
  bool detached, stopped;
  rill_pool_waiter_t *waiters;
  unsigned count;
  rill_seat_t seats[];
};

/** The pool of a scheduler, or NULL if it is none. */
rill_pool_t *rill_pool_of(const rill_scheduler_t *scheduler);
void rill_pool_unref(rill_pool_t *pool);
static inline bool rill_pool_is_in(const rill_pool_t *pool,
                                   rill_pool_state_t state) {
  return __atomic_load_n(&pool->state, __ATOMIC_ACQUIRE) == state;
}

/* --- Workers, in seat.c --------------------------------------------------- */

/** The seat of the worker that this thread is, or NULL. */
rill_seat_t *rill_seat_here(void);
/** Whether this thread is one of the pool's workers. */
bool rill_pool_is_mine(const rill_pool_t *pool);
/** What a worker's thread does, with its seat; posts `ready` early on. */
void rill_seat_main(void *seat);

/* --- Errands, in errands.c ------------------------------------------------ */

/** 0, RILL_EAGAIN when the queue is full, RILL_ECLOSED. Any thread. */
int rill_pool_put(rill_pool_t *pool, rill_errand_t *errand,
                  rill_errand_full_t full);
/** Tells an errand that nobody wants it any more. True if it was in the queue
 * still: then it is out, and neither `run` nor `end` will be called. Any
 * thread. */
bool rill_pool_cancel(rill_pool_t *pool, rill_errand_t *errand);
/** For a worker: does the next errand. False if there is none; then, with
 * `sleepy`, it counts as idle, and will be woken for one. */
bool rill_seat_work(rill_seat_t *seat, bool sleepy);
/** For a worker that has slept: it is no longer idle. */
void rill_seat_rise(rill_seat_t *seat);
/** For a worker that is going to be busy: wakes one that is idle, if there is
 * an errand to do. */
void rill_seat_nudge(rill_seat_t *seat);
static inline bool rill_pool_is_empty(const rill_pool_t *pool) {
  return __atomic_load_n(&pool->queued, __ATOMIC_ACQUIRE) == 0;
}
/** Takes all errands out, and ends them. */
void rill_pool_clear(rill_pool_t *pool);

/* --- The end, in shutdown.c ----------------------------------------------- */

void rill_pool_stop(rill_pool_t *pool, rill_pool_state_t state);
void rill_pool_notify(rill_pool_t *pool, rill_pool_waiter_t *waiter);

/* --- What a worker keeps, in local.c -------------------------------------- */

void rill_locals_drop(rill_seat_t *seat);

#endif
