/* SPDX-License-Identifier: MIT */
/* connection: a run of upstream that feeds a relay. */
#include "shared/connection.h"

#include "core/chain.h"

/* --- Where it lives: that of the first user, for as long as there is one - */

bool rill_share_bind(rill_share_t *share, rill_scheduler_t *scheduler) {
  pthread_mutex_lock(&share->lock);
  if (share->users == 0) share->scheduler = rill_ref(scheduler);
  bool same = share->scheduler == scheduler;
  share->users += same;
  pthread_mutex_unlock(&share->lock);
  return same;
}

void rill_share_unbind(rill_share_t *share) {
  rill_scheduler_t *last = NULL;
  pthread_mutex_lock(&share->lock);
  if (--share->users == 0) {
    last = share->scheduler;
    share->scheduler = NULL;
  }
  pthread_mutex_unlock(&share->lock);
  rill_unref(last);
}

rill_scheduler_t *rill_share_home(rill_share_t *share) {
  pthread_mutex_lock(&share->lock);
  rill_scheduler_t *home = rill_ref(share->scheduler);
  pthread_mutex_unlock(&share->lock);
  return home;
}

/* --- A connection -------------------------------------------------------- */

static void connection_destroy(void *object) {
  rill_connection_t *c = object;
  c->relay->notice = NULL;
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

static void connection_notice(rill_relay_t *relay, void *context) {
  rill_connection_t *c = rill_ref((rill_connection_t *) context);
  (void) relay;
  connection_refill(c);
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

static rill_connection_t *connection_new(const rill_relay_opts_t *options) {
  rill_relay_t *relay = rill_relay_new(options);
  if (relay == NULL) return NULL;
  rill_connection_t *c = rill_object_new_zeroed(&connection_type, sizeof *c);
  if (c == NULL) {
    rill_unref(relay);
    return NULL;
  }
  c->relay = relay;
  c->cut.run = connection_cut;
  relay->notice = connection_notice;
  relay->context = c;
  return c;
}

/* --- The run of upstream ------------------------------------------------- */

struct sink {
  rill_share_t *share;
  rill_connection_t *connection;
};

static void sink_start(rill_stage_t *stage) {
  connection_refill(((struct sink *) rill_state(stage))->connection);
}

static void sink_request(rill_stage_t *stage, int64_t count) {
  (void) stage; /* the subscribers ask */
  (void) count;
}

static void sink_over(rill_stage_t *stage, rill_error_t *error) {
  rill_connection_t *c =
      rill_ref(((struct sink *) rill_state(stage))->connection);
  c->run = NULL;
  rill_run_end(stage);
  rill_relay_end(c->relay, error);
  rill_unref(c);
}

static size_t sink_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  rill_connection_t *c = ((struct sink *) rill_state(stage))->connection;
  rill_time_t now =
      c->relay->options.window > 0 ? rill_stage_now(stage) : 0;
  c->outstanding -= (int64_t) count;
  if (rill_relay_push(c->relay, items, count, now) != 0)
    sink_over(stage, rill_error_no_memory());
  return count;
}

static void sink_complete(rill_stage_t *stage) { sink_over(stage, NULL); }

static void sink_release(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  rill_connection_t *c = sink->connection;
  rill_share_t *share = sink->share;
  if (c->run == stage) { /* cancelled */
    c->run = NULL;
    if (share->now == c) {
      share->now = NULL;
      rill_unref(c);
    }
    rill_ref_object(c);
    if (rill_enqueue_job(rill_stage_scheduler(stage), &c->cut) != 0)
      rill_unref(c);
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

/* --- What is shared ------------------------------------------------------ */

static void share_destroy(void *object) {
  rill_share_t *share = object;
  rill_unref(share->now);
  rill_unref(share->scheduler);
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
  rill_stage_t *run = c->run;
  c->run = NULL;
  if (run != NULL) rill_run_cancel(run);
  rill_unref(c);
}

bool rill_share_ready(rill_share_t *share) {
  if (share->now == NULL) share->now = connection_new(&share->options);
  return share->now != NULL;
}

rill_chain_t *rill_share_connect(rill_share_t *share,
                                 rill_scheduler_t *scheduler,
                                 rill_observable_t *upstream) {
  rill_connection_t *c = share->now;
  rill_stage_t *run = rill_run_detached(scheduler, upstream, &sink_ops, NULL);
  if (run == NULL) return NULL;
  rill_share_bind(share, scheduler);
  struct sink *sink = rill_state(run);
  sink->share = rill_ref(share);
  sink->connection = rill_ref(c);
  c->run = run;
  c->outstanding = 0;
  rill_chain_t *chain = rill_ref(run->chain);
  rill_run_start(run);
  return chain;
}

rill_share_t *rill_share_new(const rill_relay_opts_t *options) {
  rill_share_t *share = rill_object_new_zeroed(&share_type, sizeof *share);
  if (share == NULL) return NULL;
  share->options = *options;
  pthread_mutex_init(&share->lock, NULL);
  return share;
}
