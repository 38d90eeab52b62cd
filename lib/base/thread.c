/* SPDX-License-Identifier: MIT */
/* thread: what each thread keeps for itself comes and goes with it. */
#include "base/thread.h"

#include <stdlib.h>

#include <pthread.h>

__thread rill_thread_t *rill_thread_here
    __attribute__((tls_model("initial-exec")));

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void thread_leave(void *thread) {
  rill_caches_empty(thread);
  rill_live_leave(thread);
  rill_thread_here = NULL;
  free(thread);
}

static void thread_make_key(void) { pthread_key_create(&key, thread_leave); }

rill_thread_t *rill_thread_enter(void) {
  rill_thread_t *thread = calloc(1, sizeof *thread);
  if (thread == NULL) return NULL;
  pthread_once(&once, thread_make_key);
  pthread_setspecific(key, thread);
  rill_live_join(thread);
  rill_thread_here = thread;
  return thread;
}

/* The main thread has no end that a key would see. */
__attribute__((destructor)) static void thread_at_exit(void) {
  if (rill_thread_here != NULL) {
    pthread_setspecific(key, NULL);
    thread_leave(rill_thread_here);
  }
  rill_slab_trim();
}
