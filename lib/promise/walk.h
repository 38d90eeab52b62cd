/* SPDX-License-Identifier: MIT */
/* A function over a list, so many items at once: map, filter, reduce, each. */
#ifndef RILL_PROMISE_WALK_H
#define RILL_PROMISE_WALK_H

#include "promise/work.h"

typedef struct rill_walk rill_walk_t;
typedef struct rill_lane rill_lane_t;

/** A function that is given to the user's: what is made of each item. */
typedef struct rill_walk_ops {
  rill_work_ops_t work; /* RILL_WALK_WORK(name) */
  unsigned arity;       /* of the function */
  /** Calls it with the lane's item. */
  rill_value_t (*call)(rill_walk_t *walk, rill_lane_t *lane);
  /** Keeps what that gave (taken over); an error ends it all. */
  rill_error_t *(*keep)(rill_walk_t *walk, rill_lane_t *lane,
                        rill_value_t result);
  /** When all items are through. */
  rill_value_t (*result)(rill_walk_t *walk);
} rill_walk_ops_t;

/** What one item after another goes through. */
struct rill_lane {
  rill_wait_t wait;
  size_t index;
  rill_value_t item; /* owned, once it has been waited for */
  bool idle, called;
};

/** What `first` waits for. */
typedef enum rill_walk_phase {
  RILL_WALK_NEW,
  RILL_WALK_LIST,
  RILL_WALK_SEED,
  RILL_WALK_OPEN /* nothing: the lanes do */
} rill_walk_phase_t;

struct rill_walk {
  rill_work_t work;
  const rill_walk_ops_t *ops;
  rill_walk_phase_t phase;
  rill_fn_t fn;
  rill_value_t seed; /* of `reduce`: what there is so far */
  rill_value_t list;
  size_t count, next, done;
  rill_value_t *results; /* `count` of them; owned */
  rill_lane_t *lanes;
  size_t width;
};

void rill_walk_ready(rill_wait_t *wait, rill_value_t outcome);
void rill_walk_stop(rill_work_t *work);
void rill_walk_release(rill_work_t *work);
#define RILL_WALK_WORK(the_name)                                               \
 .work = {.name = the_name,                                                    \
          .size = sizeof(rill_walk_t),                                         \
          .ready = rill_walk_ready,                                            \
          .stop = rill_walk_stop,                                              \
          .release = rill_walk_release}

/** The promise of it; takes over the function and the values. `width` 0 is the
 * default. */
rill_promise_t *rill_walk(const rill_walk_ops_t *ops,
                          rill_scheduler_t *scheduler, rill_value_t list,
                          rill_fn_t fn, int64_t width, rill_value_t seed);

/** For `call`, of a function of the item. */
rill_value_t rill_walk_call1(rill_walk_t *walk, rill_lane_t *lane);
/** For `result`: the results. */
rill_value_t rill_walk_list(rill_walk_t *walk);

#endif
