/* SPDX-License-Identifier: MIT */
/* timeout_with: streams say when an item is too late. */
#include "shared/cue.h"
#include "shared/options.h"
#include "shared/resubscribe.h"

#include <rill/time.h>

struct timeout_with_params {
  rill_observable_t *first, *fallback;
  rill_fn_t f;
};

struct timeout_with {
  rill_resubscribe_t runs; /* of the fallback, but the demand is kept always */
  rill_cue_t cue;
  rill_observable_t *limit; /* of the next item, not yet subscribed */
  bool begun;               /* an item has come */
};

static rill_error_t *timeout_with_check(const void *params) {
  const struct timeout_with_params *p = params;
  if (p->first == NULL) return rill_refuse("first is NULL");
  return rill_check_fn(p->f, 1, "f");
}

static void timeout_with_forget(void *params) {
  struct timeout_with_params *p = params;
  rill_unref(p->first);
  rill_unref(p->fallback);
  rill_fn_drop(p->f);
}

static void timeout_with_now(rill_stage_t *stage) {
  const struct timeout_with_params *p = rill_params(stage);
  struct timeout_with *state = rill_state(stage);
  rill_cue_stop(&state->cue);
  if (p->fallback == NULL) {
    rill_emit_error(stage, rill_error_new(RILL_ETIMEDOUT,
                                          "timeout_with: no %sitem "
                                          "before the limit",
                                          state->begun ? "" : "first "));
    return;
  }
  rill_close_upstream(stage);
  rill_resubscribe_run(stage, &state->runs, rill_ref(p->fallback), 0);
}

static bool timeout_with_is_over(const rill_stage_t *stage) {
  const struct timeout_with *state = rill_state(stage);
  return stage->closed || state->runs.stage != NULL;
}

/* Who asks for nothing waits for nothing: then the limit is not subscribed. */
static void timeout_with_arm(rill_stage_t *stage) {
  struct timeout_with *state = rill_state(stage);
  rill_observable_t *limit = state->limit;
  if (limit == NULL || timeout_with_is_over(stage)) return;
  state->limit = NULL;
  rill_cue_set(&state->cue, stage, limit);
  rill_unref(limit);
}

static void timeout_with_init(rill_stage_t *stage) {
  const struct timeout_with_params *p = rill_params(stage);
  struct timeout_with *state = rill_state(stage);
  state->runs.end = rill_emit_end;
  state->cue.came = timeout_with_now;
  state->cue.fail = rill_emit_error;
  state->limit = rill_ref(p->first);
}

static size_t timeout_with_item(rill_stage_t *stage, rill_value_t item) {
  const struct timeout_with_params *p = rill_params(stage);
  struct timeout_with *state = rill_state(stage);
  rill_cue_stop(&state->cue);
  state->begun = true;
  size_t used = rill_resubscribe_pass(stage, &state->runs, &item, 1);
  if (stage->closed) return used;
  rill_unref(state->limit);
  state->limit = rill_cue_of(&state->cue, stage, &p->f, item);
  if (state->runs.demand > 0) timeout_with_arm(stage);
  return used;
}

static size_t timeout_with_next(rill_stage_t *stage, const rill_value_t *items,
                                size_t count) {
  size_t used = 0;
  for (size_t i = 0; i < count && !timeout_with_is_over(stage); i++)
    used += timeout_with_item(stage, items[i]);
  return used;
}

static void timeout_with_request(rill_stage_t *stage, int64_t count) {
  struct timeout_with *state = rill_state(stage);
  timeout_with_arm(stage);
  if (!stage->closed) rill_resubscribe_request(stage, &state->runs, count);
}

static void timeout_with_release(rill_stage_t *stage) {
  struct timeout_with *state = rill_state(stage);
  rill_cue_stop(&state->cue);
  rill_unref(state->limit);
  rill_resubscribe_release(&state->runs);
}

static const rill_stage_ops_t timeout_with_ops = {
    .name = "timeout_with",
    .state_size = sizeof(struct timeout_with),
    .params_size = sizeof(struct timeout_with_params),
    .check = timeout_with_check,
    .forget = timeout_with_forget,
    .init = timeout_with_init,
    .next = timeout_with_next,
    .request = timeout_with_request,
    .release = timeout_with_release,
};

rill_operator_t *
rill_timeout_with_opts(const rill_timeout_with_opts_t *options) {
  RILL_OPTIONS(rill_timeout_with_opts_t, o, options);
  struct timeout_with_params params = {o.first, o.fallback, o.f};
  return rill_operator_make(&timeout_with_ops, &params);
}
