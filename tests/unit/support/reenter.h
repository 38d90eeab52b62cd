/* SPDX-License-Identifier: MIT */
/* Two subjects, and an observer that does something to them from inside of
 * `next`: what it heard is text, with ! where a signal came inside of
 * another. */
#ifndef RILL_TESTS_SUPPORT_REENTER_H
#define RILL_TESTS_SUPPORT_REENTER_H

#include <rill.h>

#include "support/probe.h"

typedef struct reenter reenter_t;
struct reenter {
  rill_scheduler_t *clock;
  rill_subject_t *a, *b;
  rill_subscription_t *run;
  void (*act)(reenter_t *r, int64_t item);
  bool inside;
  char text[256];
};

static inline void reenter_hear(reenter_t *r, const char *what) {
  if (r->inside) strcat(r->text, "!");
  strcat(r->text, r->text[0] != 0 ? " " : "");
  strcat(r->text, what);
}

static inline void reenter_next(rill_value_t item, void *context) {
  reenter_t *r = context;
  char word[32];
  snprintf(word, sizeof word, "%lld", (long long) rill_as_int(item));
  reenter_hear(r, word);
  bool inside = r->inside;
  r->inside = true;
  if (r->act != NULL) r->act(r, rill_as_int(item));
  r->inside = inside;
}

static inline void reenter_complete(void *context) {
  reenter_hear(context, "|");
}

static inline void reenter_error(rill_error_t *error, void *context) {
  (void) error;
  reenter_hear(context, "#");
}

static inline void reenter_open(reenter_t *r,
                                void (*act)(reenter_t *r, int64_t item)) {
  memset(r, 0, sizeof *r);
  r->clock = clock_new();
  r->a = rill_subject_new(r->clock);
  r->b = rill_subject_new(r->clock);
  r->act = act;
}

/** Consumes the observable. */
static inline void reenter_run(reenter_t *r, rill_observable_t *flow) {
  r->run = rill_subscribe(r->clock, flow, .next = reenter_next,
                          .complete = reenter_complete,
                          .error = reenter_error, .context = r);
}

static inline void reenter_close(reenter_t *r) {
  rill_cancel(r->run);
  rill_unref(r->run);
  rill_unref(r->a);
  rill_unref(r->b);
  clock_close(r->clock);
}

#endif
