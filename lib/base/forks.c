/* SPDX-License-Identifier: MIT */
/* forks: takes the locks, forks, and gives them back on both sides. */
#include "base/forks.h"

#include <assert.h>
#include <stddef.h>

enum { LOCKS = 8 };

static pthread_mutex_t *locks[LOCKS];
static size_t count;
static size_t taken; /* by who forks; more may have come meanwhile */

static void before(void) {
  size_t all = __atomic_load_n(&count, __ATOMIC_ACQUIRE);
  for (size_t i = 0; i < all; i++) pthread_mutex_lock(locks[i]);
  taken = all;
}

static void after(void) {
  for (size_t i = taken; i > 0; i--) pthread_mutex_unlock(locks[i - 1]);
}

void rill_forks_guard(pthread_mutex_t *lock) {
  assert(count < LOCKS);
  locks[count] = lock;
  __atomic_store_n(&count, count + 1, __ATOMIC_RELEASE);
  if (count == 1) pthread_atfork(before, after, after);
}
