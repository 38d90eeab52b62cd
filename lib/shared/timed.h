/* SPDX-License-Identifier: MIT */
/* What debounce, audit, sample and their like share: the latest item is kept
 * until its time comes, and from then on until it is asked for. A younger one
 * takes the place of an older one, so a slow consumer gets fewer items and
 * never an error. */
#ifndef RILL_SHARED_TIMED_H
#define RILL_SHARED_TIMED_H

#include "shared/cue.h"

/** The state of such a stage begins with it. The alarm or the cue says when;
 * who uses the cue calls rill_timed_init(). */
typedef struct rill_timed {
  rill_alarm_t alarm;
  rill_cue_t cue;
  int64_t demand;
  rill_value_t fresh; /* waits for its time */
  rill_value_t due;   /* waits for demand */
  bool has_fresh, has_due;
  rill_error_t *error; /* ends with it as soon as nothing is being emitted */
  bool done, failed, emitting;
} rill_timed_t;

/** For `init`: what comes is the time of the kept item. */
void rill_timed_init(rill_stage_t *stage);
/** The last of the items, which are borrowed, takes the place of the one that
 * waits for its time. The others came just before. */
void rill_timed_keep(rill_stage_t *stage, const rill_value_t *items,
                     size_t count);
/** The time of the kept item has come. The last call out of its caller. */
void rill_timed_ripen(rill_stage_t *stage);
/** The same, for an alarm. */
void rill_timed_ring(rill_stage_t *stage, rill_alarm_t *alarm);
/** Whether there is no use for more items. */
static inline bool rill_timed_is_over(const rill_stage_t *stage) {
  return stage->closed || ((rill_timed_t *) rill_state(stage))->failed;
}

void rill_timed_start(rill_stage_t *stage);
void rill_timed_request(rill_stage_t *stage, int64_t count);
/** The kept item is due at once, then the stage completes. */
void rill_timed_complete(rill_stage_t *stage);
/** The error overtakes, but for an item that is being emitted. */
void rill_timed_fail(rill_stage_t *stage, rill_error_t *error);
void rill_timed_release(rill_stage_t *stage);

#define RILL_TIMED_OPS                                                        \
  .request = rill_timed_request, .complete = rill_timed_complete,             \
  .error = rill_timed_fail, .release = rill_timed_release

/** "span is -5 ns (must be >= 0)", or NULL when it is at least `least`. */
rill_error_t *rill_check_span(rill_time_t span, rill_time_t least,
                              const char *what);

/** "at is -1 (must be >= 0)", or NULL. */
rill_error_t *rill_check_at(rill_time_t at);

/** For operators that take a span, or a point in time instead of it: NULL, or
 * what is wrong with them. */
rill_error_t *rill_check_when(rill_time_t span, rill_time_t at);
/** The span, or, if `at` is not 0, what is left until then. */
rill_time_t rill_span_until(const rill_stage_t *stage, rill_time_t span,
                            rill_time_t at);

/** A span as one reads it: "250 ms", "1.5 s", "3 ns". */
typedef struct rill_span_text { char text[32]; } rill_span_text_t;
rill_span_text_t rill_span_format(rill_time_t span);

#endif
