/* SPDX-License-Identifier: MIT */
/* groups: streams of a stream, a queue each, and who asks for what. */
#include "shared/groups.h"

#include "base/value.h"
#include "core/chain.h"

/* --- What waits in the groups --------------------------------------------- */

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

/* A group had `before` items queued and has `after`: who is the fullest? */
static bool hub_refill(rill_hub_t *hub, size_t before, size_t after) {
  if (after >= hub->fills_room && !hub_fills_grow(hub)) return false;
  hub->fills[before]--;
  hub->fills[after]++;
  hub->fills[0] = 0;
  if (after > hub->most) hub->most = after;
  while (hub->most > 0 && hub->fills[hub->most] == 0) hub->most--;
  return true;
}

/* Asks upstream for as many items as the fullest group could take. */
void rill_hub_replenish(rill_hub_t *hub) {
  if (hub->upstream == NULL || hub->upstream->closed) return;
  int64_t capacity = hub->capacity;
  int64_t count = capacity - (int64_t) hub->most - hub->credit;
  if (count < 1 || (hub->credit > 0 && count < capacity - capacity / 4)) return;
  hub->credit += count;
  rill_chain_t *chain = hub->upstream->chain;
  rill_enter(chain);
  rill_ask(hub->upstream, count);
  rill_leave(chain);
}

/* --- Which groups are open ------------------------------------------------ */

static void hub_remove(rill_hub_t *hub, rill_group_t *group) {
  rill_group_t *last = hub->groups[--hub->count];
  rill_table_remove(&hub->table, group->hash, (uint32_t) group->number);
  if (last != group) {
    rill_table_remove(&hub->table, last->hash, (uint32_t) last->number);
    rill_table_add(&hub->table, last->hash, (uint32_t) group->number);
    hub->groups[group->number] = last;
    last->number = group->number;
  }
  if (group->queue.count > 0) hub_refill(hub, group->queue.count, 0);
  if (group->reader != NULL) hub->readers--;
  group->hub = NULL;
  rill_unref(group);
}

static bool hub_add(rill_hub_t *hub, rill_group_t *group) {
  if (hub->count == hub->room) {
    size_t room = hub->room > 0 ? 2 * hub->room : 8;
    rill_group_t **groups = rill_allocate(room * sizeof(rill_group_t *));
    if (groups == NULL) return false;
    if (hub->count > 0)
      memcpy(groups, hub->groups, hub->count * sizeof(rill_group_t *));
    rill_release(hub->groups, hub->room * sizeof(rill_group_t *));
    hub->groups = groups;
    hub->room = room;
  }
  group->number = hub->count;
  if (!rill_table_add(&hub->table, group->hash, (uint32_t) group->number))
    return false;
  hub->groups[hub->count++] = rill_ref(group);
  group->hub = hub;
  return true;
}

/* One whose subscriber was cancelled this moment is as good as gone. */
rill_group_t *rill_hub_find(rill_hub_t *hub, rill_value_t key, uint64_t hash) {
  rill_table_at_t at = rill_table_find(&hub->table, hash);
  for (; rill_table_is(&at); rill_table_next(&hub->table, &at)) {
    rill_group_t *group = hub->groups[at.number];
    if (group->hash != hash || !rill_value_equal(group->key, key)) continue;
    if (group->reader == NULL || !group->reader->closed) return group;
    hub_remove(hub, group);
    return NULL;
  }
  return NULL;
}

/* --- A group and its subscriber ------------------------------------------- */

struct reader { int64_t demand; };
struct reader_params { rill_group_t *group; };

static rill_group_t *group_of(const rill_stage_t *reader) {
  return ((const struct reader_params *) rill_params(reader))->group;
}

static rill_value_t group_pop(rill_group_t *group) {
  if (group->hub != NULL)
    hub_refill(group->hub, group->queue.count, group->queue.count - 1);
  return rill_ring_pop(&group->queue);
}

static bool group_queue(rill_group_t *group, rill_value_t item) {
  size_t count = group->queue.count;
  if (!rill_ring_push(&group->queue, item)) return false;
  return hub_refill(group->hub, count, count + 1);
}

/* What the subscriber has asked for, and the end. */
static void group_settle(rill_group_t *group) {
  rill_stage_t *reader = group->reader;
  if (reader == NULL || reader->closed || group->emitting) return;
  struct reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_ref_object(group);
  rill_enter(chain);
  group->emitting = true;
  while (!reader->closed && state->demand > 0 && group->queue.count > 0)
    rill_demand_use(&state->demand, rill_emit_own(reader, group_pop(group)));
  group->emitting = false;
  if (!reader->closed && group->over && group->queue.count == 0)
    rill_emit_end(reader, rill_ref(group->error));
  rill_leave(chain);
  if (group->hub != NULL) rill_hub_replenish(group->hub);
  rill_unref(group);
}

/* Takes over the item; false without memory. */
bool rill_group_push(rill_group_t *group, rill_value_t item) {
  rill_stage_t *reader = group->reader;
  if (reader == NULL || group->emitting || group->queue.count > 0 ||
      ((struct reader *) rill_state(reader))->demand == 0)
    return group_queue(group, item);
  struct reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_ref_object(group);
  rill_enter(chain);
  group->emitting = true;
  rill_demand_use(&state->demand, rill_emit_own(reader, item));
  group->emitting = false;
  if (group->queue.count > 0 || group->over) group_settle(group);
  rill_leave(chain);
  rill_unref(group);
  return true;
}

/* It has left the hub. Borrows the error; that overtakes the queue. */
void rill_group_end(rill_group_t *group, rill_error_t *error) {
  group->over = true;
  group->error = rill_ref(error);
  if (error != NULL) rill_ring_clear(&group->queue);
  group_settle(group);
}

static void group_destroy(void *object) {
  rill_group_t *group = object;
  rill_value_unref(group->key);
  rill_ring_clear(&group->queue);
  rill_unref(group->scheduler);
  rill_unref(group->error);
}

static const rill_type_t group_type = {
  .name = "group",
  .destroy = group_destroy,
  .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* Nobody can subscribe to it in time any more. */
void rill_group_abandon(rill_group_t *group) {
  rill_ref_object(group);
  hub_remove(group->hub, group);
  rill_error_t *error = rill_error_new(
      RILL_ECANCELED, "rill_group_by: the stream of groups was cancelled "
                      "before this group was subscribed (subscribe a group "
                      "when it comes)");
  group->over = true;
  group->error = error;
  rill_ring_clear(&group->queue);
  rill_unref(group);
}

/* Upstream runs for the outer stream and for groups with a subscriber. */
void rill_hub_check(rill_hub_t *hub) {
  if (hub->upstream == NULL) return;
  bool left = hub->outer == NULL || hub->outer->closed;
  if (left && hub->readers == 0)
    rill_run_cancel(hub->upstream);
  else
    rill_hub_replenish(hub);
}

/* --- The subscriber's source ---------------------------------------------- */

static void reader_start(rill_stage_t *stage) {
  rill_group_t *group = group_of(stage);
  if (rill_stage_scheduler(stage) != group->scheduler) {
    rill_emit_error(
        stage, rill_error_new(RILL_EWRONGTHREAD,
                              "rill_group_by: a group was subscribed on "
                              "another scheduler than its stream's (subscribe "
                              "it there, then use rill_observe_on)"));
  } else if (group->taken) {
    rill_emit_error(
        stage, rill_error_new(RILL_EALREADY,
                              "rill_group_by: a group has had its subscriber "
                              "(share it to have several)"));
  } else {
    group->taken = true;
    group->reader = stage;
    if (group->hub != NULL) group->hub->readers++;
    group_settle(group);
  }
}

static void reader_request(rill_stage_t *stage, int64_t count) {
  rill_demand_add(&((struct reader *) rill_state(stage))->demand, count);
  if (group_of(stage)->reader == stage) group_settle(group_of(stage));
}

/* A group has one subscriber in its life: without it, it takes no more. */
static void reader_release(rill_stage_t *stage) {
  rill_group_t *group = group_of(stage);
  if (group->reader != stage) return;
  rill_hub_t *hub = group->hub;
  if (hub != NULL) hub_remove(hub, group);
  group->reader = NULL;
  rill_ring_clear(&group->queue);
  if (hub != NULL) rill_hub_check(hub);
}

static void reader_forget(void *params) {
  rill_unref(((struct reader_params *) params)->group);
}

static const rill_stage_ops_t reader_ops = {
  .name = "group",
  .state_size = sizeof(struct reader),
  .params_size = sizeof(struct reader_params),
  .forget = reader_forget,
  .start = reader_start,
  .request = reader_request,
  .release = reader_release,
};

rill_group_t *rill_group_of(rill_value_t value) {
  const rill_observable_t *o = rill_as_object(value, &rill_observable_type);
  if (o == NULL || o->stages[0].op->ops != &reader_ops) return NULL;
  struct reader_params *params = rill_operator_params(o->stages[0].op);
  return params->group;
}

/* --- The hub -------------------------------------------------------------- */

rill_value_t rill_hub_open(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                      rill_group_t **out) {
  rill_group_t *group = rill_object_new_zeroed(&group_type, sizeof *group);
  if (group == NULL) {
    rill_value_unref(key);
    return rill_no_memory();
  }
  group->key = key;
  group->hash = hash;
  group->scheduler = rill_ref(hub->scheduler);
  if (!hub_add(hub, group)) {
    rill_unref(group);
    return rill_no_memory();
  }
  *out = group;
  return rill_object(rill_source_make(&reader_ops,
                                      &(struct reader_params){group}));
}

static void hub_destroy(void *object) {
  rill_hub_t *hub = object;
  rill_table_clear(&hub->table);
  rill_ring_clear(&hub->fresh);
  rill_release(hub->groups, hub->room * sizeof(rill_group_t *));
  rill_release(hub->fills, hub->fills_room * sizeof *hub->fills);
  rill_unref(hub->error);
  rill_unref(hub->scheduler);
  rill_unref(hub->keep);
}

static const rill_type_t hub_type = {
  .name = "group hub",
  .destroy = hub_destroy,
  .reserved = {RILL_TYPE_WHOLE, NULL},
};

rill_hub_t *rill_hub_new(rill_stage_t *outer, int64_t capacity) {
  rill_hub_t *hub = rill_object_new_zeroed(&hub_type, sizeof *hub);
  if (hub == NULL) return NULL;
  hub->outer = outer;
  hub->keep = rill_ref(outer->chain->observable);
  hub->params = rill_params(outer);
  hub->scheduler = rill_ref(rill_stage_scheduler(outer));
  hub->capacity = capacity;
  return hub;
}
