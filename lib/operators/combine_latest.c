/* SPDX-License-Identifier: MIT */
/* combine_latest: lists of the latest items of all streams, with each item. */
#include "core/dropped.h"
#include "shared/gather.h"
#include "shared/options.h"

#include <rill/combine.h>

/* What cannot be emitted now waits as lists: as many as were asked for while
 * one is on its way down, otherwise one, the latest. */
struct combine_latest {
  rill_gather_t gather; /* the engine's; so first */
  rill_ring_t lists;
  size_t done;
};

static void combine_latest_settle(rill_stage_t *stage) {
  struct combine_latest *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  if (g->emitting) return;
  while (!stage->closed && !g->over && g->demand > 0 &&
         state->lists.count > 0)
    rill_demand_use(&g->demand,
                    rill_gather_emit(stage, rill_ring_pop(&state->lists)));
  if (state->done == g->count && state->lists.count == 0) g->over = true;
  rill_gather_settle(stage);
}

static bool combine_latest_has_room(const struct combine_latest *state) {
  int64_t waiting = (int64_t) state->lists.count;
  int64_t room = state->gather.demand - (state->gather.emitting ? 1 : 0);
  return waiting == 0 || (waiting < room && waiting < RILL_CAPACITY);
}

static void combine_latest_offer(rill_stage_t *stage) {
  struct combine_latest *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  rill_value_t list = rill_list(g->row, g->count);
  if (list.kind == RILL_ERROR) {
    rill_gather_fail(stage, rill_as_error(list));
    return;
  }
  if (!combine_latest_has_room(state))
    rill_let_go(stage, rill_ring_pop_last(&state->lists));
  if (!rill_ring_push(&state->lists, list))
    rill_gather_fail(stage, rill_error_no_memory());
  else
    combine_latest_settle(stage);
}

/* What nobody has seen is let go. */
static void combine_latest_put(rill_stage_t *stage, size_t index,
                               rill_value_t item) {
  rill_gather_t *g = rill_state(stage);
  rill_value_t old = g->row[index];
  g->row[index] = rill_value_ref(item);
  if (g->missing > 0 && old.kind != RILL_NONE) rill_tell(stage, old);
  rill_value_unref(old);
}

static void combine_latest_items(rill_stage_t *stage, size_t index,
                                 const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_gather_input_t *input = &g->inputs[index];
  if (!input->filled) g->missing--;
  input->filled = true;
  for (size_t i = 0; i < count && !stage->closed && !g->over; i++) {
    /* Of what nobody can see, the last is enough. */
    if (g->missing > 0 && i + 1 < count) {
      rill_tell(stage, items[i]);
      continue;
    }
    combine_latest_put(stage, index, items[i]);
    if (g->missing == 0) combine_latest_offer(stage);
  }
}

static void combine_latest_done(rill_stage_t *stage, size_t index) {
  struct combine_latest *state = rill_state(stage);
  state->done++;
  if (!state->gather.inputs[index].filled)
    rill_gather_end(stage);
  else
    combine_latest_settle(stage);
}

static const rill_gather_kind_t combine_latest_kind = {combine_latest_items,
                                                       combine_latest_done};

static void combine_latest_init(rill_stage_t *stage) {
  rill_gather_init(stage, &combine_latest_kind);
}

static void combine_latest_request(rill_stage_t *stage, int64_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_demand_add(&g->demand, count);
  combine_latest_settle(stage);
}

static void combine_latest_release(rill_stage_t *stage) {
  rill_let_go_ring(stage,
                   &((struct combine_latest *) rill_state(stage))->lists);
  rill_gather_release(stage);
}

#define COMBINE_LATEST_OPS                                                    \
  RILL_GATHER_OPS, .state_size = sizeof(struct combine_latest),               \
  .init = combine_latest_init, .start = rill_gather_start,                    \
  .request = combine_latest_request, .release = combine_latest_release

static const rill_stage_ops_t combine_latest_ops = {
    .name = "combine_latest",
    .lifts = true,
    COMBINE_LATEST_OPS,
};

static const rill_stage_ops_t combine_latest_of_ops = {
    .name = "combine_latest_of",
    COMBINE_LATEST_OPS,
};

static rill_gather_params_t combine_latest_params(
    const rill_combine_latest_opts_t *options) {
  RILL_OPTIONS(rill_combine_latest_opts_t, o, options);
  return (rill_gather_params_t){.prefetch = RILL_UNBOUNDED,
                                .delay_error = o.delay_error};
}

rill_operator_t *rill_combine_latest_array(
    rill_observable_t *const *others, size_t count,
    const rill_combine_latest_opts_t *options) {
  rill_gather_params_t params = combine_latest_params(options);
  return rill_gather_operator(&combine_latest_ops, &params, others, count);
}

rill_observable_t *rill_combine_latest_of(
    rill_observable_t *const *sources, size_t count,
    const rill_combine_latest_opts_t *options) {
  rill_gather_params_t params = combine_latest_params(options);
  return rill_gather_source(&combine_latest_of_ops, &params, sources, count);
}
