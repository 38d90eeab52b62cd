/* SPDX-License-Identifier: MIT */
/* cue: runs a stream for the moments that it marks. */
#include "shared/cue.h"

#include <rill/observable.h>

struct cue_sink {
  rill_cue_t *cue;
};

static rill_cue_t *cue_of(const rill_stage_t *sink) {
  return ((struct cue_sink *) rill_state(sink))->cue;
}

/* Lets go of the run. */
static void cue_end(rill_stage_t *sink) {
  cue_of(sink)->sink = NULL;
  rill_run_end(sink);
}

static void cue_came(rill_stage_t *stage, rill_cue_t *cue) {
  if (!stage->closed) cue->came(stage);
}

static void sink_start(rill_stage_t *sink) {
  rill_ask(sink, cue_of(sink)->repeats ? RILL_UNBOUNDED : 1);
}

static size_t sink_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  rill_cue_t *cue = cue_of(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  (void) items;
  if (count == 0) return 0;
  if (!cue->repeats) cue_end(sink);
  cue_came(stage, cue);
  return count;
}

static void sink_complete(rill_stage_t *sink) {
  rill_cue_t *cue = cue_of(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  cue_end(sink);
  cue_came(stage, cue);
}

static void sink_error(rill_stage_t *sink, rill_error_t *error) {
  rill_cue_t *cue = cue_of(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  cue_end(sink);
  if (stage->closed)
    rill_emit_end(stage, error);
  else
    cue->fail(stage, error);
}

static const rill_stage_ops_t sink_ops = {
    .name = "cue",
    .state_size = sizeof(struct cue_sink),
    .start = sink_start,
    .next = sink_next,
    .complete = sink_complete,
    .error = sink_error,
};

static void cue_run(rill_cue_t *cue, rill_stage_t *stage,
                    rill_observable_t *observable, bool repeats) {
  rill_cue_stop(cue);
  rill_stage_t *sink = rill_run_new(stage, observable, &sink_ops);
  if (sink == NULL) {
    cue->fail(stage, rill_error_no_memory());
    return;
  }
  ((struct cue_sink *) rill_state(sink))->cue = cue;
  cue->sink = sink;
  cue->repeats = repeats;
  if (rill_run_start(sink) != 0 && cue->sink == sink) cue->sink = NULL;
}

void rill_cue_set(rill_cue_t *cue, rill_stage_t *stage,
                  rill_observable_t *observable) {
  cue_run(cue, stage, observable, false);
}

void rill_cue_follow(rill_cue_t *cue, rill_stage_t *stage,
                     rill_observable_t *observable) {
  cue_run(cue, stage, observable, true);
}

void rill_cue_stop(rill_cue_t *cue) {
  rill_stage_t *sink = cue->sink;
  cue->sink = NULL;
  if (sink != NULL) rill_run_cancel(sink);
}

rill_observable_t *rill_cue_of(rill_cue_t *cue, rill_stage_t *stage,
                               const rill_fn_t *fn, rill_value_t item) {
  rill_value_t answer = rill_invoke1(fn, item);
  if (!stage->closed && answer.kind != RILL_ERROR)
    return rill_from_value(answer);
  if (stage->closed)
    rill_value_unref(answer);
  else
    cue->fail(stage, rill_as_error(answer));
  return NULL;
}

void rill_cue_ask(rill_cue_t *cue, rill_stage_t *stage, const rill_fn_t *fn,
                  rill_value_t item) {
  rill_observable_t *observable = rill_cue_of(cue, stage, fn, item);
  if (observable == NULL) return;
  rill_cue_set(cue, stage, observable);
  rill_unref(observable);
}
