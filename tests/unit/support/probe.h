/* SPDX-License-Identifier: MIT */
/* An observer that keeps what it hears as text: "1 2 3 |". */
#ifndef RILL_TESTS_PROBE_H
#define RILL_TESTS_PROBE_H

#include <rill.h>

#include "check.h"

typedef struct probe {
  char text[4096];
  size_t items;
  int ends;     /* completions and errors */
  int released; /* times that the context was dropped */
  int error_code;
  char error[512];
  rill_subscription_t *subscription; /* borrowed, until the release */
  size_t cancel_at;   /* cancels inside of the n-th item; 0: never */
  int64_t again;      /* requests so many inside of each item */
  rill_scheduler_t *scheduler;
} probe_t;

/** Subscribes; `demand` 0 asks for nothing. The observable is consumed. */
void probe_subscribe(probe_t *probe, rill_scheduler_t *scheduler,
                     rill_observable_t *observable, int64_t demand);

/** On a virtual clock of its own, to the end of all that is scheduled; the
 * text comes back. */
const char *probe_run(probe_t *probe, rill_observable_t *observable);

/** A fresh clock for tests; closed by clock_close(). */
rill_scheduler_t *clock_new(void);
void clock_close(rill_scheduler_t *clock);

#endif
