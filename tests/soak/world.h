/* SPDX-License-Identifier: MIT */
/* Where pipelines run: two uv loops on threads, a pool, new threads; and, for
 * each pipeline that wants one, a place that is closed under it. */
#ifndef RILL_SOAK_WORLD_H
#define RILL_SOAK_WORLD_H

#include <rill.h>
#include <uv.h>

/** A uv loop on a thread of its own. */
typedef struct loop {
  uv_loop_t loop;
  uv_async_t keeper;
  uv_thread_t thread;
  uv_sem_t ready;
  rill_scheduler_t *scheduler;
} loop_t;

void loop_open(loop_t *loop);
/** Closes the scheduler, over there; `loop_join()` waits for the end. */
void loop_close(loop_t *loop);
void loop_join(loop_t *loop);

/** PLACE_OWN is the pipeline's own. */
typedef enum place {
  PLACE_LOOP,
  PLACE_LOOP_TOO,
  PLACE_POOL,
  PLACE_NEW_THREAD,
  PLACE_OWN,
  PLACES
} place_t;

extern rill_scheduler_t *world[PLACE_OWN];
void world_open(void);
void world_close(void);
const char *place_name(place_t place);
/** Has `act(context)` called there, soon. */
void act_there(rill_scheduler_t *there, rill_value_t (*act)(void *context),
               void *context);
static inline bool flag_is_set(const uint32_t *flag) {
  return __atomic_load_n(flag, __ATOMIC_ACQUIRE) != 0;
}
static inline void flag_set(uint32_t *flag) {
  __atomic_store_n(flag, 1, __ATOMIC_RELEASE);
}
/** Sleeps until somebody sets it, and clears it. */
void flag_await(uint32_t *flag);

/** A place that is closed while it is in use. */
typedef struct own_place {
  rill_scheduler_t *scheduler; /* a reference; NULL: there is none */
  loop_t loop;
  bool is_loop, closed;
} own_place_t;
void own_place_open(own_place_t *place, bool as_loop);
void own_place_close(own_place_t *place);
/** Closes it, if that has not happened, and waits for its threads. */
void own_place_end(own_place_t *place);

#endif
