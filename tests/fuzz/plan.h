/* SPDX-License-Identifier: MIT */
/* A random pipeline, written down so that it can be built again and again. */
#ifndef RILL_TESTS_FUZZ_PLAN_H
#define RILL_TESTS_FUZZ_PLAN_H

#include <rill.h>
#include <rill/test.h>

/** A generator of numbers: the same from the same seed everywhere. */
typedef struct dice { uint64_t state; } dice_t;
uint64_t dice_roll(dice_t *dice);
/** A number from `low` to `high`. */
int64_t dice_between(dice_t *dice, int64_t low, int64_t high);

enum { PLAN_ITEMS = 700, PLAN_STAGES = 8, PLAN_ARGS = 3 };

typedef struct plan_stage {
  size_t row; /* of the operators */
  int64_t args[PLAN_ARGS];
} plan_stage_t;

typedef struct plan {
  uint64_t seed;
  bool immediate; /* all items at once; else on their ticks */
  bool many;      /* more than what queues hold: so nothing timed */
  bool bursts;    /* several on one tick */
  size_t items;
  int64_t values[PLAN_ITEMS];
  rill_time_t at[PLAN_ITEMS];
  rill_time_t end;
  rill_mark_t ending; /* RILL_MARK_SUBSCRIBE: there is none */
  size_t stages;
  plan_stage_t stage[PLAN_STAGES];
} plan_t;

/** Whatever the seed says. */
void plan_make(plan_t *plan, uint64_t seed);
/** How it would be written. */
void plan_print(const plan_t *plan, FILE *stream);

/** The pipeline; `plain`: no function has a kernel. */
rill_observable_t *plan_build(const plan_t *plan, bool plain,
                              rill_scheduler_t *clock);

/* --- operators.c ---------------------------------------------------------- */

enum kind { INTS = 1, LISTS = 2, ANY = 3, SAME = 0 };
enum trait {
  /** What comes depends on when. */
  TIMED = 1,
  /** Others join in on ticks of their own: where bursts would make the order
   * a matter of demand. */
  JOINS = 2,
  /** How many items come at once is its own doing, at most 1 in 1. */
  GROWS = 4,
  /** Reads ahead into a queue, which an error overtakes when demand comes
   * late, */
  QUEUES = 8,
  /** or in any case. */
  BORDER = 16,
  /** May fail in the middle. */
  FAILS = 32,
  /** Its runs are shared: who comes back at once may meet the old one. */
  SHARES = 64
};
typedef struct build {
  const plan_t *plan;
  const int64_t *args;
  rill_scheduler_t *clock;
  bool plain;
} build_t;
typedef struct row {
  const char *name;
  enum kind takes, gives;
  unsigned traits;
  rill_operator_t *(*make)(const build_t *b);
} row_t;
extern const row_t rows[];
/** One more, and there is a row that is broken. */
extern size_t row_count;

#endif
