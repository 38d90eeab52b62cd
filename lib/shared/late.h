/* SPDX-License-Identifier: MIT */
/* Items that go on later than they came, in their order and within demand:
 * what delay, delay_each, skip_last_with_time and take_last_with_time share.
 *
 * The oldest goes on when it has waited for `wait`, and `gap` after the one
 * before it. Upstream is asked for `capacity` items, and for more as they
 * leave. */
#ifndef RILL_SHARED_LATE_H
#define RILL_SHARED_LATE_H

#include "base/ring.h"
#include "core/operator.h"

#include <rill/flow.h>

typedef struct rill_late_params {
  rill_time_t span;
  rill_time_t at;   /* of delay: 0, or instead of the span */
  int64_t capacity; /* 0: the default */
  bool delay_error;
  rill_overflow_t overflow; /* of take_last_with_time */
} rill_late_params_t;

/** The state of such a stage. */
typedef struct rill_late {
  rill_time_t wait, gap;
  int64_t capacity;
  /** Only what else happens makes items go on, no timer; but when upstream has
   * to wait for that, one does. */
  bool lazy;
  rill_alarm_t alarm;
  rill_ring_t queue; /* when it came, item, when it came, item… */
  int64_t demand;
  int64_t taken;    /* from the queue, and not asked for again */
  rill_time_t open; /* no item before this time */
  rill_time_t end;
  rill_error_t *error;
  bool done, failed, draining;
} rill_late_t;

rill_error_t *rill_late_check(const void *params);
/** For `start`: asks for the first items, as many as the parameters say. */
void rill_late_start(rill_stage_t *stage);
/** The same for another capacity. */
void rill_late_ask(rill_stage_t *stage, int64_t capacity);
/** Queues an item, which is borrowed. False without memory: then the stage has
 * failed, and lets it go. */
bool rill_late_put(rill_stage_t *stage, rill_value_t item);
/** Lets go of the oldest. */
void rill_late_drop(rill_stage_t *stage);
/** Lets go of the youngest. */
void rill_late_drop_last(rill_stage_t *stage);
/** Sees to it that what waits goes on in time. */
void rill_late_wait(rill_stage_t *stage);
/** Lets go what may go. The last call out of its caller. */
void rill_late_drain(rill_stage_t *stage);
/** For `next`: both for all of the items. */
size_t rill_late_next(rill_stage_t *stage, const rill_value_t *items,
                      size_t count);
/** From now on it ends after the items that wait, at `end` at the earliest,
 * with an error (taken over) or NULL. Wait or drain then. */
void rill_late_end(rill_late_t *late, rill_time_t end, rill_error_t *error);
/** For `complete`: ends after the items that wait. */
void rill_late_complete(rill_stage_t *stage);
/** For `error`: overtakes, but for items that are being emitted. */
void rill_late_error(rill_stage_t *stage, rill_error_t *error);
void rill_late_request(rill_stage_t *stage, int64_t count);
void rill_late_release(rill_stage_t *stage);

#define RILL_LATE_OPS                                                         \
  .state_size = sizeof(rill_late_t),                                          \
  .params_size = sizeof(rill_late_params_t), .request = rill_late_request,    \
  .release = rill_late_release

#endif
