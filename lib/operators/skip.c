/* SPDX-License-Identifier: MIT */
/* skip: drops the first `count` items, passes the others. */
#include "core/operator.h"

#include <rill/filter.h>

struct skip { int64_t left; };

static rill_error_t *skip_check(const void *params) {
  int64_t count = *(const int64_t *) params;
  if (count >= 0) return NULL;
  return rill_refuse("count is %lld (must be >= 0)", (long long) count);
}

static void skip_init(rill_stage_t *stage) {
  struct skip *skip = rill_state(stage);
  skip->left = *(const int64_t *) rill_params(stage);
}

static rill_step_t skip_step(rill_stage_t *stage, rill_value_t *item) {
  struct skip *skip = rill_state(stage);
  (void) item;
  if (skip->left == 0) return RILL_PASS;
  skip->left--;
  return RILL_DROP;
}

static rill_batch_t skip_batch(rill_stage_t *stage, const rill_value_t *in,
                               rill_value_t *out, size_t count) {
  struct skip *skip = rill_state(stage);
  size_t n = (uint64_t) skip->left < count ? (size_t) skip->left : count;
  skip->left -= (int64_t) n;
  memmove(out, in + n, (count - n) * sizeof *out);
  return (rill_batch_t){.out = count - n, .then = RILL_PASS};
}

static const rill_stage_ops_t skip_ops = {
    .name = "skip",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct skip),
    .params_size = sizeof(int64_t),
    .check = skip_check,
    .init = skip_init,
    .step = skip_step,
    .batch = skip_batch,
};

rill_operator_t *rill_skip(int64_t count) {
  return rill_operator_make(&skip_ops, &count);
}
