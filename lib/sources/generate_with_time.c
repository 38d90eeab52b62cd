/* SPDX-License-Identifier: MIT */
/* generate_with_time: generate, and each item has its own wait before it. */
#include "shared/options.h"
#include "shared/unfold.h"

#include <rill/create.h>

struct generate_with_time_params {
  rill_unfold_params_t unfold; /* its functions look here; so first */
  rill_fn_t delay;
  rill_scheduler_t *scheduler; /* owned; NULL: the run's */
};

struct generate_with_time {
  rill_unfold_t unfold;
  rill_alarm_t alarm;
  int64_t demand;
  bool due; /* an item's time has come, and nobody had asked for it */
};

static rill_error_t *generate_with_time_check(const void *params) {
  const struct generate_with_time_params *p = params;
  rill_error_t *error = rill_unfold_check(&p->unfold);
  return error != NULL ? error : rill_check_fn(p->delay, 1, "delay");
}

static void generate_with_time_forget(void *params) {
  struct generate_with_time_params *p = params;
  rill_unfold_forget(&p->unfold);
  rill_fn_drop(p->delay);
  rill_unref(p->scheduler);
}

static rill_scheduler_t *generate_with_time_home(const void *params,
                                                 rill_scheduler_t *origin) {
  const struct generate_with_time_params *p = params;
  return p->scheduler != NULL ? p->scheduler : origin;
}

/* An answer of `delay` that is no span. */
static rill_value_t wrong_delay(rill_value_t answer) {
  if (answer.kind == RILL_ERROR) return answer;
  rill_error_t *error;
  if (answer.kind == RILL_INT)
    error = rill_error_new(RILL_ERANGE,
                           "rill_generate_with_time: `delay` returned %lld ns "
                           "(must be >= 0)",
                           (long long) rill_as_int(answer));
  else
    error = rill_error_new(RILL_ETYPE,
                           "rill_generate_with_time: `delay` returned %s "
                           "(must be int: nanoseconds)",
                           rill_value_kind_name(answer));
  rill_value_unref(answer);
  return rill_fail(error);
}

static void generate_with_time_ring(rill_stage_t *stage, rill_alarm_t *alarm);

/* Makes the next state, and sets the time of its item. */
static void generate_with_time_go_on(rill_stage_t *stage) {
  const struct generate_with_time_params *p = rill_params(stage);
  struct generate_with_time *g = rill_state(stage);
  if (!rill_unfold_next(stage, &g->unfold, &p->unfold)) return;
  rill_value_t span = rill_invoke1(&p->delay, g->unfold.state);
  if (stage->closed)
    rill_value_unref(span);
  else if (span.kind != RILL_INT || rill_as_int(span) < 0)
    rill_emit_failure(stage, wrong_delay(span));
  else
    rill_alarm_set(&g->alarm, stage,
                   rill_time_after(rill_stage_now(stage), rill_as_int(span)),
                   generate_with_time_ring);
}

static void generate_with_time_emit(rill_stage_t *stage) {
  const struct generate_with_time_params *p = rill_params(stage);
  struct generate_with_time *g = rill_state(stage);
  g->due = false;
  rill_value_t item = rill_unfold_item(&g->unfold, &p->unfold);
  if (stage->closed)
    rill_value_unref(item);
  else if (item.kind == RILL_ERROR)
    rill_emit_failure(stage, item);
  else
    rill_demand_use(&g->demand, rill_emit_own(stage, item));
  if (!stage->closed) generate_with_time_go_on(stage);
}

static void generate_with_time_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  struct generate_with_time *g = rill_state(stage);
  (void) alarm;
  if (g->demand > 0)
    generate_with_time_emit(stage);
  else
    g->due = true;
}

static void generate_with_time_request(rill_stage_t *stage, int64_t count) {
  struct generate_with_time *g = rill_state(stage);
  rill_demand_add(&g->demand, count);
  if (g->due) generate_with_time_emit(stage);
}

static void generate_with_time_release(rill_stage_t *stage) {
  struct generate_with_time *g = rill_state(stage);
  rill_alarm_stop(&g->alarm);
  rill_unfold_clear(&g->unfold);
}

static const rill_stage_ops_t generate_with_time_ops = {
    .name = "generate_with_time",
    .state_size = sizeof(struct generate_with_time),
    .params_size = sizeof(struct generate_with_time_params),
    .home = generate_with_time_home,
    .check = generate_with_time_check,
    .forget = generate_with_time_forget,
    .start = generate_with_time_go_on,
    .request = generate_with_time_request,
    .release = generate_with_time_release,
};

rill_observable_t *
rill_generate_with_time_opts(const rill_generate_with_time_opts_t *options) {
  RILL_OPTIONS(rill_generate_with_time_opts_t, o, options);
  struct generate_with_time_params params = {
      {o.init, o.cond, o.iterate, o.result}, o.delay, rill_ref(o.scheduler)};
  return rill_source_make(&generate_with_time_ops, &params);
}
