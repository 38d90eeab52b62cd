/* SPDX-License-Identifier: MIT */
/* queue: who puts, who gets, and what is in between. */
#include "queue/queue.h"

#include "shared/options.h"

/* --- Turns ---------------------------------------------------------------- */

static void put_turn(rill_line_t *line, rill_member_t *member,
                     rill_error_t *error) {
  rill_queue_t *queue = rill_container_of(line, rill_queue_t, putters);
  rill_value_t item;
  rill_promise_t *promise = rill_ticket_end(member, &item);
  error = error != NULL ? rill_ref(error) : rill_queue_add(queue, item);
  rill_ticket_settle(promise, error != NULL ? rill_fail(error) : rill_none());
  rill_value_unref(item);
}

static rill_value_t get_take(rill_line_t *line) {
  rill_queue_t *queue = rill_container_of(line, rill_queue_t, getters);
  return rill_store_take(&queue->store);
}

static void get_turn(rill_line_t *line, rill_member_t *member,
                     rill_error_t *error) {
  rill_queue_t *queue = rill_container_of(line, rill_queue_t, getters);
  if (error != NULL) { /* perhaps of a queue that is going */
    rill_ticket_serve(line, member, error);
    return;
  }
  rill_ref_object(queue);
  rill_ticket_serve(line, member, NULL);
  rill_queue_taken(queue);
  rill_unref(queue);
}

/* Nothing will ever come. */
static void queue_end(rill_queue_t *queue) {
  rill_error_t *closed = rill_queue_closed("rill_queue_get");
  rill_line_dismiss(&queue->getters, closed);
  rill_line_dismiss(&queue->readers, NULL);
  rill_unref(closed);
}

void rill_queue_taken(rill_queue_t *queue) {
  while (!queue->closed && queue->putters.count > 0 &&
         rill_queue_room(queue) > 0) {
    rill_member_t *member = rill_line_shift(&queue->putters);
    member->turn(&queue->putters, member, NULL);
  }
  if (rill_queue_is_over(queue)) queue_end(queue);
}

/* --- Life ----------------------------------------------------------------- */

static void queue_drop_items(rill_queue_t *queue) {
  rill_ring_t items = queue->store.items;
  queue->store.items = (rill_ring_t){.items = NULL};
  queue->getters.supply = 0;
  if (items.count > 0) rill_queue_done(queue, items.count);
  while (items.count > 0) rill_queue_drop(queue, rill_ring_pop(&items));
  rill_ring_clear(&items);
}

static void queue_destroy(void *object) {
  rill_queue_t *queue = object;
  rill_line_close(&queue->getters, "the queue");
  rill_line_close(&queue->putters, "the queue");
  rill_line_close(&queue->joiners, "the queue");
  queue_drop_items(queue);
  rill_queue_posts_close(queue);
  rill_fn_drop(queue->store.cmp);
  rill_fn_drop(queue->dropped);
  rill_unref(queue->scheduler);
}

const rill_type_t rill_queue_type = {
    .name = "queue",
    .destroy = queue_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

static bool fn_fits(rill_fn_t fn, unsigned arity) {
  return !rill_fn_is_set(fn) || fn.arity == arity;
}

static bool options_fit(const rill_queue_opts_t *o) {
  return o->scheduler != NULL && o->capacity >= 0 && o->max_waiting >= 0 &&
         (unsigned) o->order <= RILL_QUEUE_PRIORITY &&
         (unsigned) o->overflow <= RILL_OVERFLOW_GROW && fn_fits(o->cmp, 2) &&
         fn_fits(o->dropped, 1);
}

static size_t queue_bound(const rill_queue_opts_t *o) {
  if (o->overflow == RILL_OVERFLOW_GROW) return SIZE_MAX;
  if (o->overflow == RILL_OVERFLOW_LATEST) return 1;
  return o->capacity > 0 ? (size_t) o->capacity : RILL_CAPACITY;
}

static void queue_init(rill_queue_t *queue, const rill_queue_opts_t *o) {
  rill_scheduler_t *s = rill_ref(rill_scheduler_pick(o->scheduler));
  queue->scheduler = s;
  queue->store.order = o->order;
  queue->store.cmp = o->cmp;
  queue->overflow = o->overflow;
  queue->capacity = queue_bound(o);
  queue->dropped = o->dropped;
  rill_line_init(&queue->getters, s, o->max_waiting, get_turn);
  queue->getters.take = get_take;
  rill_line_init(&queue->putters, s, o->max_waiting, put_turn);
  rill_line_init(&queue->joiners, s, o->max_waiting, rill_ticket_pass);
  rill_line_init(&queue->readers, s, 0, NULL);
  rill_line_init(&queue->writers, s, 0, NULL);
  rill_queue_posts_open(queue);
}

rill_queue_t *rill_queue_opts(const rill_queue_opts_t *options) {
  RILL_OPTIONS(rill_queue_opts_t, o, options);
  rill_queue_t *queue = NULL;
  if (options_fit(&o))
    queue = rill_object_new_zeroed(&rill_queue_type, sizeof *queue);
  if (queue != NULL) {
    queue_init(queue, &o);
    return queue;
  }
  rill_fn_drop(o.cmp);
  rill_fn_drop(o.dropped);
  return NULL;
}

/* --- For everybody -------------------------------------------------------- */

int rill_queue_state(const rill_queue_t *queue) {
  if (queue == NULL) return RILL_EINVAL;
  if (!rill_scheduler_is_current(queue->scheduler)) return RILL_EWRONGTHREAD;
  return queue->dropping || queue->store.comparing ? RILL_EPROTOCOL : 0;
}

/* Around all that may call out. */
static void queue_enter(rill_queue_t *queue) {
  rill_ref_object(queue);
  rill_scheduler_begin(queue->scheduler);
}

static void queue_leave(rill_queue_t *queue) {
  rill_scheduler_end(queue->scheduler);
  rill_unref(queue);
}

/* The promise to return instead; NULL if the queue can be used. */
static rill_promise_t *queue_unusable(const rill_queue_t *queue,
                                      const char *name) {
  if (queue == NULL) return rill_line_missing(name, "queue");
  if (rill_queue_state(queue) != RILL_EPROTOCOL)
    return rill_promise_refuse(queue->scheduler, name);
  return rill_promise_failed(
      queue->scheduler,
      rill_error_new(RILL_EPROTOCOL, "%s: called from inside of %s", name,
                     queue->dropping ? ".dropped" : ".cmp"));
}

/* The promise comes first: without memory for it the item stays out. */
rill_promise_t *rill_queue_put(rill_queue_t *queue, rill_value_t item) {
  static const char name[] = "rill_queue_put";
  rill_promise_t *promise = queue_unusable(queue, name);
  if (promise != NULL) return promise;
  rill_error_t *error;
  promise = rill_promise_resolve(queue->scheduler, rill_none());
  if (promise->scheduler == NULL) return promise;
  queue_enter(queue);
  int code = rill_queue_offer(queue, name, item, &error);
  if (code != 0) rill_unref(promise);
  if (code == RILL_EAGAIN)
    promise = rill_line_wait(&queue->putters, name, rill_value_ref(item));
  else if (code != 0)
    promise = rill_promise_failed(queue->scheduler, error);
  queue_leave(queue);
  return promise;
}

int rill_queue_try_put(rill_queue_t *queue, rill_value_t item) {
  int code = rill_queue_state(queue);
  if (code != 0) return code;
  rill_error_t *error;
  queue_enter(queue);
  code = rill_queue_offer(queue, "rill_queue_try_put", item, &error);
  rill_unref(error);
  queue_leave(queue);
  return code;
}

rill_promise_t *rill_queue_get(rill_queue_t *queue) {
  static const char name[] = "rill_queue_get";
  rill_promise_t *refused = queue_unusable(queue, name);
  if (refused != NULL) return refused;
  if (rill_queue_is_over(queue))
    return rill_promise_failed(queue->scheduler, rill_queue_closed(name));
  return rill_line_wait(&queue->getters, name, rill_none());
}

/* The first one behind those that getters are about to have. */
static rill_value_t queue_take_free(rill_queue_t *queue) {
  size_t called = queue->getters.called;
  if (queue->store.order != RILL_QUEUE_LIFO)
    return rill_store_remove(&queue->store, called);
  size_t last = rill_store_count(&queue->store) - 1;
  return rill_store_remove(&queue->store, last - called);
}

int rill_queue_try_get(rill_queue_t *queue, rill_value_t *item) {
  int code = item != NULL ? rill_queue_state(queue) : RILL_EINVAL;
  if (item != NULL) *item = rill_none();
  if (code != 0) return code;
  if (rill_queue_is_over(queue)) return RILL_ECLOSED;
  if (!rill_line_take(&queue->getters)) return RILL_EAGAIN;
  *item = queue_take_free(queue);
  queue_enter(queue);
  rill_queue_taken(queue);
  queue_leave(queue);
  return 0;
}

int rill_queue_task_done(rill_queue_t *queue) {
  int code = rill_queue_state(queue);
  if (code != 0) return code;
  size_t taken = queue->unfinished - rill_store_count(&queue->store);
  if (taken == 0) return RILL_EALREADY;
  rill_queue_done(queue, 1);
  return 0;
}

rill_promise_t *rill_queue_join(rill_queue_t *queue) {
  static const char name[] = "rill_queue_join";
  rill_promise_t *refused = queue_unusable(queue, name);
  if (refused != NULL) return refused;
  if (queue->unfinished == 0)
    return rill_promise_resolve(queue->scheduler, rill_none());
  return rill_line_wait(&queue->joiners, name, rill_none());
}

/* Nobody puts any more. */
static void queue_shut(rill_queue_t *queue, rill_queue_rest_t rest) {
  rill_error_t *closed = rill_queue_closed("rill_queue_put");
  rill_queue_posts_end(queue, rest == RILL_QUEUE_NOW);
  queue->closed = true;
  rill_line_dismiss(&queue->putters, closed);
  rill_line_dismiss(&queue->writers, closed);
  rill_unref(closed);
}

int rill_queue_close(rill_queue_t *queue, rill_queue_rest_t rest) {
  int code = rill_queue_state(queue);
  if (code != 0) return code;
  if (queue->closed) code = RILL_ECLOSED;
  if (code != 0 && rest != RILL_QUEUE_NOW) return code;
  queue_enter(queue);
  if (code == 0) queue_shut(queue, rest);
  if (rest == RILL_QUEUE_NOW) {
    rill_error_t *closed = rill_queue_closed("rill_queue_get");
    rill_line_dismiss(&queue->getters, closed);
    rill_unref(closed);
    queue_drop_items(queue);
  }
  if (rill_queue_is_over(queue)) queue_end(queue);
  queue_leave(queue);
  return code;
}

bool rill_queue_is_closed(const rill_queue_t *queue) {
  return queue == NULL || queue->closed;
}

size_t rill_queue_length(const rill_queue_t *queue) {
  return queue == NULL ? 0 : rill_line_free(&queue->getters);
}

int64_t rill_queue_capacity(const rill_queue_t *queue) {
  if (queue == NULL) return 0;
  return queue->capacity < INT64_MAX ? (int64_t) queue->capacity
                                     : RILL_UNBOUNDED;
}
