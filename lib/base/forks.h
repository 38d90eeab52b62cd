/* SPDX-License-Identifier: MIT */
/* Locks that the whole program shares, and fork(): the child has the memory of
 * all threads but only one of them, so a lock that another one held would never
 * be free again. */
#ifndef RILL_BASE_FORKS_H
#define RILL_BASE_FORKS_H

#include <pthread.h>

/** From now on nobody else holds `lock` while the process is forked. For locks
 * that are static, from a constructor; while one of them is held, none of the
 * others may be taken. */
void rill_forks_guard(pthread_mutex_t *lock);

#endif
