/* SPDX-License-Identifier: MIT */
/* border: items, ends and demand between two schedulers. */
#include "shared/border.h"

#include "core/chain.h"

/* How many items the reader takes before others have their turn. */
enum { BURST = 4096 };

typedef enum border_state { OPEN, COMPLETED, FAILED } border_state_t;

struct rill_border {
  rill_object_t base;
  /* Set before the first item. */
  rill_value_t *items;
  size_t room; /* a power of two */
  int64_t capacity;
  bool delay_error;
  rill_scheduler_t *home;
  rill_stage_t *stage; /* the reader's; its own thread's alone */
  rill_chain_t *run;   /* the writer's */
  /* The writer's. */
  char apart[64]; /* one cache line for each thread */
  size_t tail;
  rill_error_t *error; /* published by `state` */
  uint32_t state;
  /* The reader's. */
  char apart_too[64];
  size_t head;
  bool abandoned;
  /* Of both. */
  char apart_again[64];
  rill_job_t wake;
  bool woken;
};

static void border_destroy(void *object) {
  rill_border_t *border = object;
  for (; border->head != border->tail; border->head++)
    rill_value_unref(border->items[border->head & (border->room - 1)]);
  rill_release(border->items, border->room * sizeof *border->items);
  rill_unref(border->error);
  rill_unref(border->run);
  rill_unref(border->home);
}

static const rill_type_t border_type = {
  .name = "border",
  .destroy = border_destroy,
  .reserved = {RILL_TYPE_WHOLE, NULL},
};

/* Publishing comes before looking at `woken`, and in wake_run() clearing it
 * comes before looking: one of both sees the other. */
static void border_wake(rill_border_t *border) {
  if (__atomic_exchange_n(&border->woken, true, __ATOMIC_SEQ_CST)) return;
  rill_ref_object(border);
  if (rill_post_job(border->home, &border->wake) != 0)
    rill_unref(border); /* the reader's scheduler ends its runs as it closes */
}

/* --- The writer's side --------------------------------------------------- */

struct sink {
  rill_border_t *border;
  bool held;
};

static void border_end(rill_border_t *border, border_state_t state) {
  __atomic_store_n(&border->state, state, __ATOMIC_RELEASE);
  border_wake(border);
}

static void border_fail(rill_border_t *border, rill_error_t *error) {
  border->error = error;
  border_end(border, FAILED);
}

static void sink_start(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  sink->held = true;
  rill_scheduler_hold(rill_stage_scheduler(stage));
  rill_ask(stage, sink->border->capacity);
}

static void sink_overflow(rill_stage_t *stage, rill_border_t *border) {
  border_fail(border,
              rill_error_new(RILL_EOVERFLOW,
                             "upstream emits more than the %lld items "
                             "it was asked for",
                             (long long) border->capacity));
  rill_run_end(stage);
}

static size_t sink_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  rill_border_t *border = ((struct sink *) rill_state(stage))->border;
  size_t tail = border->tail, mask = border->room - 1;
  size_t head = __atomic_load_n(&border->head, __ATOMIC_ACQUIRE);
  if (rill_unlikely(tail - head + count > border->room)) {
    sink_overflow(stage, border);
    return count;
  }
  if (__atomic_load_n(&border->abandoned, __ATOMIC_RELAXED)) return count;
  for (size_t i = 0; i < count; i++)
    border->items[(tail + i) & mask] = rill_value_ref(items[i]);
  __atomic_store_n(&border->tail, tail + count, __ATOMIC_RELEASE);
  border_wake(border);
  return count;
}

static void sink_complete(rill_stage_t *stage) {
  border_end(((struct sink *) rill_state(stage))->border, COMPLETED);
  rill_run_end(stage);
}

static void sink_error(rill_stage_t *stage, rill_error_t *error) {
  border_fail(((struct sink *) rill_state(stage))->border, error);
  rill_run_end(stage);
}

static void sink_request(rill_stage_t *stage, int64_t count) {
  rill_ask(stage, count);
}

static void sink_release(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  rill_border_t *border = sink->border;
  if (sink->held) rill_scheduler_unhold(rill_stage_scheduler(stage));
  if (border->state == OPEN &&
      !__atomic_load_n(&border->abandoned, __ATOMIC_ACQUIRE))
    border_fail(border, rill_error_new(RILL_ECLOSED,
                                       "the scheduler of upstream was "
                                       "closed before the end"));
  rill_unref(border);
}

static const rill_stage_ops_t sink_ops = {
  .name = "border",
  .state_size = sizeof(struct sink),
  .start = sink_start,
  .next = sink_next,
  .complete = sink_complete,
  .error = sink_error,
  .request = sink_request,
  .release = sink_release,
};

/* --- The reader's side --------------------------------------------------- */

/* Upstream may be of this thread; then it emits from in here, into the queue.
 */
static void reader_replenish(rill_border_t *border, rill_border_end_t *end) {
  int64_t taken = (int64_t) end->taken;
  if (taken == 0 || taken < border->capacity - border->capacity / 4) return;
  rill_chain_t *run = border->run;
  end->taken = 0;
  if (!rill_scheduler_is_current(run->scheduler)) {
    rill_request(run, taken);
  } else if (!run->over && run->begun) {
    rill_enter(run);
    rill_ask(run->sink, taken);
    rill_leave(run);
  }
}

/* Emits a stretch of the ring where it lies; the writer gets the room after. */
static size_t reader_emit(rill_stage_t *stage, rill_border_t *border,
                          rill_border_end_t *end, size_t ready) {
  size_t at = border->head & (border->room - 1), count = ready;
  if (count > border->room - at) count = border->room - at;
  if ((int64_t) count > end->demand) count = (size_t) end->demand;
  rill_value_t *items = border->items + at;
  rill_demand_use(&end->demand, rill_emit(stage, items, count));
  for (size_t i = 0; i < count; i++) rill_value_unref(items[i]);
  __atomic_store_n(&border->head, border->head + count, __ATOMIC_RELEASE);
  end->taken += count;
  return count;
}

static void reader_finish(rill_stage_t *stage, rill_border_t *border,
                          border_state_t state) {
  if (state == FAILED)
    rill_emit_error(stage, rill_ref(border->error));
  else
    rill_emit_complete(stage);
}

static void reader_drain(rill_stage_t *stage, rill_border_t *border,
                         rill_border_end_t *end) {
  for (size_t burst = 0; !stage->closed;) {
    border_state_t state =
        (border_state_t) __atomic_load_n(&border->state, __ATOMIC_ACQUIRE);
    size_t ready =
        __atomic_load_n(&border->tail, __ATOMIC_ACQUIRE) - border->head;
    if (state != OPEN &&
        (ready == 0 || (state == FAILED && !border->delay_error))) {
      reader_finish(stage, border, state);
      return;
    }
    if (ready == 0 || end->demand == 0) return;
    if (burst >= BURST) {
      border_wake(border);
      return;
    }
    burst += reader_emit(stage, border, end, ready);
    if (!stage->closed) reader_replenish(border, end);
  }
}

static void reader_work(rill_stage_t *stage) {
  rill_border_end_t *end = rill_state(stage);
  if (!end->started || end->draining) return;
  end->draining = true;
  reader_drain(stage, end->border, end);
  end->draining = false;
}

static void wake_run(rill_job_t *job, int status) {
  rill_border_t *border = rill_container_of(job, rill_border_t, wake);
  (void) __atomic_exchange_n(&border->woken, false, __ATOMIC_SEQ_CST);
  bool gone = __atomic_load_n(&border->abandoned, __ATOMIC_ACQUIRE);
  if (status == 0 && !gone) {
    rill_chain_t *chain = border->stage->chain;
    rill_enter(chain);
    if (!border->stage->closed) reader_work(border->stage);
    rill_leave(chain);
  }
  rill_unref(border);
}

void rill_border_request(rill_stage_t *stage, int64_t count) {
  rill_border_end_t *end = rill_state(stage);
  rill_demand_add(&end->demand, count);
  reader_work(stage);
}

void rill_border_start(rill_stage_t *stage) {
  rill_border_end_t *end = rill_state(stage);
  if (end->border == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  end->held = true;
  rill_scheduler_hold(rill_stage_scheduler(stage));
  end->started = true;
  reader_work(stage);
}

static void reader_drop(rill_border_t *border) {
  size_t tail = __atomic_load_n(&border->tail, __ATOMIC_ACQUIRE);
  for (size_t at = border->head; at != tail; at++)
    rill_value_unref(border->items[at & (border->room - 1)]);
  __atomic_store_n(&border->head, tail, __ATOMIC_RELEASE);
}

void rill_border_release(rill_stage_t *stage) {
  rill_border_end_t *end = rill_state(stage);
  rill_border_t *border = end->border;
  if (end->held) rill_scheduler_unhold(rill_stage_scheduler(stage));
  if (border == NULL) return;
  __atomic_store_n(&border->abandoned, true, __ATOMIC_RELEASE);
  reader_drop(border);
  if (border->run != NULL) rill_cancel(border->run);
  rill_unref(border);
}

/* --- Building ------------------------------------------------------------ */

rill_error_t *rill_border_check(const void *params) {
  const rill_border_params_t *p = params;
  if (p->scheduler == NULL) return rill_refuse("the scheduler is NULL");
  if (p->capacity >= 0 && p->capacity <= RILL_BORDER_CAPACITY_MAX) return NULL;
  return rill_refuse("capacity is %lld (must be 1 to %d)",
                     (long long) p->capacity, RILL_BORDER_CAPACITY_MAX);
}

void rill_border_forget(void *params) {
  rill_unref(((rill_border_params_t *) params)->scheduler);
}

static rill_border_t *border_new(rill_stage_t *stage,
                                 const rill_border_params_t *p) {
  rill_border_t *border = rill_object_new_zeroed(&border_type, sizeof *border);
  if (border == NULL) return NULL;
  border->capacity = p->capacity > 0 ? p->capacity : RILL_BORDER_CAPACITY;
  border->delay_error = p->delay_error;
  border->stage = stage;
  border->home = rill_ref(rill_stage_scheduler(stage));
  border->wake.run = wake_run;
  size_t room = 1;
  while ((int64_t) room < border->capacity) room *= 2;
  border->items = rill_allocate(room * sizeof *border->items);
  if (border->items != NULL) border->room = room;
  return border;
}

void rill_border_open(rill_stage_t *stage, rill_scheduler_t *scheduler) {
  rill_border_end_t *end = rill_state(stage);
  rill_border_t *border = border_new(stage, rill_params(stage));
  rill_stage_t *run = NULL;
  if (border != NULL && border->items != NULL)
    run = rill_run_detached(scheduler, rill_upstream(stage), &sink_ops, NULL);
  if (run == NULL) {
    rill_unref(border);
    return;
  }
  ((struct sink *) rill_state(run))->border = rill_ref(border);
  border->run = rill_ref(run->chain);
  end->border = border;
  rill_run_start(run);
}
