/* SPDX-License-Identifier: MIT */
/* errands: one bounded queue for all workers of a pool. */
#include "schedulers/pool.h"

/* --- The queue, under the lock -------------------------------------------- */

static void queue_count(rill_pool_t *pool, size_t queued) {
  __atomic_store_n(&pool->queued, queued, __ATOMIC_RELEASE);
}

static void queue_add(rill_pool_t *pool, rill_errand_t *errand) {
  errand->queued = true;
  errand->next = NULL;
  errand->back = pool->last;
  if (pool->last != NULL)
    pool->last->next = errand;
  else
    pool->first = errand;
  pool->last = errand;
  queue_count(pool, pool->queued + 1);
}

static void queue_remove(rill_pool_t *pool, rill_errand_t *errand) {
  errand->queued = false;
  if (errand->next != NULL)
    errand->next->back = errand->back;
  else
    pool->last = errand->back;
  if (errand->back != NULL)
    errand->back->next = errand->next;
  else
    pool->first = errand->next;
  queue_count(pool, pool->queued - 1);
  uv_cond_signal(&pool->room);
}

static void idle_add(rill_seat_t *seat) {
  rill_pool_t *pool = seat->pool;
  if (seat->idle) return;
  seat->idle = true;
  seat->back = NULL;
  seat->next = pool->idle;
  if (seat->next != NULL) seat->next->back = seat;
  pool->idle = seat;
}

static void idle_remove(rill_seat_t *seat) {
  if (!seat->idle) return;
  seat->idle = false;
  if (seat->next != NULL) seat->next->back = seat->back;
  if (seat->back != NULL)
    seat->back->next = seat->next;
  else
    seat->pool->idle = seat->next;
}

/* The one that fell idle last: its caches are warm. */
static void idle_wake(rill_pool_t *pool) {
  rill_seat_t *seat = pool->idle;
  if (seat == NULL) return;
  idle_remove(seat);
  rill_parker_wake(seat->parker);
}

/* --- From any thread ------------------------------------------------------ */

static bool is_full(const rill_pool_t *pool, rill_errand_full_t full) {
  return full != RILL_ERRAND_SQUEEZE && pool->queued >= pool->capacity;
}

int rill_pool_put(rill_pool_t *pool, rill_errand_t *errand,
                  rill_errand_full_t full) {
  int code = 0;
  /* A worker of this pool might wait for itself. */
  bool waits = full == RILL_ERRAND_WAIT && !rill_pool_is_mine(pool);
  uv_mutex_lock(&pool->lock);
  while (waits && rill_pool_is_in(pool, RILL_POOL_OPEN) && is_full(pool, full))
    uv_cond_wait(&pool->room, &pool->lock);
  if (!rill_pool_is_in(pool, RILL_POOL_OPEN))
    code = RILL_ECLOSED;
  else if (is_full(pool, full))
    code = RILL_EAGAIN;
  if (code == 0) {
    queue_add(pool, errand);
    idle_wake(pool);
  } else {
    pool->refused++;
  }
  uv_mutex_unlock(&pool->lock);
  return code;
}

bool rill_pool_cancel(rill_pool_t *pool, rill_errand_t *errand) {
  __atomic_store_n(&errand->canceled, true, __ATOMIC_RELEASE);
  uv_mutex_lock(&pool->lock);
  bool queued = errand->queued;
  if (queued) queue_remove(pool, errand);
  uv_mutex_unlock(&pool->lock);
  return queued;
}

static rill_errand_t *queue_take(rill_pool_t *pool) {
  rill_errand_t *errand = pool->first;
  if (errand != NULL) queue_remove(pool, errand);
  return errand;
}

void rill_pool_clear(rill_pool_t *pool) {
  for (;;) {
    uv_mutex_lock(&pool->lock);
    rill_errand_t *errand = queue_take(pool);
    uv_mutex_unlock(&pool->lock);
    if (errand == NULL) return;
    errand->ops->end(errand, RILL_ECLOSED);
  }
}

/* --- On a worker ---------------------------------------------------------- */

static rill_errand_t *seat_take(rill_seat_t *seat, bool sleepy) {
  rill_pool_t *pool = seat->pool;
  if (!sleepy && rill_pool_is_empty(pool)) return NULL;
  uv_mutex_lock(&pool->lock);
  rill_errand_t *errand = queue_take(pool);
  seat->errand = errand;
  if (errand != NULL)
    pool->running++;
  else if (sleepy)
    idle_add(seat);
  uv_mutex_unlock(&pool->lock);
  return errand;
}

static void seat_done(rill_seat_t *seat) {
  rill_pool_t *pool = seat->pool;
  uv_mutex_lock(&pool->lock);
  seat->errand = NULL;
  seat->done++;
  pool->running--;
  uv_mutex_unlock(&pool->lock);
}

bool rill_seat_work(rill_seat_t *seat, bool sleepy) {
  rill_errand_t *errand = seat_take(seat, sleepy);
  if (errand == NULL) return false;
  rill_scheduler_count(seat->scheduler, 1);
  errand->ops->run(errand);
  rill_scheduler_count(seat->scheduler, -1);
  seat_done(seat);
  errand->ops->end(errand, 0);
  return true;
}

void rill_seat_rise(rill_seat_t *seat) {
  uv_mutex_lock(&seat->pool->lock);
  idle_remove(seat);
  uv_mutex_unlock(&seat->pool->lock);
}

void rill_seat_nudge(rill_seat_t *seat) {
  rill_pool_t *pool = seat->pool;
  if (rill_pool_is_empty(pool)) return;
  uv_mutex_lock(&pool->lock);
  if (pool->first != NULL) idle_wake(pool);
  uv_mutex_unlock(&pool->lock);
}
