/* SPDX-License-Identifier: MIT */
/* The laws that every operator and source keeps; one line registers one:
 *
 *     LAWS(map, 0, rill_map(CALL1(upper)))
 *     LAWS_OF_SOURCE(range, 0, rill_range(1, 9), rill_range(1, MANY))
 *
 *  - one end at most, nothing after it, nothing after cancel;
 *  - never beyond demand: asked for one by one, in bursts, from inside of
 *    `next` and from outside, the same items come;
 *  - an error of upstream arrives as it was;
 *  - cancel from inside of each item: not one more; from outside, at each
 *    tick; closing the scheduler: nothing stays scheduled;
 *  - a stage below that ends or fails at each item; a stage below that
 *    subscribes again: each run is complete;
 *  - runs at once, and one after the other, are each complete;
 *  - each allocation failing in turn: an error or the same result;
 *  - who has no hand on the run hears the same;
 *  - each item goes on or is told of as dropped, whatever ends the run;
 *  - 10^6 items, all at once or one by one: constant stack;
 *  - all of this also as a run inside of another one;
 *  - every context is dropped once, and nothing is left alive.
 */
#ifndef RILL_TESTS_LAWS_H
#define RILL_TESTS_LAWS_H

#include <rill.h>
#include <rill/test.h>

#include "check.h"

enum {
  /** Has no end of its own. */
  ENDLESS = 1,
  /** Answers an error of upstream by itself. */
  ANSWERS_ERRORS = 2,
  /** What comes depends on when it is asked for: it conflates. */
  LOSSY = 4,
  /** Takes numbers: upstream's items are ints. */
  NUMBERS = 8,
  /** Its runs share what they are made of. */
  SHARES = 16,
  /** The end of upstream is an error here when there was no item. */
  NEEDS_ITEMS = 32,
  /** Fails before 10^6 items have passed: a bound is reached. */
  BOUNDED = 64,
  /** What comes depends on how much time passes before it is asked for. */
  TIMED = 128,
  /** Goes on without a subscriber. */
  OWN_CLOCK = 256,
  /** Makes something else of its items, or gives them out in streams. */
  CONVERTS = 512,
  /** One item may be a part of several of what it makes. */
  SPREADS = 1024
};

struct laws {
  const char *name;
  unsigned flags;
  rill_operator_t *(*op)(void); /* or: */
  rill_observable_t *(*source)(void);
  rill_observable_t *(*many)(void); /* a source of MANY items, or NULL */
};

void laws_check(const struct laws *laws);

/** The clock of the run under way, for what is given a scheduler. */
rill_scheduler_t *laws_clock(void);

/** How many items are many: 10^6 where that takes no time. */
extern int64_t laws_many;
#define MANY laws_many

/** Functions whose contexts are counted: each must be dropped, once. */
#define CALL0(f) rill_call0((f), laws_context())
#define CALL1(f) rill_call1((f), laws_context())
#define CALL2(f) rill_call2((f), laws_context())
rill_context_t laws_context(void);

#define LAWS(name_, flags_, ...)                                              \
 static rill_operator_t *make_##name_(void) { return __VA_ARGS__; }           \
 TEST(laws, name_) {                                                          \
  laws_check(&(const struct laws){                                            \
      .name = #name_, .flags = (flags_), .op = make_##name_});                \
 }                                                                            \
 _Static_assert(1, "a semicolon may follow")
#define LAWS_OF_SOURCE(name_, flags_, few_, more_)                            \
 static rill_observable_t *make_##name_(void) { return few_; }                \
 static rill_observable_t *many_##name_(void) { return more_; }               \
 TEST(laws, name_) {                                                          \
  laws_check(&(const struct laws){.name = #name_,                             \
                                  .flags = (flags_),                          \
                                  .source = make_##name_,                     \
                                  .many = many_##name_});                     \
 }                                                                            \
 _Static_assert(1, "a semicolon may follow")

#endif
