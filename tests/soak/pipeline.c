/* SPDX-License-Identifier: MIT */
/* pipeline: builds what the plan says. */
#include "pipeline.h"

rill_scheduler_t *pipeline_place(const pipeline_t *p, place_t place) {
  return place == PLACE_OWN ? p->own.scheduler : world[place];
}

static rill_value_t same(rill_value_t item, void *context) {
  (void) context;
  return rill_value_ref(item);
}

static rill_value_t alone(rill_value_t item, void *context) {
  (void) context;
  return rill_object(rill_just(rill_value_ref(item)));
}

bool pipeline_is_broken;

/* Every tenth is dropped, and counted. */
static rill_value_t keeps(rill_value_t item, void *context) {
  uint32_t *count = context;
  bool drop = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED) % 10 == 0;
  if (drop && !pipeline_is_broken) ledger_drop(item);
  return rill_bool(!drop);
}

/* --- A stage that fails, and begins anew ---------------------------------- */

enum { FAILURE = 7777, FAILURES = 3 };

static rill_value_t fails(rill_value_t item, void *context) {
  pipeline_t *p = context;
  uint32_t every = 1 + p->plan.items / 3;
  if (__atomic_add_fetch(&p->tried, 1, __ATOMIC_RELAXED) % every != 0 ||
      __atomic_fetch_add(&p->failures, 1, __ATOMIC_RELAXED) >= FAILURES)
    return rill_value_ref(item);
  ledger_drop(item);
  ledger_cut_run(item);
  return rill_fail(rill_error_new(FAILURE, "it is its turn to fail"));
}

static rill_value_t is_ours(rill_value_t error, void *context) {
  (void) context;
  return rill_bool(rill_error_code(rill_as_error(error)) == FAILURE);
}

static rill_operator_t *failing_stage(pipeline_t *p, const stage_t *stage) {
  rill_operator_t *map = rill_map(rill_call_with(fails, rill_borrow(p)));
  return rill_compose(map, rill_retry(0, .delay = RILL_US(stage->number),
                                      .when = rill_call(is_ours)));
}

/* --- The other stages ----------------------------------------------------- */

static rill_value_t dropped(rill_value_t item, void *context) {
  (void) context;
  ledger_drop(item);
  return rill_none();
}

rill_fn_t pipeline_dropped(void) { return rill_call(dropped); }

rill_overflow_t some_overflow(uint32_t number) {
  static const rill_overflow_t policies[] = {
      RILL_OVERFLOW_WAIT,     RILL_OVERFLOW_DROP_HEAD, RILL_OVERFLOW_DROP_TAIL,
      RILL_OVERFLOW_DROP_NEW, RILL_OVERFLOW_DROP_ALL,  RILL_OVERFLOW_LATEST};
  return policies[number < 6 ? number : 0];
}

static rill_operator_t *counted_filter(pipeline_t *p) {
  return rill_filter(rill_call_with(keeps, rill_borrow(&p->next_number)));
}

static rill_fn_t some_hook(const stage_t *stage) {
  return stage->number % 3 > 0 ? pipeline_dropped() : rill_no_fn();
}

static rill_operator_t *make_stage(pipeline_t *p, const stage_t *stage) {
  rill_scheduler_t *place = pipeline_place(p, stage->place);
  int64_t capacity = 1 + stage->number % 60;
  switch (stage->kind) {
  case STAGE_MAP:
    return rill_map(rill_call(same));
  case STAGE_FILTER:
    return counted_filter(p);
  case STAGE_FLAT_MAP:
    return rill_flat_map(rill_call(alone));
  case STAGE_CONCAT_MAP:
    return rill_concat_map(rill_call(alone));
  case STAGE_OBSERVE_ON:
    return rill_observe_on(place, .capacity = capacity,
                           .delay_error = stage->number % 2 == 0,
                           .dropped = some_hook(stage));
  case STAGE_SUBSCRIBE_ON:
    return rill_subscribe_on(place, .capacity = capacity,
                             .delay_error = stage->number % 2 == 0,
                             .dropped = some_hook(stage));
  case STAGE_PARALLEL:
    return rill_parallel(
        1 + stage->number % 4,
        RILL_OPERATORS(rill_map(rill_call(same)), counted_filter(p)),
        .scheduler = world[PLACE_POOL], .ordered = stage->number % 2 == 0,
        .capacity = capacity);
  case STAGE_ON_OVERFLOW:
    return rill_on_overflow(some_overflow(stage->number % 6),
                            .capacity = capacity,
                            .dropped = pipeline_dropped());
  case STAGE_DELAY:
    return rill_delay(RILL_US(stage->number));
  case STAGE_LIMIT_REQUEST:
    return rill_limit_request(capacity);
  case STAGE_YIELD:
    return rill_yield_every(capacity);
  case STAGE_PROMISE:
  case STAGE_SUBMIT:
  case STAGE_EXECUTOR_MAP:
    return promised_stage(stage, place);
  case STAGE_RETRY:
    return failing_stage(p, stage);
  case STAGE_REPEAT:
    return rill_repeat(1 + stage->number % 3,
                       .delay = RILL_US(stage->number % 2 * stage->number));
  case STAGES:
    break;
  }
  return NULL;
}

static rill_value_t new_subject(void *context) {
  return rill_object(rill_subject_new(context, .capacity = 40));
}

/* The subject must live where the first subscriber does. */
static rill_operator_t *share_by_subject(pipeline_t *p) {
  rill_scheduler_t *place = pipeline_place(p, p->plan.sinks[0]);
  return rill_compose(
      rill_multicast(rill_call_with(new_subject, rill_borrow(place))),
      rill_ref_count());
}

static rill_operator_t *make_sharing(pipeline_t *p) {
  switch (p->plan.sharing) {
  case SHARE:
    return rill_share();
  case SHARE_REPLAY:
    return rill_share_replay(16);
  case SHARE_PUBLISH:
    return rill_compose(rill_publish(.capacity = 20), rill_ref_count());
  case SHARE_WITH_GRACE:
    return rill_compose(rill_replay(.count = 30),
                        rill_ref_count(.grace = RILL_US(500)));
  case SHARE_WITH_SUBJECT:
    return share_by_subject(p);
  case SHARE_AUTO_CONNECT:
    return rill_compose(rill_publish(), rill_auto_connect(1));
  case SHARE_CACHE:
    return rill_cache(.capacity = LEDGER_ITEMS);
  case SHARE_NOT:
  case SHARINGS:
    break;
  }
  return NULL;
}

rill_observable_t *pipeline_flow(pipeline_t *p) {
  rill_observable_t *flow = feed_open(p);
  for (uint32_t i = 0; i < p->plan.stage_count; i++)
    flow = rill_pipe(flow, make_stage(p, &p->plan.stages[i]));
  flow = bridge_open(p, flow);
  if (p->plan.sharing == SHARE_NOT) return flow;
  return rill_pipe(flow, make_sharing(p));
}
