/* SPDX-License-Identifier: MIT */
/* parallel: deals items out to rails, and brings together what these give. */
#include "shared/options.h"
#include "shared/rails.h"

#include <rill/flow.h>

enum { RAILS_AT_MOST = 256 };

/* --- The stage ------------------------------------------------------------ */

static rill_observable_t *rail_pipe(const rill_rails_params_t *p,
                                    rill_observable_t *rail) {
  for (size_t i = 0; i < p->operator_count; i++) {
    rill_operator_t *op = rill_ref(p->operators[i]);
    rail = rill_pipe(rail, op);
  }
  return rail;
}

static rill_observable_t *rail_in_order(const rill_rails_params_t *p,
                                        rill_observable_t *rail) {
  rail = rill_pipe(rail, rill_rail_enter(p->capacity));
  rail = rill_pipe(rail_pipe(p, rail), rill_rail_exit(p->capacity));
  if (rill_rail_is_whole(rail)) return rail;
  rill_unref(rail);
  return rill_observable_failed(rill_error_new(
      RILL_EINVAL,
      "rill_parallel: .ordered needs operators that run in one piece: one of "
      "these (retry, catch, observe_on...) runs what is before it by itself"));
}

static bool rail_run(rill_stage_t *stage, size_t index) {
  const rill_rails_params_t *p = rill_params(stage);
  rill_rails_t *r = rill_state(stage);
  rill_observable_t *rail = rill_rail_source(r->link, index);
  rail = p->ordered ? rail_in_order(p, rail) : rail_pipe(p, rail);
  if (p->scheduler != NULL)
    rail = rill_pipe(rail,
                     rill_subscribe_on(p->scheduler, .capacity = p->capacity));
  bool runs = rill_rails_run(stage, index, rail);
  rill_unref(rail);
  return runs;
}

static void link_destroy(void *object) {
  rill_unref(((rill_rails_link_t *) object)->home);
}

static const rill_type_t link_type = {
    .name = "rails",
    .destroy = link_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static bool parallel_prepare(rill_stage_t *stage) {
  const rill_rails_params_t *p = rill_params(stage);
  rill_rails_t *r = rill_state(stage);
  r->rails = rill_allocate_zeroed(p->count * sizeof *r->rails);
  if (r->rails == NULL) return false;
  r->count = r->awaited = p->count;
  r->link = rill_object_new_zeroed(&link_type, sizeof *r->link);
  if (r->link == NULL) return false;
  r->link->stage = stage;
  r->link->home = rill_ref(rill_stage_scheduler(stage));
  r->link->capacity = p->capacity;
  return true;
}

static void parallel_start(rill_stage_t *stage) {
  rill_rails_t *r = rill_state(stage);
  bool ready = parallel_prepare(stage);
  for (size_t i = 0; ready && i < r->count && !stage->closed; i++)
    ready = rail_run(stage, i);
  r->started = true;
  if (!ready)
    rill_emit_error(stage, rill_error_no_memory());
  else
    rill_rails_drain(stage);
}

static void parallel_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((rill_rails_t *) rill_state(stage))->demand, count);
  rill_rails_drain(stage);
}

static void parallel_release(rill_stage_t *stage) {
  rill_rails_t *r = rill_state(stage);
  if (r->link != NULL) r->link->stage = NULL;
  for (size_t i = 0; i < r->count; i++) {
    rill_stage_t *sink = r->rails[i].sink;
    r->rails[i].sink = NULL;
    if (sink != NULL) rill_run_cancel(sink);
    rill_rail_clear(stage, &r->rails[i].queue);
  }
  rill_release(r->rails, r->count * sizeof *r->rails);
  rill_let_go_ring(stage, &r->spare);
  rill_ring_clear(&r->order);
  rill_unref(r->error);
  rill_unref(r->link);
}

/* --- Building ------------------------------------------------------------- */

static rill_error_t *parallel_check(const void *params) {
  const rill_rails_params_t *p = params;
  if (p->count < 1 || p->count > RAILS_AT_MOST)
    return rill_refuse("count is %lld (must be 1 to %d)", (long long) p->count,
                       RAILS_AT_MOST);
  if (p->capacity < 1)
    return rill_refuse("capacity is %lld (must be >= 1)",
                       (long long) p->capacity);
  if (p->operators == NULL && p->operator_count > 0)
    return rill_refuse("the array of %zu operators is NULL", p->operator_count);
  for (size_t i = 0; i < p->operator_count; i++) {
    if (p->operators[i] == NULL) return rill_refuse("operator %zu is NULL", i);
    if (p->operators[i]->failure != NULL)
      return rill_ref(p->operators[i]->failure);
  }
  return NULL;
}

static void parallel_forget(void *params) {
  rill_rails_params_t *p = params;
  rill_unref(p->scheduler);
  if (p->operators == NULL) return;
  for (size_t i = 0; i < p->operator_count; i++) rill_unref(p->operators[i]);
  rill_release(p->operators, p->operator_count * sizeof *p->operators);
}

static const rill_stage_ops_t parallel_ops = {
    .name = "parallel",
    .state_size = sizeof(rill_rails_t),
    .params_size = sizeof(rill_rails_params_t),
    .check = parallel_check,
    .forget = parallel_forget,
    .start = parallel_start,
    .next = rill_rails_deal,
    .complete = rill_rails_finish,
    .request = parallel_request,
    .release = parallel_release,
};

rill_operator_t *rill_parallel_opts(const rill_parallel_opts_t *given) {
  RILL_OPTIONS(rill_parallel_opts_t, o, given);
  int64_t count = o.count;
  if (count == 0 && o.scheduler != NULL) count = rill_pool_threads(o.scheduler);
  rill_rails_params_t params = {
      .operator_count = o.operator_count,
      .count = (size_t) count,
      .capacity = o.capacity != 0 ? o.capacity : RILL_CAPACITY,
      .scheduler = rill_ref(o.scheduler),
      .ordered = o.ordered,
  };
  size_t size = o.operator_count * sizeof *o.operators;
  if (o.operators != NULL && size > 0) {
    params.operators = rill_allocate(size);
    if (params.operators == NULL) {
      for (size_t i = 0; i < o.operator_count; i++) rill_unref(o.operators[i]);
      rill_unref(params.scheduler);
      return rill_operator_failed(rill_error_no_memory());
    }
    memcpy(params.operators, o.operators, size);
  }
  return rill_operator_make(&parallel_ops, &params);
}
