/* SPDX-License-Identifier: MIT */
/* What the laws are made of: the flow under test, runs of it, and a witness
 * that hears them. */
#ifndef RILL_TESTS_WITNESS_H
#define RILL_TESTS_WITNESS_H

#include "laws.h"

/* The flow and the law under way. */
extern const struct laws *laws;
extern bool starving; /* allocations fail */
extern bool inner;    /* the flow is a run inside of another one */
void the_law(const char *format, ...) RILL_PRINTF(1, 2);
bool is(unsigned flag);

/* Fails the test with its law and a reason. */
#define must(condition, ...)                                                  \
 do {                                                                         \
  if (!(condition)) broken(__FILE__, __LINE__, __VA_ARGS__);                   \
 } while (0)
void broken(const char *file, int line, const char *format, ...)
    RILL_PRINTF(3, 4) __attribute__((noreturn));

/* An observer that allocates nothing. */
enum { TEXT = 4096, HORIZON = 1000 };
struct witness {
  char text[TEXT]; /* of the items */
  size_t length, items;
  int ends, code;
  bool failed;
  char error[512];
  int released;
  int64_t demand;    /* at the start; 0: unbounded, < 0: nothing */
  int64_t again;     /* asked for from inside of each item */
  size_t cancel_at;  /* cancels inside of this item */
  bool cancel_early; /* cancels inside of `subscribed` */
  bool quiet;        /* keeps no text */
  bool remote;       /* does not get at the run: asks for all */
  bool canceled;
  int64_t left; /* what was asked for and has not come */
  uintptr_t low, high; /* the stack */
  rill_subscription_t *subscription;
};

void ask(struct witness *w, int64_t count);
void cancel(struct witness *w);

/* A run: a clock, what is watched on it, and the end of both. */
bool begin(void);
void watch(struct witness *w, rill_observable_t *flow);
/** Closes the clock; all that was made since begin() must be gone. */
void finish(void);

/** The source or operator under test, fed with marbles. */
rill_observable_t *flow_of(const char *in);
/** The same, fed with a list of nine. */
rill_observable_t *flow_of_few(void);
rill_observable_t *flow_of_many(void);
/** begin(), and all of the flow. */
void run(struct witness *w, const char *in);
/** The same with one more stage below. */
void run_before(struct witness *w, const char *in, rill_operator_t *below);

/** After an end, or a cancel: nothing is left to do. */
void must_be_over(const struct witness *w);
void must_be_same(const struct witness *got, const struct witness *first);

#endif
