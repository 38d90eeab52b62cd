/* SPDX-License-Identifier: MIT */
/* fork_join: one list of the last items of all streams. */
#include "core/dropped.h"
#include "shared/gather.h"
#include "shared/options.h"
#include "shared/result.h"

#include <rill/combine.h>

struct fork_join {
  rill_gather_t gather; /* the engine's; so first */
  rill_result_t result;
  size_t done;
};

static void fork_join_items(rill_stage_t *stage, size_t index,
                            const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_value_t old = g->row[index];
  g->row[index] = rill_value_ref(items[count - 1]);
  if (g->inputs[index].filled) rill_tell(stage, old);
  rill_tell_row(stage, items, count - 1);
  g->inputs[index].filled = true;
  rill_value_unref(old);
}

static void fork_join_deliver(rill_stage_t *stage) {
  struct fork_join *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  rill_value_t list = rill_list_own(g->row, g->count);
  memset(g->row, 0, g->count * sizeof *g->row);
  if (list.kind == RILL_ERROR)
    rill_gather_fail(stage, rill_as_error(list));
  else
    rill_result_set(stage, &state->result, list);
}

static void fork_join_done(rill_stage_t *stage, size_t index) {
  struct fork_join *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  rill_gather_input_t *input = &g->inputs[index];
  bool all = ++state->done == g->count;
  bool empty = !input->filled && !input->failed;
  if (empty || (all && g->error != NULL))
    rill_gather_end(stage);
  else if (all)
    fork_join_deliver(stage);
}

static const rill_gather_kind_t fork_join_kind = {fork_join_items,
                                                  fork_join_done};

static void fork_join_init(rill_stage_t *stage) {
  rill_gather_init(stage, &fork_join_kind);
}

static void fork_join_request(rill_stage_t *stage, int64_t count) {
  (void) count;
  rill_result_request(stage, &((struct fork_join *) rill_state(stage))->result);
}

static void fork_join_release(rill_stage_t *stage) {
  rill_result_release(stage, &((struct fork_join *) rill_state(stage))->result);
  rill_gather_release(stage);
}

#define FORK_JOIN_OPS                                                          \
 RILL_GATHER_OPS, .state_size = sizeof(struct fork_join),                      \
                  .init = fork_join_init, .start = rill_gather_start,          \
                  .request = fork_join_request, .release = fork_join_release

static const rill_stage_ops_t fork_join_ops = {
    .name = "fork_join",
    .lifts = true,
    FORK_JOIN_OPS,
};

static const rill_stage_ops_t fork_join_of_ops = {
    .name = "fork_join_of",
    FORK_JOIN_OPS,
};

static rill_gather_params_t
fork_join_params(const rill_fork_join_opts_t *options) {
  RILL_OPTIONS(rill_fork_join_opts_t, o, options);
  return (rill_gather_params_t){.prefetch = RILL_UNBOUNDED,
                                .delay_error = o.delay_error};
}

rill_operator_t *rill_fork_join_array(rill_observable_t *const *others,
                                      size_t count,
                                      const rill_fork_join_opts_t *options) {
  rill_gather_params_t params = fork_join_params(options);
  return rill_gather_operator(&fork_join_ops, &params, others, count);
}

rill_observable_t *rill_fork_join_of(rill_observable_t *const *sources,
                                     size_t count,
                                     const rill_fork_join_opts_t *options) {
  rill_gather_params_t params = fork_join_params(options);
  return rill_gather_source(&fork_join_of_ops, &params, sources, count);
}
