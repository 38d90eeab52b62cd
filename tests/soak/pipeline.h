/* SPDX-License-Identifier: MIT */
/* A random pipeline: where its items come from, what they pass, where they go,
 * and what cuts it off. The same seed makes the same; what the threads make of
 * it is another matter. */
#ifndef RILL_SOAK_PIPELINE_H
#define RILL_SOAK_PIPELINE_H

#include "ledger.h"
#include "world.h"

typedef struct dice {
  uint64_t state;
} dice_t;
uint32_t dice_below(dice_t *dice, uint32_t count);

typedef enum source {
  SOURCE_PULL,
  SOURCE_CREATE,
  SOURCE_PUBLISHER,
  SOURCE_SUBJECT, /* posted to by several threads */
  SOURCE_QUEUE,   /* the same */
  SOURCES
} source_t;

typedef enum subject_kind {
  SUBJECT_PLAIN,
  SUBJECT_BEHAVIOR,
  SUBJECT_REPLAY,
  SUBJECT_ASYNC,
  SUBJECTS
} subject_kind_t;

typedef enum stage_kind {
  STAGE_MAP,
  STAGE_FILTER,
  STAGE_FLAT_MAP,
  STAGE_CONCAT_MAP,
  STAGE_OBSERVE_ON,
  STAGE_SUBSCRIBE_ON,
  STAGE_PARALLEL,
  STAGE_ON_OVERFLOW,
  STAGE_DELAY,
  STAGE_LIMIT_REQUEST,
  STAGE_YIELD,
  STAGE_PROMISE,      /* settled by another thread */
  STAGE_SUBMIT,       /* what an executor makes of an item */
  STAGE_EXECUTOR_MAP, /* of a list */
  STAGE_RETRY,        /* behind a failure */
  STAGE_REPEAT,
  STAGES
} stage_kind_t;

/* What one run is led into, and another one takes from. */
typedef enum bridge_kind { BRIDGE_NOT, BRIDGE_QUEUE, BRIDGE_SUBJECT } bridge_t;

typedef enum sharing {
  SHARE_NOT,
  SHARE,
  SHARE_REPLAY,
  SHARE_PUBLISH,
  SHARE_WITH_GRACE,
  SHARE_WITH_SUBJECT,
  SHARE_AUTO_CONNECT,
  SHARE_CACHE,
  SHARINGS
} sharing_t;

typedef enum cut {
  CUT_NOT,
  CUT_INSIDE,  /* cancelled by the subscriber, inside of an item */
  CUT_OUTSIDE, /* cancelled by another thread */
  CUT_PLACE,   /* the pipeline's own place is closed */
  CUTS
} cut_t;

typedef struct stage {
  stage_kind_t kind;
  place_t place;
  uint32_t number;
} stage_t;

enum { MOST_STAGES = 6, MOST_POSTERS = 3 };

typedef struct plan {
  uint64_t seed;
  source_t source;
  uint32_t items, posters;
  place_t home; /* of a subject or a queue */
  subject_kind_t subject;
  rill_overflow_t overflow; /* of the queue */
  uint32_t stage_count;
  stage_t stages[MOST_STAGES];
  bridge_t bridge;
  place_t bridge_home;
  rill_overflow_t bridge_overflow;
  sharing_t sharing;
  uint32_t sink_count;
  place_t sinks[LEDGER_SINKS];
  int64_t demand[LEDGER_SINKS]; /* 0: unbounded */
  uint32_t cancel_at;
  cut_t cut;
  uint32_t cut_after; /* microseconds */
  bool own_is_loop;
} plan_t;

void plan_make(plan_t *plan, uint64_t seed);
void plan_print(const plan_t *plan, FILE *stream);
/** How many of all the items a poster posts. */
static inline uint32_t plan_share(const plan_t *plan, uint32_t poster) {
  return plan->items / plan->posters + (poster < plan->items % plan->posters);
}
/** Of all that is posted one item is given. */
static inline bool plan_gives_one(const plan_t *plan) {
  return plan->source == SOURCE_SUBJECT && plan->subject == SUBJECT_ASYNC;
}
static inline bool plan_has(const plan_t *plan, stage_kind_t kind) {
  for (uint32_t i = 0; i < plan->stage_count; i++)
    if (plan->stages[i].kind == kind) return true;
  return false;
}

typedef struct pipeline pipeline_t;

typedef struct sink {
  pipeline_t *pipeline;
  unsigned index;
  rill_subscription_t *subscription; /* a reference, once `begun` */
  uint32_t items, subscribed, ends, code, released;
  bool canceled, inside;
  uint32_t next[MOST_POSTERS + 1]; /* of each producer */
} sink_t;

struct pipeline {
  plan_t plan;
  ledger_t ledger;
  own_place_t own;
  sink_t sinks[LEDGER_SINKS];
  uint32_t tried, failures; /* of the stage that fails */
  struct {
    rill_observable_t *flow; /* what is led into it */
    rill_queue_t *queue;
    rill_promise_t *fed;
    rill_subject_t *subject;
    rill_subscription_t *run;
    uint32_t stopped, over, settled, cut;
  } bridge;
  /* Of a subject or a queue. */
  rill_subject_t *subject;
  rill_queue_t *queue;
  uint32_t heard, stopped; /* somebody listens; nobody does any more */
  uint32_t run, posting, posted, over;
  uv_thread_t posters[MOST_POSTERS];
  uint32_t next_number;
};

/* pipeline.c */
/** A filter drops items that are not counted: to see that this is seen. */
extern bool pipeline_is_broken;
rill_overflow_t some_overflow(uint32_t number);
/** A function that counts what is dropped. */
rill_fn_t pipeline_dropped(void);
rill_scheduler_t *pipeline_place(const pipeline_t *p, place_t place);
/** What is behind the source. */
rill_observable_t *pipeline_flow(pipeline_t *p);

/* promised.c */
rill_operator_t *promised_stage(const stage_t *stage, rill_scheduler_t *home);

/* bridge.c */
/** What comes out on the other side. */
rill_observable_t *bridge_open(pipeline_t *p, rill_observable_t *flow);
void bridge_close(pipeline_t *p);

/* post.c */
rill_observable_t *post_open(pipeline_t *p);
void post_close(pipeline_t *p);

/* feed.c */
rill_observable_t *feed_open(pipeline_t *p);
/** Lets go of what feeds it, when all sinks are released. */
void feed_close(pipeline_t *p);

/* sink.c */
void sinks_open(pipeline_t *p, rill_observable_t *flow);
/** Whether the plan has a reason for an error; if not, that is a fault. */
void sinks_expect(pipeline_t *p, rill_error_t *error);
bool sinks_are_released(const pipeline_t *p);
void sinks_cancel(pipeline_t *p, bool elsewhere);
/** Whether something ended it that was not its own end. */
bool sinks_were_cut(const pipeline_t *p);
void sinks_close(pipeline_t *p);

#endif
