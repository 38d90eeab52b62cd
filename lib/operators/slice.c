/* SPDX-License-Identifier: MIT */
/* slice: every so-many-th item from one index up to another, which may count
 * from the end. */
#include "shared/options.h"
#include "shared/tail.h"

#include <rill/filter.h>

struct slice_params {
  int64_t start, stop, step;
};

/* How many items an index that counts from the end means. */
static int64_t from_end(int64_t index) {
  return index == INT64_MIN ? INT64_MAX : -index;
}

static rill_error_t *slice_check(const void *params) {
  const struct slice_params *p = params;
  if (p->step > 0) return NULL;
  return rill_refuse("step is %lld (must be >= 0)", (long long) p->step);
}

/* --- From an index on: each item as soon as it is known to be one --------- */

struct slice {
  rill_ring_t held;  /* what may be among those that the end cuts off */
  int64_t skip, gap; /* items to leave out */
  int64_t left;
  int64_t unasked; /* what upstream has not been asked for */
};

static void slice_init(rill_stage_t *stage) {
  const struct slice_params *p = rill_params(stage);
  struct slice *slice = rill_state(stage);
  slice->skip = p->start;
  slice->left = RILL_UNBOUNDED;
  if (p->stop > 0)
    slice->left =
        p->stop > p->start ? (p->stop - p->start - 1) / p->step + 1 : 0;
  slice->unasked = slice->left;
}

static void slice_start(rill_stage_t *stage) {
  struct slice *slice = rill_state(stage);
  if (slice->left == 0) rill_emit_complete(stage);
}

static rill_step_t slice_step(rill_stage_t *stage, rill_value_t *item) {
  const struct slice_params *p = rill_params(stage);
  struct slice *slice = rill_state(stage);
  rill_step_t step = RILL_PASS;
  if (slice->skip > 0) {
    slice->skip--;
    rill_tell(stage, *item);
    return RILL_DROP;
  }
  if (p->stop < 0)
    step = rill_tail_shift(&slice->held, from_end(p->stop), item);
  if (step == RILL_DROP || step == RILL_FAIL) return step;
  if (slice->gap > 0) {
    slice->gap--;
    rill_tell(stage, *item);
    if (step == RILL_SWAP) rill_value_unref(*item);
    return RILL_DROP;
  }
  slice->gap = p->step - 1;
  if (slice->left != RILL_UNBOUNDED) slice->left--;
  return slice->left > 0 ? step : RILL_LAST;
}

static void slice_request(rill_stage_t *stage, int64_t count) {
  struct slice *slice = rill_state(stage);
  if (count > slice->unasked) count = slice->unasked;
  if (slice->unasked != RILL_UNBOUNDED) slice->unasked -= count;
  if (count > 0) rill_ask(stage, count);
}

static void slice_release(rill_stage_t *stage) {
  rill_let_go_ring(stage, &((struct slice *) rill_state(stage))->held);
}

static const rill_stage_ops_t slice_ops = {
    .name = "slice",
    .code = RILL_CODE_STEP,
    .state_size = sizeof(struct slice),
    .params_size = sizeof(struct slice_params),
    .check = slice_check,
    .init = slice_init,
    .start = slice_start,
    .step = slice_step,
    .keeps = true,
    .request = slice_request,
    .release = slice_release,
};

/* --- From so many before the end on: known at the end --------------------- */

struct slice_last {
  rill_tail_t tail;
  int64_t seen;
  int64_t first; /* the index of the first one that is kept */
};

static void slice_last_start(rill_stage_t *stage) {
  const struct slice_params *p = rill_params(stage);
  struct slice_last *slice = rill_state(stage);
  slice->tail.gap = p->step - 1;
  if (p->stop < 0 && p->stop <= p->start)
    rill_emit_complete(stage);
  else
    rill_result_start(stage);
}

/* Keeps of the last items those that are not beyond `stop`. */
static void slice_last_keep(rill_stage_t *stage, rill_value_t item) {
  const struct slice_params *p = rill_params(stage);
  struct slice_last *slice = rill_state(stage);
  rill_ring_t *ring = &slice->tail.items;
  rill_value_t old = rill_none();
  int64_t begin = ++slice->seen - from_end(p->start);
  if (p->stop > 0 && begin >= p->stop) {
    rill_tell(stage, item);
    rill_emit_complete(stage);
    return;
  }
  if (slice->first < begin) {
    old = rill_ring_pop(ring);
    slice->first++;
    rill_tell(stage, old);
  }
  bool keep = p->stop <= 0 || slice->seen <= p->stop;
  if (!keep) rill_tell(stage, item);
  if (keep && !rill_ring_push(ring, rill_value_ref(item)))
    rill_emit_error(stage, rill_error_no_memory());
  rill_value_unref(old);
}

static size_t slice_last_next(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  for (size_t i = 0; i < count && !stage->closed; i++)
    slice_last_keep(stage, items[i]);
  return count;
}

static void slice_last_complete(rill_stage_t *stage) {
  const struct slice_params *p = rill_params(stage);
  struct slice_last *slice = rill_state(stage);
  int64_t cut = p->stop < 0 ? from_end(p->stop) : 0;
  for (; cut > 0 && slice->tail.items.count > 0; cut--)
    rill_let_go(stage, rill_ring_pop_last(&slice->tail.items));
  rill_tail_complete(stage);
}

static const rill_stage_ops_t slice_last_ops = {
    .name = "slice",
    .state_size = sizeof(struct slice_last),
    .params_size = sizeof(struct slice_params),
    .check = slice_check,
    .start = slice_last_start,
    .next = slice_last_next,
    .complete = slice_last_complete,
    .request = rill_pump_request,
    .release = rill_tail_release,
    .fill = rill_tail_fill,
    .fill_owns = true,
};

rill_operator_t *rill_slice_opts(const rill_slice_opts_t *options) {
  RILL_OPTIONS(rill_slice_opts_t, o, options);
  struct slice_params params = {o.start, o.stop, o.step != 0 ? o.step : 1};
  return rill_operator_make(o.start < 0 ? &slice_last_ops : &slice_ops,
                            &params);
}
