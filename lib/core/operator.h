/* SPDX-License-Identifier: MIT */
/* The inside face of an operator: what every file below lib/operators and
 * lib/sources is written against. What it describes itself by is in
 * core/stage.h.
 *
 * A running pipeline is a chain: one block of memory with a stage for each
 * operator, from the source to the sink. Signals go down by rill_emit*(),
 * demand goes up by rill_ask(). All of a chain happens on its scheduler.
 *
 * The rules that keep re-entrancy simple:
 *  - State is updated before calling out; after the last call out of a
 *    callback, nothing is touched.
 *  - Between two calls out, look at `stage->closed`: it says that this stage
 *    has ended or was cancelled meanwhile, and must emit nothing more.
 *  - A stage's memory, and what `release` frees, stays valid until the
 *    outermost call into the chain has returned.
 */
#ifndef RILL_CORE_OPERATOR_H
#define RILL_CORE_OPERATOR_H

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "core/stage.h"

/** Whether an observable is nothing but a source that is a supply. */
bool rill_observable_supply(const rill_observable_t *observable,
                            rill_supply_t *supply);

/* --- Building ------------------------------------------------------------- */

struct rill_operator {
  rill_object_t base;
  const rill_stage_ops_t *ops;
  struct rill_operator **parts; /* of a composed operator */
  size_t part_count;
  rill_error_t *failure; /* it was built from bad arguments */
};
/** Copies `*params` into a new operator, which owns what they hold; checks
 * them; never NULL. What every constructor of an operator returns. */
rill_operator_t *rill_operator_make(const rill_stage_ops_t *ops,
                                    const void *params);
/** One that is never freed: begins a static struct whose other member is the
 * parameters, for a constructor whose arguments are mostly left out. */
#define RILL_STATIC_OPERATOR(the_ops)                                         \
  { .base = RILL_STATIC_OBJECT(rill_operator_type), .ops = &(the_ops) }
extern const rill_type_t rill_operator_type;
/** The same for a source. */
rill_observable_t *rill_source_make(const rill_stage_ops_t *ops,
                                    const void *params);
/** An operator, or a source, that fails; takes over `error`. */
rill_operator_t *rill_operator_failed(rill_error_t *error);
rill_observable_t *rill_observable_failed(rill_error_t *error);
/** An operator that is several in a row, for compositions inside. Takes over
 * all of them. */
#define rill_sequence(...)                                                    \
  rill_compose_array((rill_operator_t *const[]){__VA_ARGS__},                 \
                     sizeof((rill_operator_t *const[]){__VA_ARGS__}) /        \
                         sizeof(rill_operator_t *),                           \
                     NULL)

/** Checks that a function is there and has the arity: NULL or an error.
 * `what` names the argument. */
rill_error_t *rill_check_fn(rill_fn_t fn, unsigned arity, const char *what);
/** The same for a function that may be missing. */
rill_error_t *rill_check_optional_fn(rill_fn_t fn, unsigned arity,
                                     const char *what);

/** Calls; the arguments are borrowed, the result is owned. */
static inline rill_value_t rill_invoke0(const rill_fn_t *fn) {
  return fn->as.call0(fn->context);
}
static inline rill_value_t rill_invoke1(const rill_fn_t *fn, rill_value_t x) {
  return fn->as.call1(x, fn->context);
}
static inline rill_value_t rill_invoke2(const rill_fn_t *fn, rill_value_t a,
                                        rill_value_t b) {
  return fn->as.call2(a, b, fn->context);
}

/* --- Emitting: from the source or any stage that is no plain step --------- */

/** Sends items (borrowed) down; returns how many used up demand. A stage must
 * not send more than it has been asked for. */
size_t rill_emit(rill_stage_t *stage, const rill_value_t *items, size_t count);
/** The same for integers from `first` on. */
size_t rill_emit_ints(rill_stage_t *stage, int64_t first, size_t count);
/** The same for `count` items of a supply, from the one at `index` on. */
static inline size_t rill_emit_supply(rill_stage_t *stage,
                                      const rill_supply_t *supply,
                                      uint64_t index, size_t count) {
  if (supply->items != NULL)
    return rill_emit(stage, supply->items + index, count);
  return rill_emit_ints(stage, rill_int_after(supply->first, index), count);
}
/** Whether the stage below takes lists of two apart, and nobody watches it:
 * then they need not be made. For good, once the stages are set up. */
static inline bool rill_takes_pairs(const rill_stage_t *stage) {
  return stage->down->ops->pairs && stage->down->code == RILL_CODE_STEP;
}
/** Sends down `count` lists of two, of which `pair` has the items from the one
 * at `index` on, to such a stage. */
size_t rill_emit_pairs(rill_stage_t *stage, const rill_supply_t pair[2],
                       uint64_t index, size_t count);
/** One item that stays the caller's. */
static inline size_t rill_emit_one(rill_stage_t *stage, rill_value_t item) {
  rill_stage_t *down = stage->down;
  bool short_way = !stage->closed && down->code == RILL_CODE_NEXT &&
                   down->down != NULL; /* a sink is looked after */
  if (rill_unlikely(!short_way)) return rill_emit(stage, &item, 1);
  return down->ops->next_one != NULL ? down->ops->next_one(down, item)
                                     : down->ops->next(down, &item, 1);
}
/** One item that is handed over. */
static inline size_t rill_emit_own(rill_stage_t *stage, rill_value_t item) {
  size_t used = rill_emit_one(stage, item);
  rill_value_unref(item);
  return used;
}
/** The end: this stage and all above are closed, then downstream hears it. */
void rill_emit_complete(rill_stage_t *stage);
/** The end with an error, which is taken over; it learns its place here if it
 * has none. */
RILL_COLD void rill_emit_error(rill_stage_t *stage, rill_error_t *error);
/** The end with the error of an error value, which is taken over. */
RILL_COLD void rill_emit_failure(rill_stage_t *stage, rill_value_t failure);
/** Passes on a terminal as it came: error or NULL for completion. */
void rill_emit_end(rill_stage_t *stage, rill_error_t *error);

/* --- Asking --------------------------------------------------------------- */

/** Asks upstream for `count` more items (RILL_UNBOUNDED: for all). */
void rill_ask(rill_stage_t *stage, int64_t count);
/** Ends everything above `stage`, which itself goes on. */
void rill_close_upstream(rill_stage_t *stage);

/** Sums that saturate: RILL_UNBOUNDED sticks. */
static inline void rill_demand_add(int64_t *demand, int64_t count) {
  *demand = count >= RILL_UNBOUNDED - *demand ? RILL_UNBOUNDED
                                              : *demand + count;
}
static inline void rill_demand_use(int64_t *demand, size_t used) {
  if (*demand != RILL_UNBOUNDED) *demand -= (int64_t) used;
}

/* --- The chain ------------------------------------------------------------ */

/** The parameters of a stage, constant: struct of the operator's own. */
#define rill_params(stage) ((stage)->params)
rill_scheduler_t *rill_stage_scheduler(const rill_stage_t *stage);
/** The upstream of a stage that lifts, borrowed. */
rill_observable_t *rill_upstream(const rill_stage_t *stage);

/** Every call into a chain from outside (a timer, an inner run, the user) goes
 * between these. After leaving, the stage may be gone. */
void rill_enter(rill_chain_t *chain);
void rill_leave(rill_chain_t *chain);

/** A timer of a stage: all zero is stopped. Stop it in `release`. */
typedef struct rill_alarm rill_alarm_t;
struct rill_alarm {
  rill_task_t task;
  rill_stage_t *stage;
  /** Called inside of the chain, unless the stage is closed. */
  void (*ring)(rill_stage_t *stage, rill_alarm_t *alarm);
};
/** Sets it anew. Past times are due at once, at the current clock. */
void rill_alarm_set(rill_alarm_t *alarm, rill_stage_t *stage, rill_time_t due,
                    void (*ring)(rill_stage_t *stage, rill_alarm_t *alarm));
void rill_alarm_stop(rill_alarm_t *alarm);
static inline bool rill_alarm_is_set(const rill_alarm_t *alarm) {
  return rill_task_is_scheduled(&alarm->task);
}

/** For a source that would never end: all zero hears nothing. The source
 * completes when its scheduler is told to come to its end. Leave it in
 * `release`. */
typedef struct rill_bell {
  rill_listener_t listener;
  rill_stage_t *stage;
} rill_bell_t;
void rill_bell_hear(rill_bell_t *bell, rill_stage_t *stage);
static inline void rill_bell_leave(rill_bell_t *bell) {
  rill_unlisten(&bell->listener);
}

static inline rill_time_t rill_stage_now(const rill_stage_t *stage) {
  return rill_now(rill_stage_scheduler(stage));
}
/** For loops over synchronous work: whether the loop that the chain lives on
 * has waited for 10 ms, and the rest should come by an alarm that is due now.
 * `*start` is 0 at first. */
bool rill_stage_breathes(const rill_stage_t *stage, rill_time_t *start);
/** `now + span`, saturating below RILL_TIME_NEVER. */
rill_time_t rill_time_after(rill_time_t now, rill_time_t span);

/* --- Inner runs ----------------------------------------------------------- */

/**
 * Lays out a run of `observable` (borrowed) whose items go to a sink of
 * `parent`'s: a stage with `sink_ops`, whose state the caller fills before
 * rill_run_start(). NULL without memory. The sink's `params` is the parent.
 *
 * The run lives on the parent's scheduler. All of its callbacks happen inside
 * of the parent's chain too, so the parent's memory is valid in them. A sink
 * takes signals until it calls rill_run_end(), which it must do in answer to
 * `complete` or `error`, then or later. Its `start` asks for the first items.
 * Its `release` comes last, once, and drops what the state holds.
 */
rill_stage_t *rill_run_new(rill_stage_t *parent, rill_observable_t *observable,
                           const rill_stage_ops_t *sink_ops);
/** A run without a parent, on `scheduler`; `params` is kept for the sink. */
rill_stage_t *rill_run_detached(rill_scheduler_t *scheduler,
                                rill_observable_t *observable,
                                const rill_stage_ops_t *sink_ops,
                                const void *params);
/** Starts it: at once if its scheduler is this thread's, else by a post. 0 or
 * RILL_ECLOSED: then the run has been cancelled. */
int rill_run_start(rill_stage_t *sink);
/** Asks an inner run for more, from outside of it (a sink itself uses
 * rill_ask()). The run may be gone afterwards. */
void rill_run_ask(rill_stage_t *sink, int64_t count);
/** The sink has had its terminal signal and is done: the run may go. */
void rill_run_end(rill_stage_t *sink);
/** Cancels the run; the sink hears nothing more but `release`, perhaps before
 * this returns. */
void rill_run_cancel(rill_stage_t *sink);
static inline rill_stage_t *rill_run_parent(const rill_stage_t *sink) {
  return (rill_stage_t *) (uintptr_t) sink->params;
}

#endif
