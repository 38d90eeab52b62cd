/* SPDX-License-Identifier: MIT */
/* to_subject: leaves the stream for a subject, no faster than it takes. */
#include "base/error.h"
#include "base/memory.h"
#include "core/chain.h"
#include "shared/relay.h"

#include <rill/flow.h>
#include <rill/utility.h>

/* What the run and the function that waits for room share. */
struct to_subject {
  uint32_t count; /* the run, and the function */
  rill_subject_t *subject;
  rill_scheduler_t *scheduler;
  rill_subscription_t *run; /* borrowed; NULL: released */
  rill_value_t waiting;     /* what the subject had no room for */
  bool waits, done;
  bool listens; /* the subject has our function */
};

static void to_subject_unref(struct to_subject *to) {
  if (!rill_count_down(&to->count)) return;
  rill_value_unref(to->waiting);
  rill_unref(to->subject);
  rill_unref(to->scheduler);
  rill_release(to, sizeof *to);
}

static void to_subject_drop(struct to_subject *to) {
  rill_value_t item = to->waiting;
  to->waiting = rill_none();
  to->waits = false;
  rill_value_unref(item);
}

/* Nobody is left who could be told about a subject that has ended. */
static void to_subject_fail(struct to_subject *to, int code) {
  to_subject_drop(to);
  if (code != RILL_ECLOSED) {
    rill_error_t *error =
        rill_error_new(code,
                       "rill_to_subject: the subject refuses an item: "
                       "%s",
                       rill_error_text(code));
    if (rill_subject_error(to->subject, rill_ref(error)) != 0)
      rill_scheduler_unhandled(to->scheduler, error);
    rill_unref(error);
  }
  rill_cancel(to->run);
}

static void to_subject_stop_listening(struct to_subject *to) {
  if (to->listens) rill_subject_on_ready(to->subject, rill_no_fn());
}

/* --- Room again ----------------------------------------------------------- */

/* Pushes what waits; goes on, or ends. */
static void to_subject_push(struct to_subject *to) {
  int code = rill_subject_next(to->subject, to->waiting);
  if (code == RILL_EAGAIN) return;
  if (code != 0) {
    to_subject_fail(to, code);
    return;
  }
  to_subject_drop(to);
  if (to->done)
    rill_subject_complete(to->subject);
  else
    rill_request(to->run, 1);
}

static rill_value_t to_subject_ready(void *context) {
  struct to_subject *to = context;
  rill_count_up(&to->count);
  if (to->waits) to_subject_push(to);
  if (to->run == NULL && !to->waits) to_subject_stop_listening(to);
  to_subject_unref(to);
  return rill_none();
}

static void to_subject_replaced(void *context) {
  struct to_subject *to = context;
  to->listens = false;
  to_subject_unref(to);
}

static void to_subject_listen(struct to_subject *to) {
  if (to->listens) return;
  to->listens = true;
  rill_count_up(&to->count);
  rill_subject_on_ready(
      to->subject,
      rill_call0(to_subject_ready, rill_own(to, to_subject_replaced)));
}

/* --- The observer --------------------------------------------------------- */

static void to_subject_subscribed(rill_subscription_t *run, void *context) {
  struct to_subject *to = context;
  to->run = run;
  rill_request(run, 1);
}

static void to_subject_next(rill_value_t item, void *context) {
  struct to_subject *to = context;
  int code = rill_subject_next(to->subject, item);
  if (code == 0) {
    rill_request(to->run, 1);
  } else if (code != RILL_EAGAIN) {
    to_subject_fail(to, code);
  } else {
    to->waiting = rill_value_ref(item);
    to->waits = true;
    to_subject_listen(to);
  }
}

static void to_subject_error(rill_error_t *error, void *context) {
  struct to_subject *to = context;
  if (rill_subject_error(to->subject, rill_ref(error)) != 0)
    rill_scheduler_unhandled(to->scheduler, error);
}

static void to_subject_complete(void *context) {
  struct to_subject *to = context;
  to->done = true;
  if (!to->waits) rill_subject_complete(to->subject);
}

static void to_subject_release(void *context) {
  struct to_subject *to = context;
  to->run = NULL;
  if (!to->done) to_subject_drop(to);
  if (!to->waits) to_subject_stop_listening(to);
  to_subject_unref(to);
}

/* --- Starting ------------------------------------------------------------- */

static void ignore_error(rill_error_t *error, void *context) {
  (void) error;
  (void) context;
}

/* The subject hears of it, or else the hook. */
static rill_subscription_t *to_subject_refuse(rill_scheduler_t *scheduler,
                                              rill_observable_t *observable,
                                              rill_subject_t *subject,
                                              rill_error_t *error) {
  rill_observer_t observer = {.size = sizeof observer};
  if (rill_subject_error(subject, rill_ref(error)) == 0)
    observer.error = ignore_error;
  rill_unref(observable);
  return rill_subscribe_observer(scheduler, rill_observable_failed(error),
                                 &observer, "rill_to_subject");
}

/* Items are to come where the subject lives. */
static rill_observable_t *to_subject_home(rill_scheduler_t *scheduler,
                                          rill_observable_t *observable,
                                          rill_scheduler_t *home) {
  if (rill_observable_home(observable, scheduler) == home) return observable;
  return rill_pipe(observable, rill_observe_on(home));
}

rill_subscription_t *rill_to_subject(rill_scheduler_t *scheduler,
                                     rill_observable_t *observable,
                                     rill_subject_t *subject) {
  if (scheduler == NULL || subject == NULL || observable == NULL)
    return to_subject_refuse(
        scheduler, observable, subject,
        rill_error_new(RILL_EINVAL, "rill_to_subject: the %s is NULL",
                       subject == NULL     ? "subject"
                       : scheduler == NULL ? "scheduler"
                                           : "observable"));
  struct to_subject *to = rill_allocate_zeroed(sizeof *to);
  if (to == NULL)
    return to_subject_refuse(scheduler, observable, subject,
                             rill_error_no_memory());
  to->count = 1;
  to->subject = rill_ref(subject);
  to->scheduler = rill_ref(rill_subject_home(subject));
  observable = to_subject_home(scheduler, observable, to->scheduler);
  rill_observer_t observer = {.size = sizeof observer,
                              .next = to_subject_next,
                              .error = to_subject_error,
                              .complete = to_subject_complete,
                              .subscribed = to_subject_subscribed,
                              .release = to_subject_release,
                              .context = to};
  return rill_subscribe_observer(scheduler, observable, &observer,
                                 "rill_to_subject");
}
