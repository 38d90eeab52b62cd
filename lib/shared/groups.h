/* SPDX-License-Identifier: MIT */
/* The streams that one stream is split into, each with a queue of its own, and
 * what they share with the stage that splits. */
#ifndef RILL_SHARED_GROUPS_H
#define RILL_SHARED_GROUPS_H

#include "base/ring.h"
#include "core/operator.h"
#include "shared/table.h"

/* Three kinds of runs meet here, each a chain of its own: upstream's, which is
 * detached; the one that group_by stands in and begins, the outer one; and one
 * for each group that is subscribed. Each may go at any time, and clears the
 * pointer to it when it does. What they share is counted: */
typedef struct rill_hub rill_hub_t;
typedef struct rill_group rill_group_t;

struct rill_hub {
  rill_object_t base;
  rill_observable_t *keep; /* has the parameters */
  const void *params;
  rill_scheduler_t *scheduler;
  int64_t capacity;       /* of each group's queue */
  rill_stage_t *outer;    /* NULL: has gone */
  rill_stage_t *upstream; /* its sink; NULL: has ended */
  rill_table_t table;
  rill_group_t **groups; /* the open ones, each owned */
  size_t count, room;
  size_t readers;    /* open groups that are subscribed */
  rill_ring_t fresh; /* groups that outer has not asked for */
  int64_t demand;
  int64_t credit; /* asked of upstream, and not come */
  uint32_t *fills; /* how many groups have so many items queued, from 1 on */
  size_t fills_room, most;
  rill_error_t *error;
  bool over, emitting;
};

struct rill_group {
  rill_object_t base;
  rill_value_t key;
  uint64_t hash;
  rill_hub_t *hub; /* NULL: takes no more items */
  size_t number;
  rill_scheduler_t *scheduler;
  rill_stage_t *reader; /* the subscriber's; NULL: none yet, or gone */
  rill_ring_t queue;
  rill_error_t *error;
  bool taken, over, emitting;
};

/** A hub for the stage, which begins the outer run; NULL without memory. */
rill_hub_t *rill_hub_new(rill_stage_t *outer, int64_t capacity);
/** Asks upstream for as many items as the fullest group could take. */
void rill_hub_replenish(rill_hub_t *hub);
/** Upstream runs for the outer stream and for groups with a subscriber: is
 * there one? Else it is cancelled. */
void rill_hub_check(rill_hub_t *hub);
/** The open group of a key, borrowed, or NULL. */
rill_group_t *rill_hub_find(rill_hub_t *hub, rill_value_t key, uint64_t hash);
/** Opens a group and returns it as an observable; takes over the key. An error
 * without memory. */
rill_value_t rill_hub_open(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                      rill_group_t **group);
/** An item for the group, taken over; false without memory. */
bool rill_group_push(rill_group_t *group, rill_value_t item);
/** The end of a group that has left the hub; the error is borrowed, and
 * overtakes the queue. */
void rill_group_end(rill_group_t *group, rill_error_t *error);
/** Takes a group out that nobody can subscribe to in time any more. */
void rill_group_abandon(rill_group_t *group);
/** The group that an observable is, borrowed, or NULL. */
rill_group_t *rill_group_of(rill_value_t value);

#endif
