/* SPDX-License-Identifier: MIT */
/* offers: what others have of a group, and when there is one behind it. */
#include "shared/untaken.h"

static rill_offer_t *offer_new(const rill_hub_t *hub) {
  rill_offer_t *offer =
      rill_object_make_zeroed(&rill_observable_type, sizeof *offer);
  if (offer == NULL) return NULL;
  offer->place.op = hub->kind->source;
  offer->base.stages = &offer->place;
  offer->base.count = offer->base.room = 1;
  offer->place.size = rill_stage_size(offer->place.op->ops);
  offer->base.block = offer->place.size;
  offer->base.prompt = true;
  offer->name = hub->name;
  offer->told = hub->told;
  offer->scheduler = rill_ref(hub->scheduler);
  return offer;
}

rill_offer_t *rill_offer_new(rill_hub_t *hub) {
  rill_offer_t *offer = hub->spare != NULL ? hub->spare : offer_new(hub);
  hub->spare = NULL;
  return offer;
}

rill_value_t rill_hub_open(rill_hub_t *hub, rill_group_t **group) {
  rill_offer_t *offer = offer_new(hub);
  *group = offer != NULL ? rill_hub_join(hub) : NULL;
  if (*group == NULL) {
    rill_unref(offer);
    return rill_no_memory();
  }
  offer->group = rill_ref(*group);
  return rill_object(offer);
}

rill_offer_t *rill_hub_offer(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                             rill_value_t first) {
  rill_offer_t *offer = rill_offer_new(hub);
  if (offer == NULL || !rill_keyed_add(&hub->keyed, key, hash, &offer->at)) {
    rill_unref(offer);
    rill_value_unref(key);
    rill_value_unref(first);
    return NULL;
  }
  rill_keyed_at(&hub->keyed, offer->at)->held = NULL;
  offer->key = rill_value_ref(key);
  offer->first = first;
  offer->hash = hash;
  offer->hub = hub;
  return offer;
}

rill_group_t *rill_offer_group(rill_offer_t *offer) {
  rill_hub_t *hub = offer->hub;
  if (hub == NULL) return offer->group;
  rill_group_t *group = rill_hub_join(hub);
  if (group == NULL) return NULL;
  offer->hub = NULL;
  offer->group = rill_ref(group);
  if (!hub->kind->keyed) return group;
  rill_value_t first = offer->first;
  offer->first = rill_none();
  group->is_keyed = true;
  group->hash = offer->hash;
  group->place = offer->at;
  rill_keyed_at(&hub->keyed, offer->at)->held = group;
  rill_group_begin(group, first);
  return group;
}

static void offer_clear(rill_offer_t *offer) {
  rill_value_t key = offer->key, first = offer->first;
  offer->hub = NULL;
  offer->key = offer->first = rill_none();
  rill_value_unref(key);
  rill_value_unref(first);
}

/* Nobody wants the group, nor its first item. */
static RILL_COLD void offer_tell(const rill_hub_t *hub,
                                 const rill_offer_t *offer) {
  if (hub->kind->keyed) rill_hub_tell_of(hub, offer->first);
}

void rill_offer_settle(rill_hub_t *hub, rill_offer_t *offer,
                       rill_group_t **kept) {
  bool ours = __atomic_load_n(&offer->base.base.count, __ATOMIC_ACQUIRE) == 1;
  offer->whole = NULL;
  if (ours && offer->group == NULL && hub->spare == NULL) {
    hub->spare = offer;
    offer->is_lent = false;
    if (rill_unlikely(hub->told)) offer_tell(hub, offer);
    offer_clear(offer);
    return;
  }
  bool done = offer->is_lent || rill_offer_group(offer) != NULL;
  if (kept != NULL) *kept = rill_ref(offer->group);
  offer->hub = NULL;
  rill_unref(offer);
  if (!done) rill_hub_fail(hub, rill_error_no_memory());
}

/* Nothing comes between them that could emit more: what `outer` emits next is
 * what happens next when `stage` has returned. */
static bool is_straight_below(const rill_stage_t *stage,
                              const rill_stage_t *outer) {
  for (stage = stage->up; stage != NULL; stage = stage->up)
    if (stage->ops->code == RILL_CODE_NEXT) break;
  return stage == outer;
}

/* The scheduler never changes; what does is looked at on its thread only. */
bool rill_offer_lend(rill_observable_t *observable, const rill_stage_t *stage,
                     uint64_t room, rill_supply_t *items) {
  rill_offer_t *offer = (rill_offer_t *) (void *) observable;
  if (offer->scheduler != rill_stage_scheduler(stage)) return false;
  if (offer->whole == NULL || offer->group != NULL ||
      offer->whole->count > room ||
      !is_straight_below(stage, offer->hub->outer))
    return false;
  *items = *offer->whole;
  offer->whole = NULL;
  offer->is_lent = true;
  return true;
}

/* --- Dropped -------------------------------------------------------------- */

static void group_dropped(rill_job_t *job, int status) {
  rill_group_t *group = rill_container_of(job, rill_group_t, dropped);
  if (status == 0) rill_group_orphan(group);
  rill_object_leave(&group->base);
}

void rill_offer_dropped(rill_observable_t *observable) {
  rill_offer_t *offer = (rill_offer_t *) (void *) observable;
  rill_group_t *group = offer->group;
  if (group != NULL) {
    group->dropped.run = group_dropped;
    if (rill_scheduler_is_current(offer->scheduler)) {
      if (group->hub == NULL) rill_offer_clear_group(offer);
      group_dropped(&group->dropped, 0);
    } else if (rill_post_job(offer->scheduler, &group->dropped) != 0) {
      rill_unref(group);
    }
  }
  offer_clear(offer);
  rill_unref(offer->scheduler);
}

rill_offer_t *rill_offer_of(rill_value_t value) {
  rill_observable_t *o = rill_as_object(value, &rill_observable_type);
  if (o == NULL || o->stages[0].op->ops->dropped != rill_offer_dropped)
    return NULL;
  return (rill_offer_t *) (void *) (o->upstream != NULL ? o->upstream : o);
}
