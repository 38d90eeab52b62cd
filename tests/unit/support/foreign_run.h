/* SPDX-License-Identifier: MIT */
/* A run from the publisher to the subscriber of support/foreign.h. */
#ifndef RILL_TESTS_SUPPORT_FOREIGN_RUN_H
#define RILL_TESTS_SUPPORT_FOREIGN_RUN_H

#include "support/foreign.h"
#include "support/probe.h"

static foreign_t f;
static hand_t hand;
static rill_scheduler_t *place;
static char unhandled[512];

static inline void save_unhandled(rill_error_t *error, void *context) {
  (void) context;
  rill_error_describe(error, unhandled, sizeof unhandled);
}

/* A run of what the hand sends, through `op` if there is one. */
static inline void begin(int64_t demand, rill_operator_t *op) {
  rill_observable_t *flow = hand_observable(&hand);
  f.demand = demand;
  place = clock_new();
  rill_scheduler_on_unhandled(place, save_unhandled, NULL);
  foreign_subscribe(&f, place, op != NULL ? rill_pipe(flow, op) : flow);
}

static inline void end(const char *heard, const char *told) {
  hand_drop(&hand);
  clock_close(place);
  ck_assert_str_eq(f.text, heard);
  ck_assert_str_eq(hand.text, told);
}

#endif
