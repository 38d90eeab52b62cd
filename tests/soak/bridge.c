/* SPDX-License-Identifier: MIT */
/* bridge: in the middle of a pipeline, a queue or a subject that one run is led
 * into and another one takes from. */
#include "pipeline.h"

static rill_scheduler_t *home_of(const pipeline_t *p) {
  return pipeline_place(p, p->plan.bridge_home);
}

/* --- A queue -------------------------------------------------------------- */

static rill_value_t all_are_in(rill_value_t none, void *context) {
  pipeline_t *p = context;
  (void) none;
  rill_queue_close(p->bridge.queue, RILL_QUEUE_DRAIN);
  flag_set(&p->bridge.settled);
  return rill_none();
}

static rill_value_t not_all_are_in(rill_value_t error, void *context) {
  pipeline_t *p = context;
  if (!flag_is_set(&p->bridge.stopped)) {
    flag_set(&p->bridge.cut);
    sinks_expect(p, rill_as_error(error));
  }
  rill_queue_close(p->bridge.queue, RILL_QUEUE_DRAIN);
  flag_set(&p->bridge.settled);
  return rill_none();
}

static void feed_queue(pipeline_t *p, rill_observable_t *flow) {
  p->bridge.fed = rill_to_queue(home_of(p), flow, p->bridge.queue);
  rill_promise_t *fed = rill_ref(p->bridge.fed);
  rill_promise_done(fed, rill_call_with(all_are_in, rill_borrow(p)),
                    rill_call_with(not_all_are_in, rill_borrow(p)));
}

/* --- A subject ------------------------------------------------------------ */

/* What is pushed before somebody listens, nobody hears. */
static rill_value_t feed_subject(void *context) {
  pipeline_t *p = context;
  if (flag_is_set(&p->bridge.stopped)) {
    flag_set(&p->bridge.over);
  } else if (rill_subject_has_observers(p->bridge.subject)) {
    rill_observable_t *flow = rill_ref(p->bridge.flow);
    p->bridge.run = rill_to_subject(home_of(p), flow, p->bridge.subject);
    flag_set(&p->bridge.over);
  } else {
    rill_post(home_of(p), rill_call_with(feed_subject, rill_borrow(p)));
  }
  return rill_none();
}

/* --- Both ----------------------------------------------------------------- */

static rill_value_t open_there(void *context) {
  pipeline_t *p = context;
  if (p->plan.bridge == BRIDGE_QUEUE) {
    p->bridge.queue = rill_queue_new(home_of(p), .capacity = 32,
                                     .overflow = p->plan.bridge_overflow,
                                     .dropped = pipeline_dropped());
    rill_observable_t *flow = rill_ref(p->bridge.flow);
    feed_queue(p, flow);
  } else {
    p->bridge.subject = rill_subject_new(home_of(p), .capacity = 32);
  }
  flag_set(&p->bridge.over);
  return rill_none();
}

rill_observable_t *bridge_open(pipeline_t *p, rill_observable_t *flow) {
  if (p->plan.bridge == BRIDGE_NOT) return flow;
  p->bridge.flow = flow;
  act_there(home_of(p), open_there, p);
  flag_await(&p->bridge.over);
  if (p->bridge.queue != NULL) {
    flag_set(&p->bridge.over);
    return rill_queue_observable(p->bridge.queue);
  }
  act_there(home_of(p), feed_subject, p);
  return rill_subject_observable(p->bridge.subject);
}

static rill_value_t close_there(void *context) {
  pipeline_t *p = context;
  if (p->bridge.queue != NULL)
    rill_queue_close(p->bridge.queue, RILL_QUEUE_NOW);
  if (p->bridge.fed != NULL) rill_promise_cancel(p->bridge.fed);
  rill_cancel(p->bridge.run);
  if (p->bridge.subject != NULL) rill_subject_complete(p->bridge.subject);
  rill_unref(p->bridge.fed);
  rill_unref(p->bridge.run);
  rill_unref(p->bridge.subject);
  rill_unref(p->bridge.flow);
  flag_set(&p->bridge.over);
  return rill_none();
}

/* The handlers of the promise come later. */
static rill_value_t drop_there(void *context) {
  pipeline_t *p = context;
  if (p->bridge.queue != NULL && !flag_is_set(&p->bridge.settled)) {
    rill_post(home_of(p), rill_call_with(drop_there, rill_borrow(p)));
    return rill_none();
  }
  rill_unref(p->bridge.queue);
  flag_set(&p->bridge.over);
  return rill_none();
}

void bridge_close(pipeline_t *p) {
  if (p->plan.bridge == BRIDGE_NOT) return;
  flag_set(&p->bridge.stopped);
  flag_await(&p->bridge.over);
  act_there(home_of(p), close_there, p);
  flag_await(&p->bridge.over);
  act_there(home_of(p), drop_there, p);
  flag_await(&p->bridge.over);
}
