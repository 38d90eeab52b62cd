/* SPDX-License-Identifier: MIT */
/* A subscriber and a publisher by the foreign interfaces.
 *
 * The subscriber keeps what it hears as text, "S 1 2 | R": its subscription,
 * items, an end (| or #), the release. The publisher is a hand that sends what
 * a test tells it, and keeps what it is told, "+3 +1 x R": requests, a cancel,
 * the release. */
#ifndef RILL_TESTS_SUPPORT_FOREIGN_H
#define RILL_TESTS_SUPPORT_FOREIGN_H

#include <rill.h>

#include "check.h"

typedef struct foreign {
  char text[1024];
  rill_subscription_t *subscription; /* borrowed, until the release */
  int64_t demand;                    /* asked for inside of on_subscribe */
  int64_t again;                     /* inside of each item */
  size_t cancel_at;                  /* cancels inside of this item */
  size_t answer_at;                  /* answers this item with `answer` */
  int answer;
  size_t items;
  int released;
  int code;
  char error[512];
  void *payload;
} foreign_t;

static inline void foreign_note(char *text, size_t size, const char *what) {
  size_t length = strlen(text);
  snprintf(text + length, size - length, "%s%s", length > 0 ? " " : "", what);
}

static inline void foreign_subscribed(rill_subscription_t *s, void *context) {
  foreign_t *f = context;
  foreign_note(f->text, sizeof f->text, "S");
  f->subscription = s;
  if (f->demand != 0) rill_request(s, f->demand);
}

static inline int foreign_next(rill_value_t item, void *context) {
  foreign_t *f = context;
  char text[64];
  rill_value_format(item, text, sizeof text);
  foreign_note(f->text, sizeof f->text, text);
  if (++f->items == f->cancel_at) rill_cancel(f->subscription);
  if (f->again != 0) rill_request(f->subscription, f->again);
  return f->items == f->answer_at ? f->answer : 0;
}

static inline void foreign_error(rill_error_t *error, void *context) {
  foreign_t *f = context;
  foreign_note(f->text, sizeof f->text, "#");
  f->code = rill_error_code(error);
  f->payload = rill_error_foreign(error);
  rill_error_describe(error, f->error, sizeof f->error);
}

static inline void foreign_complete(void *context) {
  foreign_note(((foreign_t *) context)->text, 1024, "|");
}

static inline void foreign_release(void *context) {
  foreign_t *f = context;
  foreign_note(f->text, sizeof f->text, "R");
  f->released++;
  f->subscription = NULL;
}

static inline rill_subscriber_t foreign_subscriber(foreign_t *f) {
  return (rill_subscriber_t){.size = sizeof(rill_subscriber_t),
                             .on_subscribe = foreign_subscribed,
                             .on_next = foreign_next,
                             .on_error = foreign_error,
                             .on_complete = foreign_complete,
                             .release = foreign_release,
                             .context = f};
}

/** Consumes the observable. */
static inline void foreign_subscribe(foreign_t *f, rill_scheduler_t *scheduler,
                                     rill_observable_t *observable) {
  rill_subscriber_t subscriber = foreign_subscriber(f);
  int code =
      rill_subscribe_subscriber(scheduler, observable, &subscriber, "test.c:1");
  ck_assert_int_eq(code, 0);
}

/* --- The publisher -------------------------------------------------------- */

typedef struct hand {
  char text[256];
  rill_receiver_t *receiver;
  int64_t asked, sent;
  int64_t at_once; /* answers requests by items, up to so many in all */
  bool deaf;       /* does not subscribe by itself */
  int requesting;
} hand_t;

static inline void hand_request(int64_t count, void *context) {
  hand_t *hand = context;
  char text[32] = "+all";
  if (count != RILL_UNBOUNDED)
    snprintf(text, sizeof text, "+%lld", (long long) count);
  foreign_note(hand->text, sizeof hand->text, text);
  ck_assert_msg(hand->requesting++ == 0, "request is called from inside of it");
  for (int64_t i = 0; i < count && hand->sent < hand->at_once; i++)
    if (rill_receiver_on_next(hand->receiver, rill_int(++hand->sent)) != 0)
      break;
  hand->requesting--;
}

static inline void hand_cancel(void *context) {
  foreign_note(((hand_t *) context)->text, 256, "x");
}

static inline void hand_release(void *context) {
  foreign_note(((hand_t *) context)->text, 256, "R");
}

static inline rill_publication_t hand_publication(hand_t *hand) {
  return (rill_publication_t){sizeof(rill_publication_t), hand_request,
                              hand_cancel, hand_release, hand};
}

static inline void hand_subscribe(rill_receiver_t *receiver, void *context) {
  hand_t *hand = context;
  rill_publication_t publication = hand_publication(hand);
  hand->receiver = rill_ref(receiver);
  if (!hand->deaf)
    ck_assert_int_eq(rill_receiver_on_subscribe(receiver, &publication), 0);
}

/** One run at a time; hand_drop() when it is over. */
static inline rill_observable_t *hand_observable(hand_t *hand) {
  rill_publisher_t publisher = {sizeof publisher, hand_subscribe, NULL, hand};
  return rill_from_publisher(&publisher);
}

static inline int hand_next(hand_t *hand, int64_t item) {
  return rill_receiver_on_next(hand->receiver, rill_int(item));
}

static inline void hand_drop(hand_t *hand) {
  rill_unref(hand->receiver);
  hand->receiver = NULL;
}

#endif
