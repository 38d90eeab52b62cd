/* SPDX-License-Identifier: MIT */
/* rails: the way in. */
#include "shared/rails.h"

#include "core/chain.h"

#include <rill/flow.h>

struct rail_params {
  rill_rails_link_t *link;
  size_t index;
};

struct rail_source {
  int64_t demand;
};

static struct rail_source *source_of(const rill_rail_t *rail) {
  return rill_state(rail->source);
}

/* The stage that it belongs to; NULL: that has ended. */
static rill_stage_t *stage_of(const rill_stage_t *source) {
  return ((const struct rail_params *) rill_params(source))->link->stage;
}

static rill_rail_t *rail_of(const rill_stage_t *source) {
  const struct rail_params *p = rill_params(source);
  rill_stage_t *stage = stage_of(source);
  if (stage == NULL) return NULL;
  return &((rill_rails_t *) rill_state(stage))->rails[p->index];
}

/* --- Dealing -------------------------------------------------------------- */

static bool rail_wants(const rill_rail_t *rail) {
  return rail->source != NULL && !rail->source->closed &&
         source_of(rail)->demand > 0;
}

/* The next one in turn that has asked for an item; NULL: none has. */
static rill_rail_t *rails_pick(rill_rails_t *r) {
  for (size_t tried = 0; tried < r->count; tried++) {
    rill_rail_t *rail = &r->rails[r->turn];
    r->turn = r->turn + 1 < r->count ? r->turn + 1 : 0;
    if (rail_wants(rail)) return rail;
  }
  return NULL;
}

/* Gives one its items. What is dropped there, it has yet to get. */
static void rail_give(const rill_stage_t *stage, rill_rail_t *rail,
                      const rill_value_t *items, size_t count) {
  rill_rails_t *r = rill_state(stage);
  rill_stage_t *source = rail->source;
  if (count == 0) return;
  if (source == NULL) { /* has ended meanwhile */
    rill_tell_row(stage, items, count);
    return;
  }
  rill_chain_t *chain = source->chain;
  rill_enter(chain);
  size_t used = rill_emit_held_by(stage, source, items, count);
  int64_t unused = (int64_t) (count - used);
  if (!source->closed && unused > 0) {
    rill_demand_add(&((struct rail_source *) rill_state(source))->demand,
                    unused);
    r->unused += unused;
  }
  rill_leave(chain);
}

static void rails_give(const rill_stage_t *stage, const rill_value_t *items,
                       const uint16_t *to, size_t count) {
  rill_rails_t *r = rill_state(stage);
  rill_value_t batch[RILL_BATCH];
  for (size_t k = 0; k < r->count; k++) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
      if (to[i] == k) batch[n++] = items[i];
    rail_give(stage, &r->rails[k], batch, n);
  }
}

/* Without a border the operators run in here, so they get item by item. */
static size_t rails_chunk(const rill_stage_t *stage, size_t count) {
  const rill_rails_params_t *p = rill_params(stage);
  if (p->scheduler == NULL) return 1;
  return count < RILL_BATCH ? count : RILL_BATCH;
}

/* As many as somebody has asked for. */
static size_t rails_deal_some(rill_stage_t *stage, const rill_value_t *items,
                              size_t count) {
  const rill_rails_params_t *p = rill_params(stage);
  rill_rails_t *r = rill_state(stage);
  uint16_t to[RILL_BATCH];
  size_t n = 0;
  for (; n < count; n++) {
    rill_rail_t *rail = rails_pick(r);
    if (rail == NULL) break;
    to[n] = (uint16_t) (rail - r->rails);
    if (p->ordered && !rill_ring_push(&r->order, rill_int(to[n]))) {
      rill_tell_row(stage, items, n + 1);
      rill_emit_error(stage, rill_error_no_memory());
      return n;
    }
    rill_demand_use(&source_of(rail)->demand, 1);
  }
  rails_give(stage, items, to, n);
  return n;
}

/* While items are dealt out, what they did not use up is settled there. */
static void rails_ask(rill_stage_t *stage) {
  rill_rails_t *r = rill_state(stage);
  int64_t count = r->wanted;
  if (r->ended || stage->closed || r->awaited > 0) return;
  r->wanted = 0;
  if (!r->dealing) {
    rill_demand_add(&count, r->unused);
    r->unused = 0;
  }
  if (count > 0) rill_ask(stage, count);
}

void rill_rails_begin(rill_stage_t *stage, rill_rail_t *rail) {
  rill_rails_t *r = rill_state(stage);
  if (rail->begun) return;
  rail->begun = true;
  if (--r->awaited == 0) rails_ask(stage);
}

/* Behind what waits already. */
static void rails_keep(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  rill_rails_t *r = rill_state(stage);
  for (size_t i = 0; i < count && !stage->closed; i++)
    if (!rill_ring_push(&r->spare, rill_value_ref(items[i]))) {
      rill_tell(stage, items[i]);
      rill_emit_error(stage, rill_error_no_memory());
    }
}

size_t rill_rails_deal(rill_stage_t *stage, const rill_value_t *items,
                       size_t count) {
  rill_rails_t *r = rill_state(stage);
  size_t done = 0, dealt = 1;
  bool dealing = r->dealing;
  r->dealing = true;
  while (done < count && dealt > 0 && r->spare.count == 0 && !stage->closed) {
    dealt =
        rails_deal_some(stage, items + done, rails_chunk(stage, count - done));
    done += dealt;
  }
  rails_keep(stage, items + done, count - done);
  r->dealing = dealing;
  size_t back = r->unused < (int64_t) count ? (size_t) r->unused : count;
  r->unused -= (int64_t) back;
  if (r->unused > 0) rails_ask(stage);
  return count - back;
}

static void rails_complete(rill_rails_t *r) {
  for (size_t i = 0; i < r->count; i++) {
    rill_stage_t *source = r->rails[i].source;
    if (source == NULL) continue;
    rill_chain_t *chain = source->chain;
    rill_enter(chain);
    rill_emit_complete(source);
    rill_leave(chain);
  }
}

static bool rails_want(const rill_rails_t *r) {
  for (size_t i = 0; i < r->count; i++)
    if (rail_wants(&r->rails[i])) return true;
  return false;
}

/* What is left for want of demand, as far as there is some now. */
static void rails_use_spare(rill_stage_t *stage) {
  rill_rails_t *r = rill_state(stage);
  if (r->filling) return;
  r->filling = true;
  while (!stage->closed && r->spare.count > 0 && rails_want(r)) {
    rill_value_t item = rill_ring_pop(&r->spare);
    rails_deal_some(stage, &item, 1);
    rill_value_unref(item);
  }
  r->filling = false;
  if (r->ended && r->spare.count == 0 && !stage->closed) rails_complete(r);
}

/* The end of each rail is one thing more to wait for, in their order. */
void rill_rails_finish(rill_stage_t *stage) {
  const rill_rails_params_t *p = rill_params(stage);
  rill_rails_t *r = rill_state(stage);
  r->ended = true;
  for (size_t i = 0; p->ordered && i < r->count; i++)
    if (!rill_ring_push(&r->order, rill_int((int64_t) i))) {
      rill_emit_error(stage, rill_error_no_memory());
      return;
    }
  rails_use_spare(stage);
}

/* --- The source of a rail ------------------------------------------------- */

static void rail_forget(void *params) {
  rill_unref(((struct rail_params *) params)->link);
}

static rill_operator_t *rail_border(const void *params,
                                    rill_scheduler_t *origin) {
  const rill_rails_link_t *link = ((const struct rail_params *) params)->link;
  if (link->home == origin) return NULL;
  return rill_subscribe_on(link->home, .capacity = link->capacity);
}

/* What others have left over comes first. */
static void rail_serve(rill_stage_t *stage, int64_t count) {
  rill_rails_t *r = rill_state(stage);
  int64_t spare = (int64_t) r->spare.count;
  rails_use_spare(stage);
  if (count != RILL_UNBOUNDED) count -= spare < count ? spare : count;
  rill_demand_add(&r->wanted, count);
  rails_ask(stage);
}

static void rail_start(rill_stage_t *source) {
  rill_rail_t *rail = rail_of(source);
  if (rail == NULL) return; /* and this is cancelled soon */
  rill_stage_t *stage = stage_of(source);
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  rail->source = source;
  rail_serve(stage, ((struct rail_source *) rill_state(source))->demand);
  if (!stage->closed) rill_rails_begin(stage, rail);
  rill_leave(chain);
}

static void rail_request(rill_stage_t *source, int64_t count) {
  rill_stage_t *stage = stage_of(source);
  rill_demand_add(&((struct rail_source *) rill_state(source))->demand, count);
  if (stage == NULL || stage->closed) return;
  if (rail_of(source)->source != source) return; /* has not started */
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  rail_serve(stage, count);
  rill_leave(chain);
}

static void rail_release(rill_stage_t *source) {
  rill_rail_t *rail = rail_of(source);
  if (rail != NULL && rail->source == source) rail->source = NULL;
}

static const rill_stage_ops_t rail_ops = {
    .name = "rail",
    .state_size = sizeof(struct rail_source),
    .params_size = sizeof(struct rail_params),
    .forget = rail_forget,
    .border = rail_border,
    .start = rail_start,
    .request = rail_request,
    .release = rail_release,
};

rill_observable_t *rill_rail_source(rill_rails_link_t *link, size_t index) {
  struct rail_params params = {rill_ref(link), index};
  return rill_source_make(&rail_ops, &params);
}
