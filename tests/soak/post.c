/* SPDX-License-Identifier: MIT */
/* post: threads that push into a subject or a queue. */
#include <stdlib.h>

#include "pipeline.h"

static rill_scheduler_t *home_of(const pipeline_t *p) {
  return pipeline_place(p, p->plan.home);
}

static int post(pipeline_t *p, rill_value_t item) {
  for (;;) {
    int code = p->subject != NULL ? rill_subject_post(p->subject, item)
                                  : rill_queue_post(p->queue, item);
    if (code != RILL_EAGAIN) return code;
    if (flag_is_set(&p->stopped)) return code;
    uv_sleep(0);
  }
}

static void post_some(pipeline_t *p, uint32_t me) {
  while (!flag_is_set(&p->heard) && !flag_is_set(&p->stopped)) uv_sleep(0);
  for (uint32_t i = 0; i < plan_share(&p->plan, me); i++) {
    rill_value_t item = ledger_item(&p->ledger, p->run, me, i);
    int code = post(p, item);
    if (code != 0) ledger_withhold(item);
    rill_value_unref(item);
    if (code != 0) return;
  }
}

/* Where some are dropped, nobody knows how many will come. */
static bool ends_with_its_feed(const plan_t *plan) {
  if (plan->source == SOURCE_QUEUE && plan->overflow != RILL_OVERFLOW_WAIT)
    return true;
  return plan_gives_one(plan) || plan->items % 2 == 0;
}

/* Behind all that was posted. */
static rill_value_t end_there(void *context) {
  pipeline_t *p = context;
  if (p->queue != NULL)
    rill_queue_close(p->queue, RILL_QUEUE_DRAIN);
  else
    rill_subject_complete(p->subject);
  return rill_none();
}

static void post_all(void *context) {
  pipeline_t *p = context;
  post_some(p, __atomic_fetch_add(&p->posting, 1, __ATOMIC_ACQ_REL));
  uint32_t done = __atomic_add_fetch(&p->posted, 1, __ATOMIC_ACQ_REL);
  if (done == p->plan.posters && ends_with_its_feed(&p->plan))
    act_there(home_of(p), end_there, p);
}

static rill_value_t look_who_listens(void *context) {
  pipeline_t *p = context;
  bool heard = p->subject == NULL || rill_subject_has_observers(p->subject);
  if (heard) flag_set(&p->heard);
  if (heard || flag_is_set(&p->stopped))
    flag_set(&p->over);
  else
    rill_post(home_of(p), rill_call_with(look_who_listens, rill_borrow(p)));
  return rill_none();
}

static rill_subject_t *make_subject(pipeline_t *p, rill_scheduler_t *home) {
  switch (p->plan.subject) {
  case SUBJECT_PLAIN:
    return rill_subject_new(home, .capacity = 64);
  case SUBJECT_BEHAVIOR:
    return rill_behavior_new(
        home, ledger_item(&p->ledger, p->run, MOST_POSTERS, 0), .capacity = 64);
  case SUBJECT_REPLAY:
    return rill_replay_subject_new(home, .count = 20, .capacity = 64);
  case SUBJECT_ASYNC:
    return rill_async_subject_new(home, .capacity = 64);
  case SUBJECTS:
    break;
  }
  return NULL;
}

static rill_value_t open_there(void *context) {
  pipeline_t *p = context;
  if (p->plan.source == SOURCE_SUBJECT)
    p->subject = make_subject(p, home_of(p));
  else
    p->queue =
        rill_queue_new(home_of(p), .capacity = 64, .overflow = p->plan.overflow,
                       .dropped = pipeline_dropped());
  flag_set(&p->over);
  return rill_none();
}

rill_observable_t *post_open(pipeline_t *p) {
  bool more = p->plan.source == SOURCE_SUBJECT &&
              p->plan.subject == SUBJECT_BEHAVIOR; /* the first value */
  p->run = ledger_run(&p->ledger);
  act_there(home_of(p), open_there, p);
  flag_await(&p->over);
  for (uint32_t i = 0; i < p->plan.posters; i++)
    if (uv_thread_create(&p->posters[i], post_all, p) != 0) abort();
  act_there(home_of(p), look_who_listens, p);
  rill_observable_t *flow = p->subject != NULL
                                ? rill_subject_observable(p->subject)
                                : rill_queue_observable(p->queue);
  if (ends_with_its_feed(&p->plan)) return flow;
  return rill_pipe(flow, rill_take(p->plan.items + more));
}

static rill_value_t close_there(void *context) {
  pipeline_t *p = context;
  if (p->queue != NULL) rill_queue_close(p->queue, RILL_QUEUE_NOW);
  if (p->subject != NULL) rill_subject_complete(p->subject);
  rill_unref(p->subject);
  rill_unref(p->queue);
  flag_set(&p->over);
  return rill_none();
}

void post_close(pipeline_t *p) {
  flag_set(&p->stopped);
  for (uint32_t i = 0; i < p->plan.posters; i++) uv_thread_join(&p->posters[i]);
  flag_await(&p->over);
  act_there(home_of(p), close_there, p);
  flag_await(&p->over);
}
