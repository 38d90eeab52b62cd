/* SPDX-License-Identifier: MIT */
/* A foreign publisher for rules 2.x. */
#ifndef RILL_TESTS_GIVER_H
#define RILL_TESTS_GIVER_H

#include <uv.h>

#include "rules.h"

/* A publisher that answers requests at once, and notes what it is told. It
 * lives there; counts are read here when all is quiet. */
struct publisher {
  int64_t items;       /* it sends so many, */
  bool stays;          /* and then does not end */
  bool unasked;        /* ends without a request */
  rill_error_t *error; /* it ends with this */
  bool goes_on;        /* sends another item after a cancel */
  uv_sem_t *sent;      /* told when all items were taken */
  int (*misdeed)(rill_receiver_t *receiver); /* in place of items */
  /* What it is told. */
  int subscriptions, requests, cancels, releases, after;
  int64_t asked, count;
  int answer; /* to the misdeed, or to the item after a cancel */
  bool inside, ending, overlapped, strayed;
  rill_receiver_t *receiver;
};

static inline void enter(struct publisher *p) {
  if (p->inside) p->overlapped = true;
  p->inside = true;
  if (p->ending) p->after++;
  if (!rill_scheduler_is_current(rules_there())) p->strayed = true;
}

static inline int give(struct publisher *p) {
  rill_value_t numbers[] = {rill_int(p->count), rill_int(p->count + 1)};
  rill_value_t item = rill_list(numbers, 2);
  int code = rill_receiver_on_next(p->receiver, item);
  rill_value_unref(item);
  return code;
}

static inline void finish(struct publisher *p) {
  p->ending = true;
  if (p->error != NULL)
    rill_receiver_on_error(p->receiver, rill_ref(p->error));
  else
    rill_receiver_on_complete(p->receiver);
}

static inline void request(int64_t count, void *context) {
  struct publisher *p = context;
  enter(p);
  p->requests++;
  p->asked =
      count > RILL_UNBOUNDED - p->asked ? RILL_UNBOUNDED : p->asked + count;
  if (p->misdeed != NULL && p->answer == 0) p->answer = p->misdeed(p->receiver);
  for (; count > 0 && p->misdeed == NULL && p->count < p->items; count--) {
    p->count++;
    if (give(p) != 0) break;
  }
  if (p->count == p->items && p->sent != NULL) uv_sem_post(p->sent);
  if (p->count == p->items && !p->stays && !p->ending) finish(p);
  p->inside = false;
}

static inline void cancel(void *context) {
  struct publisher *p = context;
  p->cancels++;
  if (p->ending) p->after++;
  if (!rill_scheduler_is_current(rules_there())) p->strayed = true;
  if (p->goes_on) p->answer = give(p);
}

static inline void release(void *context) {
  struct publisher *p = context;
  p->releases++;
  rill_unref(p->receiver);
}

static inline void subscribe(rill_receiver_t *receiver, void *context) {
  struct publisher *p = context;
  rill_publication_t publication = {sizeof publication, request, cancel,
                                    release, p};
  p->subscriptions++;
  p->ending = false;
  p->count = 0;
  p->receiver = rill_ref(receiver);
  if (rill_receiver_on_subscribe(receiver, &publication) != 0) return;
  if (p->unasked && !p->ending) finish(p);
}

static inline rill_observable_t *flow_of(struct publisher *p) {
  rill_publisher_t publisher = {sizeof publisher, subscribe, NULL, p};
  return rill_from_publisher(&publisher);
}

#endif
