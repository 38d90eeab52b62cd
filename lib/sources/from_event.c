/* SPDX-License-Identifier: MIT */
/* from_event: a create whose producer is registered somewhere, and taken out
 * again at the end. */
#include "shared/emitter.h"
#include "shared/options.h"
#include "shared/resubscribe.h"

struct from_event_params {
  rill_fn_t add, remove, dropped;
  rill_overflow_t overflow;
  size_t capacity;
};

struct from_event {
  rill_resubscribe_t runs; /* so first */
  rill_emitter_t *emitter; /* ours until it is taken out */
  rill_value_t token;
  bool added;
};

static rill_error_t *from_event_check(const void *params) {
  const struct from_event_params *p = params;
  if ((unsigned) p->overflow > RILL_OVERFLOW_GROW)
    return rill_refuse("overflow is %d (must be one of rill_overflow_t)",
                       (int) p->overflow);
  rill_error_t *error = rill_check_fn(p->add, 1, "add");
  if (error == NULL) error = rill_check_fn(p->remove, 1, "remove");
  return error != NULL ? error
                       : rill_check_optional_fn(p->dropped, 1, "dropped");
}

static void from_event_forget(void *params) {
  struct from_event_params *p = params;
  rill_fn_drop(p->add);
  rill_fn_drop(p->remove);
  rill_fn_drop(p->dropped);
}

static rill_value_t from_event_drop(rill_value_t event, void *context) {
  const struct from_event_params *p = rill_params((rill_stage_t *) context);
  return rill_invoke1(&p->dropped, event);
}

static rill_value_t from_event_add(rill_value_t emitter, void *context) {
  rill_stage_t *stage = context;
  const struct from_event_params *p = rill_params(stage);
  struct from_event *event = rill_state(stage);
  event->emitter = rill_ref(rill_emitter_of(emitter));
  rill_value_t token = rill_invoke1(&p->add, emitter);
  if (token.kind == RILL_ERROR) return token;
  event->token = token;
  event->added = true;
  return rill_none();
}

/* What the queue has to say names rill_create(). */
static void from_event_end(rill_stage_t *stage, rill_error_t *error) {
  const struct from_event_params *p = rill_params(stage);
  if (error != NULL && p->overflow == RILL_OVERFLOW_FAIL &&
      rill_error_code(error) == RILL_EOVERFLOW)
    error = rill_error_wrap(error, RILL_EOVERFLOW,
                            "rill_from_event: more events than were asked for "
                            "and than `.capacity` can hold");
  rill_emit_end(stage, error);
}

static void from_event_start(rill_stage_t *stage) {
  const struct from_event_params *p = rill_params(stage);
  struct from_event *event = rill_state(stage);
  event->runs.end = from_event_end;
  rill_fn_t dropped = rill_no_fn();
  if (rill_fn_is_set(p->dropped))
    dropped = rill_call1(from_event_drop, rill_borrow(stage));
  rill_observable_t *events = rill_create_events(&(rill_create_opts_t){
      .size = sizeof(rill_create_opts_t),
      .subscribe = rill_call1(from_event_add, rill_borrow(stage)),
      .overflow = p->overflow,
      .capacity = p->capacity,
      .dropped = dropped});
  rill_resubscribe_run(stage, &event->runs, events, 0);
}

static void from_event_release(rill_stage_t *stage) {
  const struct from_event_params *p = rill_params(stage);
  struct from_event *event = rill_state(stage);
  rill_resubscribe_leave(stage);
  if (event->added) {
    event->added = false;
    rill_value_t answer = rill_invoke1(&p->remove, event->token);
    if (answer.kind == RILL_ERROR)
      rill_scheduler_unhandled(rill_stage_scheduler(stage),
                               rill_as_error(answer));
    rill_value_unref(answer);
  }
  rill_value_unref(event->token);
  rill_unref(event->emitter);
}

static const rill_stage_ops_t from_event_ops = {
    .name = "from_event",
    .state_size = sizeof(struct from_event),
    .params_size = sizeof(struct from_event_params),
    .check = from_event_check,
    .forget = from_event_forget,
    .start = from_event_start,
    .request = rill_resubscribe_ask,
    .release = from_event_release,
};

rill_observable_t *rill_from_event_opts(const rill_from_event_opts_t *options) {
  RILL_OPTIONS(rill_from_event_opts_t, o, options);
  struct from_event_params params = {o.add, o.remove, o.dropped,
                                     o.overflow, o.capacity};
  return rill_source_make(&from_event_ops, &params);
}
