/* SPDX-License-Identifier: MIT */
/* The inside of a running pipeline and of the description it runs. */
#ifndef RILL_CORE_CHAIN_H
#define RILL_CORE_CHAIN_H

#include "core/operator.h"

/** An observable is a row of stages, flattened when it is built. */
struct rill_observable {
  rill_object_t base;
  rill_observable_t *upstream; /* what stage 0 subscribes, if it lifts */
  size_t block;                /* bytes of all stages with their states */
  uint32_t count, room;        /* stages, and places for them */
  bool keeps_nothing;          /* none of them has a `release` */
  bool prompt;                 /* what comes, and the end, passes all stages
                                  but the source in the same call */
  bool brief;                  /* so do its items: see core/brief.c */
  bool asked;                  /* one of them wants to know of demand */
  struct rill_place {
    rill_operator_t *op;
    const char *site;  /* static text */
    uint32_t position; /* in the pipe as it was written: 0 is the source */
    uint32_t size;     /* of the stage with its state */
    uint8_t kernels;   /* so many from here on may run as kernels */
  } *stages;           /* behind the struct */
};

/** Time that is taken: when it began, and what was spent outside of it. */
typedef struct rill_frame {
  rill_time_t start; /* by the scheduler's clock */
  rill_time_t spent;
  bool taken;
} rill_frame_t;

/** A chain, which is also the user's subscription. */
struct rill_subscription {
  rill_object_t base;
  rill_run_link_t link; /* among the scheduler's runs, if it has no parent */
  rill_scheduler_t *scheduler;
  rill_observable_t *observable;
  rill_chain_t *parent;
  rill_chain_t *children, *next, **link_back; /* the inner runs, and siblings */
  rill_stage_t *first, *sink;
  const char *site;
  rill_time_t started;
  uint32_t depth; /* calls under way, those of inner runs too */
  bool dirty;     /* a stage was closed and waits for its release */
  bool over;      /* read by any thread */
  bool begun;
  bool listed;
  bool told; /* somebody hears of what is let go: see core/dropped.h */
  /* What other threads want. */
  rill_job_t remote;
  int64_t remote_demand;
  bool remote_cancel, remote_posted;
  bool refused; /* request(n <= 0): fails on the way out, so it is dirty */
  int64_t refused_count;
  rill_frame_t entered; /* of the outermost call, if it is watched */
} __attribute__((aligned(16)));

/** The handle of a run that never was: over, and never freed. */
rill_subscription_t *rill_subscription_over(void);
/** A chain with room for `sink_ops` at its end, not yet started; NULL without
 * memory. Takes over `observable`. */
rill_chain_t *rill_chain_new(rill_scheduler_t *origin,
                             rill_observable_t *observable,
                             const rill_stage_ops_t *sink_ops,
                             const void *sink_params, rill_chain_t *parent);
/** Starts it here, or by a post on its own thread. 0 or RILL_ECLOSED. */
int rill_chain_start(rill_chain_t *chain);
/** Starts it here and now. */
void rill_chain_begin(rill_chain_t *chain);
/** Has its own thread look after what others want, and start it if it has not
 * begun. 0 or RILL_ECLOSED. */
int rill_chain_post(rill_chain_t *chain);
/** Closes every stage; released when the last call has left. */
void rill_chain_cancel(rill_chain_t *chain);
/** Takes it off the list of its scheduler's runs. */
void rill_chain_unlist(rill_chain_t *chain);
/** The scheduler that a run of `observable` lives on when it is subscribed on
 * `origin`. */
rill_scheduler_t *rill_observable_home(const rill_observable_t *observable,
                                       rill_scheduler_t *origin);
/** What the runs of an observable, and of those that are built on it, call their
 * upstream. */
static inline rill_observable_t *rill_observable_base(rill_observable_t *o) {
  bool embodied = o->upstream == NULL && o->stages[0].op->ops->dropped != NULL;
  return embodied ? o : o->upstream;
}
/** Whether the items of its source may be there, and all it does with them is
 * over at once. */
static inline bool rill_observable_lends(const rill_observable_t *o) {
  const rill_stage_ops_t *source = o->stages[0].op->ops;
  return o->prompt && (source->supply != NULL || source->lend != NULL);
}
/** Of such a one: whether they are, for an inner run of `stage`, up to `room`
 * of them. Then they are to be emitted or run briefly, now. */
bool rill_observable_lend(rill_observable_t *observable,
                          const rill_stage_t *stage, uint64_t room,
                          rill_supply_t *items);
/** `observable` (borrowed) with one more operator (taken over) right behind
 * its source. */
rill_observable_t *rill_observable_insert(const rill_observable_t *observable,
                                          rill_operator_t *op);
/** Zeroed parameters behind it; NULL without memory. `ops` NULL: of parts. */
rill_operator_t *rill_operator_new(const rill_stage_ops_t *ops,
                                   size_t params_size);
/** What is built when there is no memory to build with. */
extern rill_operator_t rill_operator_no_memory;

/** Lays out the stages behind a zeroed chain that has its observable. */
void rill_chain_lay(rill_chain_t *chain, const rill_stage_ops_t *sink_ops,
                    const void *sink_params);
/** Puts it on the list of its scheduler's runs. */
static inline void rill_chain_list(rill_chain_t *chain) {
  rill_run_link_t *runs = &chain->scheduler->runs;
  chain->link.back = runs->back;
  chain->link.next = runs;
  runs->back->next = &chain->link;
  runs->back = &chain->link;
  chain->listed = true;
  chain->scheduler->run_count++;
}
/** Puts it among the inner runs of `parent`. */
static inline void rill_chain_link(rill_chain_t *chain, rill_chain_t *parent) {
  chain->parent = parent;
  chain->next = parent->children;
  chain->link_back = &parent->children;
  if (chain->next != NULL) chain->next->link_back = &chain->next;
  parent->children = chain;
}
/** Takes it out, if it is in. */
static inline void rill_chain_unlink(rill_chain_t *chain) {
  if (chain->link_back == NULL) return;
  *chain->link_back = chain->next;
  if (chain->next != NULL) chain->next->link_back = chain->link_back;
  chain->link_back = NULL;
}
/** Sets up the states, from the sink to the source. */
static inline void rill_chain_init(const rill_chain_t *chain) {
  for (rill_stage_t *s = chain->sink; s != NULL; s = s->up)
    if (s->ops->init != NULL) s->ops->init(s);
}
/** Starts all stages but the source, and `from` is the first of them. */
static inline void rill_chain_start_stages(const rill_chain_t *chain,
                                           rill_stage_t *from) {
  for (rill_stage_t *s = from; s != chain->first && !s->closed; s = s->up)
    if (s->ops->start != NULL) s->ops->start(s);
}
/** Lets the closed stages go, source first. */
void rill_chain_release(rill_chain_t *chain);

/* Brief runs, in core/brief.c. */
enum { RILL_BRIEF = 768 };
/** The block of one, on the stack. */
typedef struct rill_brief {
  rill_chain_t chain;
  char stages[RILL_BRIEF];
} rill_brief_t;
/** Lays it out, and returns the sink, whose state the caller fills before it
 * runs. Borrows all of them; the sink's `params` is `parent`, the stage that it
 * is an inner run of, or NULL. */
rill_stage_t *rill_brief_new(rill_brief_t *brief, rill_scheduler_t *scheduler,
                             rill_observable_t *observable,
                             const rill_stage_ops_t *sink_ops,
                             rill_stage_t *parent);
/** Runs it over all of `items` to its end. */
void rill_brief_run(rill_brief_t *brief, const rill_supply_t *items);

/** The parameters behind an operator's head. */
static inline void *rill_operator_params(const rill_operator_t *op) {
  return (void *) (uintptr_t) (op + 1);
}
/** A stage with its state, rounded to 16 bytes. */
static inline uint32_t rill_stage_size(const rill_stage_ops_t *ops) {
  return (uint32_t) (sizeof(rill_stage_t) + ops->state_size + 15) & ~15U;
}

/** Whether a run of `observable` with that sink fits, and nobody watches. */
static inline bool rill_fits_brief(const rill_scheduler_t *s,
                                   const rill_observable_t *o,
                                   const rill_stage_ops_t *sink_ops) {
  return o->block + rill_stage_size(sink_ops) <= RILL_BRIEF && !s->closed &&
         !rill_scheduler_is_watched(s);
}
/** Whether a run of `observable` that is nobody's inner run will be over before
 * the call returns that begins it, too. */
static inline bool rill_is_brief(const rill_scheduler_t *s,
                                 const rill_observable_t *o,
                                 const rill_stage_ops_t *sink_ops) {
  return o->brief && rill_fits_brief(s, o, sink_ops) &&
         rill_scheduler_is_here(s) && s->driver.settle == NULL &&
         s->driver.pick == NULL && s->group == NULL &&
         !rill_scheduler_is_draining(s);
}

/** The same stream as one whose chain lives on `home`; borrows. In
 * operators/observe_on.c. */
rill_observable_t *rill_observe_home(rill_observable_t *observable,
                                     rill_scheduler_t *home);

/** rill_subscribe_on() for a scheduler (taken over) that has been told of a run
 * by rill_scheduler_count(), which is taken back at the end. In
 * operators/subscribe_on.c. */
rill_operator_t *rill_subscribe_on_kept(rill_scheduler_t *home);

/** rill_enter() and rill_leave() for who calls them for every item. */
static inline void rill_enter_often(rill_chain_t *chain) {
  for (; chain->parent != NULL; chain = chain->parent) chain->depth++;
  if (chain->depth > 0 || chain->scheduler->watchdog == NULL)
    chain->depth++;
  else
    rill_enter(chain);
}
static inline void rill_leave_often(rill_chain_t *chain) {
  for (rill_chain_t *parent; chain != NULL; chain = parent) {
    parent = chain->parent;
    if (chain->depth > 1) {
      chain->depth--;
    } else if (!chain->dirty && !chain->entered.taken) {
      chain->depth = 0;
    } else {
      rill_leave(chain);
      return;
    }
  }
}

/** Whether nobody is inside of it, and all around it has been entered by who is
 * on the stack (or there is nothing): then it can be entered alone. */
static inline bool rill_chain_is_open(const rill_chain_t *chain) {
  if (chain->depth > 0) return false;
  return chain->parent != NULL ? chain->parent->depth > 0
                               : chain->scheduler->watchdog == NULL;
}
/** rill_enter() and rill_leave() for such a chain. */
static inline void rill_enter_alone(rill_chain_t *chain) { chain->depth = 1; }
void rill_leave_changed(rill_chain_t *chain);
static inline void rill_leave_alone(rill_chain_t *chain) {
  if (rill_unlikely(chain->dirty))
    rill_leave_changed(chain);
  else
    chain->depth = 0;
}

/* What takes the time of callbacks, in watch.c. */
void rill_watch_begin(rill_scheduler_t *scheduler, rill_frame_t *frame);
/** Tells of it if it took too long, less what it spent in frames of its own;
 * `stage` is NULL for the outermost call. */
void rill_watch_end(rill_chain_t *chain, const rill_stage_t *stage,
                    rill_frame_t *frame);

/** Hands an end to a stage, unless it is closed. */
void rill_signal_end(rill_stage_t *stage, rill_error_t *error);
/** Marks a stage and all above as closed. */
void rill_close_from(rill_stage_t *stage);

#endif
