/* SPDX-License-Identifier: MIT */
/* script: the messages of a marble text, played within demand. */
#include "testing/script.h"

#include "shared/options.h"

static void script_destroy(void *object) {
  rill_script_t *script = object;
  rill_messages_clear(&script->messages);
  rill_unref(script->error);
}

static const rill_type_t script_type = {
    .name = "marbles",
    .destroy = script_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* A source cannot cancel, and has no past; takes over what it drops. */
static rill_error_t *script_trim(rill_messages_t *messages) {
  size_t kept = 0;
  for (size_t i = 0; i < messages->count; i++) {
    rill_message_t message = messages->items[i];
    if (message.mark == RILL_MARK_CANCEL) {
      messages->count -= i - kept;
      memmove(messages->items + kept, messages->items + i,
              (messages->count - kept) * sizeof message);
      return rill_refuse("a source cannot cancel ('!')");
    }
    if (message.at < 0 || message.mark == RILL_MARK_SUBSCRIBE)
      rill_value_unref(message.value);
    else
      messages->items[kept++] = message;
  }
  messages->count = kept;
  return NULL;
}

rill_script_t *rill_script_new(const rill_marbles_opts_t *given) {
  RILL_OPTIONS(rill_marbles_opts_t, options, given);
  rill_script_t *script =
      rill_object_new_zeroed(&script_type, sizeof *script);
  if (script != NULL) {
    script->error = rill_marbles_parse(options.text, options.values,
                                       &script->messages);
    if (script->error == NULL)
      script->error = script_trim(&script->messages);
  }
  rill_value_unref(options.values);
  return script;
}

/* The first message that cannot stand where it does. */
static rill_error_t *script_check(const rill_message_t *messages,
                                  size_t count) {
  for (size_t i = 0; i < count; i++) {
    const rill_message_t *m = &messages[i];
    bool is_error = m->value.kind == RILL_ERROR;
    if (m->mark > RILL_MARK_COMPLETE)
      return rill_refuse("message %zu is no signal of a source", i);
    if (is_error != (m->mark == RILL_MARK_ERROR))
      return rill_refuse("message %zu: %s", i,
                         is_error ? "the item is an error"
                                  : "the error is none");
  }
  return NULL;
}

/* By time; of one tick in the order in which they were written. */
static void script_sort(rill_message_t *messages, size_t count) {
  for (size_t i = 1; i < count; i++) {
    rill_message_t message = messages[i];
    size_t at = i;
    for (; at > 0 && messages[at - 1].at > message.at; at--)
      messages[at] = messages[at - 1];
    messages[at] = message;
  }
}

rill_script_t *rill_script_of(const rill_message_t *messages, size_t count) {
  rill_script_t *script =
      rill_object_new_zeroed(&script_type, sizeof *script);
  bool good = script != NULL;
  if (good) script->error = script_check(messages, count);
  for (size_t i = 0; i < count; i++) {
    const rill_message_t *m = &messages[i];
    if (good)
      good = rill_messages_add(&script->messages, m->at, m->mark, m->value);
    else
      rill_value_unref(m->value);
  }
  if (!good) {
    rill_unref(script);
    return NULL;
  }
  script_sort(script->messages.items, script->messages.count);
  return script;
}

/* The items from here on that go out in one batch: of one tick. */
static size_t player_batch(const rill_player_t *player,
                           const rill_script_t *script, size_t ready,
                           rill_value_t *batch) {
  const rill_message_t *items = script->messages.items;
  size_t count = 0;
  for (size_t i = player->at; i < ready && count < RILL_BATCH; i++) {
    if (items[i].mark != RILL_MARK_NEXT || items[i].at != items[player->at].at)
      break;
    if ((int64_t) count == player->demand) break;
    batch[count++] = items[i].value;
  }
  return count;
}

static void player_end(rill_stage_t *stage, const rill_message_t *message) {
  if (message->mark == RILL_MARK_COMPLETE)
    rill_emit_complete(stage);
  else
    rill_emit_failure(stage, rill_value_ref(message->value));
}

void rill_player_run(rill_stage_t *stage, rill_player_t *player,
                     const rill_script_t *script, size_t ready) {
  if (player->running) return;
  player->running = true;
  while (!stage->closed && player->at < ready) {
    const rill_message_t *message = &script->messages.items[player->at];
    if (message->mark != RILL_MARK_NEXT) {
      player_end(stage, message);
      break;
    }
    rill_value_t batch[RILL_BATCH];
    size_t count = player_batch(player, script, ready, batch);
    if (count == 0) break;
    player->at += count;
    size_t used = rill_emit(stage, batch, count);
    rill_demand_use(&player->demand, used);
  }
  player->running = false;
}
