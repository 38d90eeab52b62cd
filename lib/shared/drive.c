/* SPDX-License-Identifier: MIT */
/* drive: lets a scheduler work. */
#include "shared/drive.h"

#include "base/error.h"
#include "core/chain.h"

static __thread bool driving;

/* It works where it is called. */
static bool is_here(const rill_scheduler_t *s) {
  return s->driver.settle != NULL;
}

/* --- Opening and closing -------------------------------------------------- */

static rill_error_t *drive_check(const rill_scheduler_t *s, const char *name) {
  if (!rill_scheduler_is_current(s))
    return rill_error_new(RILL_EWRONGTHREAD,
                          "%s: the scheduler belongs to another thread", name);
  if (s->closed)
    return rill_error_new(RILL_ECLOSED, "%s: the scheduler is closed", name);
  if (s->driver.drive != NULL) return NULL;
  return rill_error_new(RILL_EINVAL,
                        "%s: the %s scheduler cannot be driven by a call",
                        name, rill_scheduler_name(s));
}

rill_error_t *rill_drive_open(rill_drive_t *drive, rill_scheduler_t *given,
                              const char *name) {
  *drive = (rill_drive_t){.own = given == NULL};
  if (given != NULL) {
    rill_error_t *error = drive_check(given, name);
    if (error == NULL) drive->scheduler = rill_ref(given);
    return error;
  }
  drive->scheduler = rill_immediate_scheduler_new();
  return drive->scheduler == NULL ? rill_error_no_memory() : NULL;
}

void rill_drive_close(rill_drive_t *drive) {
  if (drive->own)
    rill_scheduler_close(drive->scheduler);
  else
    rill_unref(drive->scheduler);
  drive->scheduler = NULL;
}

rill_observable_t *rill_drive_home(const rill_drive_t *drive,
                                   rill_observable_t *observable) {
  rill_scheduler_t *s = drive->scheduler;
  if (rill_observable_home(observable, s) == s) return observable;
  rill_observable_t *bridged = rill_observe_home(observable, s);
  rill_unref(observable);
  return bridged;
}

/* --- Steps ---------------------------------------------------------------- */

rill_error_t *rill_drive_enter(rill_drive_t *drive, const char *name) {
  rill_scheduler_t *s = drive->scheduler;
  if (driving || s->turning || s->inside > 0)
    return rill_error_new(RILL_EPROTOCOL,
                          "%s: called from inside of a callback, which it "
                          "would wait for",
                          name);
  driving = true;
  if (is_here(s)) s->inside++; /* so that no call from outside drives it */
  return NULL;
}

void rill_drive_leave(rill_drive_t *drive) {
  if (is_here(drive->scheduler)) drive->scheduler->inside--;
  driving = false;
}

bool rill_drive_step(rill_drive_t *drive) {
  rill_scheduler_t *s = drive->scheduler;
  return !s->closed && s->driver.drive(s->self);
}
