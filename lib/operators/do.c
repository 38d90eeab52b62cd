/* SPDX-License-Identifier: MIT */
/* do: looks on at every signal. */
#include "core/operator.h"
#include "shared/options.h"

#include <rill/utility.h>

struct do_params {
  rill_fn_t next, error, complete, subscribe, request, cancel, finally;
};

struct do_state { bool started, ended; };

static rill_error_t *do_check(const void *params) {
  const struct do_params *p = params;
  const struct { rill_fn_t fn; unsigned arity; const char *name; } all[] = {
    {p->next, 1, "next"},
    {p->error, 1, "error"},
    {p->complete, 0, "complete"},
    {p->subscribe, 0, "subscribe"},
    {p->request, 1, "request"},
    {p->cancel, 0, "cancel"},
    {p->finally, 0, "finally"},
  };
  rill_error_t *error = NULL;
  for (size_t i = 0; i < sizeof all / sizeof all[0] && error == NULL; i++)
    error = rill_check_optional_fn(all[i].fn, all[i].arity, all[i].name);
  return error;
}

static void do_forget(void *params) {
  struct do_params *p = params;
  rill_fn_drop(p->next);
  rill_fn_drop(p->error);
  rill_fn_drop(p->complete);
  rill_fn_drop(p->subscribe);
  rill_fn_drop(p->request);
  rill_fn_drop(p->cancel);
  rill_fn_drop(p->finally);
}

/* The failure of a callback (owned), or NULL. */
static rill_error_t *failure_of(rill_value_t answer) {
  if (answer.kind == RILL_ERROR) return rill_as_error(answer);
  rill_value_unref(answer);
  return NULL;
}

static rill_error_t *do_call0(const rill_fn_t *fn) {
  return rill_fn_is_set(*fn) ? failure_of(rill_invoke0(fn)) : NULL;
}

static rill_error_t *do_call1(const rill_fn_t *fn, rill_value_t x) {
  return rill_fn_is_set(*fn) ? failure_of(rill_invoke1(fn, x)) : NULL;
}

static void do_start(rill_stage_t *stage) {
  const struct do_params *p = rill_params(stage);
  struct do_state *state = rill_state(stage);
  state->started = true;
  rill_error_t *failure = do_call0(&p->subscribe);
  if (failure != NULL) rill_emit_error(stage, failure);
}

static rill_step_t do_step(rill_stage_t *stage, rill_value_t *item) {
  const struct do_params *p = rill_params(stage);
  rill_error_t *failure = do_call1(&p->next, *item);
  if (failure == NULL) return RILL_PASS;
  *item = rill_fail(failure);
  return RILL_FAIL;
}

static void do_complete(rill_stage_t *stage) {
  const struct do_params *p = rill_params(stage);
  struct do_state *state = rill_state(stage);
  state->ended = true;
  rill_error_t *failure = do_call0(&p->complete);
  if (failure != NULL)
    rill_emit_error(stage, failure);
  else
    rill_emit_complete(stage);
}

/* The error, borrowed, as a value. */
static rill_value_t error_value(rill_error_t *error) {
  rill_value_t v = rill_none();
  v.kind = RILL_ERROR;
  v.as.o = (rill_object_t *) (void *) error;
  return v;
}

static void do_error(rill_stage_t *stage, rill_error_t *error) {
  const struct do_params *p = rill_params(stage);
  struct do_state *state = rill_state(stage);
  state->ended = true;
  rill_error_t *failure = do_call1(&p->error, error_value(error));
  if (failure == NULL || failure == error) {
    rill_unref(failure);
    rill_emit_end(stage, error);
    return;
  }
  rill_error_t *both = rill_error_wrap(error, rill_error_code(failure), "%s",
                                       rill_error_message(failure));
  rill_unref(failure);
  rill_emit_error(stage, both);
}

static void do_request(rill_stage_t *stage, int64_t count) {
  const struct do_params *p = rill_params(stage);
  rill_error_t *failure = do_call1(&p->request, rill_int(count));
  if (failure != NULL)
    rill_emit_error(stage, failure);
  else if (!stage->closed)
    rill_ask(stage, count);
}

static void do_late(rill_stage_t *stage, const rill_fn_t *fn) {
  rill_error_t *failure = do_call0(fn);
  if (failure == NULL) return;
  rill_scheduler_unhandled(rill_stage_scheduler(stage), failure);
  rill_unref(failure);
}

static void do_release(rill_stage_t *stage) {
  const struct do_params *p = rill_params(stage);
  const struct do_state *state = rill_state(stage);
  if (!state->started) return;
  if (!state->ended) do_late(stage, &p->cancel);
  do_late(stage, &p->finally);
}

static const rill_stage_ops_t do_ops = {
    .name = "do",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct do_state),
    .params_size = sizeof(struct do_params),
    .check = do_check,
    .forget = do_forget,
    .start = do_start,
    .step = do_step,
    .complete = do_complete,
    .error = do_error,
    .request = do_request,
    .release = do_release,
};

rill_operator_t *rill_do_opts(const rill_do_opts_t *options) {
  RILL_OPTIONS(rill_do_opts_t, o, options);
  struct do_params params = {o.next,    o.error,  o.complete, o.subscribe,
                             o.request, o.cancel, o.finally};
  return rill_operator_make(&do_ops, &params);
}
