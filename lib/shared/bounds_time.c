/* SPDX-License-Identifier: MIT */
/* bounds: decided by the clock. */
#include "shared/bounds.h"
#include "shared/timed.h"

/* --- A span of time, one every so often ----------------------------------- */

static rill_error_t *time_check(const rill_bounds_params_t *p) {
  rill_error_t *error = rill_check_span(p->span, 1, "span");
  return error != NULL ? error : rill_check_span(p->shift, 1, "shift");
}

/* Skips what would have ended by now: the loop was late, nothing could come. */
static void time_begin(rill_bounds_t *b, rill_time_t now) {
  const rill_bounds_params_t *p = b->params;
  rill_time_t missed = now - p->span - b->next;
  if (missed >= 0) b->next += (missed / p->shift + 1) * p->shift;
  if (b->next > now) return;
  rill_time_t end = rill_time_after(b->next, p->span);
  b->next = rill_time_after(b->next, p->shift);
  rill_span_t *span = rill_span_open(b, false);
  if (span != NULL) span->end = end;
}

static rill_time_t time_ending(const rill_bounds_t *b) {
  return b->first != NULL ? b->first->end : RILL_TIME_NEVER;
}

static void time_ring(rill_stage_t *stage, rill_alarm_t *alarm);

/* The new one begins before the old one ends. */
static void time_turn(rill_bounds_t *b) {
  rill_time_t now = rill_stage_now(b->stage);
  while (!rill_bounds_over(b)) {
    rill_time_t ending = time_ending(b);
    if (b->next <= now && b->next <= ending)
      time_begin(b, now);
    else if (ending <= now)
      rill_span_close(b, b->first, false);
    else
      break;
  }
  if (rill_bounds_over(b)) return;
  rill_time_t ending = time_ending(b);
  rill_alarm_set(&b->alarm, b->stage, b->next < ending ? b->next : ending,
                 time_ring);
}

static void time_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) stage;
  time_turn(rill_container_of(alarm, rill_bounds_t, alarm));
}

static void time_open(rill_bounds_t *b) {
  b->next = rill_stage_now(b->stage);
  time_turn(b);
}

const rill_bounds_kind_t rill_bounds_by_time = {.check = time_check,
                                                .open = time_open};

/* --- A span of time, or of so many items ---------------------------------- */

static rill_error_t *either_check(const rill_bounds_params_t *p) {
  if (p->count < 1)
    return rill_refuse("count is %lld (must be > 0)", (long long) p->count);
  return rill_check_span(p->span, 1, "span");
}

static void either_ring(rill_stage_t *stage, rill_alarm_t *alarm);

static void either_turn(rill_bounds_t *b, bool full) {
  rill_alarm_set(&b->alarm, b->stage,
                 rill_time_after(rill_stage_now(b->stage), b->params->span),
                 either_ring);
  rill_span_swap(b, full);
}

static void either_ring(rill_stage_t *stage, rill_alarm_t *alarm) {
  (void) stage;
  either_turn(rill_container_of(alarm, rill_bounds_t, alarm), false);
}

static void either_open(rill_bounds_t *b) { either_turn(b, false); }

static void either_after(rill_bounds_t *b) {
  if (b->last != NULL && b->items - b->last->from >= b->params->count)
    either_turn(b, true);
}

const rill_bounds_kind_t rill_bounds_by_time_or_count = {
    .check = either_check, .open = either_open, .after = either_after};
