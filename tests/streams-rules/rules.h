/* SPDX-License-Identifier: MIT */
/* The rules of Reactive Streams 1.0.4, a test for each, named by its number:
 *
 *     RULE(rule_1_05, completes_at_its_end) { … }
 *
 * runs its body in every setting: each source of <rill/create.h>, as it is,
 * through a row of operators, and through a subject as processor, which a run
 * is led into, or another thread posts to; with the foreign subscriber, on one
 * thread, and across two loops on two threads, by subscribe_on or observe_on.
 * What rules say of each signal (order, demand, thread) the watcher checks in
 * all of them. */
#ifndef RILL_TESTS_RULES_H
#define RILL_TESTS_RULES_H

#include <rill.h>
#include <rill/test.h>

#include "check.h"

/* --- Sources -------------------------------------------------------------- */

enum { ENDLESS = 1, FAILS = 2 };
typedef struct rules_source {
  const char *name;
  unsigned flags;
  size_t items; /* up to its end; what an endless one has at least */
  rill_observable_t *(*make)(void);
} rules_source_t;
extern const rules_source_t rules_sources[];
extern const size_t rules_source_count;

/* --- Settings ------------------------------------------------------------- */

typedef enum route { BARE, CHAIN, PROCESSOR, POSTED, ROUTES } route_t;
/* Two loops: the subscriber's, whose items come by subscribe_on; the source's,
 * from which observe_on leads away. */
typedef enum place {
  ONE_THREAD,
  TWO_LOOPS,
  TWO_LOOPS_OBSERVED,
  PLACES
} place_t;

extern const rules_source_t *rules_source;
extern route_t rules_route;
extern place_t rules_place;

void rules_in_every_setting(void (*rule)(void));
/** The same for what needs no source of ours. */
void rules_on_every_route(void (*rule)(void));
#define RULE_OF_SUBSCRIBER(unit_, name_)                                       \
 static void unit_##_##name_##_rule(void);                                     \
 TEST(unit_, name_) { rules_on_every_route(unit_##_##name_##_rule); }          \
 static void unit_##_##name_##_rule(void)
#define RULE(unit_, name_)                                                     \
 static void unit_##_##name_##_rule(void);                                     \
 TEST(unit_, name_) { rules_in_every_setting(unit_##_##name_##_rule); }        \
 static void unit_##_##name_##_rule(void)

/** Where the subscriber lives, and where the source does. */
rill_scheduler_t *rules_here(void);
rill_scheduler_t *rules_there(void);
/** Which of both a flow is subscribed on. */
rill_scheduler_t *rules_begin(void);
/** The flow of the setting; with an operator, behind the source. */
rill_observable_t *rules_flow(void);
rill_observable_t *rules_flow_of(rill_observable_t *source);

/** How many items come at least, when so many were asked for. */
static inline size_t rules_at_least(size_t asked) {
  return asked < rules_source->items ? asked : rules_source->items;
}
static inline bool rules_is(unsigned flag) {
  return (rules_source->flags & flag) != 0;
}

/** Has a flow that lives there heard here, where that is up to observe_on. */
rill_observable_t *rules_observed(rill_observable_t *flow);

/** The items of `source` by way of a subject there, to which another thread
 * posts them. */
rill_observable_t *rules_posted(rill_observable_t *source);
/** The same for a subject that somebody listens to; call it there. */
void rules_post_into(rill_subject_t *subject, rill_observable_t *source);
void rules_posters_open(void);
void rules_posters_close(void);

/** Fails the test and names the setting. */
#define must(condition, ...)                                                   \
 do {                                                                          \
  if (!(condition)) rules_broken(__FILE__, __LINE__, __VA_ARGS__);             \
 } while (0)
void rules_broken(const char *file, int line, const char *format, ...)
    RILL_PRINTF(3, 4) __attribute__((noreturn));

/** Gives everything under way the time to come: virtual time, or several ways
 * there and back. */
void rules_settle(void);
/** A little of it. */
void rules_step(void);

/* --- The foreign subscriber ----------------------------------------------- */

typedef struct watcher {
  int64_t demand;   /* asked for inside of on_subscribe; 0: nothing */
  int64_t again;    /* asked for inside of each item */
  size_t cancel_at; /* cancels inside of this item */
  bool loose;       /* the test asks behind its back: no demand is checked */
  /* What it has heard. */
  int subscribed, completions, errors, released;
  size_t items;
  int code;
  char error[512];
  /* What it may hear. */
  int64_t left;
  bool canceled, inside;
  uintptr_t low, high;               /* the stack */
  rill_subscription_t *subscription; /* a reference */
  rill_value_t last;
} watcher_t;

/** Subscribes to the flow (consumed) here. */
void watcher_subscribe(watcher_t *w, rill_observable_t *flow);
void watcher_ask(watcher_t *w, int64_t count);
void watcher_cancel(watcher_t *w);
/** Until `items` have come, or the end. */
void watcher_await(watcher_t *w, size_t items);
/** Until it is released; cancels first, if there is no end to wait for. */
void watcher_finish(watcher_t *w);
/** Asks and cancels from several threads at once. */
void watcher_ask_elsewhere(watcher_t *w, int64_t count, int threads);
void watcher_cancel_elsewhere(watcher_t *w, int threads);
static inline int watcher_ends(const watcher_t *w) {
  return w->completions + w->errors;
}

#endif
