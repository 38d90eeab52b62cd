/* SPDX-License-Identifier: MIT */
/* What is told of as let go, as text: "3@share ". */
#ifndef RILL_TESTS_SUPPORT_TOLD_H
#define RILL_TESTS_SUPPORT_TOLD_H

#include <stdio.h>

#include "support/probe.h"

static char told[256];

static inline void told_hear(const rill_dropped_t *dropped, void *context) {
  size_t used = strlen(told);
  (void) context;
  snprintf(told + used, sizeof told - used, "%d@%s ",
           (int) rill_as_int(dropped->item), dropped->stage);
}

static inline rill_scheduler_t *told_clock(void) {
  rill_scheduler_t *clock = clock_new();
  told[0] = '\0';
  rill_scheduler_on_dropped(clock, told_hear, NULL);
  return clock;
}

#endif
