/* SPDX-License-Identifier: MIT */
/* quantiles: of all items, in memory that does not grow with them. */
#include "base/ring.h"
#include "base/value.h"
#include "shared/items.h"
#include "shared/options.h"
#include "shared/total.h"

#include <math.h>
#include <stdlib.h>

#include <rill/aggregate.h>

/* The first few items are kept as they are. After that they are only counted,
 * in buckets that split each power of two into equal parts: so the order of
 * buckets is the order of numbers, and none is wider than 1/PARTS of what is
 * in it. The counters of a power of two are there once it occurs. */
enum { FEW = 512, PART_BITS = 7, PARTS = 1 << PART_BITS, POWERS = 1 << 12 };
enum { SHIFT = 52 - PART_BITS };

struct quantiles {
  rill_result_t result;
  uint64_t count;
  double *few;
  uint64_t **powers; /* NULL as long as a few is all there are */
  double least, most;
};

/* --- Numbers in order ----------------------------------------------------- */

/* Doubles as integers of the same order. */
static uint64_t key_of(double x) {
  uint64_t bits;
  if (x == 0) x = 0; /* there is a -0 too */
  memcpy(&bits, &x, sizeof bits);
  return bits >> 63 != 0 ? ~bits : bits | (uint64_t) 1 << 63;
}

static double number_of(uint64_t key) {
  uint64_t bits = key >> 63 != 0 ? key & ~((uint64_t) 1 << 63) : ~key;
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* The middle of a bucket, which is `1 << SHIFT` keys wide. */
static double bucket_middle(uint64_t key) {
  double low = number_of(key);
  double high = number_of(key + (((uint64_t) 1 << SHIFT) - 1));
  if (isinf(low) || low == 0) return low;
  return isinf(high) ? high : low + (high - low) / 2;
}

/* --- Taking items --------------------------------------------------------- */

static bool quantiles_tally(struct quantiles *q, double x) {
  uint64_t key = key_of(x);
  uint64_t **power = &q->powers[key >> 52];
  if (*power == NULL)
    *power = rill_allocate_zeroed(PARTS * sizeof **power);
  if (*power == NULL) return false;
  (*power)[key >> SHIFT & (PARTS - 1)]++;
  return true;
}

/* From keeping to counting. */
static bool quantiles_pour(struct quantiles *q) {
  q->powers = rill_allocate_zeroed(POWERS * sizeof *q->powers);
  if (q->powers == NULL) return false;
  for (size_t i = 0; i < FEW; i++)
    if (!quantiles_tally(q, q->few[i])) return false;
  rill_release(q->few, FEW * sizeof *q->few);
  q->few = NULL;
  return true;
}

static bool quantiles_add(struct quantiles *q, double x) {
  if (q->count == 0) {
    q->few = rill_allocate(FEW * sizeof *q->few);
    q->least = q->most = x;
  }
  if (x < q->least) q->least = x;
  if (x > q->most) q->most = x;
  uint64_t place = q->count++;
  if (q->powers != NULL) return quantiles_tally(q, x);
  if (q->few == NULL) return false;
  if (place == FEW) return quantiles_pour(q) && quantiles_tally(q, x);
  q->few[place] = x;
  return true;
}

static size_t quantiles_next(rill_stage_t *stage, const rill_value_t *items,
                             size_t count) {
  for (size_t i = 0; i < count && !stage->closed; i++) {
    double x = rill_as_double(items[i]);
    if (items[i].kind != RILL_INT && items[i].kind != RILL_DOUBLE)
      rill_emit_failure(stage, rill_wrong_kind("rill_quantiles",
                                               "int or double", items[i]));
    else if (isnan(x))
      rill_emit_error(stage, rill_error_new(RILL_ERANGE,
                                            "rill_quantiles: an item is not a "
                                            "number (NaN)"));
    else if (!quantiles_add(rill_state(stage), x))
      rill_emit_error(stage, rill_error_no_memory());
  }
  return count;
}

/* --- The answer ----------------------------------------------------------- */

/* How many items are not above the one that is asked for: p * count, rounded
 * up, but not for the last bit of a product like 0.07 * 100. */
static uint64_t rank_of(double p, uint64_t count) {
  double exact = p * (double) count, rank = floor(exact);
  if (exact - rank > exact * 1e-12) rank += 1;
  if (rank < 1) return 1;
  return rank > (double) count ? count : (uint64_t) rank;
}

static double counted_at(const struct quantiles *q, uint64_t rank) {
  uint64_t before = 0;
  for (uint64_t power = 0; power < POWERS; power++) {
    const uint64_t *parts = q->powers[power];
    for (uint64_t part = 0; parts != NULL && part < PARTS; part++) {
      before += parts[part];
      if (before >= rank) return bucket_middle(power << 52 | part << SHIFT);
    }
  }
  return q->most;
}

static double quantile(const struct quantiles *q, double p) {
  uint64_t rank = rank_of(p, q->count);
  if (q->few != NULL) return q->few[rank - 1];
  if (rank == 1) return q->least;
  if (rank == q->count) return q->most;
  return fmin(fmax(counted_at(q, rank), q->least), q->most);
}

static int compare(const void *a, const void *b) {
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void quantiles_complete(rill_stage_t *stage) {
  const rill_value_t *asked = rill_params(stage);
  struct quantiles *q = rill_state(stage);
  rill_ring_t answers = {0};
  if (q->count == 0) {
    rill_total_empty(stage);
    return;
  }
  if (q->few != NULL) qsort(q->few, q->count, sizeof *q->few, compare);
  size_t count = rill_list_length(*asked);
  for (size_t i = 0; i < count; i++) {
    double p = rill_as_double(rill_list_get(*asked, i));
    if (!rill_ring_push(&answers, rill_double(quantile(q, p)))) break;
  }
  rill_value_t list = answers.count == count
                          ? rill_list_own(answers.items, count)
                          : rill_no_memory();
  rill_ring_clear(&answers);
  rill_total_set(stage, list);
}

static void quantiles_release(rill_stage_t *stage) {
  struct quantiles *q = rill_state(stage);
  rill_release(q->few, FEW * sizeof *q->few);
  for (size_t i = 0; q->powers != NULL && i < POWERS; i++)
    rill_release(q->powers[i], PARTS * sizeof **q->powers);
  rill_release(q->powers, POWERS * sizeof *q->powers);
  rill_total_release(stage);
}

static rill_error_t *quantiles_check(const void *params) {
  rill_value_t asked = *(const rill_value_t *) params;
  if (asked.kind == RILL_ERROR) return rill_ref(rill_as_error(asked));
  if (rill_list_length(asked) == 0)
    return rill_refuse("p is empty (must name at least one quantile)");
  for (size_t i = 0; i < rill_list_length(asked); i++) {
    double p = rill_as_double(rill_list_get(asked, i));
    if (!(p >= 0 && p <= 1))
      return rill_refuse("p[%zu] is %g (must be from 0 to 1)", i, p);
  }
  return NULL;
}

static const rill_stage_ops_t quantiles_ops = {
    .name = "quantiles",
    .state_size = sizeof(struct quantiles),
    .params_size = sizeof(rill_value_t),
    .check = quantiles_check,
    .forget = rill_items_forget,
    RILL_TOTAL_OPS,
    .next = quantiles_next,
    .complete = quantiles_complete,
    .release = quantiles_release,
};

static rill_value_t list_of_doubles(const double *p, size_t count) {
  rill_ring_t all = {0};
  if (p == NULL || count == 0) return rill_none();
  for (size_t i = 0; i < count; i++)
    if (!rill_ring_push(&all, rill_double(p[i]))) break;
  rill_value_t list = all.count == count ? rill_list_own(all.items, count)
                                         : rill_no_memory();
  rill_ring_clear(&all);
  return list;
}

rill_operator_t *rill_quantiles_opts(const rill_quantiles_opts_t *options) {
  RILL_OPTIONS(rill_quantiles_opts_t, o, options);
  rill_value_t asked = list_of_doubles(o.p, o.count);
  return rill_operator_make(&quantiles_ops, &asked);
}
