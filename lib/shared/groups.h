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
 *  - the sink of that run calls rill_hub_open() or rill_hub_offer(), hands what
 *    comes of it to rill_hub_emit(), as it is or inside of something, and items
 *    to rill_group_push() or rill_hub_push(); other inputs and alarms belong to
 *    the sink, as inner runs (its `release` cancels them);
 *  - a group ends by rill_group_close(), all by rill_hub_end(). A group may go
 *    before: when its subscriber cancels. Then group->hub is NULL; who keeps a
 *    pointer keeps a reference.
 *
 * A group has one subscriber in its life. What that one has not asked for waits
 * in the group's queue. The run that feeds asks for no more than the fullest
 * queue has room for. A group without a subscriber whose observable has been
 * dropped can get none any more: from then on it drops its items, and if it has
 * a key, only that is remembered. */
#ifndef RILL_SHARED_GROUPS_H
#define RILL_SHARED_GROUPS_H

#include "base/ring.h"
#include "core/chain.h"
#include "core/scheduler.h"
#include "shared/keyed.h"

typedef struct rill_hub rill_hub_t;
typedef struct rill_group rill_group_t;
typedef struct rill_offer rill_offer_t;

/** What is different from operator to operator. */
typedef struct rill_hub_kind {
  size_t size; /* of the operator's own struct, which begins with rill_hub_t */
  rill_operator_t *source; /* &rill_group_source or &rill_window_source */
  /** There may be room: ask for items. NULL: rill_hub_replenish(). */
  void (*room)(rill_hub_t *hub);
  bool keyed; /* its groups begin with a key and an item */
  /** What outer has not asked for counts like items in a queue. */
  bool waits;
  /** How many of `count` items to ask for, so that they come in good portions;
   * at least 1. May be NULL. */
  int64_t (*fit)(const rill_hub_t *hub, int64_t count);
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
  rill_keyed_t keyed; /* groups; NULL: the items of that key are dropped */
  rill_offer_t *spare; /* nobody has it, and there is no group behind it */
  rill_ring_t fresh;   /* what outer has not asked for */
  int64_t demand;
  int64_t credit;  /* asked of upstream, and not come */
  uint32_t *fills; /* how many groups have so many items queued, from 1 on */
  size_t fills_room, most;
  rill_error_t *error;
  bool held; /* rill_hub_replenish() asks for nothing yet */
  bool over, emitting, told; /* told: see shared/untaken.h */
};

struct rill_group {
  rill_object_t base;
  rill_hub_t *hub; /* NULL: takes no more items */
  rill_group_t *next, *back;  /* in the hub */
  uint64_t number;            /* by age, in the hub */
  uint64_t hash;              /* of its key */
  uint32_t place;             /* among the keyed */
  uint32_t spans;        /* for windows: those that it covers */
  rill_stage_t *closing; /* an inner run that goes with the group, or NULL */
  rill_stage_t *reader; /* the subscriber's; NULL: none yet, or gone */
  rill_stage_t *straight; /* the same, if it waits for an item, nothing is
                             queued, and there is a hub; NULL when in doubt */
  size_t (*hears)(rill_stage_t *below, rill_value_t item); /* then, an item */
  rill_value_t oldest; /* of what is queued, before `queue`; if it is there */
  rill_ring_t queue;
  rill_error_t *error;
  rill_job_t dropped; /* its observable was, on another thread */
  bool is_keyed, has_oldest;
  bool waiting;  /* for windows: outer has not asked for it */
  bool idle;     /* takes no items for now */
  bool orphan;   /* nobody will ever subscribe */
  bool taken;    /* somebody has */
  bool over, emitting;
};

/** What others have of a group: its observable, which is the source of all that
 * is built on it.
 *
 * Most keys that come once are never wanted: so there need be no group behind
 * an offer while outer looks at it, only the key and its first item. It is made
 * when somebody subscribes or keeps the offer; else the offer is used again.
 * Nor is there one as long as all items of a window are there: who would run it
 * to its end at once is lent them instead. */
struct rill_offer {
  rill_observable_t base;
  struct rill_place place;
  const char *name; /* of the operator */
  rill_scheduler_t *scheduler;
  rill_group_t *group; /* owned; NULL: not made */
  rill_hub_t *hub;     /* for which it can be made; else NULL */
  rill_value_t key;    /* owned */
  rill_value_t first;  /* owned, until there is a group */
  uint64_t hash;
  uint32_t at;  /* the key's place among the keyed */
  bool is_lent; /* has had its run, without a group */
  bool told;    /* as the hub's */
  const rill_supply_t *whole; /* all there will be; while outer looks at it */
};

/** The streams themselves, as sources: what differs is the name. */
extern rill_operator_t rill_group_source, rill_window_source;

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
/** Whether outer gets a value in the call that emits it. */
static inline bool rill_hub_is_awaited(const rill_hub_t *hub) {
  return hub->outer != NULL && !hub->outer->closed && !hub->emitting &&
         !hub->over && hub->demand > 0 && hub->fresh.count == 0;
}
/** Whether more than what outer has asked for waits. */
bool rill_hub_lags(const rill_hub_t *hub);
/** Asks upstream for as many items as the fullest group could take. */
void rill_hub_replenish(rill_hub_t *hub);
/** Whether it might; else there is nothing to call it for. */
static inline bool rill_hub_is_low(const rill_hub_t *hub) {
  return hub->credit <= hub->capacity / 4;
}
/** The end of all, with an error as it came (taken over) or NULL. The groups
 * hear it first. */
void rill_hub_end(rill_hub_t *hub, rill_error_t *error);
/** The same with an error of this operator's own. */
RILL_COLD void rill_hub_fail(rill_hub_t *hub, rill_error_t *error);

/* --- Groups --------------------------------------------------------------- */

/** Opens a group and returns it as an observable, owned; an error without
 * memory: then there is no group. `*group` is borrowed. */
rill_value_t rill_hub_open(rill_hub_t *hub, rill_group_t **group);
/** A key that is not known yet, and its first item (both taken over): what can
 * become its group. NULL without memory. */
rill_offer_t *rill_hub_offer(rill_hub_t *hub, rill_value_t key, uint64_t hash,
                             rill_value_t first);
/** The group behind an offer, borrowed; NULL without memory. */
rill_group_t *rill_offer_group(rill_offer_t *offer);
/** Lets outer see the offer, which is taken over; for a call from upstream. */
void rill_hub_present(rill_hub_t *hub, rill_offer_t *offer);
/** Lets outer, which waits for it, see a window whose items are `row`. Returns
 * the group that has to get them (owned), if it takes one. */
rill_group_t *rill_hub_present_whole(rill_hub_t *hub, const rill_supply_t *row);
/** The subscriber of an open group was cancelled this moment. */
static inline bool rill_group_is_gone(const rill_group_t *group) {
  return group->reader != NULL && group->reader->closed;
}
/** Takes such a group out, which is as good as gone. */
void rill_group_bury(rill_group_t *group);
/** An item for the group, taken over; false without memory. */
static inline bool rill_group_push(rill_group_t *group, rill_value_t item);
/** Several items, borrowed; false without memory. */
bool rill_group_push_row(rill_group_t *group, const rill_supply_t *items);
/** An item (borrowed) for all open groups, by age; false without memory. */
bool rill_hub_push(rill_hub_t *hub, rill_value_t item);
/** The end of one group, which leaves the hub. */
void rill_group_close(rill_group_t *group);
/** The offer that an observable is or is built on, borrowed, or NULL. */
rill_offer_t *rill_offer_of(rill_value_t value);

/* --- Between hub.c, members.c, offers.c and groups.c ---------------------- */

rill_group_t *rill_group_new(void);
/** A new group in the hub, borrowed; NULL without memory. */
rill_group_t *rill_hub_join(rill_hub_t *hub);
/** An offer without anything behind it; NULL without memory. */
rill_offer_t *rill_offer_new(rill_hub_t *hub);
/** Outer has seen the offer, which is taken over: is there to be a group? Then
 * it goes to `*kept` (owned), if that is not NULL. */
void rill_offer_settle(rill_hub_t *hub, rill_offer_t *offer,
                       rill_group_t **kept);
bool rill_offer_lend(rill_observable_t *offer, const rill_stage_t *stage,
                     uint64_t room, rill_supply_t *items);
/** The offer that a run reads from. */
static inline rill_offer_t *rill_offer_read(const rill_stage_t *reader) {
  rill_observable_t *o = reader->chain->observable;
  return (rill_offer_t *) (void *) (o->upstream != NULL ? o->upstream : o);
}
void rill_offer_dropped(rill_observable_t *observable);
/** The observable of a group was dropped, perhaps without a subscriber. */
void rill_group_orphan(rill_group_t *group);
/** One item waits, the first one. */
void rill_group_begin(rill_group_t *group, rill_value_t first);
/** How many items wait in it. */
static inline size_t rill_group_queued(const rill_group_t *group) {
  return group->queue.count + group->has_oldest;
}
/** Takes a group out; the caller has a reference besides the hub's. */
void rill_hub_remove(rill_hub_t *hub, rill_group_t *group);
/** The same, and the items of its key are dropped from now on. */
void rill_hub_silence(rill_hub_t *hub, rill_group_t *group);

/** Upstream runs for the outer stream and for groups with a subscriber: is
 * there one? Then there may be room, else it is cancelled. */
void rill_hub_check(rill_hub_t *hub);
/** There may be room. */
void rill_hub_room(rill_hub_t *hub);
/** A group had `before` items queued and has `after`. False without memory. */
bool rill_hub_refill(rill_hub_t *hub, size_t before, size_t after);
/** The state of a subscriber. */
struct rill_group_reader {
  int64_t demand;
  rill_group_t *group; /* that it is the subscriber of */
};
/** An item that cannot go straight on. */
bool rill_group_push_else(rill_group_t *group, rill_value_t item);
/** One went straight on, and something has waited or ended meanwhile. */
void rill_group_pushed(rill_group_t *group);
/** An item (borrowed) straight on to the subscriber; false: it has to be
 * pushed. */
static inline __attribute__((always_inline)) bool
rill_group_lend(rill_group_t *group, rill_value_t item) {
  rill_stage_t *reader = group->straight;
  if (reader == NULL || reader->closed || !rill_chain_is_open(reader->chain))
    return false;
  rill_chain_t *chain = reader->chain; /* which holds the group */
  rill_enter_alone(chain);
  group->emitting = true;
  size_t used = group->hears(reader->down, item);
  struct rill_group_reader *state = rill_state(reader);
  rill_demand_use(&state->demand, used);
  if (state->demand == 0) group->straight = NULL;
  group->emitting = false;
  if (rill_unlikely(group->straight == NULL)) rill_group_pushed(group);
  rill_leave_alone(chain);
  return true;
}
static inline bool rill_group_push(rill_group_t *group, rill_value_t item) {
  if (!rill_group_lend(group, item)) return rill_group_push_else(group, item);
  rill_value_unref(item);
  return true;
}
/** The end of a group that has left the hub; the error is borrowed, and
 * overtakes the queue. */
void rill_group_end(rill_group_t *group, const rill_hub_t *hub,
                    rill_error_t *error);
/** Takes a group out that nobody can subscribe to in time any more. */
void rill_group_abandon(rill_group_t *group);
/** For walks over groups that may leave meanwhile: from `group` to `next`, or
 * if that has left to the one after it. All of them are referenced. */
rill_group_t *rill_hub_resume(rill_hub_t *hub, rill_group_t *group,
                              rill_group_t *next);
/** Cancels the run that goes with a group. */
void rill_group_unclose(rill_group_t *group);

#endif
