/* SPDX-License-Identifier: MIT */
/* repeat: when the stream has completed, subscribes it again. */
#include "shared/options.h"
#include "shared/resubscribe.h"
#include "shared/timed.h"

#include <rill/recover.h>

struct repeat {
  rill_resubscribe_t runs;
  int64_t done;
};

static rill_error_t *repeat_check(const void *params) {
  const rill_repeat_opts_t *p = params;
  if (p->count < 0)
    return rill_refuse("count is %lld (must be >= 0)", (long long) p->count);
  return rill_check_span(p->delay, 0, "delay");
}

static void repeat_end(rill_stage_t *stage, rill_error_t *error) {
  const rill_repeat_opts_t *p = rill_params(stage);
  struct repeat *repeat = rill_state(stage);
  if (error != NULL || ++repeat->done == p->count)
    rill_emit_end(stage, error);
  else
    rill_resubscribe_run(stage, &repeat->runs, rill_ref(rill_upstream(stage)),
                         p->delay);
}

static void repeat_init(rill_stage_t *stage) {
  struct repeat *repeat = rill_state(stage);
  repeat->runs.end = repeat_end;
}

static void repeat_start(rill_stage_t *stage) {
  struct repeat *repeat = rill_state(stage);
  rill_resubscribe_run(stage, &repeat->runs, rill_ref(rill_upstream(stage)),
                       0);
}

static void repeat_request(rill_stage_t *stage, int64_t count) {
  struct repeat *repeat = rill_state(stage);
  rill_resubscribe_request(stage, &repeat->runs, count);
}

static void repeat_release(rill_stage_t *stage) {
  rill_resubscribe_release(&((struct repeat *) rill_state(stage))->runs);
}

static const rill_stage_ops_t repeat_ops = {
    .name = "repeat",
    .lifts = true,
    .state_size = sizeof(struct repeat),
    .params_size = sizeof(rill_repeat_opts_t),
    .check = repeat_check,
    .init = repeat_init,
    .start = repeat_start,
    .request = repeat_request,
    .release = repeat_release,
};

rill_operator_t *rill_repeat_opts(const rill_repeat_opts_t *options) {
  RILL_OPTIONS(rill_repeat_opts_t, params, options);
  return rill_operator_make(&repeat_ops, &params);
}
