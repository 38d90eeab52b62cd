/* SPDX-License-Identifier: MIT */
/* receiver: the signals of a foreign publisher, which is not trusted. */
#include "shared/receiver.h"

#include "shared/options.h"

#define RULE "rill_from_publisher: rule "
#define broken(...) rill_error_new(RILL_EPROTOCOL, RULE __VA_ARGS__)

static void receiver_destroy(void *object) {
  rill_unref(((rill_receiver_t *) object)->scheduler);
}

static const rill_type_t receiver_type = {
    .name = "receiver",
    .destroy = receiver_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_receiver_t *rill_receiver_new(rill_stage_t *stage) {
  rill_receiver_t *receiver =
      rill_object_new_zeroed(&receiver_type, sizeof *receiver);
  if (receiver == NULL) return NULL;
  receiver->scheduler = rill_ref(rill_stage_scheduler(stage));
  receiver->stage = stage;
  return receiver;
}

/* --- What the run tells the publisher ------------------------------------- */

void rill_publication_drop(const rill_publication_t *up, bool cancel) {
  if (cancel && up->cancel != NULL) up->cancel(up->context);
  if (up->release != NULL) up->release(up->context);
}

/* Passes on what was asked for, again for what is asked for meanwhile: a
 * publisher that answers at once needs no stack. */
void rill_receiver_tell(rill_stage_t *stage) {
  rill_received_t *state = rill_state(stage);
  if (!state->subscribed || state->asking || state->emitting) return;
  state->asking = true;
  while (!stage->closed && state->told > 0) {
    int64_t count = state->told;
    state->told = 0;
    if (state->owed == RILL_UNBOUNDED) break;
    rill_demand_add(&state->owed, count);
    rill_demand_add(&state->asked, count);
    state->up.request(count, state->up.context);
  }
  state->asking = false;
}

/* The run fails, as soon as the item that is under way has come down. */
static int receiver_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_received_t *state = rill_state(stage);
  int code = rill_error_code(error);
  if (!state->emitting)
    rill_emit_error(stage, error);
  else if (state->broken == NULL)
    state->broken = error;
  else
    rill_unref(error);
  return code;
}

/* --- The receiver --------------------------------------------------------- */

static void stray_run(rill_job_t *job, int status) {
  rill_receiver_t *receiver = rill_container_of(job, rill_receiver_t, stray);
  rill_stage_t *stage = receiver->stage;
  if (status == 0 && stage != NULL && !stage->closed) {
    rill_chain_t *chain = stage->chain;
    rill_enter(chain);
    receiver_fail(stage,
                  rill_error_new(RILL_EWRONGTHREAD, RULE
                                 "1.3: a signal came on a thread that the "
                                 "run does not live on; rill_post() brings "
                                 "it there"));
    rill_leave(chain);
  }
  rill_unref(receiver);
}

static int receiver_stray(rill_receiver_t *receiver) {
  if (__atomic_exchange_n(&receiver->strayed, true, __ATOMIC_ACQ_REL))
    return RILL_EWRONGTHREAD;
  rill_ref_object(receiver);
  receiver->stray.run = stray_run;
  if (rill_post_job(receiver->scheduler, &receiver->stray) != 0)
    rill_unref(receiver);
  return RILL_EWRONGTHREAD;
}

/* After a cancel signals may come, after the end none may. */
static int receiver_late(rill_receiver_t *receiver, const char *signal) {
  if (!receiver->ended) return RILL_ECLOSED;
  rill_error_t *error = broken("1.7: %s came after the end", signal);
  rill_scheduler_unhandled(receiver->scheduler, error);
  rill_unref(error);
  return RILL_EPROTOCOL;
}

static int receiver_leave(rill_receiver_t *receiver, rill_stage_t *stage,
                          int code) {
  rill_scheduler_t *scheduler = rill_ref(receiver->scheduler);
  rill_leave(stage->chain);
  rill_scheduler_settle(scheduler);
  rill_unref(scheduler);
  return code;
}

/* 0 when there is a run that can be told something. */
static int receiver_state(rill_receiver_t *receiver, const char *signal) {
  if (receiver == NULL) return RILL_ECLOSED;
  if (!rill_scheduler_is_current(receiver->scheduler))
    return receiver_stray(receiver);
  if (receiver->stage != NULL && !receiver->stage->closed) return 0;
  return receiver_late(receiver, signal);
}

/* 0 when the signal may come now. */
static int receiver_turn(rill_stage_t *stage, const char *signal) {
  const rill_received_t *state = rill_state(stage);
  if (!state->subscribed)
    return receiver_fail(stage,
                         broken("1.9: %s came before on_subscribe", signal));
  if (!state->emitting) return 0;
  return receiver_fail(stage, broken("1.3: %s came from inside of on_next, "
                                     "which has not returned",
                                     signal));
}

/* --- The signals ---------------------------------------------------------- */

static rill_error_t *subscription_refused(const rill_received_t *state,
                                          const rill_publication_t *up) {
  if (state->subscribed) return broken("2.5: on_subscribe came a second time");
  if (up->size == 0)
    return broken("2.13: the subscription, or its size, is NULL");
  if (up->request == NULL || up->cancel == NULL)
    return broken("2.13: %s of the subscription is NULL",
                  up->request == NULL ? "request" : "cancel");
  return NULL;
}

static int receiver_subscribed(rill_stage_t *stage,
                               const rill_publication_t *up) {
  rill_received_t *state = rill_state(stage);
  rill_error_t *error = subscription_refused(state, up);
  if (error != NULL) {
    rill_publication_drop(up, true);
    return receiver_fail(stage, error);
  }
  state->up = *up;
  state->subscribed = true;
  rill_receiver_tell(stage);
  return 0;
}

int rill_receiver_on_subscribe(rill_receiver_t *receiver,
                               const rill_publication_t *given) {
  RILL_OPTIONS(rill_publication_t, up, given);
  int code = receiver_state(receiver, "on_subscribe");
  if (code != 0) {
    rill_publication_drop(&up, true);
    return code;
  }
  rill_stage_t *stage = receiver->stage;
  rill_enter(stage->chain);
  return receiver_leave(receiver, stage, receiver_subscribed(stage, &up));
}

/* NULL, or why it is no item. */
static const char *item_refused(rill_value_t item) {
  switch ((rill_kind_t) item.kind) {
  case RILL_NONE:
  case RILL_BOOL:
  case RILL_INT:
  case RILL_DOUBLE:
  case RILL_POINTER:
    return NULL;
  case RILL_OBJECT:
    return item.as.o != NULL ? NULL : "an object that is NULL";
  case RILL_ERROR:
    return "an error, which on_error takes";
  }
  return "of a kind that there is not";
}

static int receiver_emit(rill_stage_t *stage, rill_value_t item) {
  rill_received_t *state = rill_state(stage);
  rill_demand_use(&state->owed, 1);
  state->emitting = true;
  size_t used = rill_emit_one(stage, item);
  state->emitting = false;
  if (stage->closed) return 0;
  if (state->broken != NULL) {
    rill_error_t *error = state->broken;
    state->broken = NULL;
    return receiver_fail(stage, error);
  }
  if (used == 0) rill_demand_add(&state->told, 1); /* dropped below */
  rill_receiver_tell(stage);
  return 0;
}

static int receiver_next(rill_stage_t *stage, rill_value_t item) {
  const rill_received_t *state = rill_state(stage);
  const char *wrong = item_refused(item);
  int code = receiver_turn(stage, "on_next");
  if (code != 0) return code;
  if (wrong != NULL)
    return receiver_fail(stage, broken("2.13: the item is %s (kind %u)", wrong,
                                       (unsigned) item.kind));
  if (state->owed > 0) return receiver_emit(stage, item);
  return receiver_fail(stage,
                       broken("1.1: an item came, and all %lld that were "
                              "requested have come before it",
                              (long long) state->asked));
}

int rill_receiver_on_next(rill_receiver_t *receiver, rill_value_t item) {
  int code = receiver_state(receiver, "on_next");
  if (code != 0) return code;
  rill_stage_t *stage = receiver->stage;
  rill_enter(stage->chain);
  return receiver_leave(receiver, stage, receiver_next(stage, item));
}

static int receiver_end(rill_stage_t *stage, rill_error_t *error) {
  rill_received_t *state = rill_state(stage);
  state->receiver->ended = true;
  if (error != NULL)
    rill_emit_error(stage, error);
  else
    rill_emit_complete(stage);
  return 0;
}

int rill_receiver_on_error(rill_receiver_t *receiver, rill_error_t *error) {
  int code = receiver_state(receiver, "on_error");
  if (code != 0) {
    rill_unref(error);
    return code;
  }
  rill_stage_t *stage = receiver->stage;
  rill_enter(stage->chain);
  code = receiver_turn(stage, "on_error");
  if (code != 0)
    rill_unref(error);
  else if (error == NULL)
    code = receiver_fail(stage, broken("2.13: the error is NULL"));
  else
    receiver_end(stage, error);
  return receiver_leave(receiver, stage, code);
}

int rill_receiver_on_complete(rill_receiver_t *receiver) {
  int code = receiver_state(receiver, "on_complete");
  if (code != 0) return code;
  rill_stage_t *stage = receiver->stage;
  rill_enter(stage->chain);
  code = receiver_turn(stage, "on_complete");
  if (code == 0) receiver_end(stage, NULL);
  return receiver_leave(receiver, stage, code);
}
