/* SPDX-License-Identifier: MIT */
/* Runs: those that live on a scheduler, and those inside of another one. */
#include "core/chain.h"

/* --- On a scheduler ------------------------------------------------------- */

void rill_runs_cancel(rill_scheduler_t *s) {
  while (s->runs.next != &s->runs) {
    rill_chain_t *chain = rill_container_of(s->runs.next, rill_chain_t, link);
    rill_ref_object(chain);
    rill_chain_cancel(chain);
    rill_chain_unlist(chain); /* one that is being called from leaves later */
    rill_unref(chain);
  }
}

bool rill_runs_are_inside(const rill_scheduler_t *s) {
  rill_run_link_t *at = s->runs.next;
  for (; at != &s->runs; at = at->next)
    if (rill_container_of(at, rill_chain_t, link)->depth > 0) return true;
  return false;
}

size_t rill_scheduler_runs(const rill_scheduler_t *s) { return s->run_count; }

void rill_scheduler_dump(rill_scheduler_t *s, FILE *stream) {
  if (!rill_scheduler_is_current(s)) {
    rill_scheduler_trespass(s, "rill_scheduler_dump");
    return;
  }
  rill_run_link_t *at = s->runs.next;
  for (; at != &s->runs; at = at->next) {
    rill_chain_t *chain = rill_container_of(at, rill_chain_t, link);
    rill_time_t started = chain->started;
    double age = started == 0 ? 0 : (double) (rill_now(s) - started) / 1e9;
    fprintf(stream, "run at %s, age %.1f s:", chain->site, age);
    for (rill_stage_t *stage = chain->first; stage != NULL;
         stage = stage->down)
      fprintf(stream, " %s%s%s", stage->ops->name,
              stage->closed ? " (ended)" : "", stage->down ? " |" : "\n");
  }
}

/* --- Inner runs ----------------------------------------------------------- */

rill_stage_t *rill_run_detached(rill_scheduler_t *scheduler,
                                rill_observable_t *observable,
                                const rill_stage_ops_t *sink_ops,
                                const void *params) {
  rill_chain_t *chain =
      rill_chain_new(scheduler, rill_ref(observable), sink_ops, params, NULL);
  if (chain == NULL) return NULL;
  chain->site = "";
  return chain->sink;
}

rill_stage_t *rill_run_new(rill_stage_t *parent, rill_observable_t *o,
                           const rill_stage_ops_t *sink_ops) {
  rill_scheduler_t *scheduler = rill_stage_scheduler(parent);
  if (rill_observable_home(o, scheduler) != scheduler)
    o = rill_observe_home(o, scheduler);
  else
    rill_ref_object(o);
  rill_chain_t *chain =
      rill_chain_new(scheduler, o, sink_ops, parent, parent->chain);
  if (chain == NULL) return NULL;
  chain->site = parent->chain->site;
  return chain->sink;
}

int rill_run_start(rill_stage_t *sink) {
  int code = rill_chain_start(sink->chain);
  if (code != 0) rill_chain_cancel(sink->chain);
  return code;
}

void rill_run_ask(rill_stage_t *sink, int64_t count) {
  rill_chain_t *chain = sink->chain;
  rill_enter_often(chain);
  rill_ask(sink, count);
  rill_leave_often(chain);
}

void rill_run_end(rill_stage_t *sink) { rill_chain_cancel(sink->chain); }

void rill_run_cancel(rill_stage_t *sink) { rill_chain_cancel(sink->chain); }
