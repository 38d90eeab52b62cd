/* SPDX-License-Identifier: MIT */
/* create: what the user's own code pushes into an emitter. */
#include "shared/emitter.h"
#include "shared/options.h"

static rill_error_t *create_check(const void *params) {
  const rill_create_params_t *p = params;
  rill_error_t *error = rill_bounded_check(&p->queue, "overflow");
  if (error != NULL) return error;
  error = rill_check_fn(p->subscribe, 1, "the function");
  return error != NULL ? error
                       : rill_check_optional_fn(p->dropped, 1, "dropped");
}

static void create_forget(void *params) {
  rill_fn_drop(((rill_create_params_t *) params)->subscribe);
  rill_fn_drop(((rill_create_params_t *) params)->dropped);
}

static void create_drop(rill_stage_t *stage, rill_value_t item) {
  const rill_create_params_t *p = rill_params(stage);
  ((rill_create_t *) rill_state(stage))->dropped++;
  rill_bounded_show(stage, &p->dropped, item);
}

static void create_init(rill_stage_t *stage) {
  ((rill_create_t *) rill_state(stage))->queue.drop = create_drop;
}

static void create_start(rill_stage_t *stage) {
  const rill_create_params_t *p = rill_params(stage);
  rill_create_t *create = rill_state(stage);
  create->emitter = rill_emitter_new(stage);
  if (create->emitter == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  rill_value_t emitter = rill_none();
  emitter.kind = RILL_OBJECT;
  emitter.as.o = &create->emitter->base;
  rill_value_t answer = rill_invoke1(&p->subscribe, emitter);
  if (answer.kind == RILL_ERROR)
    rill_emit_failure(stage, answer);
  else
    rill_value_unref(answer);
}

#define CREATE_OPS                                                            \
  .state_size = sizeof(rill_create_t),                                        \
  .params_size = sizeof(rill_create_params_t), .check = create_check,         \
  .forget = create_forget, .init = create_init, .start = create_start,        \
  .request = rill_emitter_request, .release = rill_emitter_release

static const rill_stage_ops_t create_ops = {.name = "create", CREATE_OPS};
static const rill_stage_ops_t events_ops = {.name = "from_event", CREATE_OPS};

static rill_observable_t *create_make(const rill_stage_ops_t *ops,
                                      const rill_create_opts_t *options) {
  RILL_OPTIONS(rill_create_opts_t, o, options);
  int64_t capacity = o.capacity < INT64_MAX ? (int64_t) o.capacity : INT64_MAX;
  rill_create_params_t params = {o.subscribe, o.dropped,
                                 rill_bounded_params(o.overflow, capacity, 0)};
  return rill_source_make(ops, &params);
}

rill_observable_t *rill_create_opts(const rill_create_opts_t *options) {
  return create_make(&create_ops, options);
}

rill_observable_t *rill_create_events(const rill_create_opts_t *options) {
  return create_make(&events_ops, options);
}
