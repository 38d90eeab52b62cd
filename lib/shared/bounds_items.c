/* SPDX-License-Identifier: MIT */
/* bounds: decided by the items, how many they are and what they are. */
#include "shared/bounds.h"

/* --- A span of so many items, one every so many --------------------------- */

static rill_error_t *count_check(const rill_bounds_params_t *p) {
  if (p->count < 1)
    return rill_refuse("count is %lld (must be > 0)", (long long) p->count);
  if (p->skip < 1)
    return rill_refuse("skip is %lld (must be > 0)", (long long) p->skip);
  return NULL;
}

static void count_begin(rill_bounds_t *b) {
  if (b->gap > 0) return;
  b->gap = b->params->skip;
  rill_span_open(b, true);
}

static bool count_before(rill_bounds_t *b, rill_value_t item) {
  (void) item;
  count_begin(b);
  b->gap--;
  return false;
}

static void count_after(rill_bounds_t *b) {
  if (b->first != NULL && b->items - b->first->from >= b->params->count)
    rill_span_close(b, b->first, true);
}

static int64_t count_row(const rill_bounds_t *b) {
  int64_t left = b->params->count - (b->items - b->first->from);
  return left < b->gap ? left : b->gap;
}

static int64_t count_whole(rill_bounds_t *b, uint64_t most) {
  int64_t count = b->params->count, skip = b->params->skip;
  if (b->gap > 0 || skip < count || (uint64_t) count > most) return 0;
  b->gap = skip - count;
  return count;
}

/* Windows that follow one another; those between which items are dropped need
 * as many as come. */
static int64_t count_fit(const rill_bounds_t *b, int64_t ahead, int64_t count) {
  int64_t size = b->params->count;
  if (b->params->skip != size || size > count) return count;
  return count - (size - b->gap + ahead + count) % size;
}

const rill_bounds_kind_t rill_bounds_by_count = {.check = count_check,
                                                 .before = count_before,
                                                 .after = count_after,
                                                 .begin = count_begin,
                                                 .row = count_row,
                                                 .whole = count_whole,
                                                 .fit = count_fit};

/* --- A cut ---------------------------------------------------------------- */

static rill_error_t *pred_check(const rill_bounds_params_t *p) {
  return rill_check_fn(p->fn, 1, "pred");
}

static rill_error_t *key_check(const rill_bounds_params_t *p) {
  return rill_check_optional_fn(p->fn, 1, "key");
}

/* Asked before the item goes anywhere. */
static bool cut_before(rill_bounds_t *b, rill_value_t item) {
  const rill_cut_kind_t *kind = b->params->kind->cut;
  rill_value_t here = kind->here(&b->cut, &b->params->fn, item, b->name);
  if (rill_bounds_over(b)) {
    rill_value_unref(here);
  } else if (here.kind == RILL_ERROR) {
    b->collector->fail(b, rill_as_error(here));
  } else {
    if (b->first == NULL)
      rill_span_open(b, true);
    else if (!kind->after && rill_as_bool(here))
      rill_span_swap(b, true);
    return kind->after && rill_as_bool(here);
  }
  return false;
}

const rill_bounds_kind_t rill_bounds_until = {
    .check = pred_check, .before = cut_before, .cut = &rill_cut_until};
const rill_bounds_kind_t rill_bounds_while = {
    .check = pred_check, .before = cut_before, .cut = &rill_cut_while};
const rill_bounds_kind_t rill_bounds_until_changed = {
    .check = key_check, .before = cut_before, .cut = &rill_cut_changed};
