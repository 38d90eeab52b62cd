/* SPDX-License-Identifier: MIT */
/* Schedulers that work for several threads: whose thread this is, and which
 * one takes the next run. */
#include "core/scheduler.h"

/* What this thread is there for. */
static __thread rill_scheduler_t *working;

void rill_scheduler_join_group(rill_scheduler_t *s, rill_scheduler_t *group) {
  s->group = group;
  __atomic_store_n(&s->thread, NULL, __ATOMIC_RELAXED);
}

void rill_scheduler_work_here(rill_scheduler_t *s) {
  working = s;
  if (s != NULL)
    __atomic_store_n(&s->thread, &rill_this_thread, __ATOMIC_RELAXED);
}

/* That of this thread, if it is one of those that work for `s`. */
static rill_scheduler_t *working_for(const rill_scheduler_t *s) {
  return working != NULL && working->group == s ? working : NULL;
}

bool rill_scheduler_is_inside(const rill_scheduler_t *group) {
  return working_for(group) != NULL;
}

bool rill_scheduler_is_idle(const rill_scheduler_t *s) {
  return __atomic_load_n(&s->load, __ATOMIC_ACQUIRE) == 0 && s->held == 0 &&
         s->run_count == 0 && rill_scheduler_next(s) == RILL_TIME_NEVER;
}

rill_scheduler_t *rill_scheduler_pick(rill_scheduler_t *s) {
  rill_scheduler_t *here = working_for(s);
  return here != NULL ? here : rill_scheduler_assign(s);
}

void rill_scheduler_load(rill_scheduler_t *s, int change) {
  uint32_t now = __atomic_add_fetch(&s->load, (uint32_t) change,
                                    __ATOMIC_ACQ_REL);
  /* It may wait for the last one. */
  if (now == 0 && !rill_scheduler_is_current(s)) s->driver.wake(s->self);
}
