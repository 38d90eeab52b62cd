/* SPDX-License-Identifier: MIT */
/* connection: a run of upstream that feeds a relay. */
#include "shared/connection.h"

#include "core/chain.h"

#include <rill/subject.h>

/* --- A connection --------------------------------------------------------- */

static void connection_destroy(void *object) {
  rill_connection_t *c = object;
  rill_unref(c->relay);
}

static const rill_type_t connection_type = {
    .name = "connection",
    .destroy = connection_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* Asks for what even the slowest subscriber has room for. */
static void connection_refill(rill_connection_t *c) {
  int64_t capacity = c->relay->options.capacity;
  int64_t room = rill_relay_room(c->relay) - c->outstanding;
  if (c->run == NULL || room < capacity - capacity / 4) return;
  rill_chain_t *chain = c->run->chain;
  c->outstanding += room;
  rill_enter(chain);
  rill_ask(c->run, room);
  rill_leave(chain);
}

/* Its run is over: it feeds no more. */
static void connection_let_go(rill_connection_t *c) {
  c->ended = rill_stage_now(c->run);
  c->run = NULL;
  rill_relay_unwatch(c->relay, &c->watch);
}

static void connection_notice(rill_relay_t *relay, rill_relay_watch_t *watch) {
  rill_connection_t *c =
      rill_ref(rill_container_of(watch, rill_connection_t, watch));
  rill_stage_t *run = c->run;
  if (relay->ended) { /* by who else holds the subject */
    connection_let_go(c);
    rill_run_cancel(run);
  } else {
    connection_refill(c);
  }
  rill_unref(c);
}

/* In its turn: whoever cancelled may have been called from a subscriber, or
 * the scheduler is closing, which is no news to anybody. */
static void connection_cut(rill_job_t *job, int status) {
  rill_connection_t *c = rill_container_of(job, rill_connection_t, cut);
  if (status == 0)
    rill_relay_end(c->relay, rill_error_new(RILL_ECANCELED,
                                            "the connection was cancelled"));
  rill_unref(c);
}

/* The relay of the subject that the program makes. */
static rill_error_t *relay_of_subject(const rill_share_params_t *how,
                                      rill_relay_t **relay) {
  rill_value_t made = rill_invoke0(&how->subject0);
  rill_subject_t *subject = rill_as_object(made, &rill_subject_type);
  rill_error_t *error = NULL;
  if (made.kind == RILL_ERROR) return rill_as_error(made);
  if (made.kind == RILL_NONE) /* what rill_subject_new() gave was NULL */
    return rill_error_new(RILL_ENOMEM,
                          "rill_%s: the function gave no subject: there was no "
                          "memory, or its arguments were bad",
                          how->name);
  if (subject == NULL)
    error = rill_error_new(RILL_ETYPE,
                           "rill_%s: the function gave %s (must be a subject)",
                           how->name, rill_value_kind_name(made));
  else if ((*relay = rill_ref(rill_subject_relay(subject))) == NULL)
    error = rill_error_new(RILL_EWRONGTHREAD,
                           "rill_%s: the subject lives on another thread than "
                           "the first subscriber",
                           how->name);
  rill_value_unref(made);
  return error;
}

static rill_error_t *relay_of(const rill_share_params_t *how,
                              rill_relay_t **relay) {
  if (how->through_subject) return relay_of_subject(how, relay);
  *relay = rill_relay_new(&how->relay);
  if (*relay == NULL) return rill_error_no_memory();
  if (!how->has_first || rill_relay_push(*relay, &how->first, 1, 0) == 0)
    return NULL;
  rill_unref(*relay);
  return rill_error_no_memory();
}

/* --- The run of upstream -------------------------------------------------- */

struct sink {
  rill_share_t *share;
  rill_connection_t *connection;
};

static void sink_start(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  if (rill_is_told(stage))
    rill_relay_told_by(sink->connection->relay, stage, sink->share->how->name);
  connection_refill(sink->connection);
}

static void sink_request(rill_stage_t *stage, int64_t count) {
  (void) stage; /* the subscribers ask */
  (void) count;
}

static void sink_over(rill_stage_t *stage, rill_error_t *error) {
  rill_connection_t *c =
      rill_ref(((struct sink *) rill_state(stage))->connection);
  connection_let_go(c);
  rill_run_end(stage);
  rill_relay_end(c->relay, error);
  rill_unref(c);
}

/* How many of so many more may be kept. */
static size_t sink_fits(const rill_share_params_t *how,
                        const rill_connection_t *c, size_t count) {
  const struct rill_log *log = &c->relay->log;
  uint64_t left = (uint64_t) how->relay.keep - (log->tail - log->head);
  return how->whole && left < count ? (size_t) left : count;
}

static void sink_overflow(rill_stage_t *stage, const rill_share_params_t *how,
                          const rill_value_t *items, size_t count) {
  rill_relay_lose(((struct sink *) rill_state(stage))->connection->relay, items,
                  count);
  sink_over(stage, rill_error_new(RILL_EOVERFLOW,
                                  "rill_%s: there are more than the %lld items "
                                  "that may be kept: raise .capacity",
                                  how->name, (long long) how->relay.keep));
}

static size_t sink_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  struct sink *sink = rill_state(stage);
  rill_connection_t *c = sink->connection;
  const rill_share_params_t *how = sink->share->how;
  size_t fits = sink_fits(how, c, count);
  rill_time_t now =
      c->relay->options.window > 0 ? rill_stage_now(stage) : 0;
  c->outstanding -= (int64_t) count;
  if (c->relay->ended) { /* and this is cancelled soon */
    rill_relay_lose(c->relay, items, count);
    return count;
  }
  if (fits > 0 && rill_relay_push(c->relay, items, fits, now) != 0)
    sink_over(stage, rill_error_no_memory());
  else if (fits < count && !stage->closed)
    sink_overflow(stage, how, items + fits, count - fits);
  return count;
}

static void sink_complete(rill_stage_t *stage) { sink_over(stage, NULL); }

/* Cancelled, but some hear it yet. */
static void sink_cut(rill_stage_t *stage, rill_connection_t *c) {
  if (c->relay->ended || c->relay->outlets == 0) return;
  rill_ref_object(c);
  if (rill_enqueue_job(rill_stage_scheduler(stage), &c->cut) != 0)
    rill_unref(c);
}

static void sink_release(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  rill_connection_t *c = sink->connection;
  rill_share_t *share = sink->share;
  if (c->run == stage) { /* cancelled */
    connection_let_go(c);
    if (share->now == c) {
      share->now = NULL;
      rill_unref(c);
    }
    sink_cut(stage, c);
  }
  rill_share_unbind(share);
  rill_unref(c);
  rill_unref(share);
}

static const rill_stage_ops_t sink_ops = {
    .name = "connect",
    .state_size = sizeof(struct sink),
    .start = sink_start,
    .next = sink_next,
    .complete = sink_complete,
    .error = sink_over,
    .request = sink_request,
    .release = sink_release,
};

/* --- What is shared ------------------------------------------------------- */

static void share_destroy(void *object) {
  rill_share_t *share = object;
  rill_unref(share->now);
  rill_unref(share->scheduler);
  rill_unref(share->maker);
  pthread_mutex_destroy(&share->lock);
}

static const rill_type_t share_type = {
    .name = "share",
    .destroy = share_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

void rill_share_disconnect(rill_share_t *share) {
  rill_connection_t *c = share->now;
  share->now = NULL;
  if (c == NULL) return;
  if (c->run != NULL) rill_run_cancel(c->run);
  rill_unref(c);
}

rill_error_t *rill_share_ready(rill_share_t *share) {
  rill_relay_t *relay = NULL;
  if (share->now != NULL) return NULL;
  rill_error_t *error = relay_of(share->how, &relay);
  if (error != NULL) return error;
  rill_connection_t *c = NULL;
  if (share->now == NULL) /* the program may have been called */
    c = rill_object_new_zeroed(&connection_type, sizeof *c);
  if (c == NULL) {
    rill_unref(relay);
    return share->now == NULL ? rill_error_no_memory() : NULL;
  }
  c->relay = relay;
  c->cut.run = connection_cut;
  share->now = c;
  return NULL;
}

rill_chain_t *rill_share_connect(rill_share_t *share,
                                 rill_scheduler_t *scheduler,
                                 rill_observable_t *upstream) {
  rill_connection_t *c = share->now;
  rill_observable_t *bridged = NULL;
  if (rill_observable_home(upstream, scheduler) != scheduler)
    upstream = bridged = rill_observe_home(upstream, scheduler);
  rill_stage_t *run = rill_run_detached(scheduler, upstream, &sink_ops, NULL);
  rill_unref(bridged);
  if (run == NULL) return NULL;
  rill_share_bind(share, scheduler);
  struct sink *sink = rill_state(run);
  sink->share = rill_ref(share);
  sink->connection = rill_ref(c);
  c->run = run;
  c->outstanding = 0;
  c->watch.notice = connection_notice;
  rill_relay_watch(c->relay, &c->watch);
  rill_chain_t *chain = rill_ref(run->chain);
  rill_run_start(run);
  return chain;
}

rill_share_t *rill_share_new(const rill_share_params_t *params) {
  rill_operator_t *maker = (rill_operator_t *) (uintptr_t) params - 1;
  rill_share_t *share = rill_object_new_zeroed(&share_type, sizeof *share);
  if (share == NULL) return NULL;
  assert(rill_operator_params(maker) == params);
  share->maker = rill_ref(maker);
  share->how = params;
  pthread_mutex_init(&share->lock, NULL);
  return share;
}
