/* SPDX-License-Identifier: MIT */
/* limit_request: asks upstream in portions. */
#include "shared/options.h"

#include "core/operator.h"

#include <rill/flow.h>

struct limit_request_params {
  int64_t high, low;
};

struct limit_request {
  int64_t demand; /* and not delivered */
  int64_t asked;  /* of that, of upstream */
};

static rill_error_t *limit_request_check(const void *params) {
  const struct limit_request_params *p = params;
  if (p->high < 1)
    return rill_refuse("high is %lld (must be >= 1)", (long long) p->high);
  if (p->low >= 0 && p->low < p->high) return NULL;
  return rill_refuse("low is %lld (must be 0 to %lld)", (long long) p->low,
                     (long long) p->high - 1);
}

/* The next portion, when not many of the last one are left. */
static void limit_request_refill(rill_stage_t *stage) {
  const struct limit_request_params *p = rill_params(stage);
  struct limit_request *l = rill_state(stage);
  if (stage->closed || l->asked > p->low) return;
  int64_t count = p->high < l->demand ? p->high : l->demand;
  count -= l->asked;
  if (count <= 0) return;
  l->asked += count;
  rill_ask(stage, count);
}

/* What is dropped below has used up nothing, neither here nor above. */
static size_t limit_request_next(rill_stage_t *stage, const rill_value_t *items,
                                 size_t count) {
  struct limit_request *l = rill_state(stage);
  size_t used = rill_emit(stage, items, count);
  rill_demand_use(&l->demand, used);
  l->asked -= (int64_t) used;
  limit_request_refill(stage);
  return used;
}

static void limit_request_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct limit_request *) rill_state(stage))->demand, count);
  limit_request_refill(stage);
}

static const rill_stage_ops_t limit_request_ops = {
    .name = "limit_request",
    .state_size = sizeof(struct limit_request),
    .params_size = sizeof(struct limit_request_params),
    .check = limit_request_check,
    .next = limit_request_next,
    .request = limit_request_request,
};

rill_operator_t *
rill_limit_request_opts(const rill_limit_request_opts_t *given) {
  RILL_OPTIONS(rill_limit_request_opts_t, o, given);
  struct limit_request_params params = {o.high, o.low};
  return rill_operator_make(&limit_request_ops, &params);
}
