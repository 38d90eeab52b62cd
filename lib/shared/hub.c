/* SPDX-License-Identifier: MIT */
/* hub: what feeds the groups of a stream, what outer gets, and the end. */
#include "shared/untaken.h"

/* --- Asking --------------------------------------------------------------- */

static bool hub_fills_grow(rill_hub_t *hub) {
  size_t room = hub->fills_room > 0 ? 2 * hub->fills_room : 16;
  uint32_t *fills = rill_allocate_zeroed(room * sizeof *fills);
  if (fills == NULL) return false;
  if (hub->fills_room > 0)
    memcpy(fills, hub->fills, hub->fills_room * sizeof *fills);
  rill_release(hub->fills, hub->fills_room * sizeof *fills);
  hub->fills = fills;
  hub->fills_room = room;
  return true;
}

/* Who is the fullest? */
bool rill_hub_refill(rill_hub_t *hub, size_t before, size_t after) {
  if (after >= hub->fills_room && !hub_fills_grow(hub)) return false;
  hub->fills[before]--;
  hub->fills[after]++;
  hub->fills[0] = 0;
  if (after > hub->most) hub->most = after;
  while (hub->most > 0 && hub->fills[hub->most] == 0) hub->most--;
  return true;
}

void rill_hub_replenish(rill_hub_t *hub) {
  rill_stage_t *upstream = hub->upstream;
  if (upstream == NULL || upstream->closed || hub->held) return;
  int64_t capacity = hub->capacity;
  size_t most = hub->most;
  if (hub->kind->waits && hub->fresh.count > most) most = hub->fresh.count;
  int64_t count = capacity - (int64_t) most - hub->credit;
  if (count < 1 || (hub->credit > 0 && count < capacity - capacity / 4)) return;
  if (hub->kind->fit != NULL) count = hub->kind->fit(hub, count);
  hub->credit += count;
  rill_run_ask(upstream, count);
}

void rill_hub_room(rill_hub_t *hub) {
  if (hub->upstream == NULL || hub->upstream->closed) return;
  if (hub->kind->room != NULL)
    hub->kind->room(hub);
  else
    rill_hub_replenish(hub);
}

void rill_hub_check(rill_hub_t *hub) {
  if (hub->upstream == NULL) return;
  bool left = hub->outer == NULL || hub->outer->closed;
  if (left && hub->readers == 0)
    rill_run_cancel(hub->upstream);
  else
    rill_hub_room(hub);
}

/* --- The outer stream ----------------------------------------------------- */

static bool hub_deliver(rill_hub_t *hub, rill_stage_t *outer) {
  bool any = false;
  while (!outer->closed && hub->error == NULL && hub->demand > 0 &&
         hub->fresh.count > 0) {
    rill_value_t value = rill_ring_pop(&hub->fresh);
    if (hub->kind->leaving != NULL) hub->kind->leaving(hub, value);
    rill_demand_use(&hub->demand, rill_emit_own(outer, value));
    any = true;
  }
  return any;
}

/* What outer has asked for, and the end. */
static void hub_settle(rill_hub_t *hub) {
  rill_stage_t *outer = hub->outer;
  if (outer == NULL || outer->closed || hub->emitting) return;
  if (hub->fresh.count == 0 && !hub->over) return;
  rill_chain_t *chain = outer->chain;
  rill_object_keep(&hub->base);
  rill_enter(chain);
  hub->emitting = true;
  bool any = hub_deliver(hub, outer);
  hub->emitting = false;
  if (!outer->closed && hub->over &&
      (hub->error != NULL || hub->fresh.count == 0))
    rill_emit_end(outer, rill_ref(hub->error));
  if (any || outer->closed) rill_hub_check(hub);
  rill_leave(chain);
  rill_object_leave(&hub->base);
}

/* Outer waits for it, and nothing is before it. */
static void hub_emit_now(rill_hub_t *hub, rill_value_t value) {
  rill_stage_t *outer = hub->outer;
  rill_chain_t *chain = outer->chain;
  rill_object_keep(&hub->base);
  rill_enter_often(chain);
  hub->emitting = true;
  if (hub->kind->leaving != NULL) hub->kind->leaving(hub, value);
  rill_demand_use(&hub->demand, rill_emit_own(outer, value));
  hub->emitting = false;
  if (hub->over || hub->fresh.count > 0) hub_settle(hub);
  if (outer->closed) rill_hub_check(hub);
  rill_leave_often(chain);
  rill_object_leave(&hub->base);
}

void rill_hub_emit(rill_hub_t *hub, rill_value_t value) {
  if (rill_hub_is_awaited(hub))
    hub_emit_now(hub, value);
  else if (rill_ring_push(&hub->fresh, value))
    hub_settle(hub);
  else
    rill_hub_fail(hub, rill_error_no_memory());
}

/* Outer waits for it. */
static inline void hub_show(rill_hub_t *hub, rill_offer_t *offer,
                            rill_group_t **kept) {
  rill_stage_t *outer = hub->outer;
  rill_chain_t *chain = outer->chain;
  rill_enter_often(chain);
  hub->emitting = true;
  rill_demand_use(&hub->demand, rill_emit_one(outer, rill_object(offer)));
  hub->emitting = false;
  rill_offer_settle(hub, offer, kept);
  if (outer->closed)
    rill_hub_check(hub);
  else if (hub->over || hub->fresh.count > 0)
    hub_settle(hub);
  rill_leave_often(chain);
}

/* Most often nobody keeps it. */
void rill_hub_present(rill_hub_t *hub, rill_offer_t *offer) {
  if (hub->demand > 0 && hub->fresh.count == 0 && !hub->emitting) {
    hub_show(hub, offer, NULL);
  } else if (rill_offer_group(offer) != NULL) {
    rill_hub_emit(hub, rill_object(offer));
  } else {
    rill_unref(offer);
    rill_hub_fail(hub, rill_error_no_memory());
  }
}

rill_group_t *rill_hub_present_whole(rill_hub_t *hub,
                                     const rill_supply_t *row) {
  rill_offer_t *offer = rill_offer_new(hub);
  rill_group_t *kept = NULL;
  if (offer == NULL) {
    rill_hub_fail(hub, rill_error_no_memory());
    return NULL;
  }
  offer->hub = hub;
  offer->whole = row;
  hub_show(hub, offer, &kept);
  return kept;
}

bool rill_hub_lags(const rill_hub_t *hub) {
  int64_t waiting = (int64_t) hub->fresh.count;
  return waiting > hub->demand || waiting >= hub->capacity;
}

/* --- The end -------------------------------------------------------------- */

/* The groups are nobody's then; as they were. */
static rill_group_t *hub_let_groups_go(rill_hub_t *hub) {
  rill_group_t *first = hub->first;
  hub->first = hub->last = NULL;
  hub->readers = 0;
  for (rill_group_t *group = first; group != NULL; group = group->next) {
    group->hub = NULL;
    group->straight = NULL;
  }
  for (rill_group_t *group = first; group != NULL; group = group->next)
    rill_group_unclose(group);
  return first;
}

void rill_hub_end(rill_hub_t *hub, rill_error_t *error) {
  if (hub->over) {
    rill_unref(error);
    return;
  }
  rill_stage_t *upstream = hub->upstream;
  rill_object_keep(&hub->base);
  hub->over = true;
  hub->error = error;
  hub->upstream = NULL;
  rill_group_t *group = hub_let_groups_go(hub);
  rill_run_end(upstream);
  while (group != NULL) {
    rill_group_t *next = group->next;
    rill_group_end(group, hub, error);
    rill_object_leave(&group->base);
    group = next;
  }
  rill_keyed_clear(&hub->keyed);
  hub_settle(hub);
  rill_object_leave(&hub->base);
}

void rill_hub_fail(rill_hub_t *hub, rill_error_t *error) {
  const struct rill_place *place = &hub->keep->stages[0];
  rill_hub_end(hub, rill_error_place(error, place->site, (int) place->position,
                                     hub->name));
}

void rill_hub_unfed(rill_stage_t *sink) {
  rill_hub_t *hub = rill_hub_of(sink);
  hub->upstream = NULL;
  while (hub->first != NULL) rill_group_abandon(hub->first);
  rill_object_leave(&hub->base);
}

/* --- The stage ------------------------------------------------------------ */

static void hub_destroy(void *object) {
  rill_hub_t *hub = object;
  rill_keyed_clear(&hub->keyed);
  rill_hub_withhold_fresh(hub);
  rill_release(hub->fills, hub->fills_room * sizeof *hub->fills);
  rill_unref(hub->spare);
  rill_unref(hub->error);
  rill_unref(hub->scheduler);
  rill_unref(hub->keep);
}

static const rill_type_t hub_type = {
    .name = "hub",
    .destroy = hub_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_hub_t *rill_hub_start(rill_stage_t *outer, const rill_hub_kind_t *kind,
                           int64_t capacity) {
  struct rill_hub_outer *state = rill_state(outer);
  rill_hub_t *hub = rill_object_new_zeroed(&hub_type, kind->size);
  if (hub == NULL || !hub_fills_grow(hub)) {
    rill_unref(hub);
    rill_emit_error(outer, rill_error_no_memory());
    return NULL;
  }
  hub->kind = kind;
  hub->name = outer->ops->name;
  hub->outer = outer;
  hub->keep = rill_ref(outer->chain->observable);
  hub->params = rill_params(outer);
  hub->scheduler = rill_ref(rill_stage_scheduler(outer));
  hub->capacity = capacity;
  hub->demand = state->demand;
  hub->told = outer->chain->told;
  state->hub = hub;
  return hub;
}

/* Lives where the stage does, and may outlive it. */
bool rill_hub_run(rill_hub_t *hub, rill_observable_t *observable,
                  const rill_stage_ops_t *sink_ops) {
  rill_observable_t *bridged = NULL;
  rill_scheduler_t *home = hub->scheduler;
  if (rill_observable_home(observable, home) != home)
    observable = bridged = rill_observe_home(observable, home);
  hub->upstream = rill_run_detached(home, observable, sink_ops, hub);
  rill_unref(bridged);
  if (hub->upstream == NULL) {
    rill_emit_error(hub->outer, rill_error_no_memory());
    return false;
  }
  rill_object_keep(&hub->base); /* the run's */
  rill_run_start(hub->upstream);
  return hub->upstream != NULL;
}

void rill_hub_request(rill_stage_t *stage, int64_t count) {
  struct rill_hub_outer *state = rill_state(stage);
  if (state->hub == NULL) {
    rill_demand_add(&state->demand, count);
    return;
  }
  rill_demand_add(&state->hub->demand, count);
  hub_settle(state->hub);
}

/* Groups that have a subscriber go on. */
void rill_hub_release(rill_stage_t *stage) {
  struct rill_hub_outer *state = rill_state(stage);
  rill_hub_t *hub = state->hub;
  if (hub == NULL) return;
  state->hub = NULL;
  rill_hub_withhold_fresh(hub);
  rill_group_t *group = rill_ref(hub->first);
  while (group != NULL) {
    rill_group_t *next = rill_ref(group->next);
    if (group->reader == NULL) rill_group_abandon(group);
    group = rill_hub_resume(hub, group, next);
  }
  hub->outer = NULL;
  rill_hub_check(hub);
  rill_object_leave(&hub->base);
}
