/* SPDX-License-Identifier: MIT */
/* repeat_value: one value again and again. */
#include "core/pump.h"
#include "shared/items.h"
#include "shared/options.h"

#include <rill/create.h>

struct repeat_value_params {
  rill_value_t value;
  int64_t count;
};
struct repeat_value {
  rill_pump_t pump;
  int64_t sent;
};

static rill_error_t *repeat_value_check(const void *params) {
  const struct repeat_value_params *p = params;
  if (p->count < 0)
    return rill_refuse("count is %lld (must be >= 0)", (long long) p->count);
  return rill_check_item(p->value, "the value");
}

static void repeat_value_forget(void *params) {
  rill_value_unref(((struct repeat_value_params *) params)->value);
}

static const rill_value_t *repeat_value_fill(rill_stage_t *stage,
                                             rill_value_t *scratch, size_t room,
                                             size_t *count, bool *done) {
  const struct repeat_value_params *p = rill_params(stage);
  struct repeat_value *repeat = rill_state(stage);
  int64_t left = p->count == 0 ? RILL_UNBOUNDED : p->count - repeat->sent;
  size_t n = left < (int64_t) room ? (size_t) left : room;
  for (size_t i = 0; i < n; i++) scratch[i] = p->value;
  if (p->count > 0) repeat->sent += (int64_t) n;
  *count = n;
  *done = (int64_t) n == left;
  return scratch;
}

static const rill_stage_ops_t repeat_value_ops = {
    .name = "repeat_value",
    .state_size = sizeof(struct repeat_value),
    .params_size = sizeof(struct repeat_value_params),
    .check = repeat_value_check,
    .forget = repeat_value_forget,
    RILL_PUMP_OPS,
    .start = rill_pump_start,
    .fill = repeat_value_fill,
};

rill_observable_t *
rill_repeat_value_opts(const rill_repeat_value_opts_t *options) {
  RILL_OPTIONS(rill_repeat_value_opts_t, o, options);
  struct repeat_value_params params = {o.value, o.count};
  return rill_source_make(&repeat_value_ops, &params);
}
