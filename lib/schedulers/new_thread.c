/* SPDX-License-Identifier: MIT */
/* new_thread: each run and each post has a thread of its own, which ends with
 * it. */
#include <pthread.h>

#include "base/memory.h"
#include "schedulers/keeper.h"
#include "shared/options.h"

enum { THREADS = 256, THREADS_AT_MOST = 65536 };

void rill_keeper_unref(rill_keeper_t *keeper) {
  if (__atomic_sub_fetch(&keeper->references, 1, __ATOMIC_ACQ_REL) > 0) return;
  uv_cond_destroy(&keeper->news);
  uv_mutex_destroy(&keeper->lock);
  rill_release(keeper, sizeof *keeper);
}

/* --- The keeper ----------------------------------------------------------- */

static void keeper_join(rill_keeper_t *keeper) {
  struct rill_runner_thread *thread = keeper->ended;
  keeper->ended = thread->next;
  uv_mutex_unlock(&keeper->lock);
  uv_thread_join(&thread->id);
  rill_release(thread, sizeof *thread);
  uv_mutex_lock(&keeper->lock);
}

static void keeper_refuse(rill_keeper_t *keeper) {
  rill_runner_t *runner = keeper->refused;
  rill_runner_remove(runner);
  rill_runner_add(&keeper->busy, runner);
  uv_mutex_unlock(&keeper->lock);
  rill_runner_live(runner);
  uv_mutex_lock(&keeper->lock);
}

static void keeper_main(void *argument) {
  rill_keeper_t *keeper = argument;
  uv_mutex_lock(&keeper->lock);
  while (!keeper->closing || keeper->running > 0 || keeper->ended != NULL ||
         keeper->refused != NULL) {
    if (keeper->ended != NULL)
      keeper_join(keeper);
    else if (keeper->refused != NULL)
      keeper_refuse(keeper);
    else
      uv_cond_wait(&keeper->news, &keeper->lock);
  }
  bool detached = keeper->detached;
  uv_mutex_unlock(&keeper->lock);
  if (detached) {
    pthread_detach(pthread_self());
    rill_scheduler_closed(keeper->scheduler);
  }
  rill_keeper_unref(keeper);
}

/* --- The scheduler of them all -------------------------------------------- */

/* Nothing was posted to these, and nothing will be. */
static void keeper_drop_spare(rill_keeper_t *keeper) {
  for (;;) {
    uv_mutex_lock(&keeper->lock);
    rill_runner_t *runner = keeper->spare;
    if (runner != NULL) {
      runner->spare = false;
      rill_runner_remove(runner);
    }
    uv_mutex_unlock(&keeper->lock);
    if (runner == NULL) return;
    rill_scheduler_close(runner->scheduler);
  }
}

/* One of its own threads cannot wait for itself: then the keeper does the
 * rest. */
static void keeper_close(void *self) {
  rill_keeper_t *keeper = self;
  bool inside = rill_scheduler_is_inside(keeper->scheduler);
  uv_mutex_lock(&keeper->lock);
  __atomic_store_n(&keeper->closing, true, __ATOMIC_RELEASE);
  keeper->detached = inside;
  for (rill_runner_t *r = keeper->busy; r != NULL; r = r->next)
    rill_parker_wake(&r->parker);
  uv_cond_signal(&keeper->news);
  uv_mutex_unlock(&keeper->lock);
  keeper_drop_spare(keeper);
  if (inside) return;
  uv_thread_join(&keeper->thread);
  rill_scheduler_closed(keeper->scheduler);
}

static rill_scheduler_t *keeper_pick(void *self) {
  rill_keeper_t *keeper = self;
  rill_scheduler_t *s = rill_scheduler_gone();
  uv_mutex_lock(&keeper->lock);
  rill_runner_t *runner = keeper->closing ? NULL : rill_runner_get(keeper);
  if (runner != NULL) {
    s = runner->scheduler;
    s->refusal = keeper->running < keeper->most ? NULL : keeper->full;
  }
  uv_mutex_unlock(&keeper->lock);
  return s;
}

static void keeper_wake(void *self) { (void) self; }

static void keeper_release(void *self) { rill_keeper_unref(self); }

static const rill_scheduler_driver_t keeper_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "new_thread",
    .now = rill_clock_now,
    .arm = rill_parker_arm,
    .wake = keeper_wake,
    .close = keeper_close,
    .release = keeper_release,
    .pick = keeper_pick,
};

static bool keeper_open(rill_keeper_t *keeper) {
  if (uv_mutex_init(&keeper->lock) != 0) return false;
  if (uv_cond_init(&keeper->news) == 0) return true;
  uv_mutex_destroy(&keeper->lock);
  return false;
}

static bool keeper_start(rill_keeper_t *keeper) {
  keeper->references++;
  if (uv_thread_create(&keeper->thread, keeper_main, keeper) == 0) return true;
  keeper->references--;
  return false;
}

static rill_scheduler_t *keeper_new(unsigned most) {
  rill_keeper_t *keeper = rill_allocate_zeroed(sizeof *keeper);
  if (keeper == NULL) return NULL;
  if (!keeper_open(keeper)) {
    rill_release(keeper, sizeof *keeper);
    return NULL;
  }
  keeper->references = 1;
  keeper->most = most;
  snprintf(keeper->full, sizeof keeper->full,
           "as many threads as there may be are at work: .max_threads is %u",
           most);
  keeper->scheduler = rill_scheduler_new(&keeper_driver, keeper);
  if (keeper->scheduler == NULL) {
    rill_keeper_unref(keeper);
    return NULL;
  }
  if (keeper_start(keeper)) return keeper->scheduler;
  rill_unref(keeper->scheduler);
  return NULL;
}

rill_scheduler_t *
rill_new_thread_scheduler_opts(const rill_new_thread_opts_t *given) {
  RILL_OPTIONS(rill_new_thread_opts_t, options, given);
  int64_t most = options.max_threads;
  if (most < 0 || most > THREADS_AT_MOST) return NULL;
  return keeper_new(most > 0 ? (unsigned) most : THREADS);
}
