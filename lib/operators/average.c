/* SPDX-License-Identifier: MIT */
/* average: of the items, or of what a function makes of each. */
#include "shared/addends.h"
#include "shared/compensated.h"
#include "shared/options.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct average {
  rill_result_t result;
  rill_compensated_t sum; /* times `scale` */
  double scale;
  uint64_t count;
};

static void average_init(rill_stage_t *stage) {
  ((struct average *) rill_state(stage))->scale = 1;
}

/* A sum may pass the largest double where the average does not: then all of it
 * is scaled down by more than there can be items. */
static void average_add(struct average *average, double x) {
  rill_compensated_t *sum = &average->sum;
  x *= average->scale;
  if (isfinite(x) && isfinite(sum->sum) && !isfinite(sum->sum + x)) {
    average->scale *= 0x1p-64;
    sum->sum *= 0x1p-64;
    sum->lost *= 0x1p-64;
    x *= 0x1p-64;
  }
  rill_compensated_add(sum, x);
}

/* In two parts if it has more digits than a double. */
static void average_add_int(struct average *average, int64_t i) {
  int64_t low = i & INT32_MAX;
  if (i > -((int64_t) 1 << 53) && i < (int64_t) 1 << 53) {
    average_add(average, (double) i);
    return;
  }
  average_add(average, (double) (i - low));
  average_add(average, (double) low);
}

/* NULL, or what is wrong. */
static rill_error_t *average_take(void *state, rill_value_t x) {
  struct average *average = state;
  if (x.kind == RILL_INT)
    average_add_int(average, x.as.i);
  else if (x.kind == RILL_DOUBLE)
    average_add(average, x.as.d);
  else
    return rill_as_error(rill_wrong_kind("rill_average", "int or double", x));
  average->count++;
  return NULL;
}

static size_t average_next(rill_stage_t *stage, const rill_value_t *items,
                           size_t count) {
  return rill_addends_next(stage, items, count, average_take);
}

static void average_complete(rill_stage_t *stage) {
  const struct average *average = rill_state(stage);
  if (average->count == 0) {
    rill_total_empty(stage);
    return;
  }
  double mean = rill_compensated_value(&average->sum) / (double) average->count;
  rill_total_set(stage, rill_double(mean / average->scale));
}

static const rill_stage_ops_t average_ops = {
    .name = "average",
    .state_size = sizeof(struct average),
    .params_size = sizeof(rill_fn_t),
    .check = rill_addends_check,
    .forget = rill_call_forget,
    .init = average_init,
    RILL_TOTAL_OPS,
    .next = average_next,
    .complete = average_complete,
    .release = rill_total_release,
};

rill_operator_t *rill_average_opts(const rill_average_opts_t *options) {
  RILL_OPTIONS(rill_average_opts_t, o, options);
  return rill_operator_make(&average_ops, &o.f);
}
