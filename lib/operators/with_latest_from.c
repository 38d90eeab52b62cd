/* SPDX-License-Identifier: MIT */
/* with_latest_from: each item with the latest ones of other streams. */
#include "shared/gather.h"
#include "shared/options.h"

#include <rill/combine.h>
#include <rill/create.h>

static void with_latest_from_items(rill_stage_t *stage, size_t index,
                                   const rill_value_t *items, size_t count) {
  rill_gather_t *g = rill_state(stage);
  rill_value_t old = g->row[index + 1];
  g->row[index + 1] = rill_value_ref(items[count - 1]);
  if (!g->inputs[index].filled) g->missing--;
  g->inputs[index].filled = true;
  rill_value_unref(old);
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
  rill_gather_t *g = rill_state(stage);
  size_t used = 0;
  for (size_t i = 0; i < count && !stage->closed && !g->over; i++) {
    if (g->missing > 0) continue;
    g->row[0] = items[i];
    rill_value_t list = rill_list(g->row, g->count + 1);
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

#define WITH_LATEST_FROM_OPS                                                  \
  RILL_GATHER_OPS, .state_size = sizeof(rill_gather_t),                       \
  .init = with_latest_from_init, .start = rill_gather_start,                  \
  .next = with_latest_from_next, .complete = rill_gather_end,                 \
  .error = with_latest_from_error, .release = rill_gather_release

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
