/* SPDX-License-Identifier: MIT */
/* sample_with: the latest item, whenever another stream gives one. */
#include "shared/timed.h"

#include <rill/time.h>

struct sample_with_params {
  rill_observable_t *other;
};

static rill_error_t *sample_with_check(const void *params) {
  const struct sample_with_params *p = params;
  return p->other == NULL ? rill_refuse("other is NULL") : NULL;
}

static void sample_with_forget(void *params) {
  rill_unref(((struct sample_with_params *) params)->other);
}

static void sample_with_start(rill_stage_t *stage) {
  const struct sample_with_params *p = rill_params(stage);
  rill_timed_t *timed = rill_state(stage);
  rill_cue_follow(&timed->cue, stage, p->other);
  rill_timed_start(stage);
}

static size_t sample_with_next(rill_stage_t *stage, const rill_value_t *items,
                               size_t count) {
  if (count > 0) rill_timed_keep(stage, items, count);
  return count;
}

static const rill_stage_ops_t sample_with_ops = {
    .name = "sample_with",
    .state_size = sizeof(rill_timed_t),
    .params_size = sizeof(struct sample_with_params),
    .check = sample_with_check,
    .forget = sample_with_forget,
    .init = rill_timed_init,
    .start = sample_with_start,
    .next = sample_with_next,
    RILL_TIMED_OPS,
};

rill_operator_t *rill_sample_with(rill_observable_t *other) {
  return rill_operator_make(&sample_with_ops,
                            &(struct sample_with_params){other});
}
