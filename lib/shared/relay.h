/* SPDX-License-Identifier: MIT */
/* One stream to many subscribers: a bounded log of items, and for each
 * subscriber how far it has read.
 *
 * All on one thread. A subscriber is a source stage whose state is a
 * rill_outlet_t; whoever feeds the relay pushes, and hears when the slowest
 * subscriber has made room. Pushing from inside of a push only appends: each
 * item has reached all that asked for it before the next one goes out. */
#ifndef RILL_SHARED_RELAY_H
#define RILL_SHARED_RELAY_H

#include "core/dropped.h"

#include <rill/subject.h>

typedef struct rill_relay rill_relay_t;
typedef struct rill_outlet rill_outlet_t;

typedef struct rill_relay_opts {
  int64_t capacity;   /* how far the slowest may be behind */
  int64_t keep;       /* items kept for who comes later */
  rill_time_t window; /* and how long; 0: for ever */
  bool brief;         /* and not for who comes after the end */
  bool last_only;     /* nothing goes out but the last item, at completion;
                         `keep` is 1 */
} rill_relay_opts_t;

/* Who wants to know when there may be more room than before, or a subscriber
 * less, or the end has been told. Embed it. */
typedef struct rill_relay_watch rill_relay_watch_t;
struct rill_relay_watch {
  rill_relay_watch_t *next;
  void (*notice)(rill_relay_t *relay, rill_relay_watch_t *watch);
};

/* What has reached no subscriber, and in whose name that is told, who is gone
 * before. */
typedef struct rill_relay_lost {
  uint64_t seen; /* items from here on have come without subscribers */
  rill_teller_t teller; /* with a reference to the scheduler */
} rill_relay_lost_t;

/* All zero is empty. */
struct rill_log {
  rill_value_t *items;
  rill_time_t *times;  /* of pushing, if there is a window */
  size_t room;         /* a power of two */
  uint64_t head, tail; /* numbers of the oldest and of the next item */
};
/** Room for so many more. False without memory. */
bool rill_log_reserve(struct rill_log *log, size_t count, bool timed);
void rill_log_clear(struct rill_log *log);

/* What a relay is at, for one look at each item. All but the last one were seen
 * to be so since anything changed. */
enum {
  RILL_RELAY_READY = 1,     /* all have read all, and ask for more */
  RILL_RELAY_SWIFT = 2,     /* they are observers, and have asked for all */
  RILL_RELAY_LONE = 4,      /* there is one */
  RILL_RELAY_ONE = RILL_RELAY_READY | RILL_RELAY_SWIFT | RILL_RELAY_LONE,
  RILL_RELAY_AT_WORK = -128 /* delivering: what comes in waits */
};

/* How deep a run seems to be that is lent an item as the only one: it says that
 * the relay is at work, whose state need not be written for each item. */
enum { RILL_RELAY_INSIDE = 1 << 30 };

struct rill_relay {
  rill_object_t base;
  rill_relay_opts_t options;
  struct rill_log log;
  uint64_t shown; /* items from here on are not yet delivered to anybody */
  uint64_t slow;  /* what the slowest has to read next; the tail for nobody */
  size_t at_slow; /* how many are there */
  rill_outlet_t *first, *last, *cursor;
  size_t outlets;
  uint64_t joined; /* in all */
  size_t idle;     /* subscribers that have nothing asked for */
  bool direct;     /* what all have read need not be kept */
  bool changed;    /* while at work: there is something to see to after */
  bool kept;       /* while at work: by a reference of its own */
  bool apart;      /* who pushes has more to do for an item: never ready */
  bool ended, told;
  int8_t state;        /* of these bits */
  rill_error_t *error; /* of the end, or NULL */
  rill_value_t held;   /* with `last_only`, the last item so far */
  bool holding;        /* there is one */
  rill_relay_watch_t *watches, *telling;
  rill_relay_lost_t *lost; /* NULL: nobody hears of that */
};

struct rill_outlet {
  rill_relay_t *relay; /* counted; NULL: did not join */
  rill_outlet_t *next;
  uint64_t number; /* among those who have joined */
  int64_t demand;
  /* Who hears its items, when nobody is inside of the run: a copy. Without a
   * `next`, they go the long way. */
  struct rill_observe_state observe;
  rill_outlet_t *back;
  uint64_t at;
  bool draining, late; /* late: came after the end */
};

rill_relay_t *rill_relay_new(const rill_relay_opts_t *options);
/** How many more items may be pushed. */
static inline int64_t rill_relay_room(const rill_relay_t *relay) {
  return relay->options.capacity - (int64_t) (relay->log.tail - relay->slow);
}
/** The youngest item, borrowed; there must be one that is kept. */
static inline rill_value_t rill_relay_last(const rill_relay_t *relay) {
  return relay->log.items[(relay->log.tail - 1) & (relay->log.room - 1)];
}
/** From now on, with the latest one first; until it is taken out. */
void rill_relay_watch(rill_relay_t *relay, rill_relay_watch_t *watch);
void rill_relay_unwatch(rill_relay_t *relay, rill_relay_watch_t *watch);
/** 0, or RILL_ENOMEM when not all of them could be kept, a single one all or
 * nothing. `now` counts if there is a window. Who pushes or ends keeps the
 * relay alive meanwhile. */
int rill_relay_push(rill_relay_t *relay, const rill_value_t *items,
                    size_t count, rill_time_t now);
/** What `stage` feeds and nobody gets is told of as let go by `name`, which has
 * to stay: from now on, if there is memory. */
RILL_COLD void rill_relay_told_by(rill_relay_t *relay,
                                  const rill_stage_t *stage, const char *name);
RILL_COLD void rill_relay_tell_of(const rill_relay_t *relay,
                                  const rill_value_t *items, size_t count);
/** Tells of items, borrowed, that no subscriber gets. */
static inline void rill_relay_lose(const rill_relay_t *relay,
                                   const rill_value_t *items, size_t count) {
  if (rill_unlikely(relay->lost != NULL))
    rill_relay_tell_of(relay, items, count);
}
/** The same for all that it has and that nobody got, as it goes. */
RILL_COLD void rill_relay_lose_rest(rill_relay_t *relay);
static inline uint32_t rill_relay_depth(const rill_relay_t *relay) {
  return relay->state == RILL_RELAY_ONE
             ? rill_stage_of(relay->first)->chain->depth
             : 0;
}
static inline bool rill_relay_is_at_work(const rill_relay_t *relay) {
  return relay->state < 0 || rill_relay_depth(relay) >= RILL_RELAY_INSIDE;
}
/** Whether it was seen to be ready for an item, and is not at work. */
static inline bool rill_relay_is_ready(const rill_relay_t *relay) {
  return relay->state > 0 && rill_relay_depth(relay) < RILL_RELAY_INSIDE;
}
/** Whether all subscribers, of whom there are some, are ready for an item. */
static inline bool rill_relay_is_even(const rill_relay_t *relay) {
  if (relay->state != 0) return rill_relay_is_ready(relay);
  return relay->direct && !relay->ended && relay->idle == 0 &&
         relay->outlets > 0 && relay->slow == relay->log.tail;
}
/** Leaves a run that was lent an item, and has changed. */
void rill_relay_lent(rill_relay_t *relay, rill_chain_t *chain);
/** Something has changed while it was at work, which it is no more. 0. */
int rill_relay_look_again(rill_relay_t *relay);
/** Delivers it to all of them, then. Nobody need keep the relay alive: it may
 * be gone afterwards, as may be those who watch it, whom it does not tell.
 * 0, for who has nothing left to do. */
int rill_relay_tell(rill_relay_t *relay, rill_value_t item);
/** The same, if there is one subscriber, an observer who has asked for all, and
 * nobody is inside of its run; false: it has to be told, or pushed. The only
 * subscriber is the first one until it has been left, so that nothing but the
 * relay need be kept over the call. */
static inline bool rill_relay_lend(rill_relay_t *relay, rill_value_t item) {
  const rill_outlet_t *outlet = relay->first;
  if (rill_unlikely(relay->state != RILL_RELAY_ONE)) return false;
  rill_chain_t *chain = rill_stage_of(outlet)->chain;
  if (rill_unlikely(chain->depth > 0)) return false;
  chain->depth = RILL_RELAY_INSIDE;
  outlet->observe.next(item, outlet->observe.context);
  chain = rill_stage_of(relay->first)->chain;
  if (rill_likely(!chain->dirty))
    chain->depth = 0;
  else
    rill_relay_lent(relay, chain);
  if (rill_unlikely(relay->state != RILL_RELAY_ONE))
    rill_relay_look_again(relay);
  return true;
}
/** The end, with an error (taken over) or NULL. Errors overtake. */
void rill_relay_end(rill_relay_t *relay, rill_error_t *error);

/** What a subject (borrowed) pushes into, borrowed: for who feeds it. NULL when
 * it lives on another thread. In subjects/subject.c. */
rill_relay_t *rill_subject_relay(rill_subject_t *subject);
/** Where it lives, borrowed. */
rill_scheduler_t *rill_subject_home(const rill_subject_t *subject);

/* For its own files: */
static inline void rill_relay_unready(rill_relay_t *relay) {
  relay->state = rill_relay_is_at_work(relay) ? RILL_RELAY_AT_WORK : 0;
}
/** It is at work from now on; how ready it was seen to be. */
static inline int8_t rill_relay_begin(rill_relay_t *relay) {
  int8_t ready = (int8_t) (relay->state & ~RILL_RELAY_AT_WORK);
  relay->state = (int8_t) (ready | RILL_RELAY_AT_WORK);
  return ready;
}
static inline void rill_relay_rest(rill_relay_t *relay) {
  relay->state = (int8_t) (relay->state & ~RILL_RELAY_AT_WORK);
}
/** What has become too old goes with the next push or subscriber. */
static const rill_time_t RILL_RELAY_ANY_TIME = INT64_MIN;
static inline bool rill_relay_is_stale(const rill_relay_t *relay,
                                       rill_time_t now) {
  const struct rill_log *log = &relay->log;
  if (log->tail - log->head > (uint64_t) relay->options.keep) return true;
  return relay->options.window > 0 && now != RILL_RELAY_ANY_TIME &&
         log->times[log->head & (log->room - 1)] <=
             now - relay->options.window;
}
/** It has read so many more. */
void rill_outlet_advance(rill_outlet_t *outlet, size_t count);
/** In relay_lost.c, if somebody hears: what is stale leaves the log while nobody
 * is there. */
RILL_COLD void rill_relay_lose_stale(rill_relay_t *relay, rill_time_t now);
/** One leaves. */
RILL_COLD void rill_relay_left(rill_relay_t *relay,
                               const rill_outlet_t *outlet);
/** One comes that is watched itself. */
RILL_COLD void rill_relay_look(rill_relay_t *relay, const rill_stage_t *stage);
/** Tells those who watch it, unless it is at work again. In relay_watch.c. */
void rill_relay_notice(rill_relay_t *relay);
/** What came in while an item was being delivered. */
void rill_relay_settle(rill_relay_t *relay);
/** Demand of a subscriber that is used up. */
static inline void rill_outlet_use(rill_outlet_t *outlet, size_t used) {
  if (outlet->demand == RILL_UNBOUNDED || used == 0) return;
  outlet->demand -= (int64_t) used;
  if (outlet->demand > 0) return;
  outlet->relay->idle++;
  rill_relay_unready(outlet->relay);
}

/** It asks for nothing more. */
static inline void rill_outlet_quiet(rill_outlet_t *outlet) {
  outlet->relay->idle += outlet->demand > 0;
  outlet->demand = 0;
  rill_relay_unready(outlet->relay);
}

/** For `start` of a subscriber's stage. */
void rill_relay_join(rill_stage_t *stage, rill_relay_t *relay);
void rill_relay_request(rill_stage_t *stage, int64_t count);
void rill_relay_leave(rill_stage_t *stage);
/** Before that: tells of what the subscriber has not read, if it is more than a
 * notifier's. */
void rill_relay_skip(rill_stage_t *stage);
/** The same in two steps: leaves, and later tells those who watch. What the
 * first gives, NULL or the relay, the second takes over. */
rill_relay_t *rill_relay_part(rill_stage_t *stage);
void rill_relay_parted(rill_relay_t *relay);

#endif
