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
  hub->last = rill_ref(group);
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

static bool keyed_add(rill_hub_t *hub, rill_group_t *group) {
  if (hub->count == hub->room) {
    size_t room = hub->room > 0 ? 2 * hub->room : 8;
    rill_group_t **keyed = rill_allocate(room * sizeof(rill_group_t *));
    if (keyed == NULL) return false;
    if (hub->count > 0)
      memcpy(keyed, hub->keyed, hub->count * sizeof(rill_group_t *));
    rill_release(hub->keyed, hub->room * sizeof(rill_group_t *));
    hub->keyed = keyed;
    hub->room = room;
  }
  group->place = hub->count;
  if (!rill_table_add(&hub->table, group->hash, (uint32_t) group->place))
    return false;
  hub->keyed[hub->count++] = group;
  return true;
}

static void keyed_remove(rill_hub_t *hub, rill_group_t *group) {
  rill_group_t *last = hub->keyed[--hub->count];
  rill_table_remove(&hub->table, group->hash, (uint32_t) group->place);
  if (last == group) return;
  rill_table_remove(&hub->table, last->hash, (uint32_t) last->place);
  rill_table_add(&hub->table, last->hash, (uint32_t) group->place);
  hub->keyed[group->place] = last;
  last->place = group->place;
}

/* One whose subscriber was cancelled this moment is as good as gone. */
rill_group_t *rill_hub_find(rill_hub_t *hub, rill_value_t key, uint64_t hash) {
  rill_table_at_t at = rill_table_find(&hub->table, hash);
  for (; rill_table_is(&at); rill_table_next(&hub->table, &at)) {
    rill_group_t *group = hub->keyed[at.number];
    if (group->hash != hash || !rill_value_equal(group->key, key)) continue;
    if (group->reader == NULL || !group->reader->closed) return group;
    rill_ref_object(group);
    rill_hub_remove(hub, group);
    rill_unref(group);
    return NULL;
  }
  return NULL;
}

/* --- In and out ----------------------------------------------------------- */

void rill_group_unclose(rill_group_t *group) {
  rill_stage_t *closing = group->closing;
  group->closing = NULL;
  if (closing != NULL) rill_run_cancel(closing);
}

void rill_hub_remove(rill_hub_t *hub, rill_group_t *group) {
  hub_unlink(hub, group);
  if (group->is_keyed) keyed_remove(hub, group);
  if (group->queue.count > 0) rill_hub_refill(hub, group->queue.count, 0);
  if (group->reader != NULL) hub->readers--;
  group->hub = NULL;
  rill_group_unclose(group);
  rill_unref(group);
}

/* Takes over the group, which is in the hub if all goes well. */
static rill_value_t hub_add(rill_hub_t *hub, rill_group_t *group,
                            rill_group_t **out) {
  *out = NULL;
  if (group == NULL) return rill_no_memory();
  rill_value_t value = rill_no_memory();
  if (!group->is_keyed || keyed_add(hub, group)) {
    hub_link(hub, group);
    value = rill_group_observable(group);
    if (value.kind == RILL_ERROR)
      rill_group_abandon(group);
    else
      *out = group;
  }
  rill_unref(group);
  return value;
}

rill_value_t rill_hub_open(rill_hub_t *hub, rill_group_t **group) {
  return hub_add(hub, rill_hub_make_group(hub), group);
}

rill_value_t rill_hub_open_keyed(rill_hub_t *hub, rill_value_t key,
                                 uint64_t hash, rill_group_t **group) {
  rill_group_t *made = rill_hub_make_group(hub);
  if (made == NULL) {
    rill_value_unref(key);
  } else {
    made->is_keyed = true;
    made->key = key;
    made->hash = hash;
  }
  return hub_add(hub, made, group);
}
