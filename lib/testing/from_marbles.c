/* SPDX-License-Identifier: MIT */
/* from_marbles: plays a marble text, or messages, from each subscription on. */
#include "testing/script.h"

struct from_marbles {
  rill_player_t player;
  rill_time_t begun;
  bool started;
  rill_alarm_t *alarms; /* one for each tick with a message */
  size_t ticks;
};

static rill_error_t *from_marbles_check(const void *params) {
  const rill_script_t *script = *(rill_script_t *const *) params;
  return script == NULL ? rill_ref(rill_error_no_memory())
                        : rill_ref(script->error);
}

static void from_marbles_forget(void *params) {
  rill_unref(*(rill_script_t **) params);
}

static void from_marbles_play(rill_stage_t *stage) {
  const rill_script_t *script = *(rill_script_t *const *) rill_params(stage);
  const rill_messages_t *messages = &script->messages;
  struct from_marbles *from = rill_state(stage);
  rill_time_t now = rill_stage_now(stage) - from->begun;
  size_t ready = from->player.at;
  while (ready < messages->count && messages->items[ready].at <= now) ready++;
  rill_player_run(stage, &from->player, script, ready);
}

static void from_marbles_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  from_marbles_play(stage);
}

/* Whether messages[i] is the first of its tick. */
static bool is_tick(const rill_messages_t *messages, size_t i) {
  return i == 0 || messages->items[i].at != messages->items[i - 1].at;
}

/* All are set before any stage has started: on each tick the source is the
 * first to act, whatever the stages below have set. */
static void from_marbles_init(rill_stage_t *stage) {
  const rill_script_t *script = *(rill_script_t *const *) rill_params(stage);
  const rill_messages_t *messages = &script->messages;
  struct from_marbles *from = rill_state(stage);
  size_t ticks = 0;
  from->begun = rill_stage_now(stage);
  for (size_t i = 0; i < messages->count; i++) ticks += is_tick(messages, i);
  if (ticks == 0) return;
  from->alarms = rill_allocate_zeroed(ticks * sizeof *from->alarms);
  if (from->alarms == NULL) return;
  for (size_t i = 0; i < messages->count; i++)
    if (is_tick(messages, i))
      rill_alarm_set(&from->alarms[from->ticks++], stage,
                     rill_time_after(from->begun, messages->items[i].at),
                     from_marbles_ring);
}

static void from_marbles_start(rill_stage_t *stage) {
  const rill_script_t *script = *(rill_script_t *const *) rill_params(stage);
  struct from_marbles *from = rill_state(stage);
  if (script->messages.count > 0 && from->alarms == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  from->started = true;
  from_marbles_play(stage);
}

static void from_marbles_request(rill_stage_t *stage, int64_t count) {
  struct from_marbles *from = rill_state(stage);
  rill_demand_add(&from->player.demand, count);
  if (from->started) from_marbles_play(stage);
}

static void from_marbles_release(rill_stage_t *stage) {
  struct from_marbles *from = rill_state(stage);
  for (size_t i = 0; i < from->ticks; i++) rill_alarm_stop(&from->alarms[i]);
  rill_release(from->alarms, from->ticks * sizeof *from->alarms);
}

#define FROM_MARBLES_OPS                                                      \
  .state_size = sizeof(struct from_marbles),                                  \
  .params_size = sizeof(rill_script_t *), .check = from_marbles_check,        \
  .forget = from_marbles_forget, .init = from_marbles_init,                   \
  .start = from_marbles_start, .request = from_marbles_request,               \
  .release = from_marbles_release

static const rill_stage_ops_t from_marbles_ops = {
    .name = "from_marbles",
    FROM_MARBLES_OPS,
};

static const rill_stage_ops_t from_messages_ops = {
    .name = "from_messages",
    FROM_MARBLES_OPS,
};

rill_observable_t *rill_from_marbles_opts(const rill_marbles_opts_t *options) {
  rill_script_t *script = rill_script_new(options);
  return rill_source_make(&from_marbles_ops, &script);
}

rill_observable_t *rill_from_messages(const rill_message_t *messages,
                                      size_t count) {
  rill_script_t *script = rill_script_of(messages, count);
  return rill_source_make(&from_messages_ops, &script);
}
