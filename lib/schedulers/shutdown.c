/* SPDX-License-Identifier: MIT */
/* shutdown: how a pool comes to its end, and who waits for it. */
#include "schedulers/pool.h"

#include <string.h>

void rill_pool_stop(rill_pool_t *pool, rill_pool_state_t state) {
  uv_mutex_lock(&pool->lock);
  if (state > pool->state)
    __atomic_store_n(&pool->state, state, __ATOMIC_RELEASE);
  uv_cond_broadcast(&pool->room);
  uv_mutex_unlock(&pool->lock);
  for (unsigned i = 0; i < pool->count; i++)
    if (pool->seats[i].parker != NULL) rill_parker_wake(pool->seats[i].parker);
  if (state == RILL_POOL_CANCELED) rill_pool_clear(pool);
}

void rill_pool_notify(rill_pool_t *pool, rill_pool_waiter_t *waiter) {
  uv_mutex_lock(&pool->lock);
  bool stopped = pool->stopped;
  if (!stopped) {
    waiter->next = pool->waiters;
    pool->waiters = waiter;
  }
  uv_mutex_unlock(&pool->lock);
  if (stopped) waiter->stopped(waiter);
}

int rill_pool_shutdown(rill_scheduler_t *scheduler, rill_pool_how_t how) {
  rill_pool_t *pool = rill_pool_of(scheduler);
  if (pool == NULL) return RILL_EINVAL;
  if (how != RILL_POOL_DRAIN && how != RILL_POOL_CANCEL) return RILL_EINVAL;
  rill_pool_stop(pool, how == RILL_POOL_DRAIN ? RILL_POOL_DRAINING
                                              : RILL_POOL_CANCELED);
  return 0;
}

/* False when it is too late. */
static bool pool_sleep(rill_pool_t *pool, rill_time_t due) {
  if (due == RILL_TIME_NEVER) {
    uv_cond_wait(&pool->end, &pool->lock);
    return true;
  }
  rill_time_t wait = due - rill_clock_now(NULL);
  if (wait <= 0) return false;
  uv_cond_timedwait(&pool->end, &pool->lock, (uint64_t) wait);
  return true;
}

int rill_pool_wait(rill_scheduler_t *scheduler, rill_time_t timeout) {
  rill_pool_t *pool = rill_pool_of(scheduler);
  if (pool == NULL || timeout < 0) return RILL_EINVAL;
  if (rill_pool_is_mine(pool)) return RILL_EWRONGTHREAD;
  rill_time_t now = rill_clock_now(NULL), due = RILL_TIME_NEVER;
  if (timeout < RILL_TIME_NEVER - now) due = now + timeout;
  uv_mutex_lock(&pool->lock);
  while (!pool->stopped && pool_sleep(pool, due)) continue;
  bool stopped = pool->stopped;
  uv_mutex_unlock(&pool->lock);
  return stopped ? 0 : RILL_ETIMEDOUT;
}

/* --- Looking -------------------------------------------------------------- */

static void stats_of_seat(const rill_seat_t *seat, rill_pool_stats_t *stats) {
  stats->running += seat->errand != NULL;
  stats->done += seat->done;
  stats->load += __atomic_load_n(&seat->scheduler->load, __ATOMIC_RELAXED);
}

int rill_pool_stats(const rill_scheduler_t *scheduler, int worker,
                    rill_pool_stats_t *stats) {
  rill_pool_t *pool = rill_pool_of(scheduler);
  rill_pool_stats_t now = {.size = sizeof now};
  if (pool == NULL || stats == NULL || worker < RILL_POOL_ALL ||
      worker >= (int) pool->count)
    return RILL_EINVAL;
  uv_mutex_lock(&pool->lock);
  for (unsigned i = 0; i < pool->count; i++)
    if (worker == RILL_POOL_ALL || worker == (int) i)
      stats_of_seat(&pool->seats[i], &now);
  if (worker == RILL_POOL_ALL) {
    now.queued = pool->queued;
    now.refused = pool->refused;
  }
  uv_mutex_unlock(&pool->lock);
  now.size = stats->size < sizeof now ? stats->size : sizeof now;
  memcpy(stats, &now, now.size);
  return 0;
}
