/* SPDX-License-Identifier: MIT */
/* What a stage is, and what an operator tells of the stages it makes: a table
 * of callbacks, or one step. */
#ifndef RILL_CORE_STAGE_H
#define RILL_CORE_STAGE_H

#include "core/scheduler.h"

#include <rill/subscription.h>

typedef struct rill_stage rill_stage_t;
typedef struct rill_subscription rill_chain_t;
typedef struct rill_stage_ops rill_stage_ops_t;

/** The most that a source emits at once. */
enum { RILL_BATCH = 256 };
/** The default bound of a queue. */
enum { RILL_CAPACITY = 256 };

/** What became of an item. */
typedef enum rill_step {
  RILL_DROP, /**< nothing goes on */
  RILL_PASS, /**< the item goes on as it came */
  RILL_SWAP, /**< *item was replaced by a value that is owned, and goes on */
  RILL_LAST, /**< the item goes on as it came, then the stage completes */
  RILL_STOP, /**< the stage completes, nothing goes on */
  RILL_FAIL  /**< *item is a RILL_ERROR: the stage fails with it */
} rill_step_t;

/** The steps that the driver runs without a second indirect call. Their state
 * begins with the struct that is named here. */
typedef enum rill_code {
  RILL_CODE_NEXT = 0,     /**< no step: has `next` */
  RILL_CODE_STEP,         /**< `step`; see rill_is_own() for these three */
  RILL_CODE_SCAN,         /**< struct rill_fold_state: accumulates, passes */
  RILL_CODE_CHANGED,      /**< struct rill_last_state: drops integers that
                               repeat; `step` sees to all else */
  RILL_CODE_FOLD,         /**< struct rill_fold_state: accumulates, drops */
  RILL_CODE_FOLD_COUNTED, /**< the same, with a sum that must be counted */
  RILL_CODE_OBSERVE,      /**< struct rill_observe_state: the end */
  RILL_CODE_DEAF,         /**< closed, or closed above: takes nothing more */
  RILL_CODE_WATCHED,      /**< its time is taken: see core/watch.c */
  RILL_CODE_FILTER,       /**< struct rill_call_state; the last two, so that */
  RILL_CODE_MAP           /**< one comparison finds them both */
} rill_code_t;

struct rill_call_state {
  rill_call1_fn call;
  void *context;
};
struct rill_fold_state {
  rill_call2_fn call;
  void *context;
  rill_value_t accumulator;
  bool seeded; /* there is an accumulator; else the first item becomes it */
};
struct rill_last_state {
  rill_value_t last; /* an item that equals it is dropped */
};
struct rill_observe_state {
  void (*next)(rill_value_t item, void *context);
  void *context;
};

/** A kernel's answer for a batch: how far it got, and what follows. */
typedef struct rill_batch {
  size_t out;       /**< items in the output array */
  rill_step_t then; /**< RILL_PASS: all of the input was taken */
  rill_value_t error; /**< with RILL_FAIL, owned */
} rill_batch_t;

/** Makes 1 to `room` items, in `scratch` or elsewhere, and says how many; sets
 * `*done` with the last one. It may fail by rill_emit_error(). */
typedef const rill_value_t *(*rill_fill_fn)(rill_stage_t *stage,
                                            rill_value_t *scratch, size_t room,
                                            size_t *count, bool *done);

/** The integer that comes `count` behind `first`; behind the largest one, any,
 * which nobody looks at. */
static inline int64_t rill_int_after(int64_t first, uint64_t count) {
  return (int64_t) ((uint64_t) first + count);
}

/** Items that are there without being made: an array, or integers. */
typedef struct rill_supply {
  const rill_value_t *items; /**< NULL: integers from `first` on */
  int64_t first;
  uint64_t count;
} rill_supply_t;

static inline rill_value_t rill_supply_at(const rill_supply_t *supply,
                                          uint64_t index) {
  if (supply->items != NULL) return supply->items[index];
  return rill_int(supply->first + (int64_t) index);
}

/** So many of them, from the one at `index` on. */
static inline rill_supply_t rill_supply_part(const rill_supply_t *supply,
                                             uint64_t index, uint64_t count) {
  rill_supply_t part = {NULL, rill_int_after(supply->first, index), count};
  if (supply->items != NULL) part.items = supply->items + index;
  return part;
}

/**
 * What an operator is: one constant per operator. A NULL callback means: pass
 * the signal on; but a stage below another has `next`, or is a step.
 */
struct rill_stage_ops {
  const char *name; /**< without the prefix: "take" */
  size_t state_size;  /**< per run; zeroed before the start */
  size_t params_size; /**< per operator; constant once made */
  rill_code_t code;   /**< RILL_CODE_STEP for a step */
  /** The source of what it does is its upstream as an observable that it
   * subscribes by itself, as often as it likes (repeat, retry, catch, share):
   * rill_upstream(stage). Such a stage begins a chain of its own. */
  bool lifts;
  /** The scheduler that the chain of a lifting stage or a source lives on, if
   * that is not the run's: what makes a border. Borrowed. */
  rill_scheduler_t *(*home)(const void *params, rill_scheduler_t *origin);
  /** For a source of which all runs live in one place: what must stand behind
   * it for a subscriber on `origin` (owned), or NULL if that is the place. */
  rill_operator_t *(*border)(const void *params, rill_scheduler_t *origin);

  /* Building. */
  /** An error (owned) if the parameters are bad, without the operator's name:
   * rill_refuse("count is %lld (must be >= 0)", n). */
  rill_error_t *(*check)(const void *params);
  /** Drops what the parameters hold, once. */
  void (*forget)(void *params);
  /** For an operator whose runs share something: makes the one (owned) that
   * stands for it in an observable, whenever it is put behind `*base`, which
   * it may replace (both owned). */
  rill_operator_t *(*apply)(const void *params, rill_observable_t **base);

  /* Running. All of these may be NULL. */
  /** Sets up the state, of every stage before the first `start`. Calls
   * nothing that calls back. */
  void (*init)(rill_stage_t *stage);
  /** For a source with a `home`, once it is laid out: on the
   * subscriber's thread. */
  void (*attach)(rill_stage_t *stage, rill_scheduler_t *origin);
  /** From the sink to the source, once: downstream is ready, upstream is not
   * yet, but remembers what it is asked. So `request` may come before. */
  void (*start)(rill_stage_t *stage);
  /** One item in, one or none out. `*item` comes borrowed; what RILL_SWAP or
   * RILL_FAIL leave there is handed over. */
  rill_step_t (*step)(rill_stage_t *stage, rill_value_t *item);
  /** The same over an array, if this stage is a pure kernel: see `pure`. */
  rill_batch_t (*batch)(rill_stage_t *stage, const rill_value_t *in,
                        rill_value_t *out, size_t count);
  /** Whether `batch` may be used with these parameters. */
  bool (*pure)(const void *params);
  /** The parameters begin with a rill_fn_t, whose kernel may have a form for
   * columns; if it folds or scans, the state is a struct rill_fold_state. */
  bool columns;
  /** A step that takes lists of two apart, without a state: the parameters are
   * the rill_fn_t that it calls with both. See rill_emit_pairs(). */
  bool pairs;
  /** What its step does not pass it keeps, or has made something of; what of
   * that it lets go it tells of by itself: see core/dropped.h. */
  bool keeps;
  /** All that a step's function does is to choose: when it fails, the item is
   * let go. */
  bool chooses;
  /** Items, borrowed; returns how many of them used up demand, which is what
   * the emitter subtracts. Must take all, or be closed. */
  size_t (*next)(rill_stage_t *stage, const rill_value_t *items, size_t count);
  /** The same for one item. Default: `next`. */
  size_t (*next_one)(rill_stage_t *stage, rill_value_t item);
  /** The same for integers from `first` on. Default: `next`. */
  size_t (*next_ints)(rill_stage_t *stage, int64_t first, size_t count);
  void (*complete)(rill_stage_t *stage);
  /** Takes over `error`. */
  void (*error)(rill_stage_t *stage, rill_error_t *error);
  /** Downstream asks for `count` > 0 more. Default: asks upstream. A source
   * must have it. */
  void (*request)(rill_stage_t *stage, int64_t count);
  /** All that `request` does is to ask for no more than it takes. */
  bool modest;
  /** It has `next`, and whatever it emits, and its end, come in the call that
   * brings the item or the end. (That is known of steps.) */
  bool prompt;
  /** Once, when the stage has ended or was cancelled and no call into the
   * chain is under way: stop timers, cancel inner runs, drop queues. Must not
   * emit. Called for every stage that was started or not. */
  void (*release)(rill_stage_t *stage);
  /** For a source that makes items when asked, see core/pump.h. */
  rill_fill_fn fill;
  bool fill_owns; /**< what `fill` returns is dropped after it was emitted */
  /** In place of `fill`: emits 1 to `room` items, sets `*done` with the last
   * one, and returns how many used up demand. */
  size_t (*send)(rill_stage_t *stage, size_t room, bool *done);
  /** For a source that is an object which begins with its observable: what is
   * built on it has that as its upstream. Called on whatever thread the last
   * handle was dropped, before the memory goes. */
  void (*dropped)(rill_observable_t *observable);
  /** For a source that is nothing but a supply: tells it, valid as long as the
   * parameters are. Who has such a source need not run it. */
  rill_supply_t (*supply)(const void *params);
  /** For a source that is an object, too: what it will emit, and then end, as
   * the next thing that happens if `stage` runs it now; up to `room` items,
   * valid as long as that stage is being called. True: that was its run. */
  bool (*lend)(rill_observable_t *source, const rill_stage_t *stage,
               uint64_t room, rill_supply_t *items);
};

struct rill_stage {
  const rill_stage_ops_t *ops;
  rill_stage_t *up, *down;
  rill_chain_t *chain;
  const void *params;
  bool closed;    /* ended or cancelled: emits nothing, takes nothing */
  uint8_t code;
  uint8_t kernels; /* how many stages from here on run as kernels */
  bool released;
  uint32_t index;
};

/** The state of a stage, zeroed at the start. */
static inline void *rill_state(const rill_stage_t *stage) {
  return (void *) (uintptr_t) (stage + 1);
}
static inline rill_stage_t *rill_stage_of(const void *state) {
  return (rill_stage_t *) (uintptr_t) state - 1;
}

#endif
