/* SPDX-License-Identifier: MIT */
/* Spans as lists: what the operators buffer… share.
 *
 * With the deciders of shared/bounds.h: rill_lists_t. Items are held once,
 * whatever lists they belong to; a list goes from one of them to another. What
 * ends while nobody asks waits; what ends after it is added to it, if the
 * result stays below the count that the operator promises.
 *
 * With a cut: rill_pieces_t, which asks for nothing ahead. */
#ifndef RILL_SHARED_LISTS_H
#define RILL_SHARED_LISTS_H

#include "base/ring.h"
#include "shared/bounds.h"
#include "shared/buffer.h"

typedef struct rill_lists {
  rill_bounds_t bounds;
  rill_buffer_t held;
  int64_t base;     /* items before the oldest that is held */
  rill_ring_t late; /* from, to, from, to…: has ended, waits to be asked for */
  int64_t demand;
  int64_t freed; /* items that have left, and were not asked for again */
  bool done, emitting;
  uint32_t shared; /* so many of those that are held have gone on in a list */
} rill_lists_t;

void rill_lists_init(rill_stage_t *stage);
void rill_lists_start(rill_stage_t *stage);
size_t rill_lists_next(rill_stage_t *stage, const rill_value_t *items,
                       size_t count);
void rill_lists_complete(rill_stage_t *stage);
void rill_lists_request(rill_stage_t *stage, int64_t count);
void rill_lists_release(rill_stage_t *stage);

#define RILL_LISTS_OPS                                                        \
  .state_size = sizeof(rill_lists_t),                                         \
  .params_size = sizeof(rill_bounds_params_t), .check = rill_bounds_check,    \
  .forget = rill_bounds_forget, .init = rill_lists_init,                      \
  .start = rill_lists_start, .next = rill_lists_next,                         \
  .complete = rill_lists_complete, .request = rill_lists_request,             \
  .release = rill_lists_release

typedef struct rill_pieces {
  rill_buffer_t held;
  rill_cut_t cut;
  int64_t demand;
  bool done;
} rill_pieces_t;

size_t rill_pieces_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count);
void rill_pieces_complete(rill_stage_t *stage);
void rill_pieces_request(rill_stage_t *stage, int64_t count);
void rill_pieces_release(rill_stage_t *stage);

#define RILL_PIECES_OPS                                                       \
  .state_size = sizeof(rill_pieces_t),                                        \
  .params_size = sizeof(rill_bounds_params_t), .check = rill_bounds_check,    \
  .forget = rill_bounds_forget, .next = rill_pieces_next,                     \
  .complete = rill_pieces_complete, .request = rill_pieces_request,           \
  .release = rill_pieces_release

#endif
