/* SPDX-License-Identifier: MIT */
/* offer: what becomes of an item that is put, and of one too many. */
#include "queue/queue.h"

/* --- Items ---------------------------------------------------------------- */

void rill_queue_drop(rill_queue_t *queue, rill_value_t item) {
  rill_value_t answer = rill_none();
  queue->dropping = true;
  if (rill_fn_is_set(queue->dropped))
    answer = queue->dropped.as.call1(item, queue->dropped.context);
  queue->dropping = false;
  if (answer.kind == RILL_ERROR)
    rill_scheduler_unhandled(queue->scheduler, rill_as_error(answer));
  rill_value_unref(answer);
  rill_value_unref(item);
}

void rill_queue_done(rill_queue_t *queue, size_t count) {
  queue->unfinished -= count;
  if (queue->unfinished == 0) rill_line_dismiss(&queue->joiners, NULL);
}

size_t rill_queue_room(const rill_queue_t *queue) {
  size_t length = rill_line_free(&queue->getters);
  return length < queue->capacity ? queue->capacity - length : 0;
}

static rill_error_t *queue_put(rill_queue_t *queue, rill_value_t item,
                               size_t *at) {
  rill_error_t *error = rill_store_put(&queue->store, item, at);
  if (error != NULL) return error;
  queue->unfinished++;
  rill_line_supply(&queue->getters, 1);
  return NULL;
}

rill_error_t *rill_queue_add(rill_queue_t *queue, rill_value_t item) {
  size_t at;
  return queue_put(queue, item, &at);
}

/* --- Too many ------------------------------------------------------------- */

static bool keeps_one(const rill_queue_t *queue) {
  return queue->overflow == RILL_OVERFLOW_DROP_ALL ||
         queue->overflow == RILL_OVERFLOW_LATEST;
}

/* Which one goes, of those that no getter is about to have, for the one that
 * has come in at `at`. There are two of them at least. */
static size_t queue_victim(const rill_queue_t *queue, size_t at) {
  rill_queue_order_t order = queue->store.order;
  size_t called = queue->getters.called;
  size_t end = rill_store_count(&queue->store);
  size_t first = order == RILL_QUEUE_LIFO ? 0 : called;
  if (order == RILL_QUEUE_LIFO) end -= called;
  if (queue->overflow != RILL_OVERFLOW_DROP_TAIL)
    return first == at && keeps_one(queue) ? first + 1 : first;
  return end - 1 == at && order != RILL_QUEUE_PRIORITY ? end - 2 : end - 1;
}

static void queue_make_room(rill_queue_t *queue, size_t at) {
  size_t most = keeps_one(queue) ? 1 : queue->capacity;
  while (rill_line_free(&queue->getters) > most) {
    size_t victim = queue_victim(queue, at);
    if (victim < at) at--;
    rill_line_take(&queue->getters);
    rill_value_t item = rill_store_remove(&queue->store, victim);
    rill_queue_done(queue, 1);
    rill_queue_drop(queue, item);
  }
}

rill_error_t *rill_queue_closed(const char *name) {
  return rill_error_new(RILL_ECLOSED, "%s: the queue is closed", name);
}

static rill_error_t *queue_full(const rill_queue_t *queue, const char *name) {
  return rill_error_new(RILL_EOVERFLOW,
                        "%s: %zu items are queued (capacity %zu) and nobody "
                        "gets them: raise .capacity, or choose another "
                        ".overflow",
                        name, rill_queue_length(queue), queue->capacity);
}

static rill_error_t *queue_refuse(const rill_queue_t *queue, const char *name,
                                  rill_value_t item) {
  if (item.kind == RILL_ERROR)
    return rill_error_new(RILL_EINVAL, "%s: the item is an error", name);
  return queue->closed ? rill_queue_closed(name) : NULL;
}

int rill_queue_offer(rill_queue_t *queue, const char *name, rill_value_t item,
                     rill_error_t **error) {
  bool full = rill_queue_room(queue) == 0;
  size_t at = 0;
  *error = queue_refuse(queue, name, item);
  if (*error != NULL) return rill_error_code(*error);
  if (queue->overflow == RILL_OVERFLOW_WAIT &&
      (full || queue->putters.count > 0))
    return RILL_EAGAIN;
  if (full && queue->overflow == RILL_OVERFLOW_DROP_NEW) {
    rill_queue_drop(queue, rill_value_ref(item));
    return 0;
  }
  *error = full && queue->overflow == RILL_OVERFLOW_FAIL
               ? queue_full(queue, name)
               : queue_put(queue, item, &at);
  if (*error != NULL) return rill_error_code(*error);
  if (full) queue_make_room(queue, at);
  return 0;
}
