/* SPDX-License-Identifier: MIT */
/* pool: worker threads, each with a scheduler of its own; the one with least
 * to do takes the next run. */
#include "schedulers/pool.h"

#include "base/memory.h"
#include "shared/options.h"

enum { THREADS_AT_MOST = 256, ERRANDS = 4096, ERRANDS_AT_MOST = 1 << 24 };

static size_t pool_size(unsigned threads) {
  return sizeof(rill_pool_t) + threads * sizeof(rill_seat_t);
}

void rill_pool_unref(rill_pool_t *pool) {
  if (__atomic_sub_fetch(&pool->references, 1, __ATOMIC_ACQ_REL) > 0) return;
  uv_cond_destroy(&pool->end);
  uv_cond_destroy(&pool->room);
  uv_mutex_destroy(&pool->lock);
  uv_sem_destroy(&pool->ready);
  rill_release(pool, pool_size(pool->count));
}

/* --- The pool ------------------------------------------------------------- */

static rill_scheduler_t *pool_pick(void *self) {
  rill_pool_t *pool = self;
  uint32_t least = UINT32_MAX;
  rill_scheduler_t *best = rill_scheduler_gone();
  if (!rill_pool_is_in(pool, RILL_POOL_OPEN)) return best;
  unsigned turn = __atomic_fetch_add(&pool->turn, 1, __ATOMIC_RELAXED);
  for (unsigned i = 0; least > 0 && i < pool->count; i++) {
    rill_scheduler_t *s = pool->seats[(turn + i) % pool->count].scheduler;
    uint32_t load = __atomic_load_n(&s->load, __ATOMIC_RELAXED);
    if (load >= least) continue;
    least = load;
    best = s;
  }
  return best;
}

static void pool_join(rill_pool_t *pool) {
  for (unsigned i = 0; i < pool->count; i++)
    if (pool->seats[i].running) uv_thread_join(&pool->seats[i].thread);
}

/* A worker cannot wait for itself: the threads look after themselves, and the
 * last one does the rest. Those that have left already are at their end. */
static void pool_detach(rill_pool_t *pool) {
  uv_mutex_lock(&pool->lock);
  pool->detached = true;
  uv_mutex_unlock(&pool->lock);
  for (unsigned i = 0; i < pool->count; i++) {
    rill_seat_t *seat = &pool->seats[i];
    uv_mutex_lock(&pool->lock);
    bool joins = seat->left && !seat->detached;
    uv_mutex_unlock(&pool->lock);
    if (joins) uv_thread_join(&seat->thread);
  }
}

static void pool_close(void *self) {
  rill_pool_t *pool = self;
  rill_pool_stop(pool, RILL_POOL_CANCELED);
  if (rill_pool_is_mine(pool)) {
    pool_detach(pool);
    return;
  }
  pool_join(pool);
  rill_scheduler_closed(pool->scheduler);
}

static void pool_release(void *self) {
  rill_pool_t *pool = self;
  for (unsigned i = 0; i < pool->count; i++)
    rill_unref(pool->seats[i].scheduler);
  rill_pool_unref(pool);
}

static void pool_wake(void *self) { (void) self; }

static const rill_scheduler_driver_t pool_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "pool",
    .now = rill_clock_now,
    .arm = rill_parker_arm,
    .wake = pool_wake,
    .close = pool_close,
    .release = pool_release,
    .pick = pool_pick,
};

rill_pool_t *rill_pool_of(const rill_scheduler_t *s) {
  return s != NULL && s->driver.pick == pool_pick ? s->self : NULL;
}

unsigned rill_pool_threads(const rill_scheduler_t *scheduler) {
  rill_pool_t *pool = rill_pool_of(scheduler);
  return pool != NULL ? pool->count : 0;
}

/* --- Making it ------------------------------------------------------------ */

/* Starts the workers and waits until each has a scheduler. */
static bool pool_start(rill_pool_t *pool) {
  bool complete = true;
  unsigned started = 0;
  pool->alive = pool->count; /* none leaves before all are seated */
  for (; complete && started < pool->count; started += complete) {
    rill_seat_t *seat = &pool->seats[started];
    seat->pool = pool;
    seat->index = started;
    __atomic_add_fetch(&pool->references, 1, __ATOMIC_RELAXED);
    complete = uv_thread_create(&seat->thread, rill_seat_main, seat) == 0;
    if (!complete) rill_pool_unref(pool);
    seat->running = complete;
  }
  for (unsigned i = 0; i < started; i++) uv_sem_wait(&pool->ready);
  for (unsigned i = 0; i < started; i++)
    if (pool->seats[i].scheduler == NULL) complete = false;
  return complete;
}

static unsigned pool_threads(unsigned wanted) {
  if (wanted == 0) wanted = uv_available_parallelism();
  return wanted < THREADS_AT_MOST ? wanted : THREADS_AT_MOST;
}

static bool pool_open(rill_pool_t *pool) {
  if (uv_sem_init(&pool->ready, 0) != 0) return false;
  if (uv_mutex_init(&pool->lock) == 0) {
    if (uv_cond_init(&pool->room) == 0) {
      if (uv_cond_init(&pool->end) == 0) return true;
      uv_cond_destroy(&pool->room);
    }
    uv_mutex_destroy(&pool->lock);
  }
  uv_sem_destroy(&pool->ready);
  return false;
}

static rill_pool_t *pool_new(const rill_pool_opts_t *options) {
  unsigned threads = pool_threads(options->threads);
  rill_pool_t *pool = rill_allocate_zeroed(pool_size(threads));
  if (pool == NULL) return NULL;
  pool->references = 1;
  pool->options = *options;
  pool->capacity = options->capacity > 0 ? (size_t) options->capacity : ERRANDS;
  pool->count = threads;
  if (!pool_open(pool)) {
    rill_release(pool, pool_size(threads));
    return NULL;
  }
  pool->scheduler = rill_scheduler_new(&pool_driver, pool);
  if (pool->scheduler != NULL) return pool;
  rill_pool_unref(pool);
  return NULL;
}

rill_scheduler_t *rill_pool_scheduler_opts(const rill_pool_opts_t *given) {
  RILL_OPTIONS(rill_pool_opts_t, options, given);
  if (given == NULL || options.threads > THREADS_AT_MOST) return NULL;
  if (options.capacity < 0 || options.capacity > ERRANDS_AT_MOST) return NULL;
  rill_pool_t *pool = pool_new(&options);
  if (pool == NULL) return NULL;
  if (pool_start(pool)) return pool->scheduler;
  rill_pool_stop(pool, RILL_POOL_CANCELED);
  pool_join(pool);
  rill_unref(pool->scheduler);
  return NULL;
}
