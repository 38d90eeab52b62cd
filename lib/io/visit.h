/* SPDX-License-Identifier: MIT */
/* Visits of a stage to libuv's threads: one at a time, each one function. */
#ifndef RILL_IO_VISIT_H
#define RILL_IO_VISIT_H

#include <uv.h>

#include "core/operator.h"

/** What the state of such a stage begins with. */
typedef struct rill_visit {
  uv_work_t work;
  void (*run)(void *state);
  void (*back)(rill_stage_t *stage);
  rill_stage_t *stage;
  rill_observable_t *kept; /* has the parameters, also of a run that is over */
  rill_task_t late; /* never due: a scheduler that drains waits for it */
  bool away;
  bool missed; /* taken back before it had begun */
} rill_visit_t;

/** For `start`. False: the run is on no uv scheduler, and the stage has
 * failed. */
bool rill_visit_check(rill_stage_t *stage);
/** Calls `run` with the state on one of libuv's threads, then `back` on the
 * stage's own. The stage's memory and parameters stay until then, also if it
 * is released meanwhile: `back` is called in any case, and cleans up if
 * `stage->closed`. */
void rill_visit_start(rill_stage_t *stage, void (*run)(void *state),
                      void (*back)(rill_stage_t *stage));
/** For `release`: takes back a visit that has not begun. True: there is none
 * under way, and nobody will call `back`. */
bool rill_visit_stop(rill_stage_t *stage);

#endif
