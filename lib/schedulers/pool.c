/* SPDX-License-Identifier: MIT */
/* pool: worker threads, each with a scheduler of its own; takes them in turn.
 *
 * The pool itself runs nothing. A worker's scheduler is made and closed on the
 * worker's thread, and stays behind, closed, as long as a run refers to it. */
#include <string.h>

#include "base/memory.h"
#include "schedulers/parker.h"

enum { THREADS_AT_MOST = 256 };

struct worker {
  rill_scheduler_t *scheduler;
  rill_parker_t parker;
};

struct seat {
  uv_thread_t thread;
  struct pool *pool;
  struct worker *worker; /* NULL: it could not be made */
  bool running;
};

struct pool {
  rill_scheduler_t *scheduler;
  rill_pool_opts_t options;
  uv_sem_t ready;
  unsigned turn;
  bool stop;
  unsigned count;
  struct seat seats[];
};

static size_t pool_size(unsigned threads) {
  return sizeof(struct pool) + threads * sizeof(struct seat);
}

/* --- A worker ------------------------------------------------------------ */

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

static struct worker *worker_new(void) {
  struct worker *worker = rill_allocate_zeroed(sizeof *worker);
  if (worker == NULL) return NULL;
  if (!rill_parker_open(&worker->parker)) {
    rill_release(worker, sizeof *worker);
    return NULL;
  }
  worker->scheduler = rill_scheduler_new(&worker_driver, worker);
  if (worker->scheduler != NULL) return worker;
  worker_release(worker);
  return NULL;
}

static void worker_main(void *argument) {
  struct seat *seat = argument;
  struct pool *pool = seat->pool;
  struct worker *worker = worker_new();
  rill_scheduler_t *s = NULL;
  if (worker != NULL) s = rill_ref(worker->scheduler);
  seat->worker = worker;
  uv_sem_post(&pool->ready);
  if (s == NULL) return;
  if (pool->options.init != NULL) pool->options.init(pool->options.context);
  while (!__atomic_load_n(&pool->stop, __ATOMIC_ACQUIRE))
    rill_parker_work(&worker->parker, s, true);
  rill_scheduler_close(s); /* the pool's own reference stays */
  if (pool->options.fini != NULL) pool->options.fini(pool->options.context);
}

/* --- The pool ------------------------------------------------------------ */

static rill_scheduler_t *pool_pick(void *self) {
  struct pool *pool = self;
  unsigned turn = __atomic_fetch_add(&pool->turn, 1, __ATOMIC_RELAXED);
  return pool->seats[turn % pool->count].worker->scheduler;
}

static void pool_stop(struct pool *pool) {
  __atomic_store_n(&pool->stop, true, __ATOMIC_RELEASE);
  for (unsigned i = 0; i < pool->count; i++)
    if (pool->seats[i].worker != NULL)
      rill_parker_wake(&pool->seats[i].worker->parker);
  for (unsigned i = 0; i < pool->count; i++)
    if (pool->seats[i].running) uv_thread_join(&pool->seats[i].thread);
}

static void pool_free(void *self) {
  struct pool *pool = self;
  for (unsigned i = 0; i < pool->count; i++)
    if (pool->seats[i].worker != NULL)
      rill_unref(pool->seats[i].worker->scheduler);
  uv_sem_destroy(&pool->ready);
  rill_release(pool, pool_size(pool->count));
}

static void pool_close(void *self) {
  struct pool *pool = self;
  pool_stop(pool);
  rill_scheduler_closed(pool->scheduler);
}

static void pool_wake(void *self) { (void) self; }

static const rill_scheduler_driver_t pool_driver = {
  .size = sizeof(rill_scheduler_driver_t),
  .name = "pool",
  .now = rill_clock_now,
  .arm = rill_parker_arm,
  .wake = pool_wake,
  .close = pool_close,
  .release = pool_free,
  .pick = pool_pick,
};

/* Starts the workers and waits until each has a scheduler. */
static bool pool_start(struct pool *pool) {
  bool complete = true;
  unsigned started = 0;
  for (; complete && started < pool->count; started += complete) {
    struct seat *seat = &pool->seats[started];
    seat->pool = pool;
    complete = uv_thread_create(&seat->thread, worker_main, seat) == 0;
    seat->running = complete;
  }
  for (unsigned i = 0; i < started; i++) uv_sem_wait(&pool->ready);
  for (unsigned i = 0; i < started; i++)
    if (pool->seats[i].worker == NULL) complete = false;
  return complete;
}

static unsigned pool_threads(unsigned wanted) {
  if (wanted == 0) wanted = uv_available_parallelism();
  return wanted < THREADS_AT_MOST ? wanted : THREADS_AT_MOST;
}

rill_scheduler_t *rill_pool_scheduler_opts(const rill_pool_opts_t *given) {
  rill_pool_opts_t options = {.size = sizeof options};
  if (given == NULL || given->threads > THREADS_AT_MOST) return NULL;
  memcpy(&options, given,
         given->size < sizeof options ? given->size : sizeof options);
  unsigned threads = pool_threads(options.threads);
  struct pool *pool = rill_allocate_zeroed(pool_size(threads));
  if (pool == NULL) return NULL;
  pool->options = options;
  pool->count = threads;
  if (uv_sem_init(&pool->ready, 0) != 0) {
    rill_release(pool, pool_size(threads));
    return NULL;
  }
  if (pool_start(pool))
    pool->scheduler = rill_scheduler_new(&pool_driver, pool);
  if (pool->scheduler == NULL) {
    pool_stop(pool);
    pool_free(pool);
    return NULL;
  }
  return pool->scheduler;
}

unsigned rill_pool_threads(const rill_scheduler_t *pool) {
  if (pool == NULL || pool->driver.pick != pool_pick) return 0;
  return ((struct pool *) pool->self)->count;
}
