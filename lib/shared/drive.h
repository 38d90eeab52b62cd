/* SPDX-License-Identifier: MIT */
/* Driving a scheduler from a plain call, one step at a time: what rill_run()
 * and iterators share. */
#ifndef RILL_SHARED_DRIVE_H
#define RILL_SHARED_DRIVE_H

#include "core/scheduler.h"

#include <rill/observable.h>

typedef struct rill_drive {
  rill_scheduler_t *scheduler; /* counted */
  bool own;                    /* made here, to be closed here */
} rill_drive_t;

/** Takes a second handle to `given`, or makes a scheduler if it is NULL. NULL,
 * or why it cannot be driven (owned); `name` is the caller's. */
rill_error_t *rill_drive_open(rill_drive_t *drive, rill_scheduler_t *given,
                              const char *name);
void rill_drive_close(rill_drive_t *drive);
/** The same stream (taken over) as one that runs on the scheduler. */
rill_observable_t *rill_drive_home(const rill_drive_t *drive,
                                   rill_observable_t *observable);

/** Before steps, and before what starts work that they shall do. NULL, or an
 * error (owned) when it is called from inside of a callback. */
rill_error_t *rill_drive_enter(rill_drive_t *drive, const char *name);
/** Works, or sleeps for a while. False: there is nothing to wait for. */
bool rill_drive_step(rill_drive_t *drive);
void rill_drive_leave(rill_drive_t *drive);

#endif
