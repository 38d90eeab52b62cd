/* SPDX-License-Identifier: MIT */
/* Many streams into one: what flat_map, concat_map, merge_all, merge_scan,
 * merge, concat and start_with share. The inner streams come from items,
 * through a function, or stand in a list. Up to `max` of them run at once.
 *
 * Several at once: each is asked for `prefetch` items and then for more as
 * they are taken; what downstream has not asked for waits in a queue per
 * inner. One at a time: it is asked for exactly what downstream wants, so
 * nothing has to wait. What an inner emits while an item is on its way down is
 * queued until that call has returned: signals never nest. */
#ifndef RILL_SHARED_FLATTEN_H
#define RILL_SHARED_FLATTEN_H

#include "base/ring.h"
#include "core/operator.h"

#include <rill/transform.h>

/** How many inner streams run at once, if nothing else is said. */
enum { RILL_FLATTEN_MAX = 16 };

typedef struct rill_flatten_params {
  rill_fn_t fn;                /* of an item; of it and its index; or, with
                                  `folds`, of the accumulator and the item. Not
                                  set: the items are streams themselves */
  rill_value_t seed;           /* owned: the first accumulator */
  bool folds;                  /* each item that comes out is the next one */
  bool ordered;                /* only the oldest inner is passed on */
  rill_observable_t **sources; /* owned, or NULL */
  size_t count;
  int64_t max;                 /* inners at once; RILL_UNBOUNDED: all */
  int64_t prefetch;            /* what each inner may be ahead */
  int64_t ahead;               /* streams that may wait for their turn */
  bool delay_error;
  bool upstream;               /* the first source is rill_upstream() */
  bool last;                   /* no, the last one */
} rill_flatten_params_t;

typedef struct rill_flatten_inner rill_flatten_inner_t;
typedef struct rill_flatten {
  int64_t demand;
  int64_t running;
  int64_t owed;   /* inners that have ended, for which nothing was asked yet */
  size_t started; /* of the list of sources */
  rill_ring_t waiting; /* items whose streams are to run */
  rill_flatten_inner_t *inners, **inners_end; /* all that run, oldest first */
  rill_flatten_inner_t *ready, **ready_end; /* those with queued items */
  rill_flatten_inner_t *emptied; /* whose last items are on their way down */
  int64_t index;                 /* of the next item */
  rill_value_t accumulator;
  rill_error_t *error;           /* the first one */
  bool failed; /* ends with it as soon as nothing is on its way down */
  bool outer_done;
  bool one;    /* runs one inner at a time */
  bool emitting, draining;
  bool again;  /* something came up meanwhile */
} rill_flatten_t;

/** Of flat_map and its forms. */
rill_flatten_params_t rill_flatten_params(const rill_flat_map_opts_t *options);
/** Copies an array of sources, which are taken over, into `params`. False when
 * there is no memory: then they have been dropped. */
bool rill_flatten_sources(rill_flatten_params_t *params,
                          rill_observable_t *const *sources, size_t count);
rill_error_t *rill_flatten_check(const void *params);
/** The same where there must be a function. */
rill_error_t *rill_flatten_check_fn(const void *params, unsigned arity);
void rill_flatten_forget(void *params);
void rill_flatten_init(rill_stage_t *stage);
void rill_flatten_start(rill_stage_t *stage);
size_t rill_flatten_next(rill_stage_t *stage, const rill_value_t *items,
                         size_t count);
void rill_flatten_complete(rill_stage_t *stage);
void rill_flatten_error(rill_stage_t *stage, rill_error_t *error);
void rill_flatten_request(rill_stage_t *stage, int64_t count);
void rill_flatten_release(rill_stage_t *stage);

#define RILL_FLATTEN_OPS                                                      \
  .state_size = sizeof(rill_flatten_t),                                       \
  .params_size = sizeof(rill_flatten_params_t),                               \
  .forget = rill_flatten_forget, .init = rill_flatten_init,                   \
  .start = rill_flatten_start, .next = rill_flatten_next,                     \
  .complete = rill_flatten_complete, .error = rill_flatten_error,             \
  .request = rill_flatten_request, .release = rill_flatten_release

#endif
