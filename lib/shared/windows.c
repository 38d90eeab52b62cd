/* SPDX-License-Identifier: MIT */
/* windows: a group of the hub for each span. */
#include "shared/untaken.h"
#include "shared/windows.h"

static rill_windows_t *windows_fed(const rill_stage_t *sink) {
  return (rill_windows_t *) rill_hub_of(sink);
}

static rill_hub_t *hub_of(const rill_bounds_t *b) {
  return rill_hub_of(b->stage);
}

/* --- What the bounds decide ----------------------------------------------- */

static void windows_fail(rill_bounds_t *b, rill_error_t *error) {
  rill_hub_fail(hub_of(b), error);
}

static void windows_end(rill_bounds_t *b, rill_error_t *error) {
  rill_hub_end(hub_of(b), error);
}

/* Upstream is asked whether a window is open or not. */
static void windows_spent(rill_bounds_t *b) { (void) b; }

static bool windows_lag(const rill_bounds_t *b) {
  return rill_hub_lags(hub_of(b));
}

/* The window that waits to be asked for takes up one more span. */
static void windows_join(rill_group_t *window, rill_span_t *span) {
  window->idle = false;
  window->spans++;
  rill_object_keep(&window->base);
  span->kept = window;
  if (span->back != NULL && span->back->kept == window)
    span->from = span->back->from;
}

/* When nobody can get it there is no window for the span. */
static void windows_open(rill_bounds_t *b, rill_span_t *span, bool exact) {
  rill_hub_t *hub = hub_of(b);
  if (hub->outer == NULL || hub->outer->closed) return;
  if (!exact && rill_hub_lags(hub) && hub->last != NULL && hub->last->waiting) {
    windows_join(hub->last, span);
    return;
  }
  rill_group_t *window;
  rill_value_t observable = rill_hub_open(hub, &window);
  if (window == NULL) {
    rill_hub_fail(hub, rill_error_no_memory());
    return;
  }
  window->spans = 1;
  window->waiting = true;
  rill_object_keep(&window->base);
  span->kept = window;
  rill_hub_emit(hub, observable);
}

static void windows_close(rill_bounds_t *b, rill_span_t *span, bool exact) {
  rill_group_t *window = span->kept;
  (void) b;
  if (window == NULL) return;
  if (--window->spans == 0 && window->hub != NULL) {
    if (window->waiting && !exact)
      window->idle = true; /* another span may begin before it is asked for */
    else
      rill_group_close(window);
  }
  rill_object_leave(&window->base);
}

/* When outer has gone, there may be spans without a window. */
static RILL_COLD bool windows_take(const rill_hub_t *hub) {
  const rill_group_t *window = hub->first;
  while (window != NULL && window->idle) window = window->next;
  return window != NULL;
}

static void windows_put(rill_bounds_t *b, rill_value_t item) {
  rill_hub_t *hub = hub_of(b);
  if (rill_unlikely(hub->told) && !windows_take(hub))
    rill_hub_tell(hub, item);
  else if (!rill_hub_push(hub, item))
    rill_hub_fail(hub, rill_error_no_memory());
}

static void windows_miss(rill_bounds_t *b, rill_value_t item) {
  rill_hub_tell(hub_of(b), item);
}

/* Several windows get each item in turn. */
static bool windows_put_row(rill_bounds_t *b, const rill_supply_t *items) {
  rill_hub_t *hub = hub_of(b);
  if (hub->first == NULL || hub->first != hub->last || hub->first->idle)
    return false;
  if (!rill_group_push_row(hub->first, items))
    rill_hub_fail(hub, rill_error_no_memory());
  return true;
}

static const rill_collector_t windows_collector = {
    .open = windows_open,
    .close = windows_close,
    .put = windows_put,
    .put_row = windows_put_row,
    .miss = windows_miss,
    .spent = windows_spent,
    .lags = windows_lag,
    .end = windows_end,
    .fail = windows_fail,
};

/* --- The hub -------------------------------------------------------------- */

static void windows_leaving(rill_hub_t *hub, rill_value_t value) {
  rill_group_t *window = rill_offer_of(value)->group;
  (void) hub;
  window->waiting = false;
  if (window->idle && window->hub != NULL) rill_group_close(window);
}

static void windows_room(rill_hub_t *hub) {
  rill_windows_t *w = (rill_windows_t *) hub;
  if (!rill_hub_is_low(hub) && w->bounds.params->kind->ready == NULL) return;
  rill_chain_t *chain = hub->upstream->chain;
  rill_enter_often(chain);
  rill_hub_replenish(hub);
  if (!hub->held) rill_bounds_ready(&w->bounds);
  rill_leave_often(chain);
}

static int64_t windows_fit(const rill_hub_t *hub, int64_t count) {
  const rill_bounds_t *b = &((const rill_windows_t *) hub)->bounds;
  const rill_bounds_kind_t *kind = b->params->kind;
  return kind->fit != NULL ? kind->fit(b, hub->credit, count) : count;
}

static const rill_hub_kind_t windows_kind = {
    .size = sizeof(rill_windows_t),
    .source = &rill_window_source,
    .room = windows_room,
    .waits = true,
    .fit = windows_fit,
    .leaving = windows_leaving,
};

/* --- Upstream's run ------------------------------------------------------- */

/* What is open from the start is so before upstream hears of it. */
static void upstream_start(rill_stage_t *sink) {
  rill_windows_t *w = windows_fed(sink);
  rill_bounds_init(&w->bounds, sink, w->hub.name, w->hub.params,
                   &windows_collector);
  rill_bounds_open(&w->bounds);
}

/* A window takes items, and there is somebody to send them. */
static bool window_goes_on(const rill_group_t *window,
                           const rill_stage_t *sink) {
  return window != NULL && window->hub != NULL && !sink->closed;
}

/* A window whose items are all there. */
static size_t windows_take_whole(rill_windows_t *w, const rill_stage_t *sink,
                                 const rill_supply_t *items) {
  rill_hub_t *hub = &w->hub;
  if (!rill_hub_is_awaited(hub)) return 0;
  uint64_t count = rill_bounds_take_whole(&w->bounds, items->count);
  if (count == 0) return 0;
  rill_supply_t row = rill_supply_part(items, 0, count);
  rill_group_t *window = rill_hub_present_whole(hub, &row);
  if (window_goes_on(window, sink) && !rill_group_push_row(window, &row))
    rill_hub_fail(hub, rill_error_no_memory());
  if (window_goes_on(window, sink)) rill_group_close(window);
  rill_unref(window);
  return (size_t) count;
}

/* When somebody hears of what is let go, each item goes its own way. */
static size_t windows_take_row(rill_windows_t *w, const rill_stage_t *sink,
                               const rill_supply_t *items) {
  if (rill_unlikely(w->hub.told)) return 0;
  size_t row = windows_take_whole(w, sink, items);
  return row > 0 ? row : rill_bounds_take_row(&w->bounds, items);
}

/* Uses up `items`. */
static size_t upstream_take(rill_stage_t *sink, rill_supply_t *items) {
  rill_windows_t *w = windows_fed(sink);
  size_t used = 0;
  while (items->count > 0 && !sink->closed) {
    size_t row = windows_take_row(w, sink, items);
    size_t taken = row;
    if (row == 0) {
      taken = rill_bounds_take(&w->bounds, rill_supply_at(items, 0));
      row = 1;
    }
    w->hub.credit -= (int64_t) taken;
    used += taken;
    *items = rill_supply_part(items, row, items->count - row);
  }
  if (!sink->closed) rill_hub_replenish(&w->hub);
  return used;
}

static size_t upstream_next(rill_stage_t *sink, const rill_value_t *items,
                            size_t count) {
  rill_supply_t row = {.items = items, .count = count};
  return upstream_take(sink, &row);
}

static size_t upstream_next_ints(rill_stage_t *sink, int64_t first,
                                 size_t count) {
  rill_supply_t row = {.first = first, .count = count};
  return upstream_take(sink, &row);
}

static __attribute__((noinline)) size_t
upstream_next_else(rill_stage_t *sink, rill_value_t item) {
  return upstream_next(sink, &item, 1);
}

/* Most items go to the one window there is, and that is all. */
static size_t upstream_next_one(rill_stage_t *sink, rill_value_t item) {
  rill_windows_t *w = windows_fed(sink);
  rill_group_t *window = w->hub.first;
  if (window == NULL || window->next != NULL || window->idle ||
      rill_hub_is_low(&w->hub) || !rill_bounds_pass(&w->bounds))
    return upstream_next_else(sink, item);
  w->hub.credit--;
  if (!rill_group_push(window, rill_value_ref(item)))
    rill_hub_fail(&w->hub, rill_error_no_memory());
  return 1;
}

static void upstream_complete(rill_stage_t *sink) {
  rill_hub_end(rill_hub_of(sink), NULL);
}

static void upstream_error(rill_stage_t *sink, rill_error_t *error) {
  rill_hub_end(rill_hub_of(sink), error);
}

static void upstream_release(rill_stage_t *sink) {
  rill_bounds_t *b = &windows_fed(sink)->bounds;
  for (rill_span_t *span = b->first; span != NULL; span = span->next)
    rill_unref(span->kept);
  if (b->stage != NULL) rill_bounds_release(b);
  rill_hub_unfed(sink);
}

static const rill_stage_ops_t upstream_ops = {
    .name = "windows",
    .start = upstream_start,
    .next = upstream_next,
    .next_one = upstream_next_one,
    .next_ints = upstream_next_ints,
    .complete = upstream_complete,
    .error = upstream_error,
    .release = upstream_release,
};

/* --- The stage ------------------------------------------------------------ */

/* Upstream is there, but is asked when the other streams are there, too. */
void rill_windows_start(rill_stage_t *stage) {
  const rill_bounds_params_t *p = rill_params(stage);
  rill_hub_t *hub = rill_hub_start(stage, &windows_kind, p->capacity);
  if (hub == NULL) return;
  hub->held = true;
  if (!rill_hub_run(hub, rill_upstream(stage), &upstream_ops)) return;
  rill_windows_t *w = (rill_windows_t *) hub;
  rill_chain_t *chain = hub->upstream->chain;
  rill_enter(chain);
  rill_bounds_start(&w->bounds);
  hub->held = false;
  if (hub->upstream != NULL) rill_hub_replenish(hub);
  rill_leave(chain);
}
