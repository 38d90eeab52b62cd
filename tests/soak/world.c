/* SPDX-License-Identifier: MIT */
/* world: schedulers of several kinds, and their threads. */
#include "world.h"

#include <stdlib.h>

/* --- A loop on a thread --------------------------------------------------- */

static void keep(uv_async_t *async) { (void) async; }

static void must(int code) {
  if (code == 0) return;
  fprintf(stderr, "soak: %s\n", uv_strerror(code));
  abort();
}

static void loop_run(void *context) {
  loop_t *l = context;
  must(uv_loop_init(&l->loop));
  must(uv_async_init(&l->loop, &l->keeper, keep));
  l->scheduler = rill_uv_scheduler_new(&l->loop);
  if (l->scheduler == NULL) abort();
  uv_sem_post(&l->ready);
  uv_run(&l->loop, UV_RUN_DEFAULT);
  must(uv_loop_close(&l->loop));
}

void loop_open(loop_t *l) {
  must(uv_sem_init(&l->ready, 0));
  must(uv_thread_create(&l->thread, loop_run, l));
  uv_sem_wait(&l->ready);
}

static rill_value_t let_go(void *context) {
  loop_t *l = context;
  rill_scheduler_close(l->scheduler);
  uv_close((uv_handle_t *) &l->keeper, NULL);
  return rill_none();
}

void loop_close(loop_t *l) {
  while (rill_post(l->scheduler, rill_call_with(let_go, rill_borrow(l))) != 0)
    uv_sleep(1);
}

void loop_join(loop_t *l) {
  uv_thread_join(&l->thread);
  uv_sem_destroy(&l->ready);
}

/* --- The world ------------------------------------------------------------ */

rill_scheduler_t *world[PLACE_OWN];
static loop_t loops[2];

void world_open(void) {
  for (int i = 0; i < 2; i++) {
    loop_open(&loops[i]);
    world[i] = loops[i].scheduler;
  }
  world[PLACE_POOL] = rill_pool_scheduler_new(.threads = 3);
  world[PLACE_NEW_THREAD] = rill_new_thread_scheduler(.max_threads = 32);
  if (world[PLACE_POOL] == NULL || world[PLACE_NEW_THREAD] == NULL) abort();
}

void world_close(void) {
  rill_scheduler_close(world[PLACE_NEW_THREAD]);
  rill_scheduler_close(world[PLACE_POOL]);
  for (int i = 0; i < 2; i++) loop_close(&loops[i]);
  for (int i = 0; i < 2; i++) loop_join(&loops[i]);
}

const char *place_name(place_t place) {
  static const char *const names[PLACES] = {"loop", "loop_too", "pool",
                                            "new_thread", "own"};
  return names[place];
}

void act_there(rill_scheduler_t *there, rill_value_t (*act)(void *context),
               void *context) {
  while (rill_post(there, rill_call_with(act, rill_borrow(context))) != 0)
    uv_sleep(0);
}

void flag_await(uint32_t *flag) {
  while (!flag_is_set(flag)) uv_sleep(0);
  __atomic_store_n(flag, 0, __ATOMIC_RELEASE);
}

/* --- A place of its own --------------------------------------------------- */

void own_place_open(own_place_t *place, bool as_loop) {
  place->is_loop = as_loop;
  place->closed = false;
  if (as_loop) {
    loop_open(&place->loop);
    place->scheduler = rill_ref(place->loop.scheduler);
  } else {
    rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 2);
    if (pool == NULL) abort();
    place->scheduler = rill_ref(pool); /* closing takes the other one */
  }
}

void own_place_close(own_place_t *place) {
  if (place->closed || place->scheduler == NULL) return;
  place->closed = true;
  if (place->is_loop)
    loop_close(&place->loop);
  else
    rill_scheduler_close(place->scheduler);
}

void own_place_end(own_place_t *place) {
  if (place->scheduler == NULL) return;
  own_place_close(place);
  if (place->is_loop) loop_join(&place->loop);
  rill_unref(place->scheduler);
  place->scheduler = NULL;
}
