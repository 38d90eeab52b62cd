/* SPDX-License-Identifier: MIT */
/* with_latest_from: each item with the latest ones of other streams. */
#include "core/dropped.h"
#include "shared/gather.h"
#include "shared/options.h"

#include <rill/combine.h>
#include <rill/create.h>

struct with_latest_from {
  rill_gather_t gather; /* the engine's; so first */
  int64_t lists;        /* that were made */
};

/* Whether the latest item of an input is in no list. It knows how many there
 * were when it came, and nothing else is taken account of. */
static bool is_unseen(const struct with_latest_from *state, size_t index) {
  const rill_gather_input_t *input = &state->gather.inputs[index];
  return input->filled && input->taken == state->lists;
}

static void with_latest_from_items(rill_stage_t *stage, size_t index,
                                   const rill_value_t *items, size_t count) {
  struct with_latest_from *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  rill_gather_input_t *input = &g->inputs[index];
  rill_value_t old = g->row[index + 1];
  bool unseen = is_unseen(state, index);
  g->row[index + 1] = rill_value_ref(items[count - 1]);
  if (!input->filled) g->missing--;
  input->filled = true;
  input->taken = state->lists;
  if (unseen) rill_tell(stage, old);
  rill_value_unref(old);
  rill_tell_row(stage, items, count - 1);
}

/* This stream goes on, with what the other has left. */
static void with_latest_from_done(rill_stage_t *stage, size_t index) {
  (void) stage;
  (void) index;
}

static const rill_gather_kind_t with_latest_from_kind = {
  with_latest_from_items, with_latest_from_done};

static void with_latest_from_init(rill_stage_t *stage) {
  rill_gather_init(stage, &with_latest_from_kind);
}

/* What is dropped uses no demand up: so it is asked for again. */
static size_t with_latest_from_next(rill_stage_t *stage,
                                    const rill_value_t *items, size_t count) {
  struct with_latest_from *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  size_t used = 0;
  for (size_t i = 0; i < count && !stage->closed && !g->over; i++) {
    if (g->missing > 0) {
      rill_tell(stage, items[i]);
      continue;
    }
    g->row[0] = items[i];
    rill_value_t list = rill_list(g->row, g->count + 1);
    state->lists++;
    g->row[0] = rill_none(); /* was borrowed */
    used += rill_gather_emit(stage, list);
  }
  rill_gather_settle(stage);
  return used;
}

static void with_latest_from_error(rill_stage_t *stage, rill_error_t *error) {
  rill_gather_keep(stage, error);
  rill_gather_end(stage);
}

/* The engine tells of them as long as one is missing. */
static void with_latest_from_release(rill_stage_t *stage) {
  struct with_latest_from *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  for (size_t i = 0; g->missing == 0 && i < g->count; i++)
    if (is_unseen(state, i)) rill_tell(stage, g->row[i + 1]);
  rill_gather_release(stage);
}

#define WITH_LATEST_FROM_OPS                                                  \
  RILL_GATHER_OPS, .state_size = sizeof(struct with_latest_from),             \
  .init = with_latest_from_init, .start = rill_gather_start,                  \
  .next = with_latest_from_next, .complete = rill_gather_end,                 \
  .error = with_latest_from_error, .release = with_latest_from_release

static const rill_stage_ops_t with_latest_from_ops = {
    .name = "with_latest_from",
    WITH_LATEST_FROM_OPS,
};

static const rill_stage_ops_t with_latest_from_of_ops = {
    .name = "with_latest_from_of",
    WITH_LATEST_FROM_OPS,
};

static rill_gather_params_t with_latest_from_params(
    const rill_with_latest_from_opts_t *options) {
  RILL_OPTIONS(rill_with_latest_from_opts_t, o, options);
  return (rill_gather_params_t){.prefetch = RILL_UNBOUNDED,
                                .delay_error = o.delay_error};
}

rill_operator_t *rill_with_latest_from_array(
    rill_observable_t *const *others, size_t count,
    const rill_with_latest_from_opts_t *options) {
  rill_gather_params_t params = with_latest_from_params(options);
  return rill_gather_operator(&with_latest_from_ops, &params, others, count);
}

/* The operator behind the first one; but then that one must be there. */
rill_observable_t *rill_with_latest_from_of(
    rill_observable_t *const *sources, size_t count,
    const rill_with_latest_from_opts_t *options) {
  rill_gather_params_t params = with_latest_from_params(options);
  rill_observable_t *main = count > 0 && sources != NULL ? sources[0] : NULL;
  if (main == NULL)
    return rill_gather_source(&with_latest_from_of_ops, &params, sources,
                              count);
  params.first = 1;
  rill_operator_t *op = rill_gather_operator(&with_latest_from_of_ops, &params,
                                             sources + 1, count - 1);
  return rill_pipe_array(main, &op, 1, NULL);
}
