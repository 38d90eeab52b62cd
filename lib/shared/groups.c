/* SPDX-License-Identifier: MIT */
/* groups: streams of a stream, a queue and at most one subscriber each. */
#include "core/driver.h"
#include "shared/untaken.h"

/* --- A group and its subscriber ------------------------------------------- */

static rill_value_t group_pop(rill_group_t *group) {
  size_t queued = rill_group_queued(group);
  if (group->hub != NULL) rill_hub_refill(group->hub, queued, queued - 1);
  if (!group->has_oldest) return rill_ring_pop(&group->queue);
  group->has_oldest = false;
  return group->oldest;
}

/* Most groups never have more than one item waiting. */
static bool group_queue(rill_group_t *group, rill_value_t item) {
  size_t queued = rill_group_queued(group);
  group->straight = NULL;
  if (queued == 0) {
    group->oldest = item;
    group->has_oldest = true;
  } else if (!rill_ring_push(&group->queue, item)) {
    return false;
  }
  return rill_hub_refill(group->hub, queued, queued + 1);
}

static __attribute__((noinline)) void group_deliver(rill_group_t *group) {
  rill_stage_t *reader = group->reader;
  struct rill_group_reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain;
  rill_object_keep(&group->base);
  rill_enter_often(chain);
  group->emitting = true;
  while (!reader->closed && state->demand > 0 &&
         rill_group_queued(group) > 0)
    rill_demand_use(&state->demand, rill_emit_own(reader, group_pop(group)));
  group->emitting = false;
  if (!reader->closed && group->over && rill_group_queued(group) == 0)
    rill_emit_end(reader, rill_ref(group->error));
  rill_leave_often(chain);
  if (group->hub != NULL) rill_hub_room(group->hub);
  rill_object_leave(&group->base);
}

/* What the subscriber has asked for, and the end. */
static inline void group_settle(rill_group_t *group) {
  const rill_stage_t *reader = group->reader;
  if (reader == NULL || reader->closed || group->emitting) return;
  if (rill_group_queued(group) > 0 || group->over) group_deliver(group);
}

void rill_group_pushed(rill_group_t *group) { group_settle(group); }

static size_t hear(rill_stage_t *below, rill_value_t item) {
  return rill_emit_one(below->up, item);
}

static size_t hear_fold(rill_stage_t *below, rill_value_t item) {
  if (below->code != RILL_CODE_FOLD) return hear(below, item);
  rill_fold_one(below, item);
  return 0;
}

/* Whether the next item need not look at all this again. */
static void group_straighten(rill_group_t *group) {
  rill_stage_t *reader = group->reader;
  if (reader == NULL || reader->closed || group->hub == NULL || group->over ||
      rill_group_queued(group) > 0)
    return;
  const struct rill_group_reader *state = rill_state(reader);
  if (state->demand == 0) return;
  const rill_stage_t *below = reader->down;
  bool short_way = below->code == RILL_CODE_NEXT && below->down != NULL &&
                   below->ops->next_one != NULL;
  group->hears = short_way                        ? below->ops->next_one
                 : below->code == RILL_CODE_FOLD ? hear_fold
                                                 : hear;
  group->straight = reader;
}

/* On at once, if the subscriber waits for it. */
bool rill_group_push_else(rill_group_t *group, rill_value_t item) {
  rill_stage_t *reader = group->reader;
  if (rill_unlikely(group->orphan || group->hub == NULL ||
                    rill_group_is_gone(group))) {
    rill_group_let_go(group, item);
    return true;
  }
  if (reader == NULL || group->emitting || rill_group_queued(group) > 0 ||
      ((struct rill_group_reader *) rill_state(reader))->demand == 0)
    return group_queue(group, item);
  struct rill_group_reader *state = rill_state(reader);
  rill_chain_t *chain = reader->chain; /* which holds the group */
  rill_enter_often(chain);
  group->emitting = true;
  rill_demand_use(&state->demand, rill_emit_own(reader, item));
  group->emitting = false;
  rill_group_pushed(group);
  group_straighten(group);
  rill_leave_often(chain);
  return true;
}

/* As many as the subscriber waits for, straight on. */
static uint64_t group_emit_row(rill_group_t *group,
                               const rill_supply_t *items) {
  rill_stage_t *reader = group->reader;
  struct rill_group_reader *state = rill_state(reader);
  uint64_t done = 0;
  group->emitting = true;
  while (done < items->count && !reader->closed && state->demand > 0) {
    size_t n = (size_t) (items->count - done);
    if ((int64_t) n > state->demand) n = (size_t) state->demand;
    rill_demand_use(&state->demand, rill_emit_supply(reader, items, done, n));
    done += n;
  }
  group->emitting = false;
  return done;
}

static bool group_push_at(rill_group_t *group, const rill_supply_t *items,
                          uint64_t index) {
  return rill_group_push(group, rill_value_ref(rill_supply_at(items, index)));
}

bool rill_group_push_row(rill_group_t *group, const rill_supply_t *items) {
  rill_stage_t *reader = group->reader;
  if (items->count == 1) return group_push_at(group, items, 0);
  rill_chain_t *chain = reader != NULL ? reader->chain : NULL;
  bool pushed = true;
  rill_object_keep(&group->base);
  if (chain != NULL) rill_enter_often(chain);
  uint64_t i = 0;
  if (reader != NULL && !group->emitting && rill_group_queued(group) == 0)
    i = group_emit_row(group, items);
  if (i > 0) rill_group_pushed(group);
  for (; i < items->count && pushed && (reader == NULL || !reader->closed); i++)
    pushed = group_push_at(group, items, i);
  if (chain != NULL) rill_leave_often(chain);
  rill_object_leave(&group->base);
  return pushed;
}

void rill_group_begin(rill_group_t *group, rill_value_t first) {
  bool queued = group_queue(group, first);
  assert(queued);
  (void) queued;
}

void rill_group_end(rill_group_t *group, const rill_hub_t *hub,
                    rill_error_t *error) {
  group->next = group->back = NULL;
  group->over = true;
  group->error = rill_ref(error);
  if (error != NULL) rill_group_clear(group, hub);
  group_settle(group);
}

/* It may have been the fullest, or the last one with a subscriber. */
void rill_group_close(rill_group_t *group) {
  rill_hub_t *hub = group->hub;
  bool waited = rill_group_queued(group) > 0; /* for who reads it */
  rill_object_keep(&hub->base);
  rill_object_keep(&group->base);
  rill_hub_remove(hub, group);
  rill_group_end(group, hub, NULL);
  if (waited || hub->outer == NULL || hub->outer->closed) rill_hub_check(hub);
  rill_object_leave(&group->base);
  rill_object_leave(&hub->base);
}

void rill_group_abandon(rill_group_t *group) {
  rill_hub_t *hub = group->hub;
  const char *noun = hub->kind->source->ops->name;
  rill_object_keep(&group->base);
  rill_hub_remove(hub, group);
  group->over = true;
  if (!group->orphan)
    group->error = rill_error_new(
        RILL_ECANCELED,
        "rill_%s: the stream of %ss was cancelled before this %s was "
        "subscribed (subscribe a %s when it comes)",
        hub->name, noun, noun, noun);
  rill_group_clear(group, hub);
  rill_object_leave(&group->base);
}

/* For good: nobody can subscribe any more. */
void rill_group_orphan(rill_group_t *group) {
  rill_hub_t *hub = rill_ref(group->hub);
  if (hub == NULL || group->taken) {
    rill_unref(hub);
    return;
  }
  rill_scheduler_begin(hub->scheduler);
  group->orphan = true;
  if (group->is_keyed && group->closing == NULL)
    rill_hub_silence(hub, group);
  else if (rill_group_queued(group) > 0)
    rill_hub_refill(hub, rill_group_queued(group), 0);
  rill_group_clear(group, hub);
  rill_hub_room(hub);
  rill_scheduler_end(hub->scheduler);
  rill_unref(hub);
}

/* --- The subscriber's source ---------------------------------------------- */

static void reader_refuse(rill_stage_t *stage, int code, const char *format) {
  rill_emit_error(stage, rill_error_new(code, "rill_%s: a %s %s",
                                        rill_offer_read(stage)->name,
                                        stage->ops->name, format));
}

static void reader_subscribe(rill_stage_t *stage, rill_group_t *group) {
  group->taken = true;
  group->reader = stage;
  ((struct rill_group_reader *) rill_state(stage))->group = group;
  if (group->hub != NULL) group->hub->readers++;
  group_settle(group);
}

static void reader_start(rill_stage_t *stage) {
  rill_offer_t *offer = rill_offer_read(stage);
  if (rill_stage_scheduler(stage) != offer->scheduler) {
    reader_refuse(stage, RILL_EWRONGTHREAD,
                  "was subscribed on another scheduler than its stream's "
                  "(subscribe it there, then use rill_observe_on)");
    return;
  }
  rill_group_t *group = offer->is_lent ? NULL : rill_offer_group(offer);
  if (group == NULL && !offer->is_lent)
    rill_emit_error(stage, rill_error_no_memory());
  else if (offer->is_lent || group->taken)
    reader_refuse(stage, RILL_EALREADY,
                  "has had its subscriber (share it to have several)");
  else
    reader_subscribe(stage, group);
}

static void reader_request(rill_stage_t *stage, int64_t count) {
  struct rill_group_reader *state = rill_state(stage);
  rill_demand_add(&state->demand, count);
  if (state->group != NULL) group_settle(state->group);
}

/* Without its subscriber a group takes no more. */
static void reader_release(rill_stage_t *stage) {
  rill_group_t *group = ((struct rill_group_reader *) rill_state(stage))->group;
  if (group == NULL) return;
  rill_hub_t *hub = group->hub;
  if (hub != NULL) rill_hub_remove(hub, group);
  rill_group_clear(group, hub);
  group->reader = NULL;
  if (hub != NULL) rill_hub_check(hub);
}

#define READER_OPS                                                            \
  .state_size = sizeof(struct rill_group_reader), .start = reader_start,      \
  .request = reader_request, .release = reader_release,                       \
  .dropped = rill_offer_dropped

static const rill_stage_ops_t group_ops = {.name = "group", READER_OPS};
static const rill_stage_ops_t window_ops = {
    .name = "window", READER_OPS, .lend = rill_offer_lend};

rill_operator_t rill_group_source = {
    .base = RILL_STATIC_OBJECT(rill_operator_type), .ops = &group_ops};
rill_operator_t rill_window_source = {
    .base = RILL_STATIC_OBJECT(rill_operator_type), .ops = &window_ops};

/* --- Making one ----------------------------------------------------------- */

static void group_destroy(void *object) {
  rill_group_t *group = object;
  rill_group_clear(group, NULL);
  rill_unref(group->error);
}

static const rill_type_t group_type = {
    .name = "group",
    .destroy = group_destroy,
    .reserved = {RILL_TYPE_ALONE, NULL}, /* what it has queued is in between */
};

rill_group_t *rill_group_new(void) {
  return rill_object_make_zeroed(&group_type, sizeof(rill_group_t));
}
