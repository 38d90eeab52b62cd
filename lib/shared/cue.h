/* SPDX-License-Identifier: MIT */
/* A stream that says when: its first item is the sign, or its completion. What
 * a rill_alarm_t is to a span, this is to a stream. */
#ifndef RILL_SHARED_CUE_H
#define RILL_SHARED_CUE_H

#include "core/operator.h"

/** A member of a stage's state; all zero is stopped. */
typedef struct rill_cue rill_cue_t;
struct rill_cue {
  rill_stage_t *sink; /* of the run under way, or NULL */
  bool repeats;
  /** The sign: inside of the stage's chain, unless the stage is closed. */
  void (*came)(rill_stage_t *stage);
  /** The stream, or the function that gives it, has failed; takes over
   * `error`. */
  void (*fail)(rill_stage_t *stage, rill_error_t *error);
};

/** Waits for `observable` (borrowed), and no longer for the one before. The
 * sign may come before this returns. */
void rill_cue_set(rill_cue_t *cue, rill_stage_t *stage,
                  rill_observable_t *observable);
/** The same, but each item is a sign. */
void rill_cue_follow(rill_cue_t *cue, rill_stage_t *stage,
                     rill_observable_t *observable);
void rill_cue_stop(rill_cue_t *cue);
static inline bool rill_cue_is_set(const rill_cue_t *cue) {
  return cue->sink != NULL;
}

/** The stream that `fn` gives for `item`, owned; NULL when it has failed, or
 * when the stage has been closed meanwhile. */
rill_observable_t *rill_cue_of(rill_cue_t *cue, rill_stage_t *stage,
                               const rill_fn_t *fn, rill_value_t item);
/** Waits for that stream. */
void rill_cue_ask(rill_cue_t *cue, rill_stage_t *stage, const rill_fn_t *fn,
                  rill_value_t item);

#endif
