/* SPDX-License-Identifier: MIT */
/* using: a resource for each run, and a stream over it. */
#include "shared/resubscribe.h"

#include <rill/create.h>

struct using_params {
  rill_fn_t resource, factory, cleanup;
};

struct using {
  rill_resubscribe_t runs; /* so first */
  rill_value_t resource;
  bool held;
};

static rill_error_t *using_check(const void *params) {
  const struct using_params *p = params;
  rill_error_t *error = rill_check_fn(p->resource, 0, "resource");
  if (error == NULL) error = rill_check_fn(p->factory, 1, "factory");
  return error != NULL ? error : rill_check_fn(p->cleanup, 1, "cleanup");
}

static void using_forget(void *params) {
  struct using_params *p = params;
  rill_fn_drop(p->resource);
  rill_fn_drop(p->factory);
  rill_fn_drop(p->cleanup);
}

static bool using_acquire(rill_stage_t *stage) {
  const struct using_params *p = rill_params(stage);
  struct using *using = rill_state(stage);
  rill_value_t resource = rill_invoke0(&p->resource);
  using->held = resource.kind != RILL_ERROR;
  if (using->held)
    using->resource = resource;
  else if (stage->closed)
    rill_value_unref(resource);
  else
    rill_emit_failure(stage, resource);
  return !stage->closed;
}

static void using_start(rill_stage_t *stage) {
  const struct using_params *p = rill_params(stage);
  struct using *using = rill_state(stage);
  if (!using_acquire(stage)) return;
  rill_value_t stream = rill_invoke1(&p->factory, using->resource);
  if (stage->closed)
    rill_value_unref(stream);
  else if (stream.kind == RILL_ERROR)
    rill_emit_failure(stage, stream);
  else
    rill_resubscribe_last(stage, rill_from_value(stream));
}

/* The stream goes first: it may need the resource until then. */
static void using_release(rill_stage_t *stage) {
  const struct using_params *p = rill_params(stage);
  struct using *using = rill_state(stage);
  rill_resubscribe_leave(stage);
  if (!using->held) return;
  using->held = false;
  rill_value_t answer = rill_invoke1(&p->cleanup, using->resource);
  if (answer.kind == RILL_ERROR)
    rill_scheduler_unhandled(rill_stage_scheduler(stage),
                             rill_as_error(answer));
  rill_value_unref(answer);
  rill_value_unref(using->resource);
}

static const rill_stage_ops_t using_ops = {
    .name = "using",
    .state_size = sizeof(struct using),
    .params_size = sizeof(struct using_params),
    .check = using_check,
    .forget = using_forget,
    .start = using_start,
    .request = rill_resubscribe_ask,
    .release = using_release,
};

rill_observable_t *rill_using(rill_fn_t resource, rill_fn_t factory,
                              rill_fn_t cleanup) {
  struct using_params params = {resource, factory, cleanup};
  return rill_source_make(&using_ops, &params);
}
