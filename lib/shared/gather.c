/* SPDX-License-Identifier: MIT */
/* gather: runs several streams side by side, each at its own place. */
#include "shared/gather.h"

/* The state of an input's sink; the rest is with the stage, since an input's
 * queue outlives its run. */
struct gather_place { size_t index; };

static size_t place_of(const rill_stage_t *sink) {
  return ((struct gather_place *) rill_state(sink))->index;
}

/* --- Building ------------------------------------------------------------- */

bool rill_gather_sources(rill_gather_params_t *params,
                         rill_observable_t *const *sources, size_t count) {
  if (count == 0) return true;
  params->sources = rill_allocate(count * sizeof *params->sources);
  if (params->sources == NULL) {
    for (size_t i = 0; i < count; i++) rill_unref(sources[i]);
    return false;
  }
  memcpy(params->sources, sources, count * sizeof *sources);
  params->count = count;
  return true;
}

rill_error_t *rill_gather_check(const void *params) {
  const rill_gather_params_t *p = params;
  if (p->prefetch < 1)
    return rill_refuse("prefetch is %lld (must be >= 1)",
                       (long long) p->prefetch);
  for (size_t i = 0; i < p->count; i++)
    if (p->sources[i] == NULL) return rill_refuse("source %zu is NULL", i);
  return NULL;
}

void rill_gather_forget(void *params) {
  rill_gather_params_t *p = params;
  for (size_t i = 0; i < p->count; i++) rill_unref(p->sources[i]);
  rill_release(p->sources, p->count * sizeof *p->sources);
}

/* --- Ends ----------------------------------------------------------------- */

void rill_gather_settle(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  if (stage->closed || g->emitting || !g->over) return;
  rill_error_t *error = g->error;
  g->error = NULL;
  rill_emit_end(stage, error);
}

void rill_gather_end(rill_stage_t *stage) {
  ((rill_gather_t *) rill_state(stage))->over = true;
  rill_gather_settle(stage);
}

void rill_gather_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_gather_t *g = rill_state(stage);
  if (g->over)
    rill_unref(error);
  else
    g->error = error;
  rill_gather_end(stage);
}

size_t rill_gather_emit(rill_stage_t *stage, rill_value_t list) {
  rill_gather_t *g = rill_state(stage);
  if (list.kind == RILL_ERROR) {
    rill_emit_failure(stage, list);
    return 0;
  }
  g->emitting = true;
  size_t used = rill_emit_own(stage, list);
  g->emitting = false;
  return used;
}

/* --- Inputs --------------------------------------------------------------- */

static void input_start(rill_stage_t *sink) {
  const rill_gather_params_t *p = rill_params(rill_run_parent(sink));
  rill_ask(sink, p->prefetch);
}

static size_t input_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_gather_t *g = rill_state(stage);
  if (count > 0 && !stage->closed && !g->over)
    g->kind->items(stage, place_of(sink), items, count);
  return count;
}

/* Lets go of the input's run; its place. */
static size_t input_end(rill_stage_t *sink) {
  rill_gather_t *g = rill_state(rill_run_parent(sink));
  size_t index = place_of(sink);
  g->inputs[index].sink = NULL;
  g->inputs[index].done = true;
  rill_run_end(sink);
  return index;
}

static void input_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_gather_t *g = rill_state(stage);
  size_t index = input_end(sink);
  if (!stage->closed && !g->over) g->kind->done(stage, index);
}

static void input_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  input_end(sink);
  rill_gather_fail(stage, error);
}

static const rill_stage_ops_t input_ops = {
  .name = "input",
  .state_size = sizeof(struct gather_place),
  .start = input_start,
  .next = input_next,
  .complete = input_complete,
  .error = input_error,
};

void rill_gather_replenish(rill_stage_t *stage, size_t index) {
  const rill_gather_params_t *p = rill_params(stage);
  rill_gather_t *g = rill_state(stage);
  rill_gather_input_t *input = &g->inputs[index];
  int64_t taken = input->taken;
  if (input->sink == NULL || taken < p->prefetch - p->prefetch / 4) return;
  input->taken = 0;
  rill_run_ask(input->sink, taken);
}

static void input_run(rill_stage_t *stage, size_t index) {
  const rill_gather_params_t *p = rill_params(stage);
  rill_gather_t *g = rill_state(stage);
  rill_observable_t *source = p->upstream && index == 0
                                  ? rill_upstream(stage)
                                  : p->sources[index - p->upstream];
  rill_stage_t *sink = rill_run_new(stage, source, &input_ops);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  ((struct gather_place *) rill_state(sink))->index = index;
  g->inputs[index].sink = sink;
  if (rill_run_start(sink) != 0) g->inputs[index].sink = NULL;
}

/* --- The stage ------------------------------------------------------------ */

void rill_gather_init(rill_stage_t *stage, const rill_gather_kind_t *kind) {
  const rill_gather_params_t *p = rill_params(stage);
  rill_gather_t *g = rill_state(stage);
  g->kind = kind;
  g->count = g->missing = p->count + (p->upstream ? 1 : 0);
}

void rill_gather_start(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  g->row = rill_allocate_zeroed((g->count + 1) * sizeof *g->row);
  if (g->count > 0)
    g->inputs = rill_allocate_zeroed(g->count * sizeof *g->inputs);
  if (g->row == NULL || (g->count > 0 && g->inputs == NULL)) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  for (size_t i = 0; i < g->count && !stage->closed; i++) input_run(stage, i);
}

void rill_gather_release(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  for (size_t i = 0; g->inputs != NULL && i < g->count; i++) {
    rill_stage_t *sink = g->inputs[i].sink;
    g->inputs[i].sink = NULL;
    if (sink != NULL) rill_run_cancel(sink);
    rill_ring_clear(&g->inputs[i].queue);
  }
  for (size_t i = 0; g->row != NULL && i <= g->count; i++)
    rill_value_unref(g->row[i]);
  rill_release(g->inputs, g->count * sizeof *g->inputs);
  rill_release(g->row, (g->count + 1) * sizeof *g->row);
  g->inputs = NULL;
  g->row = NULL;
  rill_unref(g->error);
  g->error = NULL;
}
