/* SPDX-License-Identifier: MIT */
/* What parallel is made of: items are dealt out to rails, each a run of its
 * own, perhaps on another thread, and what the rails give is brought together
 * again.
 *
 *              .--> rail 0: entry | operators... | exit --.
 *     upstream +--> rail 1: entry | operators... | exit --+--> downstream
 *
 * All but the operators happens where the stage lives. A rail that has not
 * asked for an item is passed over. Where order counts, a list says which rail
 * has got each item, and entry and exit (rill_rail_enter, rill_rail_exit),
 * which stand in one chain, mark what is the last one that came of an item. */
#ifndef RILL_SHARED_RAILS_H
#define RILL_SHARED_RAILS_H

#include "core/dropped.h"

typedef struct rill_rails_params {
  rill_operator_t **operators; /* owned */
  size_t operator_count;
  size_t count;
  int64_t capacity;            /* items under way in each, at each border */
  rill_scheduler_t *scheduler; /* owned; NULL: the run's */
  bool ordered;
} rill_rails_params_t;

/* What the sources of the rails hold: the stage, while it runs. */
typedef struct rill_rails_link {
  rill_object_t base;
  rill_stage_t *stage;
  rill_scheduler_t *home;
  int64_t capacity;
} rill_rails_link_t;

typedef struct rill_rail {
  rill_stage_t *source; /* NULL: takes no items now */
  rill_stage_t *sink;   /* NULL: has ended, but for what is queued */
  rill_ring_t queue;
  int64_t taken;    /* and not yet asked for again */
  int64_t finished; /* items of which all has gone on, before the queue */
  bool begun;       /* its source has run, or never will */
} rill_rail_t;

typedef struct rill_rails {
  rill_rails_link_t *link;
  rill_rail_t *rails;
  size_t count, running;
  size_t awaited; /* rails that have not begun */
  size_t turn, exit; /* the rail that is next: to get, to give */
  rill_ring_t spare; /* items asked for by rails that are gone */
  int64_t wanted;    /* by rails, and not yet asked of upstream */
  int64_t unused;    /* items given that used up no demand */
  rill_ring_t order; /* which rail has got them, if that counts */
  int64_t demand;
  rill_error_t *error;
  bool ended; /* upstream has */
  bool failed, draining, filling, dealing, started;
} rill_rails_t;

/** Marks between which the operators of a rail stand. */
rill_operator_t *rill_rail_enter(int64_t capacity);
rill_operator_t *rill_rail_exit(int64_t capacity);
/** Whether both stand in one chain. */
bool rill_rail_is_whole(const rill_observable_t *rail);
/** A value that travels from an exit and says that `aux` items more are
 * finished; any item may say so too, of itself. */
enum { RILL_RAIL_MARK = 15 };
_Static_assert((int) RILL_RAIL_MARK < (int) RILL_OBJECT, "it is not counted");

/** Tells of what came from an exit, borrowed: of no mark. */
static inline void rill_rail_tell(const rill_teller_t *teller,
                                  rill_value_t item) {
  if (!teller->told || item.kind == RILL_RAIL_MARK) return;
  item.aux = 0;
  rill_tell_as(teller, &item, 1);
}
/** Lets go of all that a queue of such has. */
void rill_rail_clear(const rill_stage_t *stage, rill_ring_t *queue);

/** The source of a rail. */
rill_observable_t *rill_rail_source(rill_rails_link_t *link, size_t index);
/** For `next`: deals out `items`. */
size_t rill_rails_deal(rill_stage_t *stage, const rill_value_t *items,
                       size_t count);
/** A rail is ready, or has ended. Nothing is dealt out before all are: so the
 * first one does not get all that there is. */
void rill_rails_begin(rill_stage_t *stage, rill_rail_t *rail);
/** Upstream has ended: the rails end when they have all. */
void rill_rails_finish(rill_stage_t *stage);
/** Runs the rail at `index`, as an observable of its own (borrowed). False
 * without memory. */
bool rill_rails_run(rill_stage_t *stage, size_t index, rill_observable_t *rail);
/** Passes on what has come, as far as it is asked for, and ends when all rails
 * have. */
void rill_rails_drain(rill_stage_t *stage);

#endif
