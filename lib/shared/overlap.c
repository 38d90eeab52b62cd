/* SPDX-License-Identifier: MIT */
/* overlap: how long the items of group_join are there. */
#include "shared/overlap.h"

#include "shared/untaken.h"

/* A left item is not needed any more: in its place is its group. */
static rill_group_t *left_group(const rill_stage_t *sink) {
  return ((rill_live_t *) rill_state(sink))->item.as.p;
}

/* A right one, if it came into no window, is told of. */
static void duration_over(rill_stage_t *sink) {
  rill_live_t *live = rill_state(sink);
  if (rill_live_end(live))
    rill_hub_tell(&rill_overlap_of(sink)->hub, live->item);
  rill_run_end(sink);
}

static void duration_error(rill_stage_t *sink, rill_error_t *error) {
  rill_overlap_t *overlap = rill_overlap_of(sink);
  duration_over(sink);
  rill_hub_end(&overlap->hub, error);
}

static void left_complete(rill_stage_t *sink) {
  rill_overlap_t *overlap = rill_overlap_of(sink);
  rill_group_t *group = left_group(sink);
  group->closing = NULL;
  duration_over(sink);
  if (group->hub != NULL) rill_group_close(group);
  rill_hub_check(&overlap->hub);
}

static size_t left_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  (void) items;
  left_complete(sink);
  return count;
}

static void left_release(rill_stage_t *sink) {
  rill_group_t *group = left_group(sink);
  if (group->closing == sink) group->closing = NULL;
  rill_live_release(sink);
}

static const rill_stage_ops_t left_ops = {
    .name = "duration",
    .state_size = sizeof(rill_live_t),
    .start = rill_live_start,
    .next = left_next,
    .complete = left_complete,
    .error = duration_error,
    .release = left_release,
};

static size_t right_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  (void) items;
  duration_over(sink);
  return count;
}

static const rill_stage_ops_t right_ops = {
    .name = "duration",
    .state_size = sizeof(rill_live_t),
    .start = rill_live_start,
    .next = right_next,
    .complete = duration_over,
    .error = duration_error,
    .release = rill_live_release,
};

/* --- Ending --------------------------------------------------------------- */

static RILL_COLD void right_tell(const rill_overlap_t *overlap) {
  rill_live_t *live = overlap->sides[1].first;
  for (; live != NULL; live = live->next)
    if (!live->used) rill_hub_tell(&overlap->hub, live->item);
}

void rill_overlap_end(rill_overlap_t *overlap) {
  if (rill_unlikely(overlap->hub.told)) right_tell(overlap);
  rill_lives_cancel(&overlap->sides[0]);
  rill_lives_cancel(&overlap->sides[1]);
}

/* --- Beginning ------------------------------------------------------------ */

bool rill_overlap_is_full(rill_overlap_t *overlap, size_t side) {
  const rill_lifetime_params_t *p = rill_overlap_params(overlap);
  if (overlap->sides[side].count < p->capacity) return false;
  rill_hub_fail(&overlap->hub, rill_lifetime_full(p, overlap->hub.name, side));
  return true;
}

/* The sink of an item's duration, not yet started; NULL: then all is over. */
static rill_stage_t *duration_new(rill_overlap_t *overlap, size_t side,
                                  rill_value_t item,
                                  const rill_stage_ops_t *ops) {
  const rill_lifetime_params_t *p = rill_overlap_params(overlap);
  rill_value_t made = rill_invoke1(&p->durations[side], item);
  if (rill_overlap_is_over(overlap)) {
    rill_value_unref(made);
    return NULL;
  }
  if (made.kind == RILL_ERROR) {
    rill_hub_fail(&overlap->hub, rill_as_error(made));
    return NULL;
  }
  rill_observable_t *duration = rill_from_value(made);
  rill_stage_t *sink = rill_run_new(overlap->hub.upstream, duration, ops);
  rill_unref(duration);
  if (sink == NULL)
    rill_hub_fail(&overlap->hub, rill_error_no_memory());
  else
    rill_lives_add(&overlap->sides[side], rill_state(sink));
  return sink;
}

void rill_overlap_begin_left(rill_overlap_t *overlap, rill_value_t item,
                             rill_group_t *group) {
  rill_stage_t *sink = duration_new(overlap, 0, item, &left_ops);
  if (sink == NULL) return;
  rill_live_t *live = rill_state(sink);
  live->item = rill_object(rill_ref(group));
  live->used = true;
  if (group->hub == NULL) { /* its subscriber has cancelled meanwhile */
    rill_run_cancel(sink);
    return;
  }
  group->closing = sink;
  rill_run_start(sink);
}

/* The windows get it first: who knows what its duration does when it is
 * subscribed. */
void rill_overlap_begin_right(rill_overlap_t *overlap, rill_value_t item) {
  rill_stage_t *sink = duration_new(overlap, 1, item, &right_ops);
  if (sink == NULL) {
    rill_hub_tell(&overlap->hub, item);
    return;
  }
  rill_live_t *live = rill_state(sink);
  live->item = rill_value_ref(item);
  live->used = overlap->hub.first != NULL;
  if (!rill_hub_push(&overlap->hub, item))
    rill_hub_fail(&overlap->hub, rill_error_no_memory());
  if (!rill_overlap_is_over(overlap)) rill_run_start(sink);
}
