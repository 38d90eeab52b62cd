/* SPDX-License-Identifier: MIT */
/* buffer_with_count: lists of so many items, a new one every so many. */
#include "base/list.h"
#include "base/slab.h"
#include "core/operator.h"
#include "shared/buffer.h"
#include "shared/options.h"

#include <rill/buffer.h>

struct buffer_params { int64_t count, skip; };

struct buffer {
  rill_buffer_t held; /* from the first item of the oldest open list on */
  int64_t gap;        /* items to drop before the next list begins */
  int64_t demand;     /* in lists */
  int64_t asked;      /* items that have not come yet */
  bool done, draining;
  bool shared; /* what a list left behind was in it, and went on */
};

static rill_error_t *buffer_check(const void *params) {
  const struct buffer_params *p = params;
  if (p->count < 1)
    return rill_refuse("count is %lld (must be > 0)", (long long) p->count);
  if (p->skip < 0)
    return rill_refuse("skip is %lld (must be > 0)", (long long) p->skip);
  return NULL;
}

/* Asks for what the lists that downstream wants still need. */
static void buffer_ask(rill_stage_t *stage) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  if (b->demand == 0 || b->done || b->asked == RILL_UNBOUNDED) return;
  int64_t need = p->count - (int64_t) b->held.count;
  rill_demand_add(&need, b->gap);
  int64_t more = b->demand - 1;
  rill_demand_add(&need, more > RILL_UNBOUNDED / p->skip ? RILL_UNBOUNDED
                                                         : more * p->skip);
  if (need <= b->asked) return;
  int64_t count = need == RILL_UNBOUNDED ? need : need - b->asked;
  rill_demand_add(&b->asked, count);
  rill_ask(stage, count);
}

static void buffer_emit(rill_stage_t *stage) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  size_t take = b->held.count, drop = take;
  if ((int64_t) drop > p->skip) {
    drop = (size_t) p->skip;
    b->shared = true;
  }
  if (p->skip > p->count) b->gap = p->skip - p->count;
  rill_value_t list = rill_buffer_cut(&b->held, take, drop);
  if (list.kind == RILL_ERROR) {
    rill_emit_failure(stage, list);
    return;
  }
  /* Before it goes down: what is asked for from there is told by this. */
  rill_demand_use(&b->demand, 1);
  if (rill_emit_own(stage, list) == 0) rill_demand_add(&b->demand, 1);
}

static size_t at_most(size_t count, int64_t limit) {
  return (int64_t) count > limit ? (size_t) limit : count;
}

/* A list that is not large is made in place, unless it shares items. */
enum {
  IN_PLACE =
      (RILL_SLAB_LARGEST - sizeof(rill_list_t)) / sizeof(rill_value_t)
};

static bool buffer_begin(struct buffer *b, const struct buffer_params *p) {
  bool whole = p->count <= IN_PLACE && p->skip >= p->count;
  return b->held.room > 0 || !whole ||
         rill_buffer_reserve(&b->held, (size_t) p->count);
}

static bool buffer_push(struct buffer *b, const rill_supply_t *items,
                        uint64_t index, size_t count) {
  if (items->items != NULL)
    return rill_buffer_push_row(&b->held, items->items + index, count);
  return rill_buffer_push_ints(&b->held, rill_int_after(items->first, index),
                               count);
}

/* What comes between two lists. */
static void buffer_skip(rill_stage_t *stage, const rill_supply_t *items,
                        uint64_t index, size_t count) {
  ((struct buffer *) rill_state(stage))->gap -= (int64_t) count;
  if (!rill_is_told(stage)) return;
  for (size_t i = 0; i < count; i++)
    rill_tell(stage, rill_supply_at(items, index + i));
}

static size_t buffer_take(rill_stage_t *stage, const rill_supply_t *items) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  size_t count = (size_t) items->count;
  for (size_t i = 0, row; i < count && !stage->closed; i += row) {
    int64_t held = (int64_t) b->held.count;
    row = at_most(count - i, b->gap > 0 ? b->gap : p->count - held);
    rill_demand_use(&b->asked, row);
    if (b->gap > 0)
      buffer_skip(stage, items, i, row);
    else if (!buffer_begin(b, p) || !buffer_push(b, items, i, row))
      rill_emit_error(stage, rill_error_no_memory());
    else if ((int64_t) b->held.count == p->count)
      buffer_emit(stage);
  }
  if (!stage->closed) buffer_ask(stage);
  return count;
}

static size_t buffer_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  return buffer_take(stage, &(rill_supply_t){.items = items, .count = count});
}

static size_t buffer_next_ints(rill_stage_t *stage, int64_t first,
                               size_t count) {
  return buffer_take(stage, &(rill_supply_t){.first = first, .count = count});
}

static __attribute__((noinline)) size_t buffer_next_last(rill_stage_t *stage,
                                                         rill_value_t item) {
  return buffer_next(stage, &item, 1);
}

/* Most items fill a place and no list, and leave nothing to ask for. */
static size_t buffer_next_one(rill_stage_t *stage, rill_value_t item) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  if (b->gap > 0 || (int64_t) b->held.count + 1 >= p->count ||
      !rill_buffer_has_room(&b->held))
    return buffer_next_last(stage, item);
  rill_demand_use(&b->asked, 1);
  rill_buffer_put(&b->held, item);
  return 1;
}

/* After the end: the lists that are not full. */
static void buffer_drain(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  if (b->draining) return;
  b->draining = true;
  while (!stage->closed && b->held.count > 0 && b->demand > 0)
    buffer_emit(stage);
  b->draining = false;
  if (!stage->closed && b->held.count == 0) rill_emit_complete(stage);
}

static void buffer_complete(rill_stage_t *stage) {
  ((struct buffer *) rill_state(stage))->done = true;
  buffer_drain(stage);
}

static void buffer_request(rill_stage_t *stage, int64_t count) {
  struct buffer *b = rill_state(stage);
  rill_demand_add(&b->demand, count);
  if (b->done)
    buffer_drain(stage);
  else
    buffer_ask(stage);
}

/* Those that were in a list before come first. */
static void buffer_release(rill_stage_t *stage) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  size_t gone = b->shared ? at_most(b->held.count, p->count - p->skip) : 0;
  rill_let_go_buffer_from(stage, &b->held, gone);
}

static const rill_stage_ops_t buffer_ops = {
    .name = "buffer_with_count",
    .state_size = sizeof(struct buffer),
    .params_size = sizeof(struct buffer_params),
    .check = buffer_check,
    .next = buffer_next,
    .next_one = buffer_next_one,
    .next_ints = buffer_next_ints,
    .complete = buffer_complete,
    .request = buffer_request,
    .release = buffer_release,
};

rill_operator_t *rill_buffer_with_count_opts(
    const rill_buffer_with_count_opts_t *options) {
  RILL_OPTIONS(rill_buffer_with_count_opts_t, o, options);
  struct buffer_params params = {o.count, o.skip != 0 ? o.skip : o.count};
  return rill_operator_make(&buffer_ops, &params);
}
