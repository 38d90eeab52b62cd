/* SPDX-License-Identifier: MIT */
/* emitter: what the user's own code pushes goes down as far as it is asked for;
 * the rest is queued. */
#include "shared/emitter.h"

#include "core/dropped.h"

static void emitter_destroy(void *object) {
  rill_unref(((rill_emitter_t *) object)->scheduler);
}

const rill_type_t rill_emitter_type = {
    .name = "emitter",
    .destroy = emitter_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- Delivering ----------------------------------------------------------- */

static void emitter_end(rill_stage_t *stage, rill_error_t *error) {
  rill_create_t *create = rill_state(stage);
  create->ended = true;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    rill_emit_complete(stage);
}

static void emitter_emit(rill_stage_t *stage, rill_value_t item) {
  rill_create_t *create = rill_state(stage);
  create->emitting = true;
  size_t used = rill_emit_one(stage, item);
  rill_demand_use(&create->demand, used);
  if (used == 0 && create->demand != RILL_UNBOUNDED)
    rill_demand_add(&create->told, 1); /* dropped below: one more is due */
  create->emitting = false;
}

/* What is queued and asked for, then the end if it waits behind that. */
static void emitter_deliver(rill_stage_t *stage) {
  rill_create_t *create = rill_state(stage);
  if (create->emitting) return; /* whoever emits goes on with this */
  while (!stage->closed && create->demand > 0 &&
         create->queue.items.count > 0) {
    rill_value_t item = rill_bounded_pop(&create->queue);
    emitter_emit(stage, item);
    rill_value_unref(item);
  }
  if (stage->closed || create->queue.items.count > 0) return;
  if (create->refused && create->told == 0) create->told = create->demand;
  create->refused = false;
  if (create->completed) emitter_end(stage, NULL);
}

/* The function is out of reach while it runs, so that it can replace itself. */
static rill_value_t emitter_call(rill_create_t *create, rill_value_t count) {
  rill_fn_t on_request = create->on_request;
  create->on_request = rill_no_fn();
  create->replaced = false;
  rill_value_t answer = rill_invoke1(&on_request, count);
  if (create->replaced)
    rill_fn_drop(on_request);
  else
    create->on_request = on_request;
  return answer;
}

/* Tells the producer of new demand, again for what comes meanwhile. */
static void emitter_tell(rill_stage_t *stage) {
  rill_create_t *create = rill_state(stage);
  if (create->telling || create->emitting) return;
  create->telling = true;
  while (!stage->closed && !create->completed && create->told > 0 &&
         rill_fn_is_set(create->on_request)) {
    rill_value_t count = rill_int(create->told);
    create->told = 0;
    rill_value_t answer = emitter_call(create, count);
    if (answer.kind == RILL_ERROR)
      rill_emit_failure(stage, answer);
    else
      rill_value_unref(answer);
  }
  create->telling = false;
}

/* --- For the stage -------------------------------------------------------- */

rill_emitter_t *rill_emitter_new(rill_stage_t *stage) {
  rill_emitter_t *emitter =
      rill_object_new_zeroed(&rill_emitter_type, sizeof *emitter);
  if (emitter == NULL) return NULL;
  emitter->scheduler = rill_ref(rill_stage_scheduler(stage));
  emitter->stage = stage;
  return emitter;
}

void rill_emitter_request(rill_stage_t *stage, int64_t count) {
  rill_create_t *create = rill_state(stage);
  rill_demand_add(&create->demand, count);
  rill_demand_add(&create->told, count);
  emitter_deliver(stage);
  if (!stage->closed) emitter_tell(stage);
}

static void emitter_cancel(rill_scheduler_t *scheduler, rill_fn_t on_cancel) {
  if (!rill_fn_is_set(on_cancel)) return;
  rill_value_t answer = rill_invoke0(&on_cancel);
  if (answer.kind == RILL_ERROR)
    rill_scheduler_unhandled(scheduler, rill_as_error(answer));
  rill_value_unref(answer);
}

void rill_emitter_release(rill_stage_t *stage) {
  rill_create_t *create = rill_state(stage);
  if (create->emitter != NULL) {
    create->emitter->stage = NULL;
    create->emitter->canceled = !create->ended;
    if (!create->ended)
      emitter_cancel(create->emitter->scheduler, create->on_cancel);
    rill_unref(create->emitter);
  }
  rill_fn_drop(create->on_request);
  rill_fn_drop(create->on_cancel);
  rill_bounded_release(stage, &create->queue);
}

/* --- For the user --------------------------------------------------------- */

/* 0 when it may be used. */
static int emitter_state(const rill_emitter_t *emitter) {
  if (emitter == NULL) return RILL_ECLOSED;
  if (!rill_scheduler_is_current(emitter->scheduler)) return RILL_EWRONGTHREAD;
  if (emitter->stage == NULL || emitter->stage->closed) return RILL_ECLOSED;
  rill_create_t *create = rill_state(emitter->stage);
  return create->completed ? RILL_ECLOSED : 0;
}

/* Leaves the chain, which may free the stage and all but the scheduler. */
static int emitter_leave(rill_stage_t *stage, int code) {
  rill_create_t *create = rill_state(stage);
  rill_scheduler_t *scheduler = create->emitter->scheduler;
  if (scheduler->driver.settle == NULL) { /* most have nothing to settle */
    rill_leave(stage->chain);
    return code;
  }
  rill_ref_object(scheduler);
  rill_leave(stage->chain);
  rill_scheduler_settle(scheduler);
  rill_unref(scheduler);
  return code;
}

static rill_error_t *emitter_full(const rill_stage_t *stage) {
  const rill_create_params_t *p = rill_params(stage);
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_create: the queue of %lld items is full and "
                        "nothing is asked for; ask for more, raise "
                        ".capacity or choose another .overflow",
                        (long long) p->queue.capacity);
}

static int emitter_queue(rill_stage_t *stage, rill_value_t item) {
  const rill_create_params_t *p = rill_params(stage);
  rill_create_t *create = rill_state(stage);
  int code = rill_bounded_push(stage, &create->queue, &p->queue, item);
  if (code == RILL_EAGAIN) create->refused = create->demand > 0;
  if (code == 0 || code == RILL_EAGAIN) return code; /* then it is not ours */
  rill_tell(stage, item);
  rill_emit_error(stage, code == RILL_ENOMEM ? rill_error_no_memory()
                                             : emitter_full(stage));
  return code;
}

static int emitter_next(rill_stage_t *stage, rill_value_t item) {
  rill_create_t *create = rill_state(stage);
  if (item.kind == RILL_ERROR) {
    emitter_end(stage, rill_ref(rill_as_error(item)));
    return 0;
  }
  if (create->emitting || create->demand == 0 || create->queue.items.count > 0)
    return emitter_queue(stage, item);
  emitter_emit(stage, item);
  emitter_deliver(stage); /* what was pushed from inside of that */
  if (!stage->closed) emitter_tell(stage);
  return 0;
}

int rill_emitter_next(rill_emitter_t *emitter, rill_value_t item) {
  int code = emitter_state(emitter);
  if (code != 0) return code;
  rill_stage_t *stage = emitter->stage;
  rill_enter(stage->chain);
  return emitter_leave(stage, emitter_next(stage, item));
}

int rill_emitter_error(rill_emitter_t *emitter, rill_error_t *error) {
  int code = emitter_state(emitter);
  if (code != 0) {
    rill_unref(error);
    return code;
  }
  if (error == NULL)
    error = rill_refuse("rill_emitter_error: error is NULL");
  rill_stage_t *stage = emitter->stage;
  rill_enter(stage->chain);
  emitter_end(stage, error);
  return emitter_leave(stage, 0);
}

int rill_emitter_complete(rill_emitter_t *emitter) {
  int code = emitter_state(emitter);
  if (code != 0) return code;
  rill_stage_t *stage = emitter->stage;
  rill_enter(stage->chain);
  ((rill_create_t *) rill_state(stage))->completed = true;
  emitter_deliver(stage);
  return emitter_leave(stage, 0);
}

int64_t rill_emitter_requested(const rill_emitter_t *emitter) {
  if (emitter_state(emitter) != 0) return 0;
  const rill_create_t *create = rill_state(emitter->stage);
  if (create->demand == RILL_UNBOUNDED) return RILL_UNBOUNDED;
  int64_t left = create->demand - (int64_t) create->queue.items.count;
  return left > create->emitting ? left - create->emitting : 0;
}

int64_t rill_emitter_dropped(const rill_emitter_t *emitter) {
  if (emitter == NULL || emitter->stage == NULL) return 0;
  return ((rill_create_t *) rill_state(emitter->stage))->dropped;
}

int rill_emitter_on_request(rill_emitter_t *emitter, rill_fn_t f) {
  int code = emitter_state(emitter);
  if (code == 0 && rill_fn_is_set(f) && f.arity != 1) code = RILL_EINVAL;
  if (code != 0) {
    rill_fn_drop(f);
    return code;
  }
  rill_stage_t *stage = emitter->stage;
  rill_create_t *create = rill_state(stage);
  rill_enter(stage->chain);
  rill_fn_t old = create->on_request;
  create->on_request = f;
  create->replaced = true;
  create->told = rill_emitter_requested(emitter);
  emitter_tell(stage);
  rill_fn_drop(old);
  return emitter_leave(stage, 0);
}

int rill_emitter_on_cancel(rill_emitter_t *emitter, rill_fn_t f) {
  int code = emitter_state(emitter);
  if (rill_fn_is_set(f) && f.arity != 0) code = RILL_EINVAL;
  bool late = code == RILL_ECLOSED && emitter != NULL;
  if (code == 0 || (late && emitter->stage != NULL)) {
    rill_create_t *create = rill_state(emitter->stage);
    rill_fn_t old = create->on_cancel;
    create->on_cancel = f; /* the release calls it, if it is to be called */
    rill_fn_drop(old);
    return code;
  }
  if (late && emitter->canceled) emitter_cancel(emitter->scheduler, f);
  rill_fn_drop(f);
  return code;
}
