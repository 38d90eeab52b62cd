/* SPDX-License-Identifier: MIT */
/* Subjects in tests: who hears them, and what is pushed into them. */
#ifndef RILL_TESTS_SUPPORT_SUBJECTS_H
#define RILL_TESTS_SUPPORT_SUBJECTS_H

#include "support/heard.h"
#include "support/probe.h"

static inline void hear(probe_t *probe, rill_scheduler_t *clock,
                        rill_subject_t *subject, int64_t demand) {
  probe_subscribe(probe, clock, rill_subject_observable(subject), demand);
}

static inline int push(rill_subject_t *subject, int64_t n) {
  return rill_subject_next(subject, rill_int(n));
}

/** From `first` to `last`; it has room for all of them. */
static inline void push_all(rill_subject_t *subject, int64_t first,
                            int64_t last) {
  for (; first <= last; first++) ck_assert_int_eq(push(subject, first), 0);
}

/** Checks that a run in a pool hears 1 to 1000, of which those before `next`
 * are the subject's own. */
static inline void ck_reaches_a_pool(
    rill_subject_t *(*make)(rill_scheduler_t *home), int64_t next) {
  struct looper l;
  heard_t heard = {0};
  looper_open(&l);
  looper_keep_alive(&l);
  rill_scheduler_t *pool = rill_pool_scheduler_new(.threads = 1);
  rill_subject_t *subject = make(l.scheduler);
  rill_observable_t *flow =
      rill_pipe(rill_subject_observable(subject), rill_take(1000));
  rill_unref(heard_subscribe(&heard, pool, flow));
  while (!rill_subject_has_observers(subject)) uv_run(&l.loop, UV_RUN_NOWAIT);
  while (next <= 1000) {
    next += push(subject, next) == 0;
    uv_run(&l.loop, UV_RUN_NOWAIT);
  }
  heard_wait(&heard);
  ck_assert_int_eq(heard.items, 1000);
  ck_assert_int_eq(heard.last, 1000);
  ck_assert(!heard.disordered);
  ck_assert_int_eq(heard.completions, 1);
  rill_scheduler_close(pool);
  rill_unref(subject);
  looper_let_go(&l);
  looper_close(&l);
}

#endif
