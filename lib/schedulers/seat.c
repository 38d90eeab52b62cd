/* SPDX-License-Identifier: MIT */
/* seat: a pool's worker: its scheduler, its thread, and how it leaves. */
#include <pthread.h>

#include "base/memory.h"
#include "schedulers/pool.h"

static __thread rill_seat_t *here;

rill_seat_t *rill_seat_here(void) { return here; }

bool rill_pool_is_mine(const rill_pool_t *pool) {
  return here != NULL && here->pool == pool;
}

int rill_pool_worker(void) { return here != NULL ? (int) here->index : -1; }

/* --- A worker's scheduler ------------------------------------------------- */

struct worker {
  rill_scheduler_t *scheduler;
  rill_parker_t parker;
};

static void worker_wake(void *self) {
  rill_parker_wake(&((struct worker *) self)->parker);
}

static void worker_close(void *self) {
  rill_scheduler_closed(((struct worker *) self)->scheduler);
}

static void worker_release(void *self) {
  struct worker *worker = self;
  rill_parker_close(&worker->parker);
  rill_release(worker, sizeof *worker);
}

static const rill_scheduler_driver_t worker_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "pool worker",
    .now = rill_clock_now,
    .arm = rill_parker_arm,
    .wake = worker_wake,
    .close = worker_close,
    .release = worker_release,
    .breathes = true,
};

static bool seat_take_place(rill_seat_t *seat) {
  struct worker *worker = rill_allocate_zeroed(sizeof *worker);
  if (worker == NULL) return false;
  if (!rill_parker_open(&worker->parker)) {
    rill_release(worker, sizeof *worker);
    return false;
  }
  worker->scheduler = rill_scheduler_new(&worker_driver, worker);
  if (worker->scheduler == NULL) {
    worker_release(worker);
    return false;
  }
  rill_scheduler_join_group(worker->scheduler, seat->pool->scheduler);
  seat->scheduler = worker->scheduler;
  seat->parker = &worker->parker;
  return true;
}

/* --- A worker's thread ---------------------------------------------------- */

/* Nothing is left to do, or nobody wants it. */
static bool seat_is_done(const rill_seat_t *seat) {
  rill_pool_t *pool = seat->pool;
  if (rill_pool_is_in(pool, RILL_POOL_OPEN)) return false;
  if (rill_pool_is_in(pool, RILL_POOL_CANCELED)) return true;
  return rill_scheduler_is_idle(seat->scheduler) && rill_pool_is_empty(pool);
}

static void seat_run(rill_seat_t *seat) {
  rill_scheduler_t *s = seat->scheduler;
  while (!seat_is_done(seat)) {
    rill_time_t due = rill_scheduler_next(s);
    bool turns = due <= rill_clock_now(NULL);
    if (turns) {
      rill_seat_nudge(seat);
      rill_scheduler_turn(s);
    }
    if (rill_seat_work(seat, !turns) || turns) continue;
    rill_parker_sleep(seat->parker, due);
    rill_seat_rise(seat);
  }
}

/* The last one closes the pool that no other thread closes. */
static void seat_leave(rill_seat_t *seat) {
  rill_pool_t *pool = seat->pool;
  rill_pool_waiter_t *waiter = NULL;
  uv_mutex_lock(&pool->lock);
  seat->left = true;
  bool last = --pool->alive == 0, detached = pool->detached;
  seat->detached = detached;
  if (detached) pthread_detach(pthread_self());
  uv_mutex_unlock(&pool->lock);
  if (!last) return;
  if (detached) rill_scheduler_closed(pool->scheduler);
  uv_mutex_lock(&pool->lock);
  pool->stopped = true;
  waiter = pool->waiters;
  uv_cond_broadcast(&pool->end);
  uv_mutex_unlock(&pool->lock);
  while (waiter != NULL) {
    rill_pool_waiter_t *next = waiter->next;
    waiter->stopped(waiter);
    waiter = next;
  }
}

static void seat_live(rill_seat_t *seat) {
  rill_pool_opts_t *options = &seat->pool->options;
  rill_scheduler_t *s = rill_ref(seat->scheduler);
  here = seat;
  rill_scheduler_work_here(s);
  if (options->init != NULL) options->init(options->context);
  seat_run(seat);
  rill_scheduler_close(s); /* the pool's own reference stays */
  if (options->fini != NULL) options->fini(options->context);
  rill_locals_drop(seat);
  here = NULL;
  rill_scheduler_work_here(NULL);
  seat_leave(seat);
}

void rill_seat_main(void *argument) {
  rill_seat_t *seat = argument;
  rill_pool_t *pool = seat->pool;
  bool seated = seat_take_place(seat);
  uv_sem_post(&pool->ready);
  if (seated) seat_live(seat);
  rill_pool_unref(pool);
}
