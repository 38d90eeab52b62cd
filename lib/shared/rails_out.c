/* SPDX-License-Identifier: MIT */
/* rails_out: the way out. */
#include "shared/rails.h"

/* Items that go down in one call. */
enum { PASS = 32 };

struct rail_sink {
  rill_rail_t *rail;
};

static void rail_taken(rill_stage_t *stage, rill_rail_t *rail, size_t count) {
  const rill_rails_params_t *p = rill_params(stage);
  rail->taken += (int64_t) count;
  int64_t taken = rail->taken;
  if (rail->sink == NULL || taken < p->capacity - p->capacity / 4) return;
  rail->taken = 0;
  rill_run_ask(rail->sink, taken);
}

/* What comes first in a rail's queue, up to a number of items; returns how many
 * went on. A mark is no item. */
static size_t rail_pass(rill_stage_t *stage, rill_rail_t *rail, size_t most) {
  rill_rails_t *r = rill_state(stage);
  rill_value_t items[PASS];
  size_t n = 0;
  if (most > PASS) most = PASS;
  if ((int64_t) most > r->demand) most = (size_t) r->demand;
  do {
    items[n] = rill_ring_pop(&rail->queue);
    rail->finished += items[n].aux;
    items[n].aux = 0;
    n++;
  } while (n < most && rail->queue.count > 0);
  rill_demand_use(&r->demand, rill_emit_held(stage, items, n));
  for (size_t i = 0; i < n; i++) rill_value_unref(items[i]);
  if (!stage->closed) rail_taken(stage, rail, n);
  return n;
}

/* The rails take turns. */
static bool rails_any(rill_stage_t *stage, rill_rails_t *r) {
  if (r->demand == 0) return false;
  for (size_t tried = 0; tried < r->count; tried++) {
    rill_rail_t *rail = &r->rails[r->exit];
    r->exit = r->exit + 1 < r->count ? r->exit + 1 : 0;
    if (rail->queue.count > 0) return rail_pass(stage, rail, PASS) > 0;
  }
  return false;
}

/* All that came of the oldest item, then the next one. */
static bool rails_in_order(rill_stage_t *stage, rill_rails_t *r) {
  if (r->order.count == 0) return false;
  rill_rail_t *rail = &r->rails[rill_as_int(rill_ring_at(&r->order, 0))];
  if (rail->finished > 0) {
    rail->finished--;
  } else if (rail->queue.count == 0) {
    if (rail->sink != NULL) return false;
  } else if (rill_ring_at(&rail->queue, 0).kind == RILL_RAIL_MARK) {
    rail->finished += rill_ring_pop(&rail->queue).aux;
    rail_taken(stage, rail, 1);
    return true;
  } else {
    return r->demand > 0 && rail_pass(stage, rail, 1) > 0;
  }
  rill_ring_pop(&r->order);
  return true;
}

static bool rails_work(rill_stage_t *stage, rill_rails_t *r) {
  const rill_rails_params_t *p = rill_params(stage);
  return p->ordered ? rails_in_order(stage, r) : rails_any(stage, r);
}

static bool rails_are_over(const rill_rails_t *r) {
  if (r->failed) return true;
  for (size_t i = 0; i < r->count; i++)
    if (r->rails[i].queue.count > 0) return false;
  return r->started && r->running == 0;
}

void rill_rails_drain(rill_stage_t *stage) {
  rill_rails_t *r = rill_state(stage);
  if (r->draining || stage->closed) return;
  r->draining = true;
  while (!stage->closed && !r->failed && rails_work(stage, r)) continue;
  r->draining = false;
  if (stage->closed || !rails_are_over(r)) return;
  rill_error_t *error = r->error;
  r->error = NULL;
  rill_emit_end(stage, error);
}

static void rails_fail(rill_stage_t *stage, rill_error_t *error) {
  rill_rails_t *r = rill_state(stage);
  if (r->failed) {
    rill_unref(error);
    return;
  }
  r->failed = true;
  r->error = error;
  rill_rails_drain(stage);
}

/* --- The end of a rail ---------------------------------------------------- */

static rill_rail_t *rail_of(const rill_stage_t *sink) {
  return ((struct rail_sink *) rill_state(sink))->rail;
}

static void sink_start(rill_stage_t *sink) {
  const rill_rails_params_t *p = rill_params(rill_run_parent(sink));
  rill_ask(sink, p->capacity);
}

static void sink_lose(const rill_stage_t *stage, rill_value_t item) {
  const rill_teller_t teller = rill_teller_of(stage);
  rill_rail_tell(&teller, item);
}

static size_t sink_next(rill_stage_t *sink, const rill_value_t *items,
                        size_t count) {
  rill_rail_t *rail = rail_of(sink);
  rill_stage_t *stage = rill_run_parent(sink);
  for (size_t i = 0; i < count; i++) {
    if (!stage->closed &&
        rill_ring_push(&rail->queue, rill_value_ref(items[i])))
      continue;
    sink_lose(stage, items[i]);
    if (!stage->closed) rails_fail(stage, rill_error_no_memory());
  }
  rill_rails_drain(stage);
  return count;
}

static void sink_end(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  rill_rails_t *r = rill_state(stage);
  rill_rail_t *rail = rail_of(sink);
  rail->sink = NULL;
  r->running--;
  rill_run_end(sink);
  if (!stage->closed) rill_rails_begin(stage, rail);
}

static void sink_complete(rill_stage_t *sink) {
  rill_stage_t *stage = rill_run_parent(sink);
  sink_end(sink);
  rill_rails_drain(stage);
}

static void sink_error(rill_stage_t *sink, rill_error_t *error) {
  rill_stage_t *stage = rill_run_parent(sink);
  sink_end(sink);
  if (stage->closed)
    rill_unref(error);
  else
    rails_fail(stage, error);
}

static const rill_stage_ops_t sink_ops = {
    .name = "parallel",
    .state_size = sizeof(struct rail_sink),
    .start = sink_start,
    .next = sink_next,
    .complete = sink_complete,
    .error = sink_error,
};

bool rill_rails_run(rill_stage_t *stage, size_t index,
                    rill_observable_t *observable) {
  rill_rails_t *r = rill_state(stage);
  rill_stage_t *sink = rill_run_new(stage, observable, &sink_ops);
  if (sink == NULL) return false;
  ((struct rail_sink *) rill_state(sink))->rail = &r->rails[index];
  r->rails[index].sink = sink;
  r->running++;
  if (rill_run_start(sink) != 0) r->rails[index].sink = NULL;
  return true;
}
