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

static rill_operator_t *make_stage(pipeline_t *p, const stage_t *stage) {
  rill_scheduler_t *place = pipeline_place(p, stage->place);
  int64_t capacity = 1 + stage->number % 60;
  switch (stage->kind) {
  case STAGE_MAP:
    return rill_map(rill_call(same));
  case STAGE_FILTER:
    return rill_filter(rill_call_with(keeps, rill_borrow(&p->next_number)));
  case STAGE_FLAT_MAP:
    return rill_flat_map(rill_call(alone));
  case STAGE_CONCAT_MAP:
    return rill_concat_map(rill_call(alone));
  case STAGE_OBSERVE_ON:
    return rill_observe_on(place, .capacity = capacity,
                           .delay_error = stage->number % 2 == 0);
  case STAGE_SUBSCRIBE_ON:
    return rill_subscribe_on(place, .capacity = capacity,
                             .delay_error = stage->number % 2 == 0);
  case STAGE_PARALLEL:
    return rill_parallel(
        1 + stage->number % 4, RILL_OPERATORS(rill_map(rill_call(same))),
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
  case STAGES:
    break;
  }
  return NULL;
}

rill_observable_t *pipeline_flow(pipeline_t *p) {
  rill_observable_t *flow = feed_open(p);
  for (uint32_t i = 0; i < p->plan.stage_count; i++)
    flow = rill_pipe(flow, make_stage(p, &p->plan.stages[i]));
  if (!p->plan.shared) return flow;
  return rill_pipe(flow,
                   p->plan.replays ? rill_share_replay(16) : rill_share());
}
