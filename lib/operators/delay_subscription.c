/* SPDX-License-Identifier: MIT */
/* delay_subscription: subscribes to upstream later. */
#include "shared/options.h"
#include "shared/resubscribe.h"
#include "shared/timed.h"

#include <rill/time.h>

struct delay_subscription_params {
  rill_time_t span, at;
};

static rill_error_t *delay_subscription_check(const void *params) {
  const struct delay_subscription_params *p = params;
  return rill_check_when(p->span, p->at);
}

static void delay_subscription_init(rill_stage_t *stage) {
  ((rill_resubscribe_t *) rill_state(stage))->end = rill_emit_end;
}

static void delay_subscription_start(rill_stage_t *stage) {
  const struct delay_subscription_params *p = rill_params(stage);
  rill_resubscribe_run(stage, rill_state(stage), rill_ref(rill_upstream(stage)),
                       rill_span_until(stage, p->span, p->at));
}

static void delay_subscription_request(rill_stage_t *stage, int64_t count) {
  rill_resubscribe_request(stage, rill_state(stage), count);
}

static void delay_subscription_release(rill_stage_t *stage) {
  rill_resubscribe_release(rill_state(stage));
}

static const rill_stage_ops_t delay_subscription_ops = {
    .name = "delay_subscription",
    .lifts = true,
    .state_size = sizeof(rill_resubscribe_t),
    .params_size = sizeof(struct delay_subscription_params),
    .check = delay_subscription_check,
    .init = delay_subscription_init,
    .start = delay_subscription_start,
    .request = delay_subscription_request,
    .release = delay_subscription_release,
};

rill_operator_t *
rill_delay_subscription_opts(const rill_delay_subscription_opts_t *options) {
  RILL_OPTIONS(rill_delay_subscription_opts_t, o, options);
  return rill_operator_make(&delay_subscription_ops,
                            &(struct delay_subscription_params){o.span, o.at});
}
