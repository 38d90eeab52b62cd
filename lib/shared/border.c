/* SPDX-License-Identifier: MIT */
/* border: items, ends and demand between two schedulers. */
#include "shared/border_queue.h"

/* How many items the reader takes before others have their turn. */
enum { BURST = 4096 };

/* Nanoseconds in which an item should come, or be worth being woken for. */
enum { READER_SPIN = 3000 };

static void border_destroy(void *object) {
  rill_border_t *border = object;
  for (; border->head != border->tail; border->head++)
    rill_value_unref(border->items[border->head & (border->room - 1)]);
  rill_release(border->items, border->room * sizeof *border->items);
  rill_unref(border->error);
  rill_unref(border->run);
  rill_unref(border->keeper);
  rill_unref(border->home);
}

static const rill_type_t border_type = {
    .name = "border",
    .destroy = border_destroy,
    .reserved = {RILL_TYPE_WHOLE, NULL},
};

void rill_border_post(rill_border_t *border) {
  rill_ref_object(border);
  if (rill_post_job(border->home, &border->wake) != 0)
    rill_unref(border); /* the reader's scheduler ends its runs as it closes */
}

void rill_border_wake(rill_border_t *border) {
  uint32_t was =
      __atomic_exchange_n(&border->sleep, RILL_BORDER_AWAKE, __ATOMIC_SEQ_CST);
  if (was != RILL_BORDER_AWAKE) rill_border_post(border);
}

/* --- The reader's side ---------------------------------------------------- */

static bool is_alone(const rill_border_t *border) {
  return rill_scheduler_is_current(border->run->scheduler);
}

/* Whether the end is what comes next. */
static bool is_over(const rill_border_t *border, uint32_t state, size_t ready) {
  if (state == RILL_BORDER_OPEN) return false;
  return ready == 0 || (state == RILL_BORDER_FAILED && !border->delay_error);
}

/* The end, or an item that was asked for. */
static bool reader_has_work(const rill_border_t *border, bool asked) {
  uint32_t state = __atomic_load_n(&border->state, __ATOMIC_SEQ_CST);
  size_t ready =
      __atomic_load_n(&border->tail, __ATOMIC_SEQ_CST) - border->head;
  return is_over(border, state, ready) || (asked && ready > 0);
}

static bool reader_has_more(const void *border) {
  return reader_has_work(border, true);
}

/* Asks for more, if that is left to it. As long as upstream has not given all
 * it was asked for, it will come by, unless the reader has nothing to do.
 * Upstream may be of this thread; then it emits from in here. */
static void reader_replenish(rill_border_t *border, bool idle) {
  if (!__atomic_load_n(&border->lent, __ATOMIC_SEQ_CST)) return;
  if (!idle && !__atomic_load_n(&border->dry, __ATOMIC_SEQ_CST)) return;
  if (!__atomic_exchange_n(&border->lent, false, __ATOMIC_SEQ_CST)) return;
  if (!rill_border_is_at(border->head, border->need)) {
    __atomic_store_n(&border->lent, true, __ATOMIC_SEQ_CST);
    return;
  }
  size_t count = border->head - border->need + border->portion;
  if (is_alone(border))
    rill_border_grant(border->run, count);
  else
    rill_request(border->run, (int64_t) count);
}

/* Emits a stretch of the ring where it lies; the writer gets the room after. */
static size_t reader_emit(rill_stage_t *stage, rill_border_t *border,
                          rill_border_end_t *end, size_t ready) {
  size_t at = border->head & (border->room - 1), count = ready;
  if (count > border->room - at) count = border->room - at;
  if (count > RILL_BATCH) count = RILL_BATCH;
  if ((int64_t) count > end->demand) count = (size_t) end->demand;
  if (rill_unlikely(border->watched)) count = 1; /* who may cancel */
  rill_value_t *items = border->items + at;
  rill_demand_use(&end->demand, rill_emit(stage, items, count));
  for (size_t i = 0; i < count; i++) rill_value_unref(items[i]);
  __atomic_store_n(&border->head, border->head + count, __ATOMIC_SEQ_CST);
  return count;
}

static void reader_finish(rill_stage_t *stage, rill_border_t *border,
                          uint32_t state) {
  if (state == RILL_BORDER_FAILED)
    rill_emit_error(stage, rill_ref(border->error));
  else
    rill_emit_complete(stage);
}

/* From now on it is woken, unless `wake` is on its way anyhow. */
static void reader_arm(rill_border_t *border, uint32_t sleep) {
  uint32_t was = __atomic_load_n(&border->sleep, __ATOMIC_RELAXED);
  if (!border->armed)
    __atomic_store_n(&border->sleep, sleep, __ATOMIC_SEQ_CST);
  else if (was != RILL_BORDER_AWAKE)
    (void) __atomic_compare_exchange_n(&border->sleep, &was, sleep, false,
                                       __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  border->armed = true;
}

/* Whether there was nothing to do, and it will be called when there is. Who
 * asks or subscribes does not wait for what is not there. */
static bool reader_sleep(rill_border_t *border, rill_border_end_t *end,
                         bool woken) {
  bool asked = end->demand > 0;
  if (woken && asked && !is_alone(border) &&
      rill_spin_until(&border->reader_spin, READER_SPIN, reader_has_more,
                      border))
    return false;
  reader_arm(border, asked ? RILL_BORDER_SLEEPS : RILL_BORDER_DOZES);
  if (!reader_has_work(border, asked)) return true;
  if (__atomic_exchange_n(&border->sleep, RILL_BORDER_AWAKE,
                          __ATOMIC_SEQ_CST) == RILL_BORDER_AWAKE)
    return true;
  border->armed = false;
  return false;
}

/* After the others had their turn. */
static void reader_yield(rill_border_t *border) {
  uint32_t was =
      __atomic_exchange_n(&border->sleep, RILL_BORDER_AWAKE, __ATOMIC_SEQ_CST);
  if (border->armed && was == RILL_BORDER_AWAKE) return;
  border->armed = true;
  rill_border_post(border);
}

static void reader_drain(rill_stage_t *stage, rill_border_t *border,
                         rill_border_end_t *end, bool woken) {
  for (size_t burst = 0; !stage->closed;) {
    uint32_t state = __atomic_load_n(&border->state, __ATOMIC_ACQUIRE);
    size_t ready =
        __atomic_load_n(&border->tail, __ATOMIC_ACQUIRE) - border->head;
    if (is_over(border, state, ready)) {
      reader_finish(stage, border, state);
      return;
    }
    bool idle = ready == 0 || end->demand == 0;
    reader_replenish(border, idle);
    if (idle) {
      if (reader_sleep(border, end, woken)) return;
    } else if (burst < BURST) {
      burst += reader_emit(stage, border, end, ready);
    } else {
      reader_yield(border);
      return;
    }
  }
}

static void reader_work(rill_stage_t *stage, bool woken) {
  rill_border_end_t *end = rill_state(stage);
  if (!end->started || end->draining) return;
  end->draining = true;
  reader_drain(stage, end->border, end, woken);
  end->draining = false;
}

static void wake_run(rill_job_t *job, int status) {
  rill_border_t *border = rill_container_of(job, rill_border_t, wake);
  bool gone = __atomic_load_n(&border->abandoned, __ATOMIC_ACQUIRE);
  if (status == 0 && !gone) {
    rill_chain_t *chain = border->stage->chain;
    border->armed = false;
    rill_enter(chain);
    if (!border->stage->closed) reader_work(border->stage, true);
    rill_leave(chain);
  }
  rill_unref(border);
}

void rill_border_request(rill_stage_t *stage, int64_t count) {
  rill_border_end_t *end = rill_state(stage);
  rill_demand_add(&end->demand, count);
  reader_work(stage, false);
}

void rill_border_start(rill_stage_t *stage) {
  rill_border_end_t *end = rill_state(stage);
  if (end->border == NULL) {
    rill_emit_error(stage, rill_error_no_memory());
    return;
  }
  end->held = true;
  end->border->watched = end->border->dropped != NULL || rill_is_told(stage);
  rill_scheduler_hold(rill_stage_scheduler(stage));
  end->started = true;
  if (is_alone(end->border))
    reader_work(stage, false);
  else
    reader_yield(end->border); /* nothing comes while one subscribes */
}

static void reader_drop(const rill_teller_t *by, rill_border_t *border) {
  size_t tail = __atomic_load_n(&border->tail, __ATOMIC_ACQUIRE);
  while (border->head != tail) {
    rill_value_t item = border->items[border->head & (border->room - 1)];
    __atomic_store_n(&border->head, border->head + 1, __ATOMIC_RELEASE);
    rill_rail_tell(by, item);
    rill_value_unref(item);
  }
}

/* What the last one will show may be found on the other thread, where nobody
 * would tell of it. */
static void reader_tell(const rill_teller_t *by, rill_border_t *border) {
  size_t tail = __atomic_load_n(&border->tail, __ATOMIC_ACQUIRE);
  for (size_t at = border->head; at != tail; at++)
    rill_rail_tell(by, border->items[at & (border->room - 1)]);
  border->told = tail - border->head;
}

void rill_border_release(rill_stage_t *stage) {
  rill_border_end_t *end = rill_state(stage);
  rill_border_t *border = end->border;
  const rill_scheduler_t *home = rill_stage_scheduler(stage);
  if (end->held) rill_scheduler_unhold(rill_stage_scheduler(stage));
  if (border == NULL) return;
  if (!stage->chain->begun) /* but upstream has */
    stage->chain->told = rill_scheduler_hears(&home) != NULL;
  const rill_teller_t teller = rill_teller_of(stage);
  if (border->dropped != NULL && teller.told) reader_tell(&teller, border);
  __atomic_store_n(&border->abandoned, true, __ATOMIC_RELEASE);
  if (border->dropped == NULL) reader_drop(&teller, border);
  rill_border_leave(border, &teller);
  if (border->run != NULL) rill_cancel(border->run);
  rill_unref(border);
}

/* --- Building ------------------------------------------------------------- */

rill_error_t *rill_border_check(const void *params) {
  const rill_border_params_t *p = params;
  if (p->scheduler == NULL) return rill_refuse("the scheduler is NULL");
  if (p->capacity < 0 || p->capacity > RILL_BORDER_CAPACITY_MAX)
    return rill_refuse("capacity is %lld (must be 1 to %d)",
                       (long long) p->capacity, RILL_BORDER_CAPACITY_MAX);
  return rill_check_optional_fn(p->dropped, 1, "dropped");
}

void rill_border_forget(void *params) {
  rill_border_params_t *p = params;
  if (p->kept) rill_scheduler_count(p->scheduler, -1);
  rill_unref(p->scheduler);
  rill_fn_drop(p->dropped);
}

static rill_border_t *border_new(rill_stage_t *stage,
                                 const rill_border_params_t *p) {
  rill_border_t *border = rill_object_new_zeroed(&border_type, sizeof *border);
  if (border == NULL) return NULL;
  border->capacity =
      p->capacity > 0 ? (size_t) p->capacity : RILL_BORDER_CAPACITY;
  border->portion = border->capacity - border->capacity / 4;
  border->delay_error = p->delay_error;
  border->stage = stage;
  border->home = rill_ref(rill_stage_scheduler(stage));
  border->wake.run = wake_run;
  border->sides = 2;
  if (rill_fn_is_set(p->dropped)) {
    border->dropped = &p->dropped;
    border->keeper = rill_ref(stage->chain->observable);
  }
  size_t room = 1;
  while (room < border->capacity) room *= 2;
  border->items = rill_allocate(room * sizeof *border->items);
  if (border->items != NULL) border->room = room;
  return border;
}

void rill_border_open(rill_stage_t *stage, rill_scheduler_t *scheduler) {
  rill_border_end_t *end = rill_state(stage);
  rill_border_t *border = border_new(stage, rill_params(stage));
  if (border == NULL) return;
  if (border->items == NULL ||
      !rill_border_feed(border, rill_upstream(stage), scheduler)) {
    rill_unref(border);
    return;
  }
  end->border = border;
  rill_run_start(border->run->sink);
}
