/* SPDX-License-Identifier: MIT */
/* lists: spans of items that are held once, until a list is asked for. */
#include "shared/lists.h"

static rill_lists_t *lists_of(const rill_bounds_t *b) {
  return rill_state(b->stage);
}

static size_t late_count(const rill_lists_t *l) { return l->late.count / 2; }

static bool lists_lag(const rill_bounds_t *b) {
  const rill_lists_t *l = lists_of(b);
  return (int64_t) late_count(l) > l->demand || late_count(l) >= RILL_CAPACITY;
}

/* --- Out ------------------------------------------------------------------ */

/* The oldest item that a list needs, open or not. */
static int64_t lists_need(const rill_lists_t *l) {
  const rill_bounds_t *b = &l->bounds;
  int64_t need = b->first != NULL ? b->first->from : b->items;
  for (size_t i = 0; i < l->late.count; i += 2) {
    int64_t from = rill_as_int(rill_ring_at(&l->late, i));
    if (from < need) need = from;
  }
  return need;
}

/* Lists may have items in common. Of those that are held it is only known at
 * the front which have gone on. */
static void lists_share(rill_lists_t *l, int64_t from, int64_t to,
                        int64_t needed) {
  int64_t gone = l->base + l->shared;
  if (gone < needed) gone = needed;
  if (from <= gone && to > gone) gone = to;
  gone -= needed;
  l->shared = gone < UINT32_MAX ? (uint32_t) gone : UINT32_MAX;
}

static rill_value_t lists_take(rill_lists_t *l) {
  int64_t from = rill_as_int(rill_ring_pop(&l->late));
  int64_t to = rill_as_int(rill_ring_pop(&l->late));
  int64_t needed = lists_need(l);
  size_t skip = (size_t) (from - l->base), drop = (size_t) (needed - l->base);
  lists_share(l, from, to, needed);
  l->base = needed;
  l->freed += (int64_t) drop;
  return rill_buffer_cut_behind(&l->held, skip, (size_t) (to - from), drop);
}

/* Until the next list begins upstream may wait: its items would be dropped. */
static void lists_refill(rill_lists_t *l) {
  int64_t count = l->freed;
  bool gap = l->bounds.first == NULL && !l->bounds.spent;
  if (count == 0 || l->done || gap) return;
  l->freed = 0;
  rill_ask(l->bounds.stage, count);
}

static void lists_flush(rill_lists_t *l) {
  rill_stage_t *stage = l->bounds.stage;
  if (l->emitting) return;
  l->emitting = true;
  while (!stage->closed && l->late.count > 0 && l->demand > 0) {
    rill_value_t list = lists_take(l);
    if (list.kind == RILL_ERROR)
      rill_emit_failure(stage, list);
    else
      rill_demand_use(&l->demand, rill_emit_own(stage, list));
  }
  l->emitting = false;
  if (stage->closed) return;
  if (l->done && l->bounds.first == NULL && l->late.count == 0) {
    rill_emit_complete(stage);
    return;
  }
  lists_refill(l);
  rill_bounds_ready(&l->bounds);
}

/* --- What the bounds decide ----------------------------------------------- */

static void lists_open(rill_bounds_t *b, rill_span_t *span, bool exact) {
  (void) exact;
  if (b->first == span) lists_refill(lists_of(b));
}

static void lists_spent(rill_bounds_t *b) { lists_refill(lists_of(b)); }

/* The last list that waits takes up another one, if it may. */
static bool late_join(rill_lists_t *l, int64_t *from, int64_t *to) {
  const rill_bounds_params_t *p = l->bounds.params;
  if (l->late.count == 0 || !lists_lag(&l->bounds)) return false;
  int64_t first = rill_as_int(rill_ring_at(&l->late, l->late.count - 2));
  int64_t last = rill_as_int(rill_ring_at(&l->late, l->late.count - 1));
  if (*from < first) first = *from;
  if (*to > last) last = *to;
  if (p->count > 0 && last - first > p->count) return false;
  rill_ring_pop_last(&l->late);
  rill_ring_pop_last(&l->late);
  *from = first;
  *to = last;
  return true;
}

static void lists_close(rill_bounds_t *b, rill_span_t *span, bool exact) {
  rill_lists_t *l = lists_of(b);
  int64_t from = span->from, to = b->items;
  (void) exact;
  late_join(l, &from, &to);
  if (rill_ring_push(&l->late, rill_int(from)) &&
      rill_ring_push(&l->late, rill_int(to)))
    lists_flush(l);
  else
    rill_emit_error(b->stage, rill_error_no_memory());
}

static void lists_put(rill_bounds_t *b, rill_value_t item) {
  if (rill_buffer_push(&lists_of(b)->held, item)) return;
  rill_emit_error(b->stage, rill_error_no_memory());
  rill_tell(b->stage, item);
}

static void lists_miss(rill_bounds_t *b, rill_value_t item) {
  rill_tell(b->stage, item);
}

static void lists_end(rill_bounds_t *b, rill_error_t *error) {
  if (error != NULL) {
    rill_emit_end(b->stage, error);
    return;
  }
  rill_close_upstream(b->stage);
  rill_lists_complete(b->stage);
}

static void lists_fail(rill_bounds_t *b, rill_error_t *error) {
  rill_emit_error(b->stage, error);
}

static const rill_collector_t lists_collector = {
    .open = lists_open,
    .close = lists_close,
    .put = lists_put,
    .miss = lists_miss,
    .spent = lists_spent,
    .lags = lists_lag,
    .end = lists_end,
    .fail = lists_fail,
};

/* --- The stage ------------------------------------------------------------ */

void rill_lists_init(rill_stage_t *stage) {
  rill_lists_t *l = rill_state(stage);
  rill_bounds_init(&l->bounds, stage, stage->ops->name, rill_params(stage),
                   &lists_collector);
}

void rill_lists_start(rill_stage_t *stage) {
  rill_lists_t *l = rill_state(stage);
  rill_bounds_open(&l->bounds);
  rill_bounds_start(&l->bounds);
  if (!rill_bounds_over(&l->bounds))
    rill_ask(stage, l->bounds.params->capacity);
}

/* What comes where nothing is open is dropped, and uses no demand up. */
size_t rill_lists_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  rill_lists_t *l = rill_state(stage);
  size_t used = 0;
  for (size_t i = 0; i < count && !rill_bounds_over(&l->bounds); i++)
    used += rill_bounds_take(&l->bounds, items[i]);
  return used;
}

/* At the end come the open lists, in order. */
void rill_lists_complete(rill_stage_t *stage) {
  rill_lists_t *l = rill_state(stage);
  rill_bounds_stop(&l->bounds);
  l->done = true;
  while (!stage->closed && l->bounds.first != NULL)
    rill_span_close(&l->bounds, l->bounds.first, false);
  if (!stage->closed) lists_flush(l);
}

void rill_lists_request(rill_stage_t *stage, int64_t count) {
  rill_lists_t *l = rill_state(stage);
  rill_demand_add(&l->demand, count);
  lists_flush(l);
}

void rill_lists_release(rill_stage_t *stage) {
  rill_lists_t *l = rill_state(stage);
  rill_bounds_release(&l->bounds);
  rill_ring_clear(&l->late);
  rill_let_go_buffer_from(stage, &l->held, l->shared);
}
