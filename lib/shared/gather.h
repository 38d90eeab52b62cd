/* SPDX-License-Identifier: MIT */
/* Several streams side by side, each at its own place: what zip,
 * combine_latest and with_latest_from share. What they do with an item is
 * theirs, told by a rill_gather_kind_t. */
#ifndef RILL_SHARED_GATHER_H
#define RILL_SHARED_GATHER_H

#include "base/ring.h"
#include "core/operator.h"

typedef struct rill_gather_params {
  rill_observable_t **sources; /* owned, or NULL */
  size_t count;
  int64_t prefetch; /* what each may be ahead; RILL_UNBOUNDED: all */
  bool upstream;    /* the first source is rill_upstream() */
} rill_gather_params_t;

typedef struct rill_gather_input {
  rill_stage_t *sink; /* NULL: not started, or ended */
  rill_ring_t queue;
  int64_t taken; /* and not yet asked for again */
  bool done;
  bool filled; /* has had an item */
} rill_gather_input_t;

typedef struct rill_gather_kind {
  /** Items of the input at `index`, borrowed. */
  void (*items)(rill_stage_t *stage, size_t index, const rill_value_t *items,
                size_t count);
  /** The input at `index` has completed. */
  void (*done)(rill_stage_t *stage, size_t index);
} rill_gather_kind_t;

/** The state: the operators' own begin with it. */
typedef struct rill_gather {
  const rill_gather_kind_t *kind;
  int64_t demand;
  rill_gather_input_t *inputs;
  rill_value_t *row; /* owned values, one more than there are inputs */
  size_t count;
  size_t missing;      /* inputs that have nothing to give */
  rill_error_t *error; /* the first one */
  bool over;           /* ends as soon as nothing is being emitted */
  bool emitting;
} rill_gather_t;

/** Copies an array of sources, which are taken over, into `params`. False when
 * there is no memory: then they have been dropped. */
bool rill_gather_sources(rill_gather_params_t *params,
                         rill_observable_t *const *sources, size_t count);
rill_error_t *rill_gather_check(const void *params);
void rill_gather_forget(void *params);
/** For `init`: counts the inputs. */
void rill_gather_init(rill_stage_t *stage, const rill_gather_kind_t *kind);
/** Runs all inputs, as far as the stage is not closed by it. */
void rill_gather_start(rill_stage_t *stage);
/** Asks an input again for what was taken, when that is much. */
void rill_gather_replenish(rill_stage_t *stage, size_t index);
/** The whole ends: now, or when what is being emitted has been. */
void rill_gather_end(rill_stage_t *stage);
/** The same with an error, which is taken over. */
void rill_gather_fail(rill_stage_t *stage, rill_error_t *error);
/** To be called after emitting: ends what is over. */
void rill_gather_settle(rill_stage_t *stage);
/** Emits a list (or the failure to make one), which is taken over. Returns what
 * of the demand it used up. */
size_t rill_gather_emit(rill_stage_t *stage, rill_value_t list);
void rill_gather_release(rill_stage_t *stage);

#define RILL_GATHER_OPS                                                       \
  .params_size = sizeof(rill_gather_params_t), .check = rill_gather_check,    \
  .forget = rill_gather_forget

#endif
