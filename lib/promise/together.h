/* SPDX-License-Identifier: MIT */
/* One promise of several values: all, all_settled, race, any, some, props. */
#ifndef RILL_PROMISE_TOGETHER_H
#define RILL_PROMISE_TOGETHER_H

#include "promise/promise.h"

typedef struct rill_together rill_together_t;

/** What becomes of the outcomes. */
typedef struct rill_together_ops {
  const char *name;
  /** After the outcome at `index`: true if that decides; then `*result` is
   * what it settles with. */
  bool (*decide)(rill_together_t *group, size_t index, rill_value_t *result);
  /** When nothing is left to wait for. */
  rill_value_t (*exhausted)(rill_together_t *group);
} rill_together_ops_t;

struct rill_together {
  const rill_together_ops_t *ops;
  rill_promise_t *promise;
  size_t count, settled, failed;
  size_t wanted;          /* of `some` */
  rill_value_t keys;      /* of `props`: a map */
  rill_value_t *outcomes; /* behind the watches; owned, one by one */
  size_t *order;          /* behind those: who settled, one after another */
  bool over;
  rill_watch_t watches[];
};

/** NULL if promises can be combined; otherwise the promise to return. */
rill_promise_t *rill_together_refuse(const char *name,
                                     rill_scheduler_t *scheduler,
                                     rill_promise_t *const *promises,
                                     size_t count);
/** A group of `count`; NULL without memory. */
rill_together_t *rill_together_new(const rill_together_ops_t *ops,
                                   rill_scheduler_t *scheduler, size_t count);
/** Waits for promises, which are taken over. The group's end is its own. */
rill_promise_t *rill_together_of_promises(rill_together_t *group,
                                          rill_promise_t *const *promises);
/** Waits for the values of the group's `keys`. */
rill_promise_t *rill_together_of_map(rill_together_t *group);
/** Drops promises that are not waited for. */
void rill_together_drop(rill_promise_t *const *promises, size_t count);
/** All of it, from checking to waiting. */
rill_promise_t *rill_together_make(const rill_together_ops_t *ops,
                                   rill_scheduler_t *scheduler,
                                   rill_promise_t *const *promises,
                                   size_t count);

/** A list of the outcomes, which move into it. */
rill_value_t rill_together_list(rill_together_t *group);
/** RILL_EAGGREGATE of the outcomes that are errors. */
rill_value_t rill_together_failure(rill_together_t *group);
/** For `decide`: the first rejection does. */
bool rill_together_unless_failed(rill_together_t *group, size_t index,
                                 rill_value_t *result);

#endif
