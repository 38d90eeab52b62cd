/* SPDX-License-Identifier: MIT */
/* Schedulers without a thread and without a loop: they work where they are
 * called, until nothing is left to do. */
#ifndef RILL_SCHEDULERS_HERE_H
#define RILL_SCHEDULERS_HERE_H

#include "core/scheduler.h"

/** NULL without memory. `queues`: what begins while it is at work waits for
 * its turn. */
rill_scheduler_t *rill_here_scheduler_new(const char *name, bool queues);

#endif
