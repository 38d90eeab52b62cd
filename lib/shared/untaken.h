/* SPDX-License-Identifier: MIT */
/* Items that no subscriber of a group got, and who is told of them: in the name
 * of the operator, as long as its run is there, its hub, or an offer; else in
 * that of the group's reader. */
#ifndef RILL_SHARED_UNTAKEN_H
#define RILL_SHARED_UNTAKEN_H

#include "core/dropped.h"
#include "shared/groups.h"

RILL_COLD void rill_hub_tell_of(const rill_hub_t *hub, rill_value_t item);
/** Tells of an item, borrowed, that none of the groups gets. */
static inline void rill_hub_tell(const rill_hub_t *hub, rill_value_t item) {
  if (rill_unlikely(hub->told)) rill_hub_tell_of(hub, item);
}
/** Tells of an item, and drops it. */
static inline void rill_hub_let_go(const rill_hub_t *hub, rill_value_t item) {
  rill_hub_tell(hub, item);
  rill_value_unref(item);
}
/** Lets go of what outer will not get. A group is no item: those that it has
 * are. */
void rill_hub_withhold(const rill_hub_t *hub, rill_value_t value);
/** The same for all that outer has not asked for. */
void rill_hub_withhold_fresh(rill_hub_t *hub);
/** Lets go of an item that is the group's, taken over. */
void rill_group_let_go(const rill_group_t *group, rill_value_t item);
void rill_group_clear_queue(rill_group_t *group, const rill_hub_t *hub);
/** Lets go of what is queued; `hub` is, or was, the group's, or NULL. */
static inline void rill_group_clear(rill_group_t *group,
                                    const rill_hub_t *hub) {
  if (group->has_oldest || group->queue.room > 0)
    rill_group_clear_queue(group, hub);
}
/** The same for a group that has no hub, and whose offer nobody has. */
void rill_offer_clear_group(const rill_offer_t *offer);

#endif
