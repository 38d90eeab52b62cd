/* SPDX-License-Identifier: MIT */
/* members: the groups of a hub that are open, by age and by key. */
#include "base/value.h"
#include "shared/groups.h"

/* --- By age --------------------------------------------------------------- */

static void hub_link(rill_hub_t *hub, rill_group_t *group) {
  group->hub = hub;
  group->number = hub->opened++;
  group->back = hub->last;
  *(hub->last != NULL ? &hub->last->next : &hub->first) = group;
  rill_object_keep(&group->base);
  hub->last = group;
}

static void hub_unlink(rill_hub_t *hub, rill_group_t *group) {
  *(group->back != NULL ? &group->back->next : &hub->first) = group->next;
  *(group->next != NULL ? &group->next->back : &hub->last) = group->back;
  group->next = group->back = NULL;
}

rill_group_t *rill_hub_resume(rill_hub_t *hub, rill_group_t *group,
                              rill_group_t *next) {
  uint64_t number = group->number;
  rill_unref(group);
  if (next == NULL || next->hub == hub) return next;
  rill_unref(next);
  next = hub->first;
  while (next != NULL && next->number <= number) next = next->next;
  return rill_ref(next);
}

/* Those that are opened meanwhile come too late for it. */
bool rill_hub_push(rill_hub_t *hub, rill_value_t item) {
  uint64_t end = hub->opened;
  bool pushed = true;
  rill_group_t *group = rill_ref(hub->first);
  while (group != NULL) {
    rill_group_t *next = rill_ref(group->next);
    if (pushed && !group->idle && group->number < end)
      pushed = rill_group_push(group, rill_value_ref(item));
    group = rill_hub_resume(hub, group, next);
  }
  return pushed;
}

/* --- By key --------------------------------------------------------------- */

void rill_group_bury(rill_group_t *group) {
  rill_object_keep(&group->base);
  rill_hub_remove(group->hub, group);
  rill_object_leave(&group->base);
}

/* --- In and out ----------------------------------------------------------- */

void rill_group_unclose(rill_group_t *group) {
  rill_stage_t *closing = group->closing;
  group->closing = NULL;
  if (closing != NULL) rill_run_cancel(closing);
}

static void hub_take_out(rill_hub_t *hub, rill_group_t *group) {
  size_t queued = rill_group_queued(group);
  hub_unlink(hub, group);
  if (queued > 0) rill_hub_refill(hub, queued, 0);
  if (group->reader != NULL) hub->readers--;
  group->hub = NULL;
  group->straight = NULL;
  rill_group_unclose(group);
  rill_object_leave(&group->base);
}

void rill_hub_remove(rill_hub_t *hub, rill_group_t *group) {
  if (group->is_keyed)
    rill_keyed_remove(&hub->keyed, group->place, group->hash);
  hub_take_out(hub, group);
}

void rill_hub_silence(rill_hub_t *hub, rill_group_t *group) {
  rill_keyed_at(&hub->keyed, group->place)->held = NULL;
  hub_take_out(hub, group);
}

rill_group_t *rill_hub_join(rill_hub_t *hub) {
  rill_group_t *group = rill_group_new();
  if (group == NULL) return NULL;
  hub_link(hub, group);
  rill_object_leave(&group->base);
  return group;
}
