/* SPDX-License-Identifier: MIT */
/* runner: a scheduler whose thread is made by the first post, and ends with
 * what it was made for. */
#include "base/memory.h"
#include "schedulers/keeper.h"

static __thread char this_thread;

static bool is_closing(const rill_keeper_t *keeper) {
  return __atomic_load_n(&keeper->closing, __ATOMIC_ACQUIRE);
}

void rill_runner_add(rill_runner_t **list, rill_runner_t *runner) {
  runner->next = *list;
  runner->back = list;
  if (runner->next != NULL) runner->next->back = &runner->next;
  *list = runner;
}

void rill_runner_remove(rill_runner_t *runner) {
  *runner->back = runner->next;
  if (runner->next != NULL) runner->next->back = runner->back;
}

/* --- A thread ------------------------------------------------------------- */

static bool runner_is_done(const rill_runner_t *runner) {
  return is_closing(runner->keeper) ||
         rill_scheduler_is_idle(runner->scheduler);
}

void rill_runner_live(rill_runner_t *runner) {
  rill_scheduler_t *s = runner->scheduler;
  rill_scheduler_work_here(s);
  while (!runner_is_done(runner)) rill_parker_work(&runner->parker, s, true);
  uv_mutex_lock(&runner->keeper->lock);
  rill_runner_remove(runner);
  uv_mutex_unlock(&runner->keeper->lock);
  rill_scheduler_close(s);
  rill_scheduler_work_here(NULL);
}

static void thread_main(void *argument) {
  struct rill_runner_thread *thread = argument;
  rill_keeper_t *keeper = thread->runner->keeper;
  rill_runner_live(thread->runner);
  uv_mutex_lock(&keeper->lock);
  keeper->running--;
  thread->next = keeper->ended;
  keeper->ended = thread;
  uv_cond_signal(&keeper->news);
  uv_mutex_unlock(&keeper->lock);
}

static bool thread_start(rill_runner_t *runner) {
  struct rill_runner_thread *thread = rill_allocate_zeroed(sizeof *thread);
  if (thread == NULL) return false;
  thread->runner = runner;
  if (uv_thread_create(&thread->id, thread_main, thread) == 0) return true;
  rill_release(thread, sizeof *thread);
  return false;
}

/* --- What it works for ---------------------------------------------------- */

/* The first post. The list of spare ones has a reference; now the thread has
 * it. */
static void runner_start(rill_runner_t *runner) {
  rill_keeper_t *keeper = runner->keeper;
  const char *refusal = runner->scheduler->refusal;
  runner->spare = false;
  rill_runner_remove(runner);
  if (refusal == NULL && keeper->running >= keeper->most)
    refusal = keeper->full;
  if (refusal == NULL) {
    rill_runner_add(&keeper->busy, runner);
    if (thread_start(runner)) {
      keeper->running++;
      return;
    }
    rill_runner_remove(runner);
    refusal = "the system has no more threads";
  }
  runner->scheduler->refusal = refusal;
  rill_runner_add(&keeper->refused, runner);
  uv_cond_signal(&keeper->news);
}

static void runner_wake(void *self) {
  rill_runner_t *runner = self;
  uv_mutex_lock(&runner->keeper->lock);
  if (runner->spare && !runner->keeper->closing &&
      rill_scheduler_has_mail(runner->scheduler))
    runner_start(runner);
  uv_mutex_unlock(&runner->keeper->lock);
  rill_parker_wake(&runner->parker);
}

static void runner_close(void *self) {
  rill_scheduler_closed(((rill_runner_t *) self)->scheduler);
}

static void runner_release(void *self) {
  rill_runner_t *runner = self;
  rill_keeper_t *keeper = runner->keeper;
  rill_parker_close(&runner->parker);
  rill_release(runner, sizeof *runner);
  rill_keeper_unref(keeper);
}

static const rill_scheduler_driver_t runner_driver = {
    .size = sizeof(rill_scheduler_driver_t),
    .name = "new thread",
    .now = rill_clock_now,
    .arm = rill_parker_arm,
    .wake = runner_wake,
    .close = runner_close,
    .release = runner_release,
    .breathes = true,
};

static rill_runner_t *runner_new(rill_keeper_t *keeper) {
  rill_runner_t *runner = rill_allocate_zeroed(sizeof *runner);
  if (runner == NULL) return NULL;
  if (!rill_parker_open(&runner->parker)) {
    rill_release(runner, sizeof *runner);
    return NULL;
  }
  runner->keeper = keeper;
  runner->maker = &this_thread;
  runner->spare = true;
  __atomic_add_fetch(&keeper->references, 1, __ATOMIC_RELAXED);
  runner->scheduler = rill_scheduler_new(&runner_driver, runner);
  if (runner->scheduler == NULL) {
    runner_release(runner);
    return NULL;
  }
  rill_scheduler_join_group(runner->scheduler, keeper->scheduler);
  rill_runner_add(&keeper->spare, runner);
  return runner;
}

/* --- Which one ------------------------------------------------------------ */

static bool is_alone(rill_scheduler_t *s) {
  return __atomic_load_n(&s->base.count, __ATOMIC_ACQUIRE) == 1;
}

/* One that this thread asked for, and did not make use of; what another thread
 * has asked for it may be about to use. */
static rill_runner_t *runner_left_over(const rill_keeper_t *keeper) {
  for (rill_runner_t *r = keeper->spare; r != NULL; r = r->next)
    if (r->maker == &this_thread && is_alone(r->scheduler)) return r;
  return NULL;
}

rill_runner_t *rill_runner_get(rill_keeper_t *keeper) {
  rill_runner_t *runner = runner_left_over(keeper);
  return runner != NULL ? runner : runner_new(keeper);
}
