/* SPDX-License-Identifier: MIT */
/* group_join: for each item of one stream a window of those of another whose
 * time overlaps. */
#include "core/chain.h"
#include "shared/overlap.h"
#include "shared/untaken.h"

/* --- Asking --------------------------------------------------------------- */

static bool left_is_wanted(const rill_overlap_t *overlap) {
  const rill_hub_t *hub = &overlap->hub;
  return !overlap->left_done && !overlap->left_asked && hub->outer != NULL &&
         !hub->outer->closed && !hub->emitting &&
         hub->demand > (int64_t) hub->fresh.count;
}

static bool right_is_wanted(const rill_overlap_t *overlap) {
  const rill_hub_t *hub = &overlap->hub;
  return overlap->right != NULL && !overlap->right_asked &&
         (int64_t) hub->most < hub->capacity;
}

static bool group_join_ask(rill_overlap_t *overlap) {
  if (rill_overlap_is_over(overlap)) return false;
  if (left_is_wanted(overlap)) {
    overlap->left_asked = true;
    rill_run_ask(overlap->hub.upstream, 1);
    return true;
  }
  if (!right_is_wanted(overlap)) return false;
  overlap->right_asked = true;
  rill_run_ask(overlap->right, 1);
  return true;
}

/* What answers at once is followed by the next one in this loop. */
static void group_join_room(rill_hub_t *hub) {
  rill_overlap_t *overlap = rill_overlap_from(hub);
  if (overlap->asking) return;
  rill_ref_object(hub);
  overlap->asking = true;
  while (group_join_ask(overlap)) continue;
  overlap->asking = false;
  rill_unref(hub);
}

static const rill_hub_kind_t group_join_kind = {
    .size = sizeof(rill_overlap_t),
    .source = &rill_window_source,
    .room = group_join_room,
};

/* --- The right stream ----------------------------------------------------- */

static void right_start(rill_stage_t *sink) {
  group_join_room(&rill_overlap_of(sink)->hub);
}

static size_t right_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_overlap_t *overlap = rill_overlap_of(sink);
  overlap->right_asked = false; /* one was asked for, and it is this */
  if (!rill_overlap_is_over(overlap) && !rill_overlap_is_full(overlap, 1))
    rill_overlap_begin_right(overlap, items[0]);
  else
    rill_hub_tell(&overlap->hub, items[0]);
  group_join_room(&overlap->hub);
  return count;
}

static void right_complete(rill_stage_t *sink) {
  rill_overlap_of(sink)->right = NULL;
  rill_run_end(sink);
}

static void right_error(rill_stage_t *sink, rill_error_t *error) {
  rill_overlap_t *overlap = rill_overlap_of(sink);
  right_complete(sink);
  rill_hub_end(&overlap->hub, error);
}

static const rill_stage_ops_t right_ops = {
    .name = "right",
    .start = right_start,
    .next = right_next,
    .complete = right_complete,
    .error = right_error,
};

static void right_run(rill_overlap_t *overlap) {
  rill_stage_t *sink =
      rill_run_new(overlap->hub.upstream,
                   rill_overlap_params(overlap)->gather.sources[0], &right_ops);
  if (sink == NULL) {
    rill_hub_fail(&overlap->hub, rill_error_no_memory());
    return;
  }
  overlap->right = sink;
  if (rill_run_start(sink) != 0) overlap->right = NULL;
}

/* --- The left stream ------------------------------------------------------ */

/* What is made of the item and a window, which has what is there already. */
static rill_value_t left_open(rill_overlap_t *overlap, rill_value_t item,
                              rill_group_t **group) {
  rill_value_t window = rill_hub_open(&overlap->hub, group);
  if (*group == NULL) return window;
  rill_ref_object(*group);
  rill_live_t *live = overlap->sides[1].first;
  for (; live != NULL; live = live->next) {
    live->used = true;
    if (!rill_group_push(*group, rill_value_ref(live->item))) {
      rill_value_unref(window);
      return rill_fail(rill_error_no_memory());
    }
  }
  rill_value_t made =
      rill_lifetime_combine(rill_overlap_params(overlap), item, window);
  rill_value_unref(window);
  return made;
}

static void left_take(rill_overlap_t *overlap, rill_value_t item) {
  rill_group_t *group = NULL;
  if (rill_overlap_is_full(overlap, 0)) {
    rill_hub_tell(&overlap->hub, item);
    return;
  }
  rill_value_t made = left_open(overlap, item, &group);
  if (rill_overlap_is_over(overlap))
    rill_hub_withhold(&overlap->hub, made);
  else if (made.kind == RILL_ERROR)
    rill_hub_fail(&overlap->hub, rill_as_error(made));
  else
    rill_hub_emit(&overlap->hub, made);
  if (!rill_overlap_is_over(overlap))
    rill_overlap_begin_left(overlap, item, group);
  rill_unref(group);
}

static void left_start(rill_stage_t *sink) {
  group_join_room(rill_hub_of(sink));
}

static size_t left_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  rill_overlap_t *overlap = rill_overlap_from(rill_hub_of(sink));
  overlap->left_asked = false; /* one was asked for, and it is this */
  if (!rill_overlap_is_over(overlap))
    left_take(overlap, items[0]);
  else
    rill_hub_tell(&overlap->hub, items[0]);
  group_join_room(&overlap->hub);
  return count;
}

/* There are no more windows for outer, and none of them waits: a left item is
 * asked for when a window is. Those that are open go on. */
static void left_complete(rill_stage_t *sink) {
  rill_overlap_t *overlap = rill_overlap_from(rill_hub_of(sink));
  rill_stage_t *outer = overlap->hub.outer;
  overlap->left_done = true;
  if (outer == NULL || outer->closed) return;
  rill_chain_t *chain = outer->chain;
  rill_enter(chain);
  rill_emit_complete(outer);
  rill_leave(chain);
}

static void left_error(rill_stage_t *sink, rill_error_t *error) {
  rill_hub_end(rill_hub_of(sink), error);
}

static void left_release(rill_stage_t *sink) {
  rill_overlap_t *overlap = rill_overlap_from(rill_hub_of(sink));
  rill_stage_t *right = overlap->right;
  overlap->right = NULL;
  if (right != NULL) rill_run_cancel(right);
  rill_overlap_end(overlap);
  rill_hub_unfed(sink);
}

static const rill_stage_ops_t left_ops = {
    .name = "left",
    .start = left_start,
    .next = left_next,
    .complete = left_complete,
    .error = left_error,
    .release = left_release,
};

/* --- The stage ------------------------------------------------------------ */

static void group_join_start(rill_stage_t *stage) {
  const rill_lifetime_params_t *p = rill_params(stage);
  rill_hub_t *hub = rill_hub_start(stage, &group_join_kind, p->capacity);
  if (hub == NULL) return;
  if (!rill_hub_run(hub, rill_upstream(stage), &left_ops)) return;
  /* the left stream may be over, and its windows are read */
  if (!stage->closed || hub->readers > 0) right_run(rill_overlap_from(hub));
}

static void group_join_request(rill_stage_t *stage, int64_t count) {
  struct rill_hub_outer *state = rill_state(stage);
  rill_hub_request(stage, count);
  if (state->hub != NULL) group_join_room(state->hub);
}

/* Nobody wants more windows, but those that are open may be read. */
static void group_join_release(rill_stage_t *stage) {
  struct rill_hub_outer *state = rill_state(stage);
  rill_hub_t *hub = rill_ref(state->hub);
  rill_hub_release(stage);
  if (hub != NULL && hub->upstream != NULL) {
    rill_chain_t *chain = hub->upstream->chain;
    rill_enter(chain);
    rill_close_upstream(hub->upstream);
    rill_leave(chain);
  }
  rill_unref(hub);
}

static const rill_stage_ops_t group_join_ops = {
    .name = "group_join",
    .lifts = true,
    .state_size = sizeof(struct rill_hub_outer),
    RILL_LIFETIME_OPS,
    .start = group_join_start,
    .request = group_join_request,
    .release = group_join_release,
};

rill_operator_t *rill_group_join_opts(const rill_group_join_opts_t *options) {
  return rill_lifetime_operator(&group_join_ops, options);
}
