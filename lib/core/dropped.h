/* SPDX-License-Identifier: MIT */
/* What operators let go, and who hears of it. What a step turns away is told of
 * by the driver; an operator tells of what it held.
 *
 * The item must not be in the operator's hands any more: whoever hears of it is
 * a callback like all others. */
#ifndef RILL_CORE_DROPPED_H
#define RILL_CORE_DROPPED_H

#include "base/ring.h"
#include "core/chain.h"

/** Whether somebody hears of what this stage lets go. */
static inline bool rill_is_told(const rill_stage_t *stage) {
  return rill_unlikely(stage->chain->told);
}
/** In whose name it is told. */
typedef struct rill_teller {
  rill_scheduler_t *scheduler; /* whose hook; on its thread */
  const char *name, *site;
  int position;
  bool told; /* somebody hears of it */
} rill_teller_t;
static inline rill_teller_t rill_teller_of(const rill_stage_t *stage) {
  return (rill_teller_t){.scheduler = stage->chain->scheduler,
                         .name = stage->ops->name,
                         .site = stage->chain->site,
                         .position = (int) stage->index,
                         .told = stage->chain->told};
}
RILL_COLD void rill_tell_as(const rill_teller_t *teller,
                            const rill_value_t *items, size_t count);
RILL_COLD void rill_tell_of(const rill_stage_t *stage,
                            const rill_value_t *items, size_t count);
/** Tells of an item, borrowed, that the stage lets go. */
static inline void rill_tell(const rill_stage_t *stage, rill_value_t item) {
  if (rill_is_told(stage)) rill_tell_of(stage, &item, 1);
}
/** The same for several. */
static inline void rill_tell_row(const rill_stage_t *stage,
                                 const rill_value_t *items, size_t count) {
  if (rill_is_told(stage)) rill_tell_of(stage, items, count);
}
/** Tells of an item, and drops it. */
static inline void rill_let_go(const rill_stage_t *stage, rill_value_t item) {
  rill_tell(stage, item);
  rill_value_unref(item);
}
/** The same for all that a ring holds, and its memory. */
void rill_let_go_all(const rill_stage_t *stage, rill_ring_t *ring);
/** The same, for who calls it for rings that are mostly empty. */
static inline void rill_let_go_ring(const rill_stage_t *stage,
                                    rill_ring_t *ring) {
  if (ring->room > 0) rill_let_go_all(stage, ring);
}
/** rill_emit() for items of a queue, which are the caller's until this returns:
 * `holder` tells of those that were not taken, as the stage ended in the
 * middle. */
size_t rill_emit_held_by(const rill_stage_t *holder, rill_stage_t *stage,
                         const rill_value_t *items, size_t count);
static inline size_t rill_emit_held(rill_stage_t *stage,
                                    const rill_value_t *items, size_t count) {
  return rill_emit_held_by(stage, stage, items, count);
}

#endif
