/* SPDX-License-Identifier: MIT */
/* An observer for streams of ints that other threads deliver: what it heard
 * can be read after heard_wait(), which returns with the release. */
#ifndef RILL_TESTS_SUPPORT_HEARD_H
#define RILL_TESTS_SUPPORT_HEARD_H

#include <rill.h>
#include <uv.h>

#include "check.h"

typedef struct heard {
  uv_sem_t released;
  rill_scheduler_t *on; /* if set: each signal must come on its thread */
  int64_t items, sum, last;
  int64_t cancel_at;  /* cancels inside of the n-th item */
  int64_t again;      /* asks for so many inside of each item */
  int64_t demand;
  int completions, errors, releases, code;
  bool disordered, strayed;
  char error[512];
  rill_subscription_t *subscription;
} heard_t;

static inline void heard_place(heard_t *h) {
  if (h->on != NULL && !rill_scheduler_is_current(h->on)) h->strayed = true;
}

static inline void heard_next(rill_value_t item, void *context) {
  heard_t *h = context;
  heard_place(h);
  if (h->items > 0 && rill_as_int(item) != h->last + 1) h->disordered = true;
  h->last = rill_as_int(item);
  h->sum += h->last;
  if (++h->items == h->cancel_at) rill_cancel(h->subscription);
  if (h->again > 0) rill_request(h->subscription, h->again);
}

static inline void heard_complete(void *context) {
  heard_place(context);
  ((heard_t *) context)->completions++;
}

static inline void heard_error(rill_error_t *error, void *context) {
  heard_t *h = context;
  h->errors++;
  h->code = rill_error_code(error);
  rill_error_describe(error, h->error, sizeof h->error);
}

static inline void heard_subscribed(rill_subscription_t *s, void *context) {
  heard_t *h = context;
  h->subscription = s;
  rill_request(s, h->demand > 0 ? h->demand : RILL_UNBOUNDED);
}

static inline void heard_release(void *context) {
  heard_t *h = context;
  h->releases++;
  uv_sem_post(&h->released);
}

/** Consumes the observable. */
static inline rill_subscription_t *heard_subscribe(heard_t *h,
                                                   rill_scheduler_t *s,
                                                   rill_observable_t *o) {
  ck_assert_int_eq(uv_sem_init(&h->released, 0), 0);
  return rill_subscribe(s, o, .next = heard_next, .complete = heard_complete,
                        .error = heard_error, .subscribed = heard_subscribed,
                        .release = heard_release, .context = h);
}

/** Sleeps until the run is over; for runs that need nothing of this thread. */
static inline void heard_wait(heard_t *h) {
  uv_sem_wait(&h->released);
  uv_sem_destroy(&h->released);
}

/** Runs the loop until the run is over. */
static inline void heard_wait_on(heard_t *h, uv_loop_t *loop) {
  while (uv_sem_trywait(&h->released) != 0) uv_run(loop, UV_RUN_ONCE);
  uv_sem_destroy(&h->released);
}

/** A loop with a scheduler of ours on it. */
struct looper {
  uv_loop_t loop;
  rill_scheduler_t *scheduler;
  uv_idle_t idle;
};

static inline void looper_open(struct looper *l) {
  ck_assert_int_eq(uv_loop_init(&l->loop), 0);
  l->scheduler = rill_uv_scheduler_new(&l->loop);
  ck_assert_ptr_nonnull(l->scheduler);
}

static inline void looper_idle(uv_idle_t *idle) { (void) idle; }

/** Gives the loop something of the program's own to do: without, it does not
 * run, and so does not hear other threads. */
static inline void looper_keep_alive(struct looper *l) {
  uv_idle_init(&l->loop, &l->idle);
  uv_idle_start(&l->idle, looper_idle);
}

static inline void looper_let_go(struct looper *l) {
  uv_close((uv_handle_t *) &l->idle, NULL);
}

/** Nothing of ours may be left on the loop. */
static inline void looper_close(struct looper *l) {
  rill_scheduler_close(l->scheduler);
  uv_run(&l->loop, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&l->loop), 0);
}

#endif
