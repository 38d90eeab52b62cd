/* SPDX-License-Identifier: MIT */
/* gather: runs several streams side by side, each at its own place. */
#include "shared/gather.h"

#include "core/dropped.h"

/* The state of an input's sink; the rest is with the stage, since an input's
 * queue outlives its run. */
struct gather_place { size_t index; };

static size_t place_of(const rill_stage_t *sink) {
  return ((struct gather_place *) rill_state(sink))->index;
}

/* --- Building ------------------------------------------------------------- */

static bool gather_sources(rill_gather_params_t *params,
                           rill_observable_t *const *sources, size_t count) {
  params->count = count;
  if (count == 0 || sources == NULL) return true;
  params->sources = rill_allocate(count * sizeof *params->sources);
  if (params->sources != NULL) {
    memcpy(params->sources, sources, count * sizeof *sources);
    return true;
  }
  for (size_t i = 0; i < count; i++) rill_unref(sources[i]);
  return false;
}

rill_operator_t *rill_gather_operator(const rill_stage_ops_t *ops,
                                      void *params,
                                      rill_observable_t *const *others,
                                      size_t count) {
  ((rill_gather_params_t *) params)->upstream = ops->lifts;
  if (gather_sources(params, others, count))
    return rill_operator_make(ops, params);
  ops->forget(params);
  return rill_operator_failed(rill_error_no_memory());
}

rill_observable_t *rill_gather_source(const rill_stage_ops_t *ops,
                                      void *params,
                                      rill_observable_t *const *sources,
                                      size_t count) {
  if (gather_sources(params, sources, count))
    return rill_source_make(ops, params);
  ops->forget(params);
  return rill_observable_failed(rill_error_no_memory());
}

rill_error_t *rill_gather_check(const void *params) {
  const rill_gather_params_t *p = params;
  if (p->prefetch < 1)
    return rill_refuse("prefetch is %lld (must be >= 1)",
                       (long long) p->prefetch);
  if (p->sources == NULL && p->count > 0)
    return rill_refuse("the array of %zu sources is NULL",
                       p->first + p->count);
  for (size_t i = 0; i < p->count; i++)
    if (p->sources[i] == NULL)
      return rill_refuse("source %zu is NULL", p->first + i);
  return NULL;
}

rill_observable_t *rill_gather_at(const rill_stage_t *stage, size_t index) {
  const rill_gather_params_t *p = rill_params(stage);
  if (!p->upstream) return p->sources[index];
  return index == 0 ? rill_upstream(stage) : p->sources[index - 1];
}

void rill_gather_forget(void *params) {
  rill_gather_params_t *p = params;
  if (p->sources == NULL) return;
  for (size_t i = 0; i < p->count; i++) rill_unref(p->sources[i]);
  rill_release(p->sources, p->count * sizeof *p->sources);
}

/* --- Ends ----------------------------------------------------------------- */

void rill_gather_settle(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  if (stage->closed || g->emitting || !g->over) return;
  rill_error_t *error = g->error;
  g->error = NULL;
  if (g->failed)
    rill_emit_error(stage, error);
  else
    rill_emit_end(stage, error);
}

void rill_gather_end(rill_stage_t *stage) {
  ((rill_gather_t *) rill_state(stage))->over = true;
  rill_gather_settle(stage);
}

static void gather_report(rill_stage_t *stage, rill_error_t *error) {
  if (error != NULL)
    rill_scheduler_unhandled(rill_stage_scheduler(stage), error);
  rill_unref(error);
}

void rill_gather_keep(rill_stage_t *stage, rill_error_t *error) {
  rill_gather_t *g = rill_state(stage);
  if (g->error != NULL)
    gather_report(stage, error);
  else
    g->error = error;
}

void rill_gather_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_gather_t *g = rill_state(stage);
  if (g->over || stage->closed) {
    rill_unref(error);
    return;
  }
  rill_error_t *kept = g->error;
  g->error = error;
  g->failed = true;
  gather_report(stage, kept);
  rill_gather_end(stage);
}

size_t rill_gather_emit(rill_stage_t *stage, rill_value_t item) {
  rill_gather_t *g = rill_state(stage);
  if (item.kind == RILL_ERROR) {
    g->over = false; /* if it would be the last one, the end is another now */
    rill_gather_fail(stage, rill_as_error(item));
    return 0;
  }
  g->emitting = true;
  size_t used = rill_emit_own(stage, item);
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

/* One of a stream that is as good as cancelled is not of interest. */
static void input_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  const rill_gather_params_t *p = rill_params(stage);
  rill_gather_t *g = rill_state(stage);
  size_t index = input_end(sink);
  g->inputs[index].failed = true;
  if (stage->closed || g->over) {
    rill_unref(error);
    return;
  }
  rill_gather_keep(stage, error);
  if (p->delay_error)
    g->kind->done(stage, index);
  else
    rill_gather_end(stage);
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
  rill_gather_t *g = rill_state(stage);
  rill_stage_t *sink =
      rill_run_new(stage, rill_gather_at(stage, index), &input_ops);
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
  if (g->count == 0 && stage->up == NULL) {
    rill_emit_complete(stage);
    return;
  }
  g->row = rill_allocate_zeroed((g->count + 1) * sizeof *g->row);
  if (g->count > 0)
    g->inputs = rill_allocate_zeroed(g->count * sizeof *g->inputs);
  if (g->row == NULL || (g->count > 0 && g->inputs == NULL)) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  for (size_t i = 0; i < g->count && !stage->closed; i++) input_run(stage, i);
}

void rill_gather_stop(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  for (size_t i = 0; g->inputs != NULL && i < g->count; i++) {
    rill_stage_t *sink = g->inputs[i].sink;
    g->inputs[i].sink = NULL;
    if (sink != NULL) rill_run_cancel(sink);
  }
}

/* As long as one is missing, the others in the row have not gone on. */
static void gather_let_go_row(rill_stage_t *stage, const rill_gather_t *g) {
  for (size_t i = 0; g->row != NULL && i <= g->count; i++) {
    if (g->missing > 0 && g->row[i].kind != RILL_NONE)
      rill_tell(stage, g->row[i]);
    rill_value_unref(g->row[i]);
  }
}

void rill_gather_release(rill_stage_t *stage) {
  rill_gather_t *g = rill_state(stage);
  rill_gather_stop(stage);
  for (size_t i = 0; g->inputs != NULL && i < g->count; i++)
    rill_let_go_ring(stage, &g->inputs[i].queue);
  gather_let_go_row(stage, g);
  rill_release(g->inputs, g->count * sizeof *g->inputs);
  rill_release(g->row, (g->count + 1) * sizeof *g->row);
  g->inputs = NULL;
  g->row = NULL;
  rill_unref(g->error);
  g->error = NULL;
}
