/* SPDX-License-Identifier: MIT */
/* merge_sorted: streams that are each in order as one that is. */
#include "shared/gather.h"
#include "shared/options.h"
#include "shared/order.h"

#include <rill/combine.h>

struct merge_sorted_params {
  rill_gather_params_t gather; /* the engine's; so first */
  rill_fn_t cmp;
};

struct merge_sorted {
  rill_gather_t gather; /* the engine's; so first */
  size_t *order; /* inputs with items: a heap, and at the end those that are not
                    yet in it */
  size_t heaped, fresh;
  bool loose; /* the root of the heap may have to sink */
  bool busy;
};

static rill_error_t *merge_sorted_check(const void *params) {
  const struct merge_sorted_params *p = params;
  rill_error_t *error = rill_check_optional_fn(p->cmp, 2, "cmp");
  return error != NULL ? error : rill_gather_check(params);
}

static void merge_sorted_forget(void *params) {
  struct merge_sorted_params *p = params;
  rill_fn_drop(p->cmp);
  rill_gather_forget(params);
}

/* --- The heap ------------------------------------------------------------- */

/* Of equal items, those of the earlier input come first. A failure ends the
 * stage. */
static bool merge_sorted_before(rill_stage_t *stage, size_t a, size_t b) {
  const struct merge_sorted_params *p = rill_params(stage);
  rill_gather_t *g = rill_state(stage);
  int order = 0;
  if (stage->closed || g->over) return false;
  rill_error_t *error =
      rill_order(stage, &p->cmp, rill_ring_at(&g->inputs[a].queue, 0),
                 rill_ring_at(&g->inputs[b].queue, 0), &order);
  if (error != NULL) rill_gather_fail(stage, error);
  return order != 0 ? order < 0 : a < b;
}

static bool merge_sorted_swap(rill_stage_t *stage, size_t *low, size_t *high) {
  size_t a = *low, b = *high;
  if (!merge_sorted_before(stage, b, a)) return false;
  *low = b;
  *high = a;
  return true;
}

/* Puts the last fresh input into the heap. */
static void merge_sorted_rise(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  size_t at = state->heaped++;
  state->order[at] = state->order[state->gather.count - state->fresh--];
  for (; at > 0; at = (at - 1) / 2)
    if (!merge_sorted_swap(stage, &state->order[(at - 1) / 2],
                           &state->order[at]))
      return;
}

static void merge_sorted_sink(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  size_t at = 0, child;
  state->loose = false;
  while ((child = 2 * at + 1) < state->heaped) {
    if (child + 1 < state->heaped &&
        merge_sorted_before(stage, state->order[child + 1],
                            state->order[child]))
      child++;
    if (!merge_sorted_swap(stage, &state->order[at], &state->order[child]))
      return;
    at = child;
  }
}

/* --- The loop ------------------------------------------------------------- */

static void merge_sorted_emit(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  size_t index = state->order[0];
  rill_gather_input_t *input = &g->inputs[index];
  rill_value_t item = rill_ring_pop(&input->queue);
  input->taken++;
  state->loose = true;
  if (input->queue.count == 0) {
    state->order[0] = state->order[--state->heaped];
    if (!input->done) g->missing++;
  }
  rill_demand_use(&g->demand, rill_gather_emit(stage, item));
  if (!stage->closed) rill_gather_replenish(stage, index);
}

/* Does one thing; false: there is nothing to do. */
static bool merge_sorted_work(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  if (stage->closed || g->over) return false;
  if (state->loose) {
    merge_sorted_sink(stage);
  } else if (state->fresh > 0) {
    merge_sorted_rise(stage);
  } else if (g->missing > 0) {
    return false;
  } else if (state->heaped == 0) {
    g->over = true;
  } else if (g->demand > 0) {
    merge_sorted_emit(stage);
  } else {
    return false;
  }
  return true;
}

/* What comes meanwhile is queued, and goes on in this loop. */
static void merge_sorted_settle(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  if (state->busy) return;
  state->busy = true;
  while (merge_sorted_work(stage)) continue;
  state->busy = false;
  rill_gather_settle(stage);
}

static void merge_sorted_items(rill_stage_t *stage, size_t index,
                               const rill_value_t *items, size_t count) {
  struct merge_sorted *state = rill_state(stage);
  rill_gather_t *g = &state->gather;
  if (g->inputs[index].queue.count == 0) {
    g->missing--;
    state->order[g->count - ++state->fresh] = index;
  }
  for (size_t i = 0; i < count; i++) {
    if (rill_ring_push(&g->inputs[index].queue, rill_value_ref(items[i])))
      continue;
    rill_gather_fail(stage, rill_error_no_memory());
    return;
  }
  merge_sorted_settle(stage);
}

static void merge_sorted_done(rill_stage_t *stage, size_t index) {
  rill_gather_t *g = rill_state(stage);
  if (g->inputs[index].queue.count == 0) g->missing--;
  merge_sorted_settle(stage);
}

/* --- The stage ------------------------------------------------------------ */

static const rill_gather_kind_t merge_sorted_kind = {merge_sorted_items,
                                                     merge_sorted_done};

static void merge_sorted_init(rill_stage_t *stage) {
  rill_gather_init(stage, &merge_sorted_kind);
}

static void merge_sorted_start(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  size_t count = state->gather.count;
  if (count > 0) state->order = rill_allocate(count * sizeof *state->order);
  if (count > 0 && state->order == NULL)
    rill_emit_error(stage, rill_error_no_memory());
  else
    rill_gather_start(stage);
}

static void merge_sorted_request(rill_stage_t *stage, int64_t count) {
  struct merge_sorted *state = rill_state(stage);
  rill_demand_add(&state->gather.demand, count);
  if (state->gather.inputs != NULL) merge_sorted_settle(stage);
}

static void merge_sorted_release(rill_stage_t *stage) {
  struct merge_sorted *state = rill_state(stage);
  rill_gather_release(stage);
  if (state->order != NULL)
    rill_release(state->order, state->gather.count * sizeof *state->order);
}

#define MERGE_SORTED_OPS                                                       \
 .state_size = sizeof(struct merge_sorted),                                    \
 .params_size = sizeof(struct merge_sorted_params),                            \
 .check = merge_sorted_check, .forget = merge_sorted_forget,                   \
 .init = merge_sorted_init, .start = merge_sorted_start,                       \
 .request = merge_sorted_request, .release = merge_sorted_release

static const rill_stage_ops_t merge_sorted_ops = {
    .name = "merge_sorted",
    .lifts = true,
    MERGE_SORTED_OPS,
};

static const rill_stage_ops_t merge_sorted_of_ops = {
    .name = "merge_sorted_of",
    MERGE_SORTED_OPS,
};

static struct merge_sorted_params
merge_sorted_params(const rill_merge_sorted_opts_t *options) {
  RILL_OPTIONS(rill_merge_sorted_opts_t, o, options);
  return (struct merge_sorted_params){
      .gather.prefetch = o.prefetch != 0 ? o.prefetch : RILL_CAPACITY,
      .gather.delay_error = o.delay_error,
      .cmp = o.cmp,
  };
}

rill_operator_t *
rill_merge_sorted_array(rill_observable_t *const *others, size_t count,
                        const rill_merge_sorted_opts_t *options) {
  struct merge_sorted_params params = merge_sorted_params(options);
  return rill_gather_operator(&merge_sorted_ops, &params, others, count);
}

rill_observable_t *
rill_merge_sorted_of(rill_observable_t *const *sources, size_t count,
                     const rill_merge_sorted_opts_t *options) {
  struct merge_sorted_params params = merge_sorted_params(options);
  return rill_gather_source(&merge_sorted_of_ops, &params, sources, count);
}
