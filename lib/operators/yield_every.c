/* SPDX-License-Identifier: MIT */
/* yield_every: after so many items, others have their turn on the loop. */
#include "core/operator.h"

#include <rill/flow.h>

struct yield_every {
  rill_alarm_t breath;
  int64_t demand;
  int64_t asked; /* of upstream, and not come */
  int64_t ran;   /* items since the last breath */
};

static rill_error_t *yield_every_check(const void *params) {
  int64_t count = *(const int64_t *) params;
  if (count >= 1) return NULL;
  return rill_refuse("count is %lld (must be >= 1)", (long long) count);
}

/* Asks for what downstream wants, up to the next breath. */
static void yield_every_refill(rill_stage_t *stage) {
  int64_t every = *(const int64_t *) rill_params(stage);
  struct yield_every *y = rill_state(stage);
  int64_t count = every - y->ran;
  if (stage->closed || rill_alarm_is_set(&y->breath)) return;
  if (count > y->demand) count = y->demand;
  count -= y->asked;
  if (count <= 0) return;
  y->asked += count;
  rill_ask(stage, count);
}

static void yield_every_go_on(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  ((struct yield_every *) rill_state(stage))->ran = 0;
  yield_every_refill(stage);
}

static size_t yield_every_next(rill_stage_t *stage, const rill_value_t *items,
                               size_t count) {
  int64_t every = *(const int64_t *) rill_params(stage);
  struct yield_every *y = rill_state(stage);
  y->asked -= (int64_t) count;
  y->ran += (int64_t) count;
  if (y->ran >= every)
    rill_alarm_set(&y->breath, stage, rill_stage_now(stage), yield_every_go_on);
  /* Before they go down: what is asked for from there is reckoned with it. */
  rill_demand_use(&y->demand, count);
  size_t used = rill_emit(stage, items, count);
  rill_demand_add(&y->demand, (int64_t) (count - used));
  yield_every_refill(stage);
  return count;
}

static void yield_every_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct yield_every *) rill_state(stage))->demand, count);
  yield_every_refill(stage);
}

static void yield_every_release(rill_stage_t *stage) {
  rill_alarm_stop(&((struct yield_every *) rill_state(stage))->breath);
}

static const rill_stage_ops_t yield_every_ops = {
    .name = "yield_every",
    .state_size = sizeof(struct yield_every),
    .params_size = sizeof(int64_t),
    .check = yield_every_check,
    .next = yield_every_next,
    .request = yield_every_request,
    .release = yield_every_release,
};

rill_operator_t *rill_yield_every(int64_t count) {
  return rill_operator_make(&yield_every_ops, &count);
}
