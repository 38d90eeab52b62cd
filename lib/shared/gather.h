/* SPDX-License-Identifier: MIT */
/* Several streams side by side, each at its own place: what zip,
 * combine_latest, with_latest_from, fork_join, merge_sorted, sequence_equal
 * and join share. What they do with an item is theirs, told by a
 * rill_gather_kind_t. */
#ifndef RILL_SHARED_GATHER_H
#define RILL_SHARED_GATHER_H

#include "base/ring.h"
#include "core/operator.h"

/** The operators' own begin with it. */
typedef struct rill_gather_params {
  rill_observable_t **sources; /* owned, or NULL */
  size_t count;
  size_t first;     /* the number of the first one, in messages */
  int64_t prefetch; /* what each may be ahead; RILL_UNBOUNDED: all */
  bool upstream;    /* the first source is rill_upstream() */
  bool delay_error; /* an error of a stream is its end, and told at the end */
} rill_gather_params_t;

typedef struct rill_gather_input {
  rill_stage_t *sink; /* NULL: not started, or ended */
  rill_ring_t queue;
  int64_t taken; /* and not yet asked for again */
  bool done;   /* has ended */
  bool failed; /* with an error, which waits */
  bool filled; /* has had an item */
} rill_gather_input_t;

typedef struct rill_gather_kind {
  /** Items of the input at `index`, borrowed. */
  void (*items)(rill_stage_t *stage, size_t index, const rill_value_t *items,
                size_t count);
  /** The input at `index` has ended. */
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
  bool failed;         /* it is the operator's own */
  bool over;           /* ends as soon as nothing is being emitted */
  bool emitting;
} rill_gather_t;

/** An operator from its parameters and an array of streams, which are all
 * taken over. The first input is upstream, if the operator lifts it. */
rill_operator_t *rill_gather_operator(const rill_stage_ops_t *ops,
                                      void *params,
                                      rill_observable_t *const *others,
                                      size_t count);
/** The same for a source. */
rill_observable_t *rill_gather_source(const rill_stage_ops_t *ops,
                                      void *params,
                                      rill_observable_t *const *sources,
                                      size_t count);
rill_error_t *rill_gather_check(const void *params);
/** What the input at `index` runs, borrowed. */
rill_observable_t *rill_gather_at(const rill_stage_t *stage, size_t index);
void rill_gather_forget(void *params);
/** For `init`: counts the inputs. */
void rill_gather_init(rill_stage_t *stage, const rill_gather_kind_t *kind);
/** Runs all inputs, as far as the stage is not closed by it. A source that has
 * none completes. */
void rill_gather_start(rill_stage_t *stage);
/** Asks an input again for what was taken, when that is much. */
void rill_gather_replenish(rill_stage_t *stage, size_t index);
/** The whole ends: now, or when what is being emitted has been. If an error of
 * a stream is kept, with that. */
void rill_gather_end(rill_stage_t *stage);
/** Keeps an error of a stream, which is taken over, for the end. */
void rill_gather_keep(rill_stage_t *stage, rill_error_t *error);
/** The whole ends with an error of the operator's own, taken over. */
void rill_gather_fail(rill_stage_t *stage, rill_error_t *error);
/** Cancels all inputs: what they have is not needed any more. */
void rill_gather_stop(rill_stage_t *stage);
/** To be called after emitting: ends what is over. */
void rill_gather_settle(rill_stage_t *stage);
/** Emits an item (or the failure to make one), which is taken over. Returns
 * what of the demand it used up. */
size_t rill_gather_emit(rill_stage_t *stage, rill_value_t item);
void rill_gather_release(rill_stage_t *stage);

/** For what has no parameters of its own. */
#define RILL_GATHER_OPS                                                       \
  .params_size = sizeof(rill_gather_params_t), .check = rill_gather_check,    \
  .forget = rill_gather_forget

#endif
