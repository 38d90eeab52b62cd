/* SPDX-License-Identifier: MIT */
/* join: pairs of items of two streams whose times overlap. */
#include "core/dropped.h"
#include "shared/lifetime.h"

struct join {
  rill_gather_t gather; /* the engine's; so first */
  rill_lives_t sides[2];
  rill_ring_t pairs; /* left, right, left, right…: not yet emitted */
  bool busy;
};

/* --- The end of an item's time -------------------------------------------- */

static void join_settle(rill_stage_t *stage);

static void duration_over(rill_stage_t *sink) {
  rill_live_t *live = rill_state(sink);
  if (rill_live_end(live)) rill_tell(rill_run_parent(sink), live->item);
  rill_run_end(sink);
}

static void duration_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  duration_over(sink);
  join_settle(stage);
}

static size_t duration_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  (void) items;
  duration_complete(sink);
  return count;
}

static void duration_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_gather_t *g = rill_state(stage);
  duration_over(sink);
  if (stage->closed || g->over) {
    rill_unref(error);
    return;
  }
  rill_gather_keep(stage, error);
  rill_gather_end(stage);
}

static const rill_stage_ops_t duration_ops = {
    .name = "duration",
    .state_size = sizeof(rill_live_t),
    .start = rill_live_start,
    .next = duration_next,
    .complete = duration_complete,
    .error = duration_error,
    .release = rill_live_release,
};

/* --- Items ---------------------------------------------------------------- */

static bool join_pair(rill_stage_t *stage, rill_value_t left,
                      rill_value_t right) {
  struct join *join = rill_state(stage);
  if (rill_ring_push(&join->pairs, rill_value_ref(left)) &&
      rill_ring_push(&join->pairs, rill_value_ref(right)))
    return true;
  rill_gather_fail(stage, rill_error_no_memory());
  return false;
}

/* With all of the other side, in their order. */
static void join_pair_all(rill_stage_t *stage, size_t index,
                          rill_live_t *live) {
  struct join *join = rill_state(stage);
  rill_live_t *other = join->sides[1 - index].first;
  for (; other != NULL; other = other->next) {
    live->used = other->used = true;
    if (!join_pair(stage, index == 0 ? live->item : other->item,
                   index == 0 ? other->item : live->item))
      return;
  }
}

/* Its time begins; borrows the duration. The pairs come first: who knows what
 * the duration does when it is subscribed. */
static void join_begin(rill_stage_t *stage, size_t index, rill_value_t item,
                       rill_observable_t *duration) {
  struct join *join = rill_state(stage);
  rill_stage_t *sink = rill_run_new(stage, duration, &duration_ops);
  if (sink == NULL) {
    rill_gather_fail(stage, rill_error_no_memory());
    rill_tell(stage, item);
    return;
  }
  rill_live_t *live = rill_state(sink);
  live->item = rill_value_ref(item);
  rill_lives_add(&join->sides[index], live);
  join_pair_all(stage, index, live);
  rill_run_start(sink);
}

static void join_take(rill_stage_t *stage, size_t index, rill_value_t item) {
  const rill_lifetime_params_t *p = rill_params(stage);
  struct join *join = rill_state(stage);
  rill_gather_t *g = &join->gather;
  g->inputs[index].taken++;
  if (join->sides[index].count == p->capacity) {
    rill_gather_fail(stage, rill_lifetime_full(p, stage->ops->name, index));
    rill_tell(stage, item);
    return;
  }
  rill_value_t made = rill_invoke1(&p->durations[index], item);
  bool over = stage->closed || g->over;
  if (!over && made.kind != RILL_ERROR) {
    rill_observable_t *duration = rill_from_value(made);
    join_begin(stage, index, item, duration);
    rill_unref(duration);
    return;
  }
  if (over)
    rill_value_unref(made);
  else
    rill_gather_fail(stage, rill_as_error(made));
  rill_tell(stage, item);
}

/* What comes meanwhile goes on in the loop that is under way. */
static void join_items(rill_stage_t *stage, size_t index,
                       const rill_value_t *items, size_t count) {
  struct join *join = rill_state(stage);
  bool busy = join->busy;
  join->busy = true;
  for (size_t i = 0; i < count && !stage->closed && !join->gather.over; i++)
    join_take(stage, index, items[i]);
  join->busy = busy;
  join_settle(stage);
}

/* --- The loop ------------------------------------------------------------- */

static void join_let_go(rill_stage_t *stage, rill_value_t made) {
  if (made.kind != RILL_ERROR) rill_tell(stage, made);
  rill_value_unref(made);
}

static void join_emit(rill_stage_t *stage) {
  const rill_lifetime_params_t *p = rill_params(stage);
  struct join *join = rill_state(stage);
  rill_gather_t *g = &join->gather;
  rill_value_t pair[2];
  for (size_t i = 0; i < 2; i++) pair[i] = rill_ring_pop(&join->pairs);
  rill_value_t made = rill_lifetime_combine(p, pair[0], pair[1]);
  for (size_t i = 0; i < 2; i++) rill_value_unref(pair[i]);
  if (stage->closed || g->over)
    join_let_go(stage, made);
  else
    rill_demand_use(&g->demand, rill_gather_emit(stage, made));
}

/* Whether pairs are over: what is left waits for nobody. */
static bool join_has_ended(const struct join *join) {
  const rill_gather_input_t *inputs = join->gather.inputs;
  return (inputs[0].done && inputs[1].done) ||
         (inputs[0].done && join->sides[0].count == 0) ||
         (inputs[1].done && join->sides[1].count == 0);
}

/* Does one thing; false: there is nothing to do. */
static bool join_work(rill_stage_t *stage) {
  struct join *join = rill_state(stage);
  rill_gather_t *g = &join->gather;
  if (stage->closed || g->over) return false;
  if (join->pairs.count > 0) {
    if (g->demand == 0) return false;
    join_emit(stage);
    return true;
  }
  if (join_has_ended(join)) {
    g->over = true;
    return false;
  }
  for (size_t i = 0; i < 2; i++) {
    if (g->inputs[i].sink == NULL || g->inputs[i].taken == 0) continue;
    rill_gather_replenish(stage, i);
    return true;
  }
  return false;
}

static void join_settle(rill_stage_t *stage) {
  struct join *join = rill_state(stage);
  if (join->busy) return;
  join->busy = true;
  while (join_work(stage)) continue;
  join->busy = false;
  rill_gather_settle(stage);
}

static void join_done(rill_stage_t *stage, size_t index) {
  (void) index;
  join_settle(stage);
}

/* --- The stage ------------------------------------------------------------ */

static const rill_gather_kind_t join_kind = {join_items, join_done};

static void join_init(rill_stage_t *stage) {
  rill_gather_init(stage, &join_kind);
}

static void join_request(rill_stage_t *stage, int64_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_demand_add(&g->demand, count);
  if (g->inputs != NULL) join_settle(stage);
}

/* Those that met none of the other side. */
static RILL_COLD void join_tell(const rill_stage_t *stage,
                                const rill_lives_t *side) {
  for (rill_live_t *live = side->first; live != NULL; live = live->next)
    if (!live->used) rill_tell(stage, live->item);
}

static void join_release(rill_stage_t *stage) {
  struct join *join = rill_state(stage);
  for (size_t i = 0; i < 2; i++) {
    if (rill_is_told(stage)) join_tell(stage, &join->sides[i]);
    rill_lives_cancel(&join->sides[i]);
  }
  rill_let_go_ring(stage, &join->pairs);
  rill_gather_release(stage);
}

static const rill_stage_ops_t join_ops = {
    .name = "join",
    .lifts = true,
    .state_size = sizeof(struct join),
    RILL_LIFETIME_OPS,
    .init = join_init,
    .start = rill_gather_start,
    .request = join_request,
    .release = join_release,
};

rill_operator_t *rill_join_opts(const rill_join_opts_t *options) {
  return rill_lifetime_operator(&join_ops, options);
}
