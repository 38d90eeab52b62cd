/* SPDX-License-Identifier: MIT */
/* observable: a stream that gets one item after the other. */
#include "core/operator.h"
#include "queue/queue.h"

struct reader {
  rill_member_t seat;   /* among the readers: to hear of the end */
  rill_member_t waiter; /* among the getters */
  rill_alarm_t breath;
  int64_t demand;
  bool started, emitting, over;
};

static rill_queue_t *queue_of(const rill_stage_t *stage) {
  return *(rill_queue_t *const *) rill_params(stage);
}

static void queue_observable_forget(void *params) {
  rill_unref(*(rill_queue_t **) params);
}

static rill_operator_t *queue_observable_border(const void *params,
                                                rill_scheduler_t *origin) {
  rill_scheduler_t *home = (*(rill_queue_t *const *) params)->scheduler;
  return home != origin ? rill_subscribe_on(home) : NULL;
}

/* Waits for an item, if one is asked for. */
static void reader_wait(rill_stage_t *stage, struct reader *reader) {
  if (stage->closed || !reader->started || reader->emitting) return;
  if (reader->demand == 0 || reader->waiter.line != NULL) return;
  if (rill_alarm_is_set(&reader->breath)) return;
  rill_line_join(&queue_of(stage)->getters, &reader->waiter);
}

static void reader_breathe(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) alarm;
  reader_wait(stage, rill_state(stage));
}

/* One item that is there for us. */
static void reader_emit(rill_stage_t *stage, struct reader *reader,
                        rill_queue_t *queue) {
  size_t used = rill_emit_own(stage, rill_store_take(&queue->store));
  rill_demand_use(&reader->demand, used);
  rill_queue_taken(queue);
}

/* Others who wait have their turn after each item; alone it goes on. */
static void reader_drain(rill_stage_t *stage, struct reader *reader) {
  rill_queue_t *queue = queue_of(stage);
  rill_time_t start = 0;
  reader->emitting = true;
  for (unsigned n = 1;; n++) {
    reader_emit(stage, reader, queue);
    if (stage->closed || reader->demand == 0) break;
    if (n % RILL_BATCH == 0 && rill_stage_breathes(stage, &start)) {
      rill_alarm_set(&reader->breath, stage, rill_stage_now(stage),
                     reader_breathe);
      break;
    }
    if (queue->getters.count > 0 || !rill_line_take(&queue->getters)) break;
  }
  reader->emitting = false;
}

static void reader_turn(rill_line_t *line, rill_member_t *member,
                        rill_error_t *error) {
  struct reader *reader = rill_container_of(member, struct reader, waiter);
  rill_stage_t *stage = rill_stage_of(reader);
  (void) line;
  if (error != NULL) return; /* it hears of the end elsewhere */
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  reader_drain(stage, reader);
  if (reader->over && !stage->closed) rill_emit_complete(stage);
  reader_wait(stage, reader);
  rill_leave(chain);
}

static void reader_end(rill_line_t *line, rill_member_t *member,
                       rill_error_t *error) {
  struct reader *reader = rill_container_of(member, struct reader, seat);
  rill_stage_t *stage = rill_stage_of(reader);
  (void) line;
  (void) error;
  reader->over = true;
  if (stage->closed || reader->emitting) return;
  rill_chain_t *chain = stage->chain;
  rill_enter(chain);
  rill_emit_complete(stage);
  rill_leave(chain);
}

static void queue_observable_start(rill_stage_t *stage) {
  struct reader *reader = rill_state(stage);
  rill_queue_t *queue = queue_of(stage);
  if (rill_queue_is_over(queue)) {
    rill_emit_complete(stage);
    return;
  }
  reader->seat.turn = reader_end;
  reader->seat.owner = reader->waiter.owner = stage->chain;
  reader->waiter.turn = reader_turn;
  reader->started = true;
  rill_line_join(&queue->readers, &reader->seat);
  reader_wait(stage, reader);
}

static void queue_observable_request(rill_stage_t *stage, int64_t count) {
  struct reader *reader = rill_state(stage);
  rill_demand_add(&reader->demand, count);
  reader_wait(stage, reader);
}

static void queue_observable_release(rill_stage_t *stage) {
  struct reader *reader = rill_state(stage);
  rill_line_leave(&reader->seat);
  rill_line_leave(&reader->waiter);
  rill_alarm_stop(&reader->breath);
}

static const rill_stage_ops_t queue_observable_ops = {
    .name = "queue_observable",
    .state_size = sizeof(struct reader),
    .params_size = sizeof(rill_queue_t *),
    .border = queue_observable_border,
    .forget = queue_observable_forget,
    .start = queue_observable_start,
    .request = queue_observable_request,
    .release = queue_observable_release,
};

rill_observable_t *rill_queue_observable(rill_queue_t *queue) {
  if (queue == NULL)
    return rill_observable_failed(rill_error_new(
        RILL_EINVAL, "rill_queue_observable: the queue is NULL"));
  rill_queue_t *kept = rill_ref(queue);
  return rill_source_make(&queue_observable_ops, &kept);
}
