/* SPDX-License-Identifier: MIT */
/* create: what the user's own code pushes into an emitter. */
#include "shared/options.h"
#include "shared/overflow.h"

#include <rill/create.h>

struct create_params {
  rill_fn_t subscribe, dropped;
  rill_bounded_params_t queue;
};

struct rill_emitter {
  rill_object_t base;
  rill_scheduler_t *scheduler;
  rill_stage_t *stage; /* NULL: the run is over */
  bool canceled;       /* by somebody else than the producer */
};

struct create {
  rill_emitter_t *emitter;
  rill_fn_t on_request, on_cancel;
  rill_bounded_t queue;
  int64_t dropped;
  int64_t demand;
  int64_t told;   /* demand that on_request is to hear of */
  bool emitting;  /* an item is on its way down: the others wait */
  bool telling;   /* on_request is under way */
  bool replaced;  /* and has set another one meanwhile */
  bool refused;   /* RILL_EAGAIN was answered in spite of demand */
  bool completed; /* by the producer: the end waits for the queue */
  bool ended;     /* by the producer */
};

static void emitter_destroy(void *object) {
  rill_unref(((rill_emitter_t *) object)->scheduler);
}

const rill_type_t rill_emitter_type = {
  .name = "emitter",
  .destroy = emitter_destroy,
  .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* --- Delivering --------------------------------------------------------- */

static void create_end(rill_stage_t *stage, rill_error_t *error) {
  struct create *create = rill_state(stage);
  create->ended = true;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    rill_emit_complete(stage);
}

static void create_emit(rill_stage_t *stage, rill_value_t item) {
  struct create *create = rill_state(stage);
  create->emitting = true;
  size_t used = rill_emit_one(stage, item);
  rill_demand_use(&create->demand, used);
  if (used == 0 && create->demand != RILL_UNBOUNDED)
    rill_demand_add(&create->told, 1); /* dropped below: one more is due */
  create->emitting = false;
}

/* What is queued and asked for, then the end if it waits behind that. */
static void create_deliver(rill_stage_t *stage) {
  struct create *create = rill_state(stage);
  if (create->emitting) return; /* whoever emits goes on with this */
  while (!stage->closed && create->demand > 0 &&
         create->queue.items.count > 0) {
    rill_value_t item = rill_bounded_pop(&create->queue);
    create_emit(stage, item);
    rill_value_unref(item);
  }
  if (stage->closed || create->queue.items.count > 0) return;
  if (create->refused && create->told == 0) create->told = create->demand;
  create->refused = false;
  if (create->completed) create_end(stage, NULL);
}

/* The function is out of reach while it runs, so that it can replace itself. */
static rill_value_t create_call(struct create *create, rill_value_t count) {
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
static void create_tell(rill_stage_t *stage) {
  struct create *create = rill_state(stage);
  if (create->telling || create->emitting) return;
  create->telling = true;
  while (!stage->closed && !create->completed && create->told > 0 &&
         rill_fn_is_set(create->on_request)) {
    rill_value_t count = rill_int(create->told);
    create->told = 0;
    rill_value_t answer = create_call(create, count);
    if (answer.kind == RILL_ERROR)
      rill_emit_failure(stage, answer);
    else
      rill_value_unref(answer);
  }
  create->telling = false;
}

/* --- The stage ---------------------------------------------------------- */

static rill_error_t *create_check(const void *params) {
  const struct create_params *p = params;
  rill_error_t *error = rill_bounded_check(&p->queue, "overflow");
  if (error != NULL) return error;
  error = rill_check_fn(p->subscribe, 1, "the function");
  return error != NULL ? error
                       : rill_check_optional_fn(p->dropped, 1, "dropped");
}

static void create_forget(void *params) {
  rill_fn_drop(((struct create_params *) params)->subscribe);
  rill_fn_drop(((struct create_params *) params)->dropped);
}

static void create_drop(rill_stage_t *stage, rill_value_t item) {
  const struct create_params *p = rill_params(stage);
  ((struct create *) rill_state(stage))->dropped++;
  rill_bounded_show(stage, &p->dropped, item);
}

static void create_init(rill_stage_t *stage) {
  ((struct create *) rill_state(stage))->queue.drop = create_drop;
}

static rill_emitter_t *emitter_new(rill_stage_t *stage) {
  rill_emitter_t *emitter =
      rill_object_new_zeroed(&rill_emitter_type, sizeof *emitter);
  if (emitter == NULL) return NULL;
  emitter->scheduler = rill_ref(rill_stage_scheduler(stage));
  emitter->stage = stage;
  return emitter;
}

static void create_start(rill_stage_t *stage) {
  const struct create_params *p = rill_params(stage);
  struct create *create = rill_state(stage);
  create->emitter = emitter_new(stage);
  if (create->emitter == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_value_t emitter = rill_none();
  emitter.kind = RILL_OBJECT;
  emitter.as.o = &create->emitter->base;
  rill_value_t answer = rill_invoke1(&p->subscribe, emitter);
  if (answer.kind == RILL_ERROR)
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

static void create_request(rill_stage_t *stage, int64_t count) {
  struct create *create = rill_state(stage);
  rill_demand_add(&create->demand, count);
  rill_demand_add(&create->told, count);
  create_deliver(stage);
  if (!stage->closed) create_tell(stage);
}

static void emitter_cancel(rill_scheduler_t *scheduler, rill_fn_t on_cancel) {
  if (!rill_fn_is_set(on_cancel)) return;
  rill_value_t answer = rill_invoke0(&on_cancel);
  if (answer.kind == RILL_ERROR)
    rill_scheduler_unhandled(scheduler, rill_as_error(answer));
  rill_value_unref(answer);
}

static void create_release(rill_stage_t *stage) {
  struct create *create = rill_state(stage);
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

static const rill_stage_ops_t create_ops = {
  .name = "create",
  .state_size = sizeof(struct create),
  .params_size = sizeof(struct create_params),
  .check = create_check,
  .forget = create_forget,
  .init = create_init,
  .start = create_start,
  .request = create_request,
  .release = create_release,
};

rill_observable_t *rill_create_opts(const rill_create_opts_t *options) {
  RILL_OPTIONS(rill_create_opts_t, o, options);
  int64_t capacity = o.capacity < INT64_MAX ? (int64_t) o.capacity : INT64_MAX;
  struct create_params params = {
    o.subscribe, o.dropped, rill_bounded_params(o.overflow, capacity, 0)};
  return rill_source_make(&create_ops, &params);
}

/* --- The emitter -------------------------------------------------------- */

/* 0 when it may be used. */
static int emitter_state(const rill_emitter_t *emitter) {
  if (emitter == NULL) return RILL_ECLOSED;
  if (!rill_scheduler_is_current(emitter->scheduler)) return RILL_EWRONGTHREAD;
  if (emitter->stage == NULL || emitter->stage->closed) return RILL_ECLOSED;
  struct create *create = rill_state(emitter->stage);
  return create->completed ? RILL_ECLOSED : 0;
}

/* Leaves the chain, which may free the stage and all but the scheduler. */
static int emitter_leave(rill_stage_t *stage, int code) {
  struct create *create = rill_state(stage);
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

static rill_error_t *create_full(const rill_stage_t *stage) {
  const struct create_params *p = rill_params(stage);
  return rill_error_new(RILL_EOVERFLOW,
                        "rill_create: the queue of %lld items is full and "
                        "nothing is asked for; ask for more, raise "
                        ".capacity or choose another .overflow",
                        (long long) p->queue.capacity);
}

static int create_queue(rill_stage_t *stage, rill_value_t item) {
  const struct create_params *p = rill_params(stage);
  struct create *create = rill_state(stage);
  int code = rill_bounded_push(stage, &create->queue, &p->queue, item);
  if (code == RILL_EAGAIN)
    create->refused = create->demand > 0;
  else if (code != 0)
    rill_emit_error(stage, code == RILL_ENOMEM ? rill_error_no_memory()
                                               : create_full(stage));
  return code;
}

static int create_next(rill_stage_t *stage, rill_value_t item) {
  struct create *create = rill_state(stage);
  if (item.kind == RILL_ERROR) {
    create_end(stage, rill_ref(rill_as_error(item)));
    return 0;
  }
  if (create->emitting || create->demand == 0 || create->queue.items.count > 0)
    return create_queue(stage, item);
  create_emit(stage, item);
  create_deliver(stage); /* what was pushed from inside of that */
  if (!stage->closed) create_tell(stage);
  return 0;
}

int rill_emitter_next(rill_emitter_t *emitter, rill_value_t item) {
  int code = emitter_state(emitter);
  if (code != 0) return code;
  rill_stage_t *stage = emitter->stage;
  rill_enter(stage->chain);
  return emitter_leave(stage, create_next(stage, item));
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
  create_end(stage, error);
  return emitter_leave(stage, 0);
}

int rill_emitter_complete(rill_emitter_t *emitter) {
  int code = emitter_state(emitter);
  if (code != 0) return code;
  rill_stage_t *stage = emitter->stage;
  rill_enter(stage->chain);
  ((struct create *) rill_state(stage))->completed = true;
  create_deliver(stage);
  return emitter_leave(stage, 0);
}

int64_t rill_emitter_requested(const rill_emitter_t *emitter) {
  if (emitter_state(emitter) != 0) return 0;
  const struct create *create = rill_state(emitter->stage);
  if (create->demand == RILL_UNBOUNDED) return RILL_UNBOUNDED;
  int64_t left = create->demand - (int64_t) create->queue.items.count;
  return left > create->emitting ? left - create->emitting : 0;
}

int64_t rill_emitter_dropped(const rill_emitter_t *emitter) {
  if (emitter == NULL || emitter->stage == NULL) return 0;
  return ((struct create *) rill_state(emitter->stage))->dropped;
}

int rill_emitter_on_request(rill_emitter_t *emitter, rill_fn_t f) {
  int code = emitter_state(emitter);
  if (code == 0 && rill_fn_is_set(f) && f.arity != 1) code = RILL_EINVAL;
  if (code != 0) {
    rill_fn_drop(f);
    return code;
  }
  rill_stage_t *stage = emitter->stage;
  struct create *create = rill_state(stage);
  rill_enter(stage->chain);
  rill_fn_t old = create->on_request;
  create->on_request = f;
  create->replaced = true;
  create->told = rill_emitter_requested(emitter);
  create_tell(stage);
  rill_fn_drop(old);
  return emitter_leave(stage, 0);
}

int rill_emitter_on_cancel(rill_emitter_t *emitter, rill_fn_t f) {
  int code = emitter_state(emitter);
  if (rill_fn_is_set(f) && f.arity != 0) code = RILL_EINVAL;
  bool late = code == RILL_ECLOSED && emitter != NULL;
  if (code == 0 || (late && emitter->stage != NULL)) {
    struct create *create = rill_state(emitter->stage);
    rill_fn_t old = create->on_cancel;
    create->on_cancel = f; /* the release calls it, if it is to be called */
    rill_fn_drop(old);
    return code;
  }
  if (late && emitter->canceled) emitter_cancel(emitter->scheduler, f);
  rill_fn_drop(f);
  return code;
}
