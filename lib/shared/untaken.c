/* SPDX-License-Identifier: MIT */
/* untaken: tells of items that no subscriber of a group got. */
#include "shared/untaken.h"

/* Without a run: -1 is no place in a pipe. */
static void tell_apart(rill_scheduler_t *s, const char *name, int position,
                       rill_value_t item) {
  const rill_teller_t teller = {.scheduler = s,
                                .name = name,
                                .site = "",
                                .position = position,
                                .told = true};
  rill_tell_as(&teller, &item, 1);
}

void rill_hub_tell_of(const rill_hub_t *hub, rill_value_t item) {
  if (hub->outer != NULL)
    rill_tell_of(hub->outer, &item, 1);
  else
    tell_apart(hub->scheduler, hub->name, (int) hub->keep->stages[0].position,
               item);
}

/* --- For outer ------------------------------------------------------------ */

void rill_hub_withhold(const rill_hub_t *hub, rill_value_t value) {
  bool made = value.kind != RILL_ERROR && rill_offer_of(value) == NULL;
  if (made) rill_hub_tell(hub, value);
  rill_value_unref(value);
}

void rill_hub_withhold_fresh(rill_hub_t *hub) {
  while (hub->fresh.count > 0)
    rill_hub_withhold(hub, rill_ring_pop(&hub->fresh));
  rill_ring_clear(&hub->fresh);
}

/* --- For a group ---------------------------------------------------------- */

static void group_tell(const rill_group_t *group, const rill_hub_t *hub,
                       const rill_offer_t *offer, rill_value_t item) {
  if (hub != NULL)
    rill_hub_tell(hub, item);
  else if (group->reader != NULL)
    rill_tell(group->reader, item);
  else if (offer != NULL && offer->told)
    tell_apart(offer->scheduler, offer->name, -1, item);
}

void rill_group_let_go(const rill_group_t *group, rill_value_t item) {
  group_tell(group, group->hub, NULL, item);
  rill_value_unref(item);
}

static void group_clear(rill_group_t *group, const rill_hub_t *hub,
                        const rill_offer_t *offer) {
  bool had_oldest = group->has_oldest;
  rill_ring_t queue = group->queue;
  group->has_oldest = false;
  group->queue = (rill_ring_t){0};
  if (had_oldest) group_tell(group, hub, offer, group->oldest);
  for (size_t i = 0; i < queue.count; i++)
    group_tell(group, hub, offer, rill_ring_at(&queue, i));
  if (had_oldest) rill_value_unref(group->oldest);
  rill_ring_clear(&queue);
}

void rill_group_clear_queue(rill_group_t *group, const rill_hub_t *hub) {
  group_clear(group, hub, NULL);
}

void rill_offer_clear_group(const rill_offer_t *offer) {
  group_clear(offer->group, NULL, offer);
}
