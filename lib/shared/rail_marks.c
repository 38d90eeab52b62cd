/* SPDX-License-Identifier: MIT */
/* rail_marks: between entry and exit there is one item at a time, so that what
 * comes of it is told from what comes of the next one.
 *
 * An item is finished when the operators were asked for more and gave nothing:
 * when all that the exit has asked for has come, there may be more to come of
 * the item, and the next one waits at the entry. */
#include "core/chain.h"
#include "shared/rails.h"

struct entry_state {
  rill_stage_t *exit;
  rill_ring_t queue;
  int64_t demand;
  int64_t taken; /* and not yet asked for again */
  bool pending;  /* perhaps there is more to come of the last item */
  bool feeding, ended;
};

/* How many items are finished is noted with the last one that waits: so there
 * is no more in the queue than was asked for, and one mark. */
struct exit_state {
  rill_stage_t *entry;
  rill_ring_t queue;
  int64_t demand;
  int64_t credit; /* asked for, and not come */
  int64_t taken;  /* and not yet asked for again */
  bool draining, asking, ended;
};

static const rill_stage_ops_t entry_ops, exit_ops;

void rill_rail_clear(const rill_stage_t *stage, rill_ring_t *queue) {
  const rill_teller_t teller = rill_teller_of(stage);
  while (queue->count > 0) {
    rill_value_t item = rill_ring_pop(queue);
    rill_rail_tell(&teller, item);
    rill_value_unref(item);
  }
  rill_ring_clear(queue);
}

static int64_t capacity_of(const rill_stage_t *stage) {
  return *(const int64_t *) rill_params(stage);
}

/* --- The entry ------------------------------------------------------------ */

static void exit_mark(rill_stage_t *stage);
static void exit_drain(rill_stage_t *stage);

static void entry_refill(rill_stage_t *stage, struct entry_state *e) {
  int64_t capacity = capacity_of(stage), taken = e->taken;
  if (stage->closed || e->ended || taken < capacity - capacity / 4) return;
  e->taken = 0;
  rill_ask(stage, taken);
}

static bool entry_may_feed(const rill_stage_t *stage,
                           const struct entry_state *e) {
  return !stage->closed && !e->pending && e->queue.count > 0 && e->demand > 0;
}

static void entry_feed(rill_stage_t *stage) {
  struct entry_state *e = rill_state(stage);
  struct exit_state *x = rill_state(e->exit);
  if (e->feeding || x->asking) return;
  e->feeding = true;
  while (entry_may_feed(stage, e)) {
    e->taken++;
    e->pending = true;
    rill_demand_use(&e->demand, rill_emit_own(stage, rill_ring_pop(&e->queue)));
    if (x->credit > 0 && e->pending) exit_mark(e->exit);
    entry_refill(stage, e);
  }
  e->feeding = false;
  exit_drain(e->exit);
  if (e->ended && e->queue.count == 0) rill_emit_complete(stage);
}

static void entry_init(rill_stage_t *stage) {
  struct entry_state *e = rill_state(stage);
  for (e->exit = stage; e->exit->ops != &exit_ops;) e->exit = e->exit->down;
  ((struct exit_state *) rill_state(e->exit))->entry = stage;
}

static void entry_start(rill_stage_t *stage) {
  rill_ask(stage, capacity_of(stage));
}

static size_t entry_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count) {
  struct entry_state *e = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++)
    if (!rill_ring_push(&e->queue, rill_value_ref(items[i]))) {
      rill_tell(stage, items[i]);
      rill_emit_error(stage, rill_error_no_memory());
    }
  if (!stage->closed) entry_feed(stage);
  return count;
}

static void entry_complete(rill_stage_t *stage) {
  ((struct entry_state *) rill_state(stage))->ended = true;
  entry_feed(stage);
}

static void entry_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct entry_state *) rill_state(stage))->demand, count);
  entry_feed(stage);
}

static void entry_release(rill_stage_t *stage) {
  rill_let_go_ring(stage, &((struct entry_state *) rill_state(stage))->queue);
}

static const rill_stage_ops_t entry_ops = {
    .name = "parallel",
    .state_size = sizeof(struct entry_state),
    .params_size = sizeof(int64_t),
    .init = entry_init,
    .start = entry_start,
    .next = entry_next,
    .complete = entry_complete,
    .request = entry_request,
    .release = entry_release,
};

rill_operator_t *rill_rail_enter(int64_t capacity) {
  return rill_operator_make(&entry_ops, &capacity);
}

bool rill_rail_is_whole(const rill_observable_t *rail) {
  return rail->upstream == NULL;
}

/* --- The exit ------------------------------------------------------------- */

static void exit_push(rill_stage_t *stage, rill_value_t item) {
  struct exit_state *x = rill_state(stage);
  if (rill_ring_push(&x->queue, rill_value_ref(item))) return;
  const rill_teller_t teller = rill_teller_of(stage);
  rill_rail_tell(&teller, item);
  rill_emit_error(stage, rill_error_no_memory());
}

/* The item that is under way is finished. */
static void exit_mark(rill_stage_t *stage) {
  struct exit_state *x = rill_state(stage);
  rill_ring_t *queue = &x->queue;
  ((struct entry_state *) rill_state(x->entry))->pending = false;
  if (stage->closed) return;
  if (queue->count > 0)
    queue->items[(queue->head + queue->count - 1) & (queue->room - 1)].aux++;
  else
    exit_push(stage, (rill_value_t){.kind = RILL_RAIL_MARK, .aux = 1});
}

static void exit_refill(rill_stage_t *stage, struct exit_state *x) {
  int64_t capacity = capacity_of(stage), taken = x->taken;
  if (stage->closed || x->ended || x->asking || taken == 0) return;
  if (x->credit > 0 && taken < capacity - capacity / 4) return;
  struct entry_state *e = rill_state(x->entry);
  x->taken = 0;
  x->credit += taken;
  x->asking = true;
  rill_ask(stage, taken);
  x->asking = false;
  if (x->credit > 0 && e->pending && !e->feeding) exit_mark(stage);
  if (!x->entry->closed) entry_feed(x->entry);
}

static void exit_drain(rill_stage_t *stage) {
  struct exit_state *x = rill_state(stage);
  if (x->draining || stage->closed) return;
  x->draining = true;
  while (!stage->closed && x->queue.count > 0 && x->demand > 0) {
    rill_value_t item = rill_ring_pop(&x->queue);
    x->taken += item.kind != RILL_RAIL_MARK;
    rill_demand_use(&x->demand, rill_emit_own(stage, item));
    exit_refill(stage, x);
  }
  x->draining = false;
  if (x->ended && x->queue.count == 0) rill_emit_complete(stage);
}

static void exit_start(rill_stage_t *stage) {
  ((struct exit_state *) rill_state(stage))->credit = capacity_of(stage);
  rill_ask(stage, capacity_of(stage));
}

/* What comes while an item is let in goes on when that is finished. */
static size_t exit_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  struct exit_state *x = rill_state(stage);
  x->credit -= (int64_t) count;
  for (size_t i = 0; i < count && !stage->closed; i++)
    exit_push(stage, items[i]);
  if (!((struct entry_state *) rill_state(x->entry))->feeding)
    exit_drain(stage);
  return count;
}

static void exit_complete(rill_stage_t *stage) {
  struct exit_state *x = rill_state(stage);
  x->ended = true;
  exit_drain(stage);
}

static void exit_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct exit_state *) rill_state(stage))->demand, count);
  exit_drain(stage);
}

static void exit_release(rill_stage_t *stage) {
  rill_rail_clear(stage, &((struct exit_state *) rill_state(stage))->queue);
}

static const rill_stage_ops_t exit_ops = {
    .name = "parallel",
    .state_size = sizeof(struct exit_state),
    .params_size = sizeof(int64_t),
    .start = exit_start,
    .next = exit_next,
    .complete = exit_complete,
    .request = exit_request,
    .release = exit_release,
};

rill_operator_t *rill_rail_exit(int64_t capacity) {
  return rill_operator_make(&exit_ops, &capacity);
}
