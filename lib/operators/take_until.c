/* SPDX-License-Identifier: MIT */
/* take_until: passes items until another stream gives one. */
#include "core/operator.h"

#include <rill/filter.h>

struct take_until_params { rill_observable_t *other; };
struct take_until {
  rill_stage_t *other;
  rill_error_t *error; /* of the end that waits for an item under way */
  bool emitting, ended;
};

/* Lets go of the other stream; the stage above it. */
static rill_stage_t *other_end(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  ((struct take_until *) rill_state(stage))->other = NULL;
  rill_run_end(sink);
  return stage;
}

/* Signals do not overlap: an end that an item has brought about comes after
 * it. */
static void take_until_end(rill_stage_t *stage, rill_error_t *error) {
  struct take_until *state = rill_state(stage);
  if (!state->emitting) {
    rill_emit_end(stage, error);
    return;
  }
  state->ended = true;
  state->error = error;
  rill_close_upstream(stage);
}

static void other_start(rill_stage_t *sink) { rill_ask(sink, 1); }

static size_t other_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  (void) items;
  take_until_end(other_end(sink), NULL);
  return count;
}

static void other_complete(rill_stage_t *sink) { other_end(sink); }

static void other_error(rill_stage_t *sink, rill_error_t *error) {
  take_until_end(other_end(sink), error);
}

static const rill_stage_ops_t other_ops = {
  .name = "take_until",
  .start = other_start,
  .next = other_next,
  .complete = other_complete,
  .error = other_error,
};

static rill_error_t *take_until_check(const void *params) {
  const struct take_until_params *p = params;
  return p->other == NULL ? rill_refuse("other is NULL") : NULL;
}

static void take_until_forget(void *params) {
  rill_unref(((struct take_until_params *) params)->other);
}

/* Before upstream starts, so that nothing passes if other has an item now. */
static void take_until_start(rill_stage_t *stage) {
  const struct take_until_params *p = rill_params(stage);
  struct take_until *state = rill_state(stage);
  state->other = rill_run_new(stage, p->other, &other_ops);
  if (state->other == NULL)
    rill_emit_error(stage, rill_error_no_memory());
  else if (rill_run_start(state->other) != 0)
    state->other = NULL;
}

static size_t take_until_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  struct take_until *state = rill_state(stage);
  size_t used = 0;
  state->emitting = true;
  for (size_t i = 0; i < count && !state->ended && !stage->closed; i++)
    used += rill_emit_one(stage, items[i]);
  state->emitting = false;
  if (state->ended && !stage->closed) {
    rill_error_t *error = state->error;
    state->error = NULL;
    rill_emit_end(stage, error);
  }
  return used;
}

static void take_until_release(rill_stage_t *stage) {
  struct take_until *state = rill_state(stage);
  if (state->other != NULL) rill_run_cancel(state->other);
  rill_unref(state->error);
}

static const rill_stage_ops_t take_until_ops = {
  .name = "take_until",
  .state_size = sizeof(struct take_until),
  .params_size = sizeof(struct take_until_params),
  .check = take_until_check,
  .forget = take_until_forget,
  .start = take_until_start,
  .next = take_until_next,
  .release = take_until_release,
};

rill_operator_t *rill_take_until(rill_observable_t *other) {
  return rill_operator_make(&take_until_ops,
                            &(struct take_until_params){other});
}
