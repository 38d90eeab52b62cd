/* SPDX-License-Identifier: MIT */
/* resubscribe: one run after another into the same stage. */
#include "shared/resubscribe.h"

/* A lifting stage has nothing above it: then this only notes the demand. */
void rill_resubscribe_request(rill_stage_t *stage, rill_resubscribe_t *r,
                              int64_t count) {
  rill_demand_add(&r->demand, count);
  if (r->sink == NULL) {
    rill_ask(stage, count);
    return;
  }
  rill_chain_t *run = r->sink->chain; /* it may end in answer to this */
  rill_enter(run);
  rill_ask(r->sink, count);
  rill_leave(run);
}

size_t rill_resubscribe_pass(rill_stage_t *stage, rill_resubscribe_t *r,
                             const rill_value_t *items, size_t count) {
  size_t used = rill_emit(stage, items, count);
  rill_demand_use(&r->demand, used);
  return used;
}

struct sink { rill_resubscribe_t *r; };

static void sink_start(rill_stage_t *sink) {
  rill_resubscribe_t *r = ((struct sink *) rill_state(sink))->r;
  if (r->demand > 0) rill_ask(sink, r->demand);
}

static size_t sink_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  rill_resubscribe_t *r = ((struct sink *) rill_state(sink))->r;
  return rill_resubscribe_pass(r->stage, r, items, count);
}

static void loop(rill_stage_t *stage, rill_resubscribe_t *r);

/* What `end` wants to run begins when it has returned, in the loop. */
static void sink_end(rill_stage_t *sink, rill_error_t *error) {
  rill_resubscribe_t *r = ((struct sink *) rill_state(sink))->r;
  bool looping = r->looping;
  r->sink = NULL;
  rill_run_end(sink);
  if (r->stage->closed) {
    rill_emit_end(r->stage, error);
    return;
  }
  r->looping = true;
  r->end(r->stage, error);
  r->looping = looping;
  loop(r->stage, r);
}

static void sink_complete(rill_stage_t *sink) { sink_end(sink, NULL); }

static const rill_stage_ops_t sink_ops = {
    .name = "resubscribe",
    .state_size = sizeof(struct sink),
    .start = sink_start,
    .next = sink_next,
    .complete = sink_complete,
    .error = sink_end,
};

static void run_next(rill_stage_t *stage, rill_resubscribe_t *r) {
  rill_observable_t *observable = r->next;
  r->next = NULL;
  rill_stage_t *sink = rill_run_new(stage, observable, &sink_ops);
  rill_unref(observable);
  if (sink == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  ((struct sink *) rill_state(sink))->r = r;
  r->sink = sink;
  if (rill_run_start(sink) != 0 && r->sink == sink) r->sink = NULL;
}

static void pause_over(rill_stage_t *stage, rill_alarm_t *alarm);

static void loop(rill_stage_t *stage, rill_resubscribe_t *r) {
  rill_time_t start = 0;
  if (r->looping) return;
  r->looping = true;
  while (!stage->closed && r->next != NULL && !rill_alarm_is_set(&r->pause))
    if (rill_stage_breathes(stage, &start))
      rill_alarm_set(&r->pause, stage, rill_stage_now(stage), pause_over);
    else
      run_next(stage, r);
  r->looping = false;
}

static void pause_over(rill_stage_t *stage, rill_alarm_t *alarm) {
  loop(stage, rill_container_of(alarm, rill_resubscribe_t, pause));
}

void rill_resubscribe_run(rill_stage_t *stage, rill_resubscribe_t *r,
                          rill_observable_t *observable, rill_time_t delay) {
  r->stage = stage;
  r->next = observable;
  if (delay > 0)
    rill_alarm_set(&r->pause, stage,
                   rill_time_after(rill_stage_now(stage), delay), pause_over);
  loop(stage, r);
}

void rill_resubscribe_release(rill_resubscribe_t *r) {
  rill_stage_t *sink = r->sink;
  rill_observable_t *next = r->next;
  rill_alarm_stop(&r->pause);
  r->sink = NULL;
  r->next = NULL;
  if (sink != NULL) rill_run_cancel(sink);
  rill_unref(next);
}

/* --- For a state that begins with it -------------------------------------- */

void rill_resubscribe_last(rill_stage_t *stage,
                           rill_observable_t *observable) {
  rill_resubscribe_t *r = rill_state(stage);
  r->end = rill_emit_end;
  rill_resubscribe_run(stage, r, observable, 0);
}

void rill_resubscribe_upstream(rill_stage_t *stage) {
  rill_resubscribe_run(stage, rill_state(stage),
                       rill_ref(rill_upstream(stage)), 0);
}

size_t rill_resubscribe_next(rill_stage_t *stage, const rill_value_t *items,
                             size_t count) {
  return rill_resubscribe_pass(stage, rill_state(stage), items, count);
}

void rill_resubscribe_ask(rill_stage_t *stage, int64_t count) {
  rill_resubscribe_request(stage, rill_state(stage), count);
}

void rill_resubscribe_leave(rill_stage_t *stage) {
  rill_resubscribe_release(rill_state(stage));
}
