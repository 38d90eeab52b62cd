/* SPDX-License-Identifier: MIT */
/* feed: the producers that are asked, one for each run. */
#include <stdlib.h>

#include "pipeline.h"

struct producer {
  pipeline_t *pipeline;
  uint32_t run, count;
  rill_emitter_t *emitter;
  rill_receiver_t *receiver;
};

static struct producer *producer_new(pipeline_t *p) {
  struct producer *producer = calloc(1, sizeof *producer);
  if (producer == NULL) abort();
  producer->pipeline = p;
  producer->run = ledger_run(&p->ledger);
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
  rill_value_t item =
      ledger_item(&p->ledger, producer->run, 0, producer->count);
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
    return post_open(p);
  case SOURCES:
    break;
  }
  return NULL;
}

void feed_close(pipeline_t *p) {
  if (p->plan.source >= SOURCE_SUBJECT) post_close(p);
}
