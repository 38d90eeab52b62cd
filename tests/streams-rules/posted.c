/* SPDX-License-Identifier: MIT */
/* The route through a subject that a third thread posts to, with a subject and
 * a run of the source for each subscriber. */
#include <stdlib.h>
#include <uv.h>

#include "rules.h"

static rill_scheduler_t *threads; /* the third ones */

/* What the third thread needs, which may be at work when the next setting has
 * begun. */
struct posting {
  rill_scheduler_t *home; /* of the subject */
  rill_subject_t *subject;
  rill_observable_t *source;
  rill_subscription_t *run; /* of its own thread */
  rill_error_t *error;      /* it has ended with */
  int holders;
  bool stopped;
};

static struct posting *hold(struct posting *p) {
  __atomic_add_fetch(&p->holders, 1, __ATOMIC_RELAXED);
  return p;
}

static void let_go(void *context) {
  struct posting *p = context;
  if (__atomic_sub_fetch(&p->holders, 1, __ATOMIC_ACQ_REL) > 0) return;
  rill_unref(p->home);
  rill_unref(p->subject);
  rill_unref(p->source);
  rill_unref(p->run);
  rill_unref(p->error);
  free(p);
}

/* --- On a third thread ---------------------------------------------------- */

static void begun(rill_subscription_t *run, void *context) {
  struct posting *p = context;
  p->run = rill_ref(run);
  rill_request(run, RILL_UNBOUNDED);
}

/* Waits for room, as long as somebody listens. */
static void post(rill_value_t item, void *context) {
  struct posting *p = context;
  int code = RILL_EAGAIN;
  while (code == RILL_EAGAIN &&
         !__atomic_load_n(&p->stopped, __ATOMIC_ACQUIRE)) {
    code = rill_subject_post(p->subject, item);
    if (code == RILL_EAGAIN) uv_sleep(0);
  }
  if (code != 0) rill_cancel(p->run);
}

static rill_value_t end(void *context) {
  const struct posting *p = context;
  if (p->error != NULL)
    rill_subject_error(p->subject, rill_ref(p->error));
  else
    rill_subject_complete(p->subject);
  return rill_none();
}

static void post_end(struct posting *p) {
  rill_post(p->home, rill_call_with(end, rill_own(hold(p), let_go)));
}

static void post_error(rill_error_t *error, void *context) {
  struct posting *p = context;
  p->error = rill_ref(error);
  post_end(p);
}

static void complete(void *context) { post_end(context); }

/* --- Where the subject lives ---------------------------------------------- */

static rill_value_t begin(void *context) {
  struct posting *p = context;
  if (__atomic_load_n(&p->stopped, __ATOMIC_ACQUIRE)) return rill_none();
  rill_observable_t *source = rill_ref(p->source);
  rill_unref(rill_subscribe(threads, source, .next = post, .error = post_error,
                            .complete = complete, .subscribed = begun,
                            .release = let_go, .context = hold(p)));
  return rill_none();
}

static rill_value_t stop(void *context) {
  struct posting *p = context;
  __atomic_store_n(&p->stopped, true, __ATOMIC_RELEASE);
  return rill_none();
}

static struct posting *posting_new(rill_subject_t *subject,
                                   rill_observable_t *source) {
  struct posting *p = calloc(1, sizeof *p);
  ck_assert_ptr_nonnull(p);
  p->home = rill_ref(rules_there());
  p->subject = rill_ref(subject);
  p->source = rill_ref(source);
  p->holders = 1;
  return p;
}

/* Begins when whoever is being subscribed listens. */
static rill_value_t post_anew(void *source) {
  rill_subject_t *subject = rill_subject_new(rules_there(), .capacity = 4);
  struct posting *p = posting_new(subject, source);
  rill_post(p->home, rill_call_with(begin, rill_own(hold(p), let_go)));
  rill_observable_t *flow = rill_subject_observable(subject);
  rill_unref(subject);
  return rill_object(
      rill_pipe(flow, rill_finally(rill_call_with(stop, rill_own(p, let_go)))));
}

static void drop(void *source) { rill_unref(source); }

rill_observable_t *rules_posted(rill_observable_t *source) {
  return rill_defer(rill_call_with(post_anew, rill_own(source, drop)));
}

void rules_post_into(rill_subject_t *subject, rill_observable_t *source) {
  struct posting *p = posting_new(subject, source);
  rill_unref(source);
  begin(p);
  let_go(p);
}

void rules_posters_open(void) {
  threads = rill_new_thread_scheduler();
  ck_assert_ptr_nonnull(threads);
}

void rules_posters_close(void) { rill_scheduler_close(threads); }
