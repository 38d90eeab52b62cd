/* SPDX-License-Identifier: MIT */
/* What the parts of the stage driver share: driver.c takes items through any
 * row, steps.c, filtered.c and own.c through the common ones fast, kernels.c a
 * batch at a time. */
#ifndef RILL_CORE_DRIVER_H
#define RILL_CORE_DRIVER_H

#include "core/chain.h"

/** Hands items to a stage and those below; returns what used up demand. */
size_t rill_deliver(rill_stage_t *stage, const rill_value_t *items,
                    size_t count);
size_t rill_deliver_ints(rill_stage_t *stage, int64_t first, size_t count);
/** The same for a row that begins with kernels; at most RILL_BATCH. `items`
 * may be NULL: then integers from `first` on. */
size_t rill_run_kernels(rill_stage_t *stage, const rill_value_t *items,
                        int64_t first, size_t count);
/** The same for a row that begins with a step. */
__attribute__((nonnull)) size_t
rill_run_steps(rill_stage_t *stage, const rill_value_t *items, size_t count);
size_t rill_run_steps_ints(rill_stage_t *stage, int64_t first, size_t count);
/** A scan, or a step of an operator's own. */
static inline bool rill_is_own(const rill_stage_t *stage) {
  return stage->code == RILL_CODE_STEP || stage->code == RILL_CODE_SCAN ||
         stage->code == RILL_CODE_CHANGED;
}
/** The same for a row that begins with such a stage: `items` may be NULL, then
 * integers from `first` on. */
size_t rill_run_own(rill_stage_t *stage, const rill_value_t *items,
                    int64_t first, size_t count);
size_t rill_run_own_item(rill_stage_t *stage, rill_value_t item);
/** A map behind which integers that repeat are dropped. */
static inline bool rill_is_changed(const rill_stage_t *stage) {
  return stage->code == RILL_CODE_MAP &&
         stage->down->code == RILL_CODE_CHANGED;
}
/** The same for a row that begins with that. `*taken` are the items that it
 * has seen to; the others go the usual way. */
size_t rill_run_changed(rill_stage_t *stage, const rill_value_t *items,
                        int64_t first, size_t count, size_t *taken);
/** A map, a filter and a fold. */
static inline bool rill_is_filtered(const rill_stage_t *stage) {
  return stage->code == RILL_CODE_MAP &&
         stage->down->code == RILL_CODE_FILTER &&
         stage->down->down->code == RILL_CODE_FOLD;
}
/** The same for a row that is that. `*taken` as above. */
size_t rill_run_filtered(rill_stage_t *stage, const rill_value_t *items,
                         int64_t first, size_t count, size_t *taken);
/** A predicate's answer that is no bool: the failure of its stage. */
void rill_run_refused(rill_stage_t *stage, rill_value_t answer);
/** What a map has made (owned) and is counted, a failure, or comes after its
 * end. */
size_t rill_run_mapped(rill_stage_t *stage, rill_value_t item);
/** One item that nobody has to count, through a row that is none of those. */
size_t rill_run_rest(rill_stage_t *stage, rill_value_t item);
/** One item, through whatever row; `held` is dropped at the end. */
size_t rill_run_item(rill_stage_t *stage, rill_value_t item, rill_value_t held);

/** An item of which a step has decided, through the rest of the row. */
size_t rill_run_stepped(rill_stage_t *stage, rill_step_t step,
                        rill_value_t item);
/** The same for a row that begins with a stage whose time is taken. */
size_t rill_run_watched(rill_stage_t *stage, const rill_value_t *items,
                        size_t count);
/** A stage that is no step. */
size_t rill_call_next(rill_stage_t *stage, const rill_value_t *items,
                      size_t count);
size_t rill_call_one(rill_stage_t *stage, rill_value_t item);
/** One item to a stage that is a step and no fold; see rill_run_stepped(). */
rill_step_t rill_take_step(rill_stage_t *stage, rill_value_t *item);
/** Stores a sum when counting is needed; a failure ends the stage. */
void rill_fold_counted(rill_stage_t *stage, rill_value_t sum);
/** One item, to a fold with a sum that need not be counted. */
static inline __attribute__((always_inline)) void
rill_fold_one(rill_stage_t *stage, rill_value_t item) {
  struct rill_fold_state *fold = rill_state(stage);
  rill_value_t got = fold->call(fold->accumulator, item, fold->context);
  if (rill_likely(got.kind < RILL_OBJECT))
    fold->accumulator = got;
  else
    rill_fold_counted(stage, got);
}
/** An item of a row: of an array, or if that is NULL, an integer. */
static inline __attribute__((always_inline)) rill_value_t
rill_item_at(const rill_value_t *items, int64_t first, size_t i) {
  if (items == NULL) return rill_int(first + (int64_t) i);
  return (rill_value_t){items[i].kind, 0, {.i = items[i].as.i}};
}
/** A predicate's answer that is no bool, as the failure that it means. */
rill_value_t rill_not_bool(rill_stage_t *stage, rill_value_t answer);
/** After the last stage of an item: what its steps have decided. */
void rill_finish_row(rill_stage_t *last);

#endif
