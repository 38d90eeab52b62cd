/* SPDX-License-Identifier: MIT */
/* sum: of the items, or of what a function makes of each. */
#include "shared/addends.h"
#include "shared/compensated.h"
#include "shared/options.h"
#include "shared/total.h"

#include <rill/aggregate.h>

struct sum {
  rill_result_t result;
  int64_t whole; /* until the first double comes */
  rill_compensated_t real;
  bool is_real;
};

/* NULL, or what is wrong. */
static rill_error_t *sum_add(void *state, rill_value_t x) {
  struct sum *sum = state;
  if (x.kind == RILL_DOUBLE && !sum->is_real) {
    sum->is_real = true;
    sum->real.sum = (double) sum->whole;
  }
  if (x.kind != RILL_DOUBLE && x.kind != RILL_INT)
    return rill_as_error(rill_wrong_kind("rill_sum", "int or double", x));
  if (sum->is_real)
    rill_compensated_add(&sum->real, rill_as_double(x));
  else if (__builtin_add_overflow(sum->whole, x.as.i, &sum->whole))
    return rill_error_new(RILL_ERANGE,
                          "rill_sum: the sum passes the largest integer; "
                          "map to doubles if rounding is acceptable");
  return NULL;
}

/* Adds up integers as far as that is all there is to do, and says how far. */
static inline __attribute__((always_inline)) size_t
sum_whole(struct sum *sum, const rill_value_t *items, int64_t first,
          size_t count) {
  int64_t whole = sum->whole, more;
  size_t i = 0;
  for (; i < count; i++, whole = more) {
    if (items != NULL && items[i].kind != RILL_INT) break;
    int64_t x = items != NULL ? items[i].as.i : first + (int64_t) i;
    if (__builtin_add_overflow(whole, x, &more)) break;
  }
  sum->whole = whole;
  return i;
}

static inline bool is_within(int64_t x, int64_t bound) {
  return -bound < x && x < bound;
}

/* The same for integers in a row, whose sum is known if none comes near to the
 * largest one, as is mostly so. */
static size_t sum_ints(struct sum *sum, int64_t first, size_t count) {
  int64_t n = (int64_t) count;
  if (count > RILL_BATCH || !is_within(first, INT64_MAX / (4 * RILL_BATCH)) ||
      !is_within(sum->whole, INT64_MAX / 2))
    return sum_whole(sum, NULL, first, count);
  sum->whole += n * first + n * (n - 1) / 2;
  return count;
}

static bool sum_is_plain(const rill_stage_t *stage) {
  const rill_fn_t *f = rill_params(stage);
  const struct sum *sum = rill_state(stage);
  return !rill_fn_is_set(*f) && !sum->is_real;
}

static size_t sum_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  size_t i = 0;
  if (sum_is_plain(stage)) i = sum_whole(rill_state(stage), items, 0, count);
  rill_addends_next(stage, items + i, count - i, sum_add);
  return count;
}

static size_t sum_next_ints(rill_stage_t *stage, int64_t first, size_t count) {
  size_t i = 0;
  if (sum_is_plain(stage)) i = sum_ints(rill_state(stage), first, count);
  for (; i < count && !stage->closed; i++) {
    rill_value_t item = rill_int(first + (int64_t) i);
    rill_addends_next(stage, &item, 1, sum_add);
  }
  return count;
}

static void sum_complete(rill_stage_t *stage) {
  const struct sum *sum = rill_state(stage);
  rill_total_set(stage, sum->is_real
                            ? rill_double(rill_compensated_value(&sum->real))
                            : rill_int(sum->whole));
}

static const rill_stage_ops_t sum_ops = {
    .name = "sum",
    .state_size = sizeof(struct sum),
    .params_size = sizeof(rill_fn_t),
    .check = rill_addends_check,
    .forget = rill_call_forget,
    RILL_TOTAL_OPS,
    .next = sum_next,
    .next_ints = sum_next_ints,
    .complete = sum_complete,
    .release = rill_total_release,
};

static struct {
  rill_operator_t op;
  rill_fn_t f;
} of_items = {.op = RILL_STATIC_OPERATOR(sum_ops)};

rill_operator_t *rill_sum_opts(const rill_sum_opts_t *options) {
  RILL_OPTIONS(rill_sum_opts_t, o, options);
  if (!rill_fn_is_set(o.f)) return &of_items.op;
  return rill_operator_make(&sum_ops, &o.f);
}
