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
  STAGES
} stage_kind_t;

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
  place_t home;             /* of a subject or a queue */
  bool replaying;           /* what subject it is */
  rill_overflow_t overflow; /* of the queue */
  uint32_t stage_count;
  stage_t stages[MOST_STAGES];
  bool shared;
  bool replays;
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
  /* Of a subject or a queue. */
  rill_subject_t *subject;
  rill_queue_t *queue;
  uint32_t heard, stopped; /* somebody listens; nobody does any more */
  uint32_t posting, posted, over;
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

/* feed.c */
rill_observable_t *feed_open(pipeline_t *p);
/** Lets go of what feeds it, when all sinks are released. */
void feed_close(pipeline_t *p);

/* sink.c */
void sinks_open(pipeline_t *p, rill_observable_t *flow);
bool sinks_are_released(const pipeline_t *p);
void sinks_cancel(pipeline_t *p, bool elsewhere);
/** Whether something ended it that was not its own end. */
bool sinks_were_cut(const pipeline_t *p);
void sinks_close(pipeline_t *p);

#endif
