/* SPDX-License-Identifier: MIT */
/* border_in: the writer's side of a border: the end of upstream's run. */
#include "shared/border_queue.h"

/* How many items go by before it looks again how far the reader is. */
enum { LOOKS = 16 };

/* Nanoseconds in which the reader should take a portion, asleep as it may be:
 * being woken takes it about as long. */
enum { WRITER_SPIN = 30000 };

struct sink {
  rill_border_t *border;
  bool held;
};

static rill_border_t *border_of(const rill_stage_t *stage) {
  return ((struct sink *) rill_state(stage))->border;
}

/* --- The end -------------------------------------------------------------- */

static void border_end(rill_border_t *border, rill_border_state_t state) {
  __atomic_store_n(&border->state, state, __ATOMIC_SEQ_CST);
  rill_border_wake(border);
}

static void border_fail(rill_border_t *border, rill_error_t *error) {
  border->error = error;
  border_end(border, RILL_BORDER_FAILED);
}

static void sink_complete(rill_stage_t *stage) {
  border_end(border_of(stage), RILL_BORDER_COMPLETED);
  rill_run_end(stage);
}

static void sink_error(rill_stage_t *stage, rill_error_t *error) {
  border_fail(border_of(stage), error);
  rill_run_end(stage);
}

/* --- Asking --------------------------------------------------------------- */

static bool reader_got_there(const void *context) {
  const rill_border_t *border = context;
  size_t head = __atomic_load_n(&border->head, __ATOMIC_SEQ_CST);
  return rill_border_is_at(head, border->need);
}

/* What it does not ask for, it lends; false: the reader will ask. */
static bool sink_may_ask(rill_border_t *border, bool dry) {
  if (reader_got_there(border)) goto take;
  if (dry &&
      __atomic_load_n(&border->sleep, __ATOMIC_RELAXED) != RILL_BORDER_DOZES &&
      !rill_scheduler_is_current(border->home) &&
      rill_spin_until(&border->writer_spin, WRITER_SPIN, reader_got_there,
                      border))
    goto take;
  if (border->dry != dry) __atomic_store_n(&border->dry, dry, __ATOMIC_SEQ_CST);
  if (!border->has_lent) {
    border->has_lent = true;
    __atomic_store_n(&border->lent, true, __ATOMIC_SEQ_CST);
  }
  if (!reader_got_there(border)) return false;
take:
  if (border->has_lent &&
      !__atomic_exchange_n(&border->lent, false, __ATOMIC_SEQ_CST))
    return false;
  border->has_lent = false;
  return true;
}

static void sink_ask(rill_stage_t *stage, rill_border_t *border, size_t count) {
  border->asked += count;
  rill_ask(stage, (int64_t) count);
}

/* As soon as the reader has taken a portion of what is under way. Looking at
 * each item would take the reader's line from it each time. */
static void sink_refill(rill_stage_t *stage, rill_border_t *border) {
  ptrdiff_t left = (ptrdiff_t) (border->asked - border->tail);
  if (left > (ptrdiff_t) (border->capacity - border->portion)) return;
  if (border->has_lent && left > 0 && left % LOOKS != 0) return;
  if (!border->has_lent)
    border->need = border->asked - border->capacity + border->portion;
  if (!sink_may_ask(border, left <= 0)) return;
  size_t head = __atomic_load_n(&border->head, __ATOMIC_ACQUIRE);
  sink_ask(stage, border, head + border->capacity - border->asked);
}

static void sink_grant(rill_stage_t *stage, rill_border_t *border,
                       size_t count) {
  border->has_lent = false;
  sink_ask(stage, border, count);
}

static void sink_request(rill_stage_t *stage, int64_t count) {
  sink_grant(stage, border_of(stage), (size_t) count);
}

void rill_border_grant(rill_chain_t *run, size_t count) {
  if (run->over || !run->begun) return;
  rill_enter(run);
  sink_grant(run->sink, border_of(run->sink), count);
  rill_leave(run);
}

/* --- What is dropped ------------------------------------------------------ */

/* The writer under the name of the operator, whose stage may be gone. */
static rill_teller_t sink_teller(const rill_stage_t *sink) {
  rill_teller_t teller = rill_teller_of(sink);
  teller.name = ((const rill_stage_ops_t *) rill_params(sink))->name;
  return teller;
}

static void border_show(rill_border_t *border, const rill_teller_t *by,
                        rill_value_t item) {
  if (border->dropped == NULL) return;
  rill_value_t answer = rill_invoke1(border->dropped, item);
  if (answer.kind == RILL_ERROR)
    rill_scheduler_unhandled(by->scheduler, rill_as_error(answer));
  rill_value_unref(answer);
}

/* When the other side has let go. */
static void border_show_rest(rill_border_t *border, const rill_teller_t *by) {
  while (border->head != border->tail) {
    rill_value_t item = border->items[border->head++ & (border->room - 1)];
    if (border->told > 0)
      border->told--;
    else
      rill_rail_tell(by, item);
    border_show(border, by, item);
    rill_value_unref(item);
  }
}

void rill_border_leave(rill_border_t *border, const rill_teller_t *by) {
  uint32_t left = __atomic_sub_fetch(&border->sides, 1, __ATOMIC_ACQ_REL);
  if (left == 0 && (border->dropped != NULL || by->told))
    border_show_rest(border, by);
}

/* --- Items ---------------------------------------------------------------- */

static bool sink_has_room(rill_border_t *border, size_t count) {
  size_t end = border->tail + count;
  if (rill_likely(end - border->head_seen <= border->room)) return true;
  border->head_seen = __atomic_load_n(&border->head, __ATOMIC_ACQUIRE);
  return end - border->head_seen <= border->room;
}

static void sink_overflow(rill_stage_t *stage, rill_border_t *border) {
  border_fail(border, rill_error_new(RILL_EOVERFLOW,
                                     "upstream emits more than the %zu items "
                                     "it was asked for",
                                     border->capacity));
  rill_run_end(stage);
}

/* What comes when nobody takes it any more. */
static void sink_drop(const rill_stage_t *stage, rill_border_t *border,
                      const rill_value_t *items, size_t count) {
  const rill_teller_t teller = sink_teller(stage);
  if (border->dropped != NULL &&
      __atomic_load_n(&border->abandoned, __ATOMIC_ACQUIRE))
    border_show_rest(border, &teller);
  for (size_t i = 0; i < count; i++) {
    rill_rail_tell(&teller, items[i]);
    border_show(border, &teller, items[i]);
  }
}

static size_t sink_next(rill_stage_t *stage, const rill_value_t *items,
                        size_t count) {
  rill_border_t *border = border_of(stage);
  size_t tail = border->tail, mask = border->room - 1;
  if (rill_unlikely(!sink_has_room(border, count))) {
    sink_overflow(stage, border);
    sink_drop(stage, border, items, count);
    return count;
  }
  if (__atomic_load_n(&border->abandoned, __ATOMIC_RELAXED)) {
    sink_drop(stage, border, items, count);
    return count;
  }
  for (size_t i = 0; i < count; i++)
    border->items[(tail + i) & mask] = rill_value_ref(items[i]);
  __atomic_store_n(&border->tail, tail + count, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&border->sleep, __ATOMIC_SEQ_CST) == RILL_BORDER_SLEEPS)
    rill_border_wake(border);
  sink_refill(stage, border);
  return count;
}

/* --- The run -------------------------------------------------------------- */

static void sink_start(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  sink->held = true;
  rill_scheduler_hold(rill_stage_scheduler(stage));
  sink_ask(stage, sink->border, sink->border->capacity);
}

static void sink_release(rill_stage_t *stage) {
  struct sink *sink = rill_state(stage);
  rill_border_t *border = sink->border;
  if (sink->held) rill_scheduler_unhold(rill_stage_scheduler(stage));
  if (border->state == RILL_BORDER_OPEN &&
      !__atomic_load_n(&border->abandoned, __ATOMIC_ACQUIRE))
    border_fail(border,
                rill_error_new(RILL_ECLOSED, "the scheduler of upstream was "
                                             "closed before the end"));
  const rill_teller_t teller = sink_teller(stage);
  rill_border_leave(border, &teller);
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

bool rill_border_feed(rill_border_t *border, rill_observable_t *upstream,
                      rill_scheduler_t *scheduler) {
  rill_stage_t *run =
      rill_run_detached(scheduler, upstream, &sink_ops, border->stage->ops);
  if (run == NULL) return false;
  ((struct sink *) rill_state(run))->border = rill_ref(border);
  border->run = rill_ref(run->chain);
  return true;
}
