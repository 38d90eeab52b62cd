/* SPDX-License-Identifier: MIT */
/* to_queue: puts the items into a queue as it has room, and promises the end. A
 * composition: to_promise behind a stage that puts. */
#include "core/dropped.h"
#include "queue/queue.h"
#include "shared/total.h"

struct to_queue {
  rill_result_t result; /* so first */
  rill_member_t seat;   /* among the writers: to hear of the end */
  rill_member_t waiter; /* among the putters */
  rill_alarm_t alarm;   /* asks for more, when the loop has had its turn */
  rill_ring_t hand;     /* what has come and had no room */
  int64_t asked;        /* and not yet come */
  bool done;
};

static rill_queue_t *queue_of(const rill_stage_t *stage) {
  return *(rill_queue_t *const *) rill_params(stage);
}

static rill_error_t *to_queue_check(const void *params) {
  return *(rill_queue_t *const *) params != NULL
             ? NULL
             : rill_refuse("the queue is NULL");
}

static void to_queue_forget(void *params) {
  rill_unref(*(rill_queue_t **) params);
}

/* --- Asking --------------------------------------------------------------- */

/* For what there is room for, and at least for one item, which then waits in
 * line like any other. */
static void to_queue_ask(rill_stage_t *stage, rill_alarm_t *alarm) {
  struct to_queue *to = rill_state(stage);
  rill_queue_t *queue = queue_of(stage);
  size_t room = rill_queue_room(queue);
  (void) alarm;
  if (to->done) return;
  if (queue->overflow != RILL_OVERFLOW_WAIT || room >= INT64_MAX)
    to->asked = RILL_UNBOUNDED;
  else
    to->asked = room > 0 ? (int64_t) room : 1;
  rill_ask(stage, to->asked);
}

/* What can be done next. */
static void to_queue_go_on(rill_stage_t *stage, struct to_queue *to) {
  if (stage->closed || to->waiter.line != NULL) return;
  if (to->hand.count > 0)
    rill_line_join(&queue_of(stage)->putters, &to->waiter);
  else if (to->done)
    rill_total_set(stage, rill_none());
  else if (to->asked == 0 && !rill_alarm_is_set(&to->alarm))
    rill_alarm_set(&to->alarm, stage, rill_stage_now(stage), to_queue_ask);
}

/* --- Turns ---------------------------------------------------------------- */

/* There is room for one item. */
static void to_queue_turn(rill_line_t *line, rill_member_t *member,
                          rill_error_t *error) {
  struct to_queue *to = rill_container_of(member, struct to_queue, waiter);
  rill_stage_t *stage = rill_stage_of(to);
  rill_chain_t *chain = stage->chain;
  (void) line;
  if (error != NULL || stage->closed) return;
  rill_enter(chain);
  rill_value_t item = rill_ring_pop(&to->hand);
  rill_error_t *failure = rill_queue_add(queue_of(stage), item);
  if (failure != NULL) rill_tell(stage, item);
  rill_value_unref(item);
  if (failure != NULL)
    rill_emit_error(stage, failure);
  else
    to_queue_go_on(stage, to);
  rill_leave(chain);
}

static void to_queue_closed(rill_line_t *line, rill_member_t *member,
                            rill_error_t *error) {
  struct to_queue *to = rill_container_of(member, struct to_queue, seat);
  rill_stage_t *stage = rill_stage_of(to);
  rill_chain_t *chain = stage->chain;
  (void) line;
  (void) error;
  if (stage->closed) return;
  rill_enter(chain);
  rill_emit_error(stage, rill_queue_closed("rill_to_queue"));
  rill_leave(chain);
}

/* --- The stage ------------------------------------------------------------ */

static void to_queue_start(rill_stage_t *stage) {
  struct to_queue *to = rill_state(stage);
  rill_queue_t *queue = queue_of(stage);
  if (queue->closed) {
    rill_emit_error(stage, rill_queue_closed("rill_to_queue"));
    return;
  }
  to->seat.turn = to_queue_closed;
  to->waiter.turn = to_queue_turn;
  rill_line_join(&queue->writers, &to->seat);
  to_queue_ask(stage, NULL);
}

static void to_queue_put(rill_stage_t *stage, struct to_queue *to,
                         rill_value_t item) {
  rill_error_t *error = NULL;
  int code = RILL_EAGAIN;
  if (to->hand.count == 0)
    code = rill_queue_offer(queue_of(stage), "rill_to_queue", item, &error);
  if (code == RILL_EAGAIN && !rill_ring_push(&to->hand, rill_value_ref(item)))
    error = rill_error_no_memory();
  if (error == NULL) return;
  rill_tell(stage, item);
  rill_emit_error(stage, error);
}

static size_t to_queue_next(rill_stage_t *stage, const rill_value_t *items,
                            size_t count) {
  struct to_queue *to = rill_state(stage);
  rill_demand_use(&to->asked, count);
  for (size_t i = 0; i < count && !stage->closed; i++)
    to_queue_put(stage, to, items[i]);
  to_queue_go_on(stage, to);
  return count;
}

static void to_queue_complete(rill_stage_t *stage) {
  struct to_queue *to = rill_state(stage);
  to->done = true;
  to_queue_go_on(stage, to);
}

static void to_queue_release(rill_stage_t *stage) {
  struct to_queue *to = rill_state(stage);
  rill_line_leave(&to->seat);
  rill_line_leave(&to->waiter);
  rill_alarm_stop(&to->alarm);
  rill_let_go_ring(stage, &to->hand);
  rill_result_release(stage, &to->result);
}

static const rill_stage_ops_t to_queue_ops = {
    .name = "to_queue",
    .state_size = sizeof(struct to_queue),
    .params_size = sizeof(rill_queue_t *),
    .check = to_queue_check,
    .forget = to_queue_forget,
    .start = to_queue_start,
    .request = rill_total_request,
    .next = to_queue_next,
    .complete = to_queue_complete,
    .release = to_queue_release,
};

/* The stage belongs to the queue's thread. */
static rill_observable_t *to_queue_home(rill_scheduler_t *scheduler,
                                        rill_observable_t *observable,
                                        const rill_queue_t *queue) {
  if (scheduler == NULL || queue == NULL) return observable;
  rill_scheduler_t *home = rill_observable_home(observable, scheduler);
  if (home == queue->scheduler) return observable;
  return rill_pipe(observable, rill_observe_on(queue->scheduler));
}

rill_promise_t *rill_to_queue(rill_scheduler_t *scheduler,
                              rill_observable_t *observable,
                              rill_queue_t *queue) {
  rill_queue_t *kept = rill_ref(queue);
  if (observable == NULL)
    observable = rill_observable_failed(
        rill_error_new(RILL_EINVAL, "rill_to_queue: the observable is NULL"));
  rill_operator_t *op = rill_operator_make(&to_queue_ops, &kept);
  observable = to_queue_home(scheduler, observable, queue);
  observable = rill_pipe_array(observable, &op, 1, "");
  return rill_to_promise(scheduler, observable);
}
