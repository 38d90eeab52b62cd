/* SPDX-License-Identifier: MIT */
/* feed: the producers, of which some are asked, and some push from threads. */
#include <stdlib.h>

#include "pipeline.h"

/* --- Producers that are asked, one for each run --------------------------- */

struct producer {
  pipeline_t *pipeline;
  uint32_t count;
  rill_emitter_t *emitter;
  rill_receiver_t *receiver;
};

static struct producer *producer_new(pipeline_t *p) {
  struct producer *producer = calloc(1, sizeof *producer);
  if (producer == NULL) abort();
  producer->pipeline = p;
  return producer;
}

static void producer_free(void *context) {
  struct producer *producer = context;
  rill_unref(producer->emitter);
  rill_unref(producer->receiver);
  free(producer);
}

/* RILL_NONE when there is no more. */
static rill_value_t produce(struct producer *producer) {
  pipeline_t *p = producer->pipeline;
  if (producer->count == p->plan.items) return rill_none();
  rill_value_t item = ledger_item(&p->ledger, 0, producer->count);
  if (!rill_is_none(item)) producer->count++;
  return item;
}

static rill_value_t pull(void *context) {
  rill_value_t item = produce(context);
  return rill_is_none(item) ? rill_done() : item;
}

static rill_value_t pull_anew(void *context) {
  struct producer *producer = producer_new(context);
  return rill_object(
      rill_from_pull(rill_call_with(pull, rill_own(producer, producer_free))));
}

static rill_value_t push(rill_value_t asked, void *context) {
  struct producer *producer = context;
  (void) asked;
  while (rill_emitter_requested(producer->emitter) > 0) {
    rill_value_t item = produce(producer);
    if (rill_is_none(item)) {
      rill_emitter_complete(producer->emitter);
      break;
    }
    if (rill_emitter_next(producer->emitter, item) != 0) ledger_withhold(item);
    rill_value_unref(item);
  }
  return rill_none();
}

static rill_value_t push_anew(rill_value_t emitter, void *context) {
  struct producer *producer = producer_new(context);
  producer->emitter = rill_ref(rill_emitter_of(emitter));
  rill_emitter_on_request(
      producer->emitter,
      rill_call_with(push, rill_own(producer, producer_free)));
  return rill_none();
}

static void publish(int64_t count, void *context) {
  struct producer *producer = context;
  for (; count > 0; count--) {
    rill_value_t item = produce(producer);
    if (rill_is_none(item)) {
      rill_receiver_on_complete(producer->receiver);
      return;
    }
    int code = rill_receiver_on_next(producer->receiver, item);
    if (code != 0) ledger_withhold(item);
    rill_value_unref(item);
    if (code != 0) return;
  }
}

static void publish_no_more(void *context) { (void) context; }

static void publish_anew(rill_receiver_t *receiver, void *context) {
  struct producer *producer = producer_new(context);
  producer->receiver = rill_ref(receiver);
  rill_publication_t publication = {sizeof publication, publish,
                                    publish_no_more, producer_free, producer};
  rill_receiver_on_subscribe(receiver, &publication);
}

/* --- Threads that push ---------------------------------------------------- */

static void do_there(pipeline_t *p, rill_value_t (*act)(void *context)) {
  rill_scheduler_t *home = pipeline_place(p, p->plan.home);
  while (rill_post(home, rill_call_with(act, rill_borrow(p))) != 0) uv_sleep(0);
}

static int post(pipeline_t *p, rill_value_t item) {
  for (;;) {
    int code = p->subject != NULL ? rill_subject_post(p->subject, item)
                                  : rill_queue_post(p->queue, item);
    if (code != RILL_EAGAIN) return code;
    if (__atomic_load_n(&p->stopped, __ATOMIC_ACQUIRE) != 0) return code;
    uv_sleep(0);
  }
}

/* How many of all the posts are this thread's. */
static uint32_t share_of(const plan_t *plan, uint32_t producer) {
  return plan->items / plan->posters + (producer < plan->items % plan->posters);
}

static void post_some(pipeline_t *p, uint32_t me) {
  while (__atomic_load_n(&p->heard, __ATOMIC_ACQUIRE) == 0 &&
         __atomic_load_n(&p->stopped, __ATOMIC_ACQUIRE) == 0)
    uv_sleep(0);
  for (uint32_t i = 0; i < share_of(&p->plan, me); i++) {
    rill_value_t item = ledger_item(&p->ledger, me, i);
    int code = post(p, item);
    if (code != 0) ledger_withhold(item);
    rill_value_unref(item);
    if (code != 0) return;
  }
}

/* Where the queue drops some, nobody knows how many will come. */
static bool ends_with_its_queue(const plan_t *plan) {
  return plan->source == SOURCE_QUEUE && plan->overflow != RILL_OVERFLOW_WAIT;
}

static rill_value_t drain_there(void *context) {
  rill_queue_close(((pipeline_t *) context)->queue, RILL_QUEUE_DRAIN);
  return rill_none();
}

static void post_all(void *context) {
  pipeline_t *p = context;
  post_some(p, __atomic_fetch_add(&p->posting, 1, __ATOMIC_ACQ_REL));
  uint32_t done = __atomic_add_fetch(&p->posted, 1, __ATOMIC_ACQ_REL);
  if (done == p->plan.posters && ends_with_its_queue(&p->plan))
    do_there(p, drain_there);
}

static rill_value_t look_who_listens(void *context) {
  pipeline_t *p = context;
  bool heard = p->subject == NULL || rill_subject_has_observers(p->subject);
  bool stopped = __atomic_load_n(&p->stopped, __ATOMIC_ACQUIRE) != 0;
  if (heard) __atomic_store_n(&p->heard, 1, __ATOMIC_RELEASE);
  if (heard || stopped)
    __atomic_store_n(&p->over, 1, __ATOMIC_RELEASE);
  else
    rill_post(pipeline_place(p, p->plan.home),
              rill_call_with(look_who_listens, rill_borrow(p)));
  return rill_none();
}

static rill_value_t open_there(void *context) {
  pipeline_t *p = context;
  rill_scheduler_t *home = pipeline_place(p, p->plan.home);
  if (p->plan.source == SOURCE_SUBJECT)
    p->subject = p->plan.replaying
                     ? rill_replay_subject_new(home, .capacity = 64)
                     : rill_subject_new(home, .capacity = 64);
  else
    p->queue =
        rill_queue_new(home, .capacity = 64, .overflow = p->plan.overflow,
                       .dropped = pipeline_dropped());
  __atomic_store_n(&p->over, 1, __ATOMIC_RELEASE);
  return rill_none();
}

static void await(const uint32_t *flag) {
  while (__atomic_load_n(flag, __ATOMIC_ACQUIRE) == 0) uv_sleep(0);
}

static rill_observable_t *posted_flow(pipeline_t *p) {
  do_there(p, open_there);
  await(&p->over);
  p->over = 0;
  for (uint32_t i = 0; i < p->plan.posters; i++)
    if (uv_thread_create(&p->posters[i], post_all, p) != 0) abort();
  do_there(p, look_who_listens);
  rill_observable_t *flow = p->subject != NULL
                                ? rill_subject_observable(p->subject)
                                : rill_queue_observable(p->queue);
  if (ends_with_its_queue(&p->plan)) return flow;
  return rill_pipe(flow, rill_take(p->plan.items));
}

rill_observable_t *feed_open(pipeline_t *p) {
  rill_publisher_t publisher = {sizeof publisher, publish_anew, NULL, p};
  switch (p->plan.source) {
  case SOURCE_PULL:
    return rill_defer(rill_call_with(pull_anew, rill_borrow(p)));
  case SOURCE_CREATE:
    return rill_create(rill_call_with(push_anew, rill_borrow(p)));
  case SOURCE_PUBLISHER:
    return rill_from_publisher(&publisher);
  case SOURCE_SUBJECT:
  case SOURCE_QUEUE:
    return posted_flow(p);
  case SOURCES:
    break;
  }
  return NULL;
}

static rill_value_t close_there(void *context) {
  pipeline_t *p = context;
  if (p->queue != NULL) rill_queue_close(p->queue, RILL_QUEUE_NOW);
  rill_unref(p->subject);
  rill_unref(p->queue);
  __atomic_store_n(&p->over, 1, __ATOMIC_RELEASE);
  return rill_none();
}

void feed_close(pipeline_t *p) {
  if (p->plan.source < SOURCE_SUBJECT) return;
  __atomic_store_n(&p->stopped, 1, __ATOMIC_RELEASE);
  for (uint32_t i = 0; i < p->plan.posters; i++) uv_thread_join(&p->posters[i]);
  await(&p->over);
  p->over = 0;
  do_there(p, close_there);
  await(&p->over);
}
