/* SPDX-License-Identifier: MIT */
/* The streams that a stream is split into, groups or windows, and what they
 * share with the stage that splits.
 *
 * Three kinds of runs meet in a hub, each a chain of its own: the outer one,
 * which the stage stands in and begins; the one that feeds the groups, which is
 * detached and may outlive the outer one; and one for each group that is
 * subscribed. Each may go at any time, and clears the pointer to it when it
 * does.
 *
 * How an operator uses it:
 *  - its descriptor has RILL_HUB_OPS, and a `start` that calls
 *    rill_hub_start() and rill_hub_run();
 *  - the sink of that run calls rill_hub_open() or rill_hub_open_keyed(), hands
 *    what comes of it to rill_hub_emit(), as it is or inside of something, and
 *    items to rill_group_push() or rill_hub_push(); other inputs and alarms
 *    belong to the sink, as inner runs (its `release` cancels them);
 *  - a group ends by rill_group_close(), all by rill_hub_end(). A group may go
 *    before: when its subscriber cancels. Then group->hub is NULL; who keeps a
 *    pointer keeps a reference.
 *
 * A group has one subscriber in its life. What that one has not asked for waits
 * in the group's queue. The run that feeds asks for no more than the fullest
 * queue has room for. A group without a subscriber whose observable has been
 * dropped can get none any more: from then on it drops its items. */
#ifndef RILL_SHARED_GROUPS_H
#define RILL_SHARED_GROUPS_H

#include "base/ring.h"
#include "core/operator.h"
#include "core/scheduler.h"
#include "shared/table.h"

typedef struct rill_hub rill_hub_t;
typedef struct rill_group rill_group_t;

/** What is different from operator to operator. */
typedef struct rill_hub_kind {
  size_t size; /* of the operator's own struct, which begins with rill_hub_t */
  const rill_stage_ops_t *reader; /* &rill_group_ops or &rill_window_ops */
  /** There may be room: ask for items. NULL: rill_hub_replenish(). */
  void (*room)(rill_hub_t *hub);
  /** What outer has not asked for counts like items in a queue. */
  bool waits;
  /** A value is about to go to outer; borrowed. May be NULL. */
  void (*leaving)(rill_hub_t *hub, rill_value_t value);
} rill_hub_kind_t;

struct rill_hub {
  rill_object_t base;
  const rill_hub_kind_t *kind;
  const char *name;        /* of the operator */
  rill_observable_t *keep; /* has the parameters */
  const void *params;
  rill_scheduler_t *scheduler;
  int64_t capacity;       /* of each group's queue */
  rill_stage_t *outer;    /* NULL: has gone */
  rill_stage_t *upstream; /* the sink of the run that feeds; NULL: has ended */
  rill_group_t *first, *last; /* the open ones by age, each owned */
  uint64_t opened;            /* so many, ever */
  size_t readers;             /* open groups that are subscribed */
  rill_table_t table;         /* of those with a key: places in `keyed` */
  rill_group_t **keyed;
  size_t count, room;
  rill_ring_t fresh; /* what outer has not asked for */
  int64_t demand;
  int64_t credit;  /* asked of upstream, and not come */
  uint32_t *fills; /* how many groups have so many items queued, from 1 on */
  size_t fills_room, most;
  rill_error_t *error;
  bool held; /* rill_hub_replenish() asks for nothing yet */
  bool over, emitting;
};

struct rill_group {
  rill_object_t base;
  rill_value_t key;
  uint64_t hash;
  rill_hub_t *hub; /* NULL: takes no more items */
  const rill_hub_kind_t *kind;
  const char *name;           /* of the operator */
  rill_group_t *next, *back;  /* in the hub */
  uint64_t number;            /* by age, in the hub */
  size_t place;               /* among the keyed */
  rill_stage_t *closing; /* an inner run that goes with the group, or NULL */
  rill_scheduler_t *scheduler;
  rill_stage_t *reader; /* the subscriber's; NULL: none yet, or gone */
  rill_ring_t queue;
  rill_error_t *error;
  rill_job_t dropped; /* its observable was, on another thread */
  size_t spans;  /* for windows: those that it covers */
  bool is_keyed;
  bool waiting;  /* for windows: outer has not asked for it */
  bool idle;     /* takes no items for now */
  bool orphan;   /* nobody will ever subscribe */
  bool taken;    /* somebody has */
  bool over, emitting;
};

/** The streams themselves, as sources: what differs is the name. */
extern const rill_stage_ops_t rill_group_ops, rill_window_ops;

/* --- The stage: the outer stream ------------------------------------------ */

/** The state of the stage. */
struct rill_hub_outer {
  rill_hub_t *hub; /* NULL: not started, or gone */
  int64_t demand;  /* from before the start */
};

/** A hub for the stage, the hub's owner; NULL without memory: then the stage
 * has failed. */
rill_hub_t *rill_hub_start(rill_stage_t *outer, const rill_hub_kind_t *kind,
                           int64_t capacity);
/** Runs what feeds the groups, apart from the stage; its sink has the hub as
 * params. False when it has ended already, or the stage has failed. */
bool rill_hub_run(rill_hub_t *hub, rill_observable_t *observable,
                  const rill_stage_ops_t *sink_ops);
void rill_hub_request(rill_stage_t *stage, int64_t count);
void rill_hub_release(rill_stage_t *stage);

#define RILL_HUB_OPS                                                          \
  .lifts = true, .state_size = sizeof(struct rill_hub_outer),                 \
  .request = rill_hub_request, .release = rill_hub_release

/* --- The sink of the run that feeds --------------------------------------- */

static inline rill_hub_t *rill_hub_of(const rill_stage_t *sink) {
  return (rill_hub_t *) (uintptr_t) rill_params(sink);
}
/** For the end of its `release`: groups that are still open are abandoned. */
void rill_hub_unfed(rill_stage_t *sink);

/** A value for outer, taken over: at once, or when it is asked for. */
void rill_hub_emit(rill_hub_t *hub, rill_value_t value);
/** Whether more than what outer has asked for waits. */
bool rill_hub_lags(const rill_hub_t *hub);
/** Asks upstream for as many items as the fullest group could take. */
void rill_hub_replenish(rill_hub_t *hub);
/** The end of all, with an error as it came (taken over) or NULL. The groups
 * hear it first. */
void rill_hub_end(rill_hub_t *hub, rill_error_t *error);
/** The same with an error of this operator's own. */
void rill_hub_fail(rill_hub_t *hub, rill_error_t *error);

/* --- Groups --------------------------------------------------------------- */

/** Opens a group and returns it as an observable, owned; an error without
 * memory: then there is no group. `*group` is borrowed. */
rill_value_t rill_hub_open(rill_hub_t *hub, rill_group_t **group);
/** The same with a key, which is taken over. */
rill_value_t rill_hub_open_keyed(rill_hub_t *hub, rill_value_t key,
                                 uint64_t hash, rill_group_t **group);
/** The open group of a key, borrowed, or NULL. */
rill_group_t *rill_hub_find(rill_hub_t *hub, rill_value_t key, uint64_t hash);
/** An item for the group, taken over; false without memory. */
bool rill_group_push(rill_group_t *group, rill_value_t item);
/** An item (borrowed) for all open groups, by age; false without memory. */
bool rill_hub_push(rill_hub_t *hub, rill_value_t item);
/** The end of one group, which leaves the hub. */
void rill_group_close(rill_group_t *group);
/** The group that an observable is, borrowed, or NULL. */
rill_group_t *rill_group_of(rill_value_t value);

/* --- Between hub.c, members.c and groups.c -------------------------------- */

/** A group for the hub, not yet in it; NULL without memory. */
rill_group_t *rill_hub_make_group(const rill_hub_t *hub);
/** The source that it is to others; an error without memory. */
rill_value_t rill_group_observable(rill_group_t *group);
/** Takes a group out; the caller has a reference besides the hub's. */
void rill_hub_remove(rill_hub_t *hub, rill_group_t *group);

/** Upstream runs for the outer stream and for groups with a subscriber: is
 * there one? Then there may be room, else it is cancelled. */
void rill_hub_check(rill_hub_t *hub);
/** There may be room. */
void rill_hub_room(rill_hub_t *hub);
/** A group had `before` items queued and has `after`. False without memory. */
bool rill_hub_refill(rill_hub_t *hub, size_t before, size_t after);
/** The end of a group that has left the hub; the error is borrowed, and
 * overtakes the queue. */
void rill_group_end(rill_group_t *group, rill_error_t *error);
/** Takes a group out that nobody can subscribe to in time any more. */
void rill_group_abandon(rill_group_t *group);
/** For walks over groups that may leave meanwhile: from `group` to `next`, or
 * if that has left to the one after it. All of them are referenced. */
rill_group_t *rill_hub_resume(rill_hub_t *hub, rill_group_t *group,
                              rill_group_t *next);
/** Cancels the run that goes with a group. */
void rill_group_unclose(rill_group_t *group);

#endif
