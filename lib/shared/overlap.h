/* SPDX-License-Identifier: MIT */
/* What group_join consists of while it runs, and the times of its items.
 *
 * The left stream feeds the hub. All else are inner runs of its sink, which
 * stays, also after its stream has ended, until nobody needs it any more. */
#ifndef RILL_SHARED_OVERLAP_H
#define RILL_SHARED_OVERLAP_H

#include "shared/groups.h"
#include "shared/lifetime.h"

typedef struct rill_overlap {
  rill_hub_t hub;        /* the engine's; so first */
  rill_stage_t *right;   /* its sink; NULL: not started, or ended */
  rill_lives_t sides[2]; /* left, right */
  bool left_done, left_asked, right_asked;
  bool asking;
} rill_overlap_t;

static inline rill_overlap_t *rill_overlap_from(rill_hub_t *hub) {
  return (rill_overlap_t *) (void *) hub;
}
/** For an inner run of the left stream's sink. */
static inline rill_overlap_t *rill_overlap_of(const rill_stage_t *inner) {
  return rill_overlap_from(rill_hub_of(rill_run_parent(inner)));
}
static inline const rill_lifetime_params_t *rill_overlap_params(
    const rill_overlap_t *overlap) {
  return overlap->hub.params;
}

/** Nothing comes any more, for outer or for windows. */
static inline bool rill_overlap_is_over(const rill_overlap_t *overlap) {
  const rill_hub_t *hub = &overlap->hub;
  return hub->over || hub->upstream == NULL || hub->upstream->closed;
}

/** Whether there is no place for one more item: then all has failed. */
bool rill_overlap_is_full(rill_overlap_t *overlap, size_t side);
/** The time of all items is over. */
void rill_overlap_end(rill_overlap_t *overlap);
/** The time of a left item begins, and ends the group. */
void rill_overlap_begin_left(rill_overlap_t *overlap, rill_value_t item,
                             rill_group_t *group);
/** The time of a right item begins: it goes to all windows, and to those that
 * are opened before it ends. */
void rill_overlap_begin_right(rill_overlap_t *overlap, rill_value_t item);

#endif
