/* SPDX-License-Identifier: MIT */
/* other: a stream that gives a sign. */
#include "shared/other.h"

rill_error_t *rill_other_check(const void *params) {
  const rill_other_params_t *p = params;
  return p->other == NULL ? rill_refuse("other is NULL") : NULL;
}

void rill_other_forget(void *params) {
  rill_unref(((rill_other_params_t *) params)->other);
}

/* Lets go of it; the stage above its sink. */
static rill_stage_t *other_end(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  ((rill_other_t *) rill_state(stage))->sink = NULL;
  rill_run_end(sink);
  return stage;
}

static void other_start(rill_stage_t *sink) { rill_ask(sink, 1); }

static size_t other_next(rill_stage_t *sink, const rill_value_t *items,
                         size_t count) {
  rill_stage_t *stage = other_end(sink);
  (void) items;
  ((rill_other_t *) rill_state(stage))->kind->sign(stage);
  return count;
}

static void other_complete(rill_stage_t *sink) { other_end(sink); }

static void other_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = other_end(sink);
  ((rill_other_t *) rill_state(stage))->kind->error(stage, error);
}

static const rill_stage_ops_t other_ops = {
    .name = "other",
    .start = other_start,
    .next = other_next,
    .complete = other_complete,
    .error = other_error,
};

void rill_other_start(rill_stage_t *stage, const rill_other_kind_t *kind) {
  const rill_other_params_t *p = rill_params(stage);
  rill_other_t *other = rill_state(stage);
  other->kind = kind;
  other->sink = rill_run_new(stage, p->other, &other_ops);
  if (other->sink == NULL)
    rill_emit_error(stage, rill_error_no_memory());
  else if (rill_run_start(other->sink) != 0)
    other->sink = NULL;
}

void rill_other_release(rill_stage_t *stage) {
  rill_other_t *other = rill_state(stage);
  if (other->sink != NULL) rill_run_cancel(other->sink);
}
