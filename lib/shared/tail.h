/* SPDX-License-Identifier: MIT */
/* The last items of a stream, kept in a ring: what take_last, skip_last and
 * slice share. */
#ifndef RILL_SHARED_TAIL_H
#define RILL_SHARED_TAIL_H

#include "core/dropped.h"
#include "core/pump.h"
#include "shared/result.h"

/** For `check`, of parameters that are an int64_t: how many. */
rill_error_t *rill_tail_check(const void *params);

/** Puts `*item` (borrowed) into the ring, which holds up to `most`, and takes
 * out the one that was there longest: as a step, RILL_DROP while there is room,
 * then RILL_SWAP; RILL_PASS if `most` is 0. */
rill_step_t rill_tail_shift(rill_ring_t *ring, int64_t most,
                            rill_value_t *item);
/** Keeps the last `most` of these items and those before. Fails the stage
 * without memory. */
void rill_tail_keep(rill_stage_t *stage, rill_ring_t *ring, int64_t most,
                    const rill_value_t *items, size_t count);

/** The state of a stage that takes all that upstream has, and then gives out
 * what was kept, within demand. */
typedef struct rill_tail {
  rill_pump_t pump;
  rill_ring_t items;
  int64_t gap; /* items that are left out after each one */
} rill_tail_t;

/** For `complete`: gives out what was kept, then completes. */
void rill_tail_complete(rill_stage_t *stage);
const rill_value_t *rill_tail_fill(rill_stage_t *stage, rill_value_t *scratch,
                                   size_t room, size_t *count, bool *done);
void rill_tail_release(rill_stage_t *stage);

#define RILL_TAIL_OPS                                                         \
  .start = rill_result_start, .request = rill_pump_request,                   \
  .release = rill_tail_release, .fill = rill_tail_fill, .fill_owns = true

#endif
