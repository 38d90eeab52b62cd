/* SPDX-License-Identifier: MIT */
/* The inside of a promise.
 *
 * What waits for a promise is a node in its list. A promise that rill_then()
 * made contains its node: one allocation, 64 bytes, holds the next promise, its
 * handler and its place in the list. Once settled, a promise that somebody
 * waits for is itself the job that calls them.
 *
 * A promise's memory changes its use three times: it waits for another one
 * (`reaction`, then perhaps `follower`), is settled with a list to work off
 * (`delivery`), is settled and quiet. */
#ifndef RILL_PROMISE_PROMISE_H
#define RILL_PROMISE_PROMISE_H

#include "base/error.h"
#include "base/memory.h"
#include "core/scheduler.h"

#include <rill/promise.h>

typedef struct rill_node rill_node_t;

/** Called as a job with an outcome; the node is out of the list. */
typedef void (*rill_watch_fn)(rill_node_t *node, rill_value_t outcome);
/** The producer's end: the promise is cancelled (stop working), or settled
 * (let go). Once; the promise is settled already. */
typedef void (*rill_hook_fn)(void *context, bool canceled);

typedef union rill_word {
  void *pointer;
  rill_call0_fn call0;
  rill_call1_fn call1;
  rill_drop_fn drop;
  rill_watch_fn watch;
  rill_hook_fn hook;
} rill_word_t;

/** The way back in a list. */
typedef struct rill_wide {
  rill_node_t *back; /* towards the head; NULL at it */
  rill_promise_t *source;
} rill_wide_t;

enum {
  /* What state it is in. */
  RILL_P_SETTLED = 1 << 0,
  RILL_P_QUEUED = 1 << 1,   /* its delivery is a job in the queue */
  RILL_P_RUNNING = 1 << 2,  /* it is delivering */
  RILL_P_HANDLED = 1 << 3,  /* somebody has cared for its rejection */
  RILL_P_CANCELED = 1 << 4, /* asked to end */
  RILL_P_LINKED = 1 << 5,   /* in the list of what it waits for */
  RILL_P_INSIDE = 1 << 6,   /* its handler is under way */
  RILL_P_FOLLOWS = 1 << 7,  /* waits to have the same outcome */
  RILL_P_OUTCOME = 1 << 8,  /* keeps an outcome while a cleanup goes on; of a
                               watch: a closing scheduler changes none */
  RILL_P_FORSAKEN = 1 << 9, /* its last consumer has gone for good */
  RILL_P_HELD = 1 << 10,    /* keeps the loop alive */
  /* What it contains. */
  RILL_P_FULFILLED = 1 << 11, /* the handler is for values */
  RILL_P_REJECTED = 1 << 12,  /* the handler is for errors */
  RILL_P_BOTH = 1 << 13,      /* a second handler, for errors, in the tail */
  RILL_P_FINALLY = 1 << 14,
  RILL_P_PLAIN = 1 << 15, /* the handler of a `finally` has no argument */
  RILL_P_DROP = 1 << 16,  /* the handler's context is owned */
  RILL_P_WIDE = 1 << 17,  /* a rill_wide_t follows */
  RILL_P_SHIELD = 1 << 18, /* is not counted as a consumer */
  RILL_P_WATCH = 1 << 19,  /* no promise: a function of the library's */
  RILL_P_HOOK = 1 << 20,   /* a producer wants to hear of the end */
  RILL_P_ROOT = 1 << 21,   /* of a deferred */
  RILL_P_TAP = 1 << 22,    /* a `finally` for values, and no cleanup */
  RILL_P_DONE = 1 << 23,   /* the end of a chain: failures are told at once */
  RILL_P_PATIENT = 1 << 24, /* cancelled, it settles when its producer says */
  /* What can be seen of it. */
  RILL_P_TRACED = 1 << 25,  /* the end of its memory is a note: trace.c */
  RILL_P_REPORTED = 1 << 26 /* the unhandled hook has heard of it */
};

struct rill_node {
  uint32_t kind; /* settled: of the value */
  uint32_t bits;
  union {
    rill_node_t *waiting; /* pending: what waits for it */
    int64_t payload;      /* settled: the value */
    size_t index;         /* a watch: its own */
  } of;
  union {
    struct {
      rill_node_t *next; /* the last one's is its source, with a mark */
      rill_word_t call, context;
    } reaction;
    struct {
      rill_node_t *next;
      rill_wide_t wide;
    } follower;
    struct {
      rill_job_t job;
      rill_node_t *waiting;
    } delivery;
  } as;
};

struct rill_promise {
  rill_object_t base;
  rill_scheduler_t *scheduler; /* NULL: rejected, and nothing can follow */
  rill_node_t node;
  rill_word_t tail[]; /* as the bits say: wide, drop, second handler… */
};

/** A node that is part of something else than a promise. */
typedef struct rill_watch {
  rill_node_t node;
  rill_wide_t wide;
} rill_watch_t;

_Static_assert(sizeof(struct rill_promise) == 64, "a handler costs 64 bytes");

static inline rill_promise_t *rill_promise_of(rill_node_t *node) {
  return rill_container_of(node, rill_promise_t, node);
}
static inline bool rill_promise_is_settled(const rill_promise_t *promise) {
  return (promise->node.bits & RILL_P_SETTLED) != 0;
}
/** The value or the error of a settled promise, borrowed. */
static inline rill_value_t rill_promise_outcome(const rill_promise_t *p) {
  rill_value_t value = rill_none();
  value.kind = p->node.kind;
  value.as.i = p->node.of.payload;
  return value;
}

/* --- Making, in promise.c ------------------------------------------------- */

/** A pending promise with room for `size` bytes in all; NULL without memory. */
rill_promise_t *rill_promise_new(rill_scheduler_t *scheduler, size_t size,
                                 uint32_t bits);

/* --- Refusing, in refuse.c ------------------------------------------------ */

/** The promise that is there when there is no memory. It is reported here,
 * because no handler will ever see it. */
rill_promise_t *rill_promise_no_memory(rill_scheduler_t *scheduler);
/** A promise that is rejected with `error` (taken over); `scheduler` may be
 * NULL. */
rill_promise_t *rill_promise_failed(rill_scheduler_t *scheduler,
                                    rill_error_t *error);
/** NULL if `scheduler` can be used from here by the function `name`; otherwise
 * the promise to return. */
rill_promise_t *rill_promise_refuse(rill_scheduler_t *scheduler,
                                    const char *name);

/** NULL if `promise` (borrowed) can be waited for from here by the function
 * `name`; otherwise the promise to return. */
rill_promise_t *rill_promise_unusable(rill_promise_t *promise,
                                      const char *name);
/** NULL if `f` is there and has that arity, otherwise an error that names
 * the function and the argument. */
rill_error_t *rill_promise_check_fn(const char *name, rill_fn_t f,
                                    unsigned arity, const char *argument);
/** Says that `other` (not of `home`) cannot be waited for there. */
rill_error_t *rill_promise_strange(const char *what,
                                   const rill_scheduler_t *home,
                                   const rill_promise_t *other);
/** What waits, or was to run, is told this by a scheduler that closes. */
static inline rill_value_t rill_promise_closed(void) {
  return rill_fail(
      rill_error_new(RILL_ECLOSED, "the promise's scheduler is closing"));
}

/* --- Settling, in promise.c ----------------------------------------------- */

/** Settles a pending promise with a value or an error, taken over. */
void rill_promise_settle(rill_promise_t *promise, rill_value_t outcome);
/** The same, but an outcome kept by `finally` and a cancellation come first. */
void rill_promise_conclude(rill_promise_t *promise, rill_value_t outcome);
/** Concludes with `value`, taken over, or waits for it. `lone`: the caller's
 * is the only reference, and will be dropped. */
void rill_promise_follow(rill_promise_t *promise, rill_value_t value,
                         bool lone);
/** Has a promise's job run later, with a reference for it to drop. */
void rill_promise_enqueue(rill_promise_t *promise,
                          void (*run)(rill_job_t *job, int status));
/** Runs a job that a closed scheduler has not taken, after those before it. */
void rill_leftover_run(rill_job_t *job);
/** The job of a settled one: calls who waits for it. */
void rill_promise_run(rill_job_t *job, int status);
/** Waits for a thenable (taken over), in thenable.c. */
void rill_thenable_follow(rill_promise_t *promise, rill_value_t thenable);
/** At the end of the turn: is there a handler? In unhandled.c. */
void rill_promise_judge(rill_promise_t *promise, int status);
/** The same now, of one that nobody can handle any more. */
void rill_promise_accuse(rill_promise_t *promise);
/** Tells the hook that somebody cares for what was reported; in trace.c. */
void rill_promise_handle_late(rill_promise_t *promise);
/** Somebody cares for a settled promise. A hook may be called. */
static inline void rill_promise_handle(rill_promise_t *promise) {
  promise->node.bits |= RILL_P_HANDLED;
  if (rill_unlikely((promise->node.bits & RILL_P_REPORTED) != 0))
    rill_promise_handle_late(promise);
}
/** What a cancelled promise is rejected with. */
static inline rill_value_t rill_promise_canceled(void) {
  return rill_fail(rill_error_new(RILL_ECANCELED, "canceled"));
}

/* --- Waiting, in list.c --------------------------------------------------- */

/** Puts `node` into the list; a narrow one only into an empty list. */
void rill_promise_link(rill_promise_t *source, rill_node_t *node);
void rill_promise_unlink(rill_node_t *node);
/** What a linked node waits for. */
rill_promise_t *rill_node_source(const rill_node_t *node);
/** Brings the list into the order of rill_then(). */
void rill_promise_order(rill_promise_t *promise);
/** Moves a whole list to a promise that nobody waits for. */
void rill_promise_move_list(rill_promise_t *from, rill_promise_t *to);
/** How many wait for a promise. */
size_t rill_promise_waiting(const rill_promise_t *promise);
/** Whether anyone counted but `node` waits for a promise. */
bool rill_promise_has_others(const rill_promise_t *source,
                             const rill_node_t *node);
static inline rill_node_t **rill_promise_list(rill_promise_t *promise) {
  return rill_promise_is_settled(promise) ? &promise->node.as.delivery.waiting
                                          : &promise->node.of.waiting;
}

/** Has `watch` called with the outcome of a pending promise. */
static inline void rill_promise_watch(rill_promise_t *promise,
                                      rill_watch_t *watch, rill_watch_fn call,
                                      void *context) {
  watch->node.bits = RILL_P_WATCH | RILL_P_WIDE;
  watch->node.as.reaction.call.watch = call;
  watch->node.as.reaction.context.pointer = context;
  rill_promise_link(promise, &watch->node);
}
static inline bool rill_watch_is_set(const rill_watch_t *watch) {
  return (watch->node.bits & RILL_P_LINKED) != 0;
}
/** Has `watch` called with the outcome of `value` (taken over), which may be a
 * promise or a thenable. False if there is nothing to wait for: then
 * `*outcome`, owned, is it. `name` is the function for which it waits. In
 * await.c. */
bool rill_promise_await(rill_scheduler_t *scheduler, const char *name,
                        rill_value_t value, rill_watch_t *watch,
                        rill_watch_fn call, void *context,
                        rill_value_t *outcome);

/* --- Handlers, in react.c ------------------------------------------------- */

/** Runs a promise's handler with an outcome (borrowed) and settles it. */
void rill_promise_react(rill_promise_t *promise, rill_value_t outcome,
                        bool closed);
/** Drops the handlers of a promise that will not run them. */
void rill_promise_drop_handlers(rill_promise_t *promise);
/** The kept outcome's place. */
rill_value_t *rill_promise_kept(rill_promise_t *promise);
/** Somebody cares for the rejection of `value` (borrowed), if it is a
 * promise, without waiting for it. */
void rill_promise_overlook(rill_value_t value);
/** Drops what came too late; a promise that nobody else waits for is
 * cancelled. */
void rill_promise_discard(rill_value_t value);

/* --- Chaining, in then.c -------------------------------------------------- */

/** What a builder of the next promise was given. */
typedef struct rill_chaining {
  const char *name;
  const char *arguments[2];
  const rill_fn_t *first, *second; /* the second may be NULL */
  unsigned least;                  /* arguments of a handler */
  uint32_t bits;
} rill_chaining_t;

/** The next promise; takes over `promise` and the handlers. */
rill_promise_t *rill_promise_chain(rill_promise_t *promise,
                                   const rill_chaining_t *c);
/** Of rill_then(), under another name. */
rill_promise_t *rill_promise_then(rill_promise_t *promise, const char *name,
                                  rill_fn_t fulfilled, rill_fn_t rejected);

/* --- Producers, in cancel.c ----------------------------------------------- */

/** Has `hook` called at the end of a promise that a producer will settle. */
static inline void rill_promise_hook(rill_promise_t *promise,
                                     rill_hook_fn hook, void *context) {
  promise->node.bits |= RILL_P_HOOK;
  promise->node.as.reaction.call.hook = hook;
  promise->node.as.reaction.context.pointer = context;
}
/** The producer has nothing to hear any more. */
static inline void rill_promise_unhook(rill_promise_t *promise) {
  promise->node.bits &= ~(uint32_t) RILL_P_HOOK;
}
/** Ends the wait of a watch and cancels what it waited for, unless others wait
 * for that. */
void rill_watch_cancel(rill_watch_t *watch);
/** Ends the wait, leaving what it waited for alone. */
static inline void rill_watch_stop(rill_watch_t *watch) {
  if (rill_watch_is_set(watch)) rill_promise_unlink(&watch->node);
}
/** The same for a wait that may begin again: nothing is cancelled until the
 * promise is abandoned. */
void rill_watch_leave(rill_watch_t *watch);
/** Cancels a promise whose waits have all been left, if there were any; from
 * any thread. */
void rill_promise_abandon(rill_promise_t *promise);
/** For a promise of a deferred: no one else may settle it now. False if
 * someone has. Any thread; in deferred.c. */
bool rill_root_take(rill_promise_t *root);

#endif
