/* SPDX-License-Identifier: MIT */
/* The inside of the new_thread scheduler: runners, each a scheduler that has a
 * thread of its own as long as there is something to do, and the keeper, who
 * joins the threads that have ended, and tells runs that cannot have one. */
#ifndef RILL_SCHEDULERS_KEEPER_H
#define RILL_SCHEDULERS_KEEPER_H

#include "schedulers/parker.h"

typedef struct rill_keeper rill_keeper_t;
typedef struct rill_runner rill_runner_t;

/* What a run is given: a scheduler. Its thread is made by the first post. */
struct rill_runner {
  rill_scheduler_t *scheduler;
  rill_parker_t parker;
  rill_keeper_t *keeper;
  const void *maker; /* the thread that asked for it */
  bool spare;        /* nothing was posted yet */
  rill_runner_t *next, **back; /* among spare ones, or those under way */
};

struct rill_runner_thread {
  uv_thread_t id;
  rill_runner_t *runner;
  struct rill_runner_thread *next; /* among those that have ended */
};

struct rill_keeper {
  uint32_t references; /* the scheduler's, the keeper's thread's, runners' */
  rill_scheduler_t *scheduler;
  uv_thread_t thread;
  char full[96];
  unsigned most;
  bool closing; /* read by any thread */
  uv_mutex_t lock;
  uv_cond_t news;
  /* Under the lock. */
  rill_runner_t *spare, *busy, *refused;
  struct rill_runner_thread *ended;
  unsigned running;
  bool detached;
};

/* --- The keeper, in new_thread.c ------------------------------------------ */

void rill_keeper_unref(rill_keeper_t *keeper);

/* --- Runners, in runner.c ------------------------------------------------- */

/** One that nothing was posted to, for the calling thread; under the lock.
 * NULL without memory. */
rill_runner_t *rill_runner_get(rill_keeper_t *keeper);
/** Works for it until its run is over; the last reference may go with it. */
void rill_runner_live(rill_runner_t *runner);
/** Takes it out of the list that it is in; under the lock. */
void rill_runner_remove(rill_runner_t *runner);
void rill_runner_add(rill_runner_t **list, rill_runner_t *runner);

#endif
