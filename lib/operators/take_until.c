/* SPDX-License-Identifier: MIT */
/* take_until: passes items until another stream gives one. */
#include "shared/other.h"

#include <rill/filter.h>

struct take_until {
  rill_other_t other;
  rill_error_t *error; /* of the end that waits for an item under way */
  bool emitting, ended;
};

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

static void take_until_sign(rill_stage_t *stage) {
  take_until_end(stage, NULL);
}

static const rill_other_kind_t take_until_kind = {
  take_until_sign, take_until_end};

/* Before upstream starts, so that nothing passes if other has an item now. */
static void take_until_start(rill_stage_t *stage) {
  rill_other_start(stage, &take_until_kind);
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
  rill_other_release(stage);
  rill_unref(state->error);
}

static const rill_stage_ops_t take_until_ops = {
    .name = "take_until",
    .state_size = sizeof(struct take_until),
    RILL_OTHER_OPS,
    .start = take_until_start,
    .next = take_until_next,
    .release = take_until_release,
};

rill_operator_t *rill_take_until(rill_observable_t *other) {
  return rill_operator_make(&take_until_ops, &(rill_other_params_t){other});
}
