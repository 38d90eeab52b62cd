/* SPDX-License-Identifier: MIT */
/* misbehaving: a source that breaks the rules of the protocol, on purpose. */
#include "testing/script.h"

struct misbehaving {
  rill_alarm_t alarm;
  rill_time_t begun;
  size_t at;
};

static rill_error_t *misbehaving_check(const void *params) {
  const rill_script_t *script = *(rill_script_t *const *) params;
  return script == NULL ? rill_ref(rill_error_no_memory())
                        : rill_ref(script->error);
}

static void misbehaving_forget(void *params) {
  rill_unref(*(rill_script_t **) params);
}

static void misbehaving_send(rill_stage_t *stage,
                             const rill_message_t *message) {
  if (message->mark == RILL_MARK_NEXT)
    rill_emit_one(stage, message->value);
  else if (message->mark == RILL_MARK_COMPLETE)
    rill_emit_end(stage, NULL);
  else
    rill_emit_failure(stage, rill_value_ref(message->value));
}

/* Looks neither at the demand nor, within a tick, at `closed`. */
static void misbehaving_play(rill_stage_t *stage, rill_alarm_t *alarm) {
  const rill_script_t *script = *(rill_script_t *const *) rill_params(stage);
  const rill_messages_t *messages = &script->messages;
  struct misbehaving *state = rill_state(stage);
  rill_time_t now = rill_stage_now(stage) - state->begun;
  (void) alarm;
  while (state->at < messages->count && messages->items[state->at].at <= now)
    misbehaving_send(stage, &messages->items[state->at++]);
  if (stage->closed || state->at == messages->count) return;
  rill_alarm_set(&state->alarm, stage,
                 state->begun + messages->items[state->at].at,
                 misbehaving_play);
}

static void misbehaving_start(rill_stage_t *stage) {
  struct misbehaving *state = rill_state(stage);
  state->begun = rill_stage_now(stage);
  misbehaving_play(stage, &state->alarm);
}

static void misbehaving_request(rill_stage_t *stage, int64_t count) {
  (void) stage;
  (void) count;
}

static void misbehaving_release(rill_stage_t *stage) {
  rill_alarm_stop(&((struct misbehaving *) rill_state(stage))->alarm);
}

static const rill_stage_ops_t misbehaving_ops = {
    .name = "misbehaving",
    .state_size = sizeof(struct misbehaving),
    .params_size = sizeof(rill_script_t *),
    .check = misbehaving_check,
    .forget = misbehaving_forget,
    .start = misbehaving_start,
    .request = misbehaving_request,
    .release = misbehaving_release,
};

rill_observable_t *rill_misbehaving(const rill_message_t *messages,
                                    size_t count) {
  rill_script_t *script = rill_script_of(messages, count);
  return rill_source_make(&misbehaving_ops, &script);
}
