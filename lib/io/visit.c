/* SPDX-License-Identifier: MIT */
/* visit: a stage's function on another thread, and back. */
#include "io/visit.h"

#include "core/chain.h"

bool rill_visit_check(rill_stage_t *stage) {
  rill_scheduler_t *scheduler = rill_stage_scheduler(stage);
  if (rill_uv_loop(scheduler) != NULL) return true;
  rill_emit_error(
      stage,
      rill_error_new(RILL_EINVAL,
                     "rill_%s: scheduler is of the kind %s (must be uv; "
                     "rill_subscribe_on() and rill_observe_on() lead there)",
                     stage->ops->name, rill_scheduler_name(scheduler)));
  return false;
}

static void visit_run(uv_work_t *work) {
  rill_visit_t *visit = rill_container_of(work, rill_visit_t, work);
  visit->run(visit);
}

static void visit_late(rill_task_t *task, int status) {
  (void) task;
  (void) status;
}

static void visit_back(uv_work_t *work, int status) {
  rill_visit_t *visit = rill_container_of(work, rill_visit_t, work);
  rill_stage_t *stage = visit->stage;
  rill_chain_t *chain = stage->chain;
  rill_scheduler_t *scheduler = rill_ref(rill_stage_scheduler(stage));
  bool released = stage->released; /* then its parents may be gone, too */
  visit->away = false;
  visit->missed = status != 0;
  rill_unschedule(scheduler, &visit->late);
  if (!released) rill_enter(chain);
  visit->back(stage);
  if (!released) rill_leave(chain);
  rill_observable_t *kept = visit->away ? NULL : visit->kept;
  if (kept != NULL) visit->kept = NULL;
  rill_unref(chain);
  rill_unref(kept);
  rill_scheduler_stir(scheduler);
  rill_unref(scheduler);
}

void rill_visit_start(rill_stage_t *stage, void (*run)(void *state),
                      void (*back)(rill_stage_t *stage)) {
  rill_visit_t *visit = rill_state(stage);
  rill_scheduler_t *scheduler = rill_stage_scheduler(stage);
  assert(!visit->away);
  visit->stage = stage;
  visit->run = run;
  visit->back = back;
  visit->away = true;
  rill_ref_object(stage->chain);
  if (visit->kept == NULL) visit->kept = rill_ref(stage->chain->observable);
  visit->late.run = visit_late;
  if (stage->released)
    rill_schedule_at(scheduler, &visit->late, RILL_TIME_NEVER);
  uv_queue_work(rill_uv_loop(scheduler), &visit->work, visit_run,
                visit_back); /* fails only without a function */
}

bool rill_visit_stop(rill_stage_t *stage) {
  rill_visit_t *visit = rill_state(stage);
  if (!visit->away) return true;
  rill_schedule_at(rill_stage_scheduler(stage), &visit->late, RILL_TIME_NEVER);
  uv_cancel((uv_req_t *) &visit->work);
  return false;
}
