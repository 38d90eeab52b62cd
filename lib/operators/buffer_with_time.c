/* SPDX-License-Identifier: MIT */
/* buffer_with_time: lists of what came in a span of time, a new one every so
 * often. */
#include "base/ring.h"
#include "core/operator.h"
#include "shared/buffer.h"
#include "shared/options.h"
#include "shared/timed.h"

#include <rill/transform.h>

struct buffer_params { rill_time_t span, shift; int64_t capacity; };

/* Items are held once, whatever lists they belong to, and numbered: a list goes
 * from one number to another. The oldest item held is the first of the oldest
 * list. */
struct buffer {
  rill_alarm_t alarm;
  rill_buffer_t held;
  int64_t base;         /* the number of the oldest held item */
  rill_ring_t open;     /* first item, end time, first item, end time… */
  rill_time_t opening;  /* when the next list begins */
  int64_t late_from, late_to; /* what has ended and waits to be asked for */
  int64_t demand;
  int64_t freed; /* items that have left, and were not asked for again */
  bool late, done, emitting;
};

static rill_error_t *buffer_check(const void *params) {
  const struct buffer_params *p = params;
  rill_error_t *error = rill_check_span(p->span, 1, "span");
  if (error == NULL) error = rill_check_span(p->shift, 1, "shift");
  if (error == NULL && p->capacity < 0)
    error = rill_refuse("capacity is %lld (must be > 0)",
                        (long long) p->capacity);
  return error;
}

static int64_t held_end(const struct buffer *b) {
  return b->base + (int64_t) b->held.count;
}

/* Lets go of what no other list needs. */
static rill_value_t buffer_take(struct buffer *b) {
  int64_t needed = b->open.count > 0 ? rill_as_int(rill_ring_at(&b->open, 0))
                                     : held_end(b);
  size_t take = (size_t) (b->late_to - b->late_from);
  size_t drop = (size_t) (needed - b->base);
  b->late = false;
  b->base = needed;
  b->freed += (int64_t) drop;
  return rill_buffer_cut(&b->held, take, drop);
}

/* Between two lists upstream may wait: its items would be dropped. */
static void buffer_refill(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  int64_t count = b->freed;
  if (count == 0 || b->done || b->open.count == 0) return;
  b->freed = 0;
  rill_ask(stage, count);
}

static void buffer_flush(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  if (b->emitting) return;
  b->emitting = true;
  while (!stage->closed && b->late && b->demand > 0) {
    rill_value_t list = buffer_take(b);
    if (list.kind == RILL_ERROR)
      rill_emit_failure(stage, list);
    else
      rill_demand_use(&b->demand, rill_emit_own(stage, list));
  }
  b->emitting = false;
  if (stage->closed) return;
  if (b->done && b->open.count == 0 && !b->late)
    rill_emit_complete(stage);
  else
    buffer_refill(stage);
}

/* A list that ends while another waits becomes one with it. */
static void buffer_end(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  int64_t from = rill_as_int(rill_ring_pop(&b->open));
  rill_ring_pop(&b->open);
  if (!b->late) b->late_from = from;
  b->late_to = held_end(b);
  b->late = true;
  buffer_flush(stage);
}

/* Skips what would have ended by now: the loop was late, nothing could come. */
static void buffer_begin(rill_stage_t *stage, rill_time_t now) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  rill_time_t missed = now - p->span - b->opening;
  if (missed >= 0) b->opening += (missed / p->shift + 1) * p->shift;
  if (b->opening > now) return;
  rill_time_t end = rill_time_after(b->opening, p->span);
  b->opening = rill_time_after(b->opening, p->shift);
  if (rill_ring_push(&b->open, rill_int(held_end(b))) &&
      rill_ring_push(&b->open, rill_int(end)))
    buffer_refill(stage);
  else
    rill_emit_error(stage, rill_error_no_memory());
}

static rill_time_t buffer_ending(const struct buffer *b) {
  return b->open.count > 0 ? rill_as_int(rill_ring_at(&b->open, 1))
                           : RILL_TIME_NEVER;
}

static void buffer_tick(rill_stage_t *stage, rill_alarm_t *alarm) {
  struct buffer *b = rill_state(stage);
  rill_time_t now = rill_stage_now(stage);
  while (!stage->closed) {
    rill_time_t ending = buffer_ending(b);
    if (b->opening <= now && b->opening <= ending)
      buffer_begin(stage, now);
    else if (ending <= now)
      buffer_end(stage);
    else
      break;
  }
  if (stage->closed) return;
  rill_time_t ending = buffer_ending(b);
  rill_alarm_set(alarm, stage, b->opening < ending ? b->opening : ending,
                 buffer_tick);
}

static void buffer_start(rill_stage_t *stage) {
  const struct buffer_params *p = rill_params(stage);
  struct buffer *b = rill_state(stage);
  b->opening = rill_stage_now(stage);
  buffer_tick(stage, &b->alarm);
  if (!stage->closed) rill_ask(stage, p->capacity);
}

/* What comes between two lists is dropped, and uses no demand up. */
static size_t buffer_next(rill_stage_t *stage, const rill_value_t *items,
                          size_t count) {
  struct buffer *b = rill_state(stage);
  if (b->open.count == 0) return 0;
  for (size_t i = 0; i < count; i++) {
    if (rill_buffer_push(&b->held, items[i])) continue;
    rill_emit_error(stage, rill_error_no_memory());
    break;
  }
  return count;
}

static void buffer_complete(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  rill_alarm_stop(&b->alarm);
  b->done = true;
  while (!stage->closed && b->open.count > 0) buffer_end(stage);
  if (!stage->closed) buffer_flush(stage);
}

static void buffer_request(rill_stage_t *stage, int64_t count) {
  struct buffer *b = rill_state(stage);
  rill_demand_add(&b->demand, count);
  buffer_flush(stage);
}

static void buffer_release(rill_stage_t *stage) {
  struct buffer *b = rill_state(stage);
  rill_alarm_stop(&b->alarm);
  rill_ring_clear(&b->open);
  rill_buffer_clear(&b->held);
}

static const rill_stage_ops_t buffer_ops = {
  .name = "buffer_with_time",
  .state_size = sizeof(struct buffer),
  .params_size = sizeof(struct buffer_params),
  .check = buffer_check,
  .start = buffer_start,
  .next = buffer_next,
  .complete = buffer_complete,
  .request = buffer_request,
  .release = buffer_release,
};

rill_operator_t *rill_buffer_with_time_opts(
    const rill_buffer_with_time_opts_t *options) {
  RILL_OPTIONS(rill_buffer_with_time_opts_t, o, options);
  struct buffer_params params = {o.span, o.shift != 0 ? o.shift : o.span,
                                 o.capacity != 0 ? o.capacity : RILL_CAPACITY};
  return rill_operator_make(&buffer_ops, &params);
}
