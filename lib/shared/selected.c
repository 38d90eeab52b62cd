/* SPDX-License-Identifier: MIT */
/* selected: a share for each run, and the run of what is made of it. */
#include "shared/selected.h"

#include <rill/create.h>

void rill_selected_init(rill_stage_t *stage) {
  ((rill_selected_t *) rill_state(stage))->run.end = rill_emit_end;
}

/* Runs what the selector gives; false: that is not possible. */
static void selected_run(rill_stage_t *stage, rill_selected_t *s) {
  const rill_share_params_t *p = rill_params(stage);
  rill_value_t shared = rill_object(rill_share_observable(s->share));
  rill_value_t answer = rill_invoke1(&p->selector, shared);
  rill_value_unref(shared);
  if (stage->closed)
    rill_value_unref(answer);
  else if (answer.kind == RILL_ERROR)
    rill_emit_failure(stage, answer);
  else
    rill_resubscribe_run(stage, &s->run, rill_from_value(answer), 0);
}

static void selected_connect(rill_stage_t *stage, rill_selected_t *s) {
  rill_error_t *error = rill_share_ready(s->share);
  rill_chain_t *chain = NULL;
  if (stage->closed && error == NULL) return;
  if (error == NULL && s->share->now->relay->ended) return;
  if (error == NULL)
    chain = rill_share_connect(s->share, rill_stage_scheduler(stage),
                               rill_upstream(stage));
  if (chain == NULL)
    rill_emit_error(stage, error != NULL ? error : rill_error_no_memory());
  rill_unref(chain);
}

void rill_selected_start(rill_stage_t *stage) {
  rill_selected_t *s = rill_state(stage);
  s->share = rill_share_new(rill_params(stage));
  if (s->share == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  s->bound = rill_share_bind(s->share, rill_stage_scheduler(stage));
  selected_run(stage, s);
  if (!stage->closed) selected_connect(stage, s);
}

void rill_selected_request(rill_stage_t *stage, int64_t count) {
  rill_selected_t *s = rill_state(stage);
  rill_resubscribe_request(stage, &s->run, count);
}

void rill_selected_release(rill_stage_t *stage) {
  rill_selected_t *s = rill_state(stage);
  rill_resubscribe_release(&s->run);
  if (s->share == NULL) return;
  s->share->over = true;
  rill_share_disconnect(s->share);
  if (s->bound) rill_share_unbind(s->share);
  rill_unref(s->share);
  s->share = NULL;
}
