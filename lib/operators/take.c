/* SPDX-License-Identifier: MIT */
/* take: passes the first `count` items, then completes. */
#include "core/operator.h"

#include <rill/filter.h>

struct take {
  int64_t left;
  int64_t unasked; /* what upstream has not been asked for */
};

static rill_error_t *take_check(const void *params) {
  int64_t count = *(const int64_t *) params;
  if (count >= 0) return NULL;
  return rill_refuse("count is %lld (must be >= 0)", (long long) count);
}

static void take_init(rill_stage_t *stage) {
  struct take *take = rill_state(stage);
  take->left = take->unasked = *(const int64_t *) rill_params(stage);
}

static void take_start(rill_stage_t *stage) {
  struct take *take = rill_state(stage);
  if (take->left == 0) rill_emit_complete(stage);
}

static rill_step_t take_step(rill_stage_t *stage, rill_value_t *item) {
  struct take *take = rill_state(stage);
  (void) item;
  return --take->left > 0 ? RILL_PASS : RILL_LAST;
}

static rill_batch_t take_batch(rill_stage_t *stage, const rill_value_t *in,
                               rill_value_t *out, size_t count) {
  struct take *take = rill_state(stage);
  rill_batch_t batch = {.out = count, .then = RILL_PASS};
  if ((uint64_t) take->left <= count) {
    batch.out = (size_t) take->left;
    batch.then = RILL_LAST;
  }
  take->left -= (int64_t) batch.out;
  if (in != out) memcpy(out, in, batch.out * sizeof *out);
  return batch;
}

/* Never asks upstream for more than is left. */
static void take_request(rill_stage_t *stage, int64_t count) {
  struct take *take = rill_state(stage);
  if (count > take->unasked) count = take->unasked;
  take->unasked -= count;
  if (count > 0) rill_ask(stage, count);
}

static const rill_stage_ops_t take_ops = {
    .name = "take",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct take),
    .params_size = sizeof(int64_t),
    .check = take_check,
    .init = take_init,
    .start = take_start,
    .step = take_step,
    .batch = take_batch,
    .request = take_request,
    .modest = true,
};

rill_operator_t *rill_take(int64_t count) {
  return rill_operator_make(&take_ops, &count);
}
