/* SPDX-License-Identifier: MIT */
/* on_error_resume_next: one stream after another, whichever way each ends. */
#include "shared/flatten.h"
#include "shared/resubscribe.h"

#include <rill/recover.h>

struct on_error_resume_next {
  rill_resubscribe_t runs; /* so first */
  size_t begun;
};

static rill_observable_t *source_at(rill_stage_t *stage, size_t index) {
  const rill_flatten_params_t *p = rill_params(stage);
  if (!p->upstream) return p->sources[index];
  return index == 0 ? rill_upstream(stage) : p->sources[index - 1];
}

static void on_error_resume_next_end(rill_stage_t *stage, rill_error_t *error) {
  const rill_flatten_params_t *p = rill_params(stage);
  struct on_error_resume_next *resume = rill_state(stage);
  rill_unref(error);
  if (resume->begun == p->count + (p->upstream ? 1 : 0)) {
    rill_emit_complete(stage);
    return;
  }
  rill_observable_t *next = source_at(stage, resume->begun++);
  rill_resubscribe_run(stage, &resume->runs, rill_ref(next), 0);
}

static void on_error_resume_next_start(rill_stage_t *stage) {
  struct on_error_resume_next *resume = rill_state(stage);
  resume->runs.end = on_error_resume_next_end;
  on_error_resume_next_end(stage, NULL);
}

#define ON_ERROR_RESUME_NEXT_OPS                                               \
 .state_size = sizeof(struct on_error_resume_next),                            \
 .params_size = sizeof(rill_flatten_params_t), .check = rill_flatten_check,    \
 .forget = rill_flatten_forget, .start = on_error_resume_next_start,           \
 RILL_RESUBSCRIBE_OPS

static const rill_stage_ops_t on_error_resume_next_ops = {
    .name = "on_error_resume_next",
    .lifts = true,
    ON_ERROR_RESUME_NEXT_OPS,
};

static const rill_stage_ops_t on_error_resume_next_of_ops = {
    .name = "on_error_resume_next_of",
    ON_ERROR_RESUME_NEXT_OPS,
};

/* The list of sources as flatten keeps it; the rest of it is not in use. */
static bool on_error_resume_next_params(rill_flatten_params_t *params,
                                        rill_observable_t *const *sources,
                                        size_t count) {
  *params = (rill_flatten_params_t){.max = 1, .prefetch = 1};
  return rill_flatten_sources(params, sources, count);
}

rill_operator_t *rill_on_error_resume_next(rill_observable_t *other) {
  rill_flatten_params_t params;
  if (!on_error_resume_next_params(&params, &other, 1))
    return rill_operator_failed(rill_error_no_memory());
  params.upstream = true;
  return rill_operator_make(&on_error_resume_next_ops, &params);
}

rill_observable_t *
rill_on_error_resume_next_of(rill_observable_t *const *sources, size_t count) {
  rill_flatten_params_t params;
  if (!on_error_resume_next_params(&params, sources, count))
    return rill_observable_failed(rill_error_no_memory());
  return rill_source_make(&on_error_resume_next_of_ops, &params);
}
