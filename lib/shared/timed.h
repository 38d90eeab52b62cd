/* SPDX-License-Identifier: MIT */
/* What debounce and sample share: the latest item is kept until its time
 * comes, and from then on until it is asked for. A younger one takes the place
 * of an older one, so a slow consumer gets fewer items and never an error. */
#ifndef RILL_SHARED_TIMED_H
#define RILL_SHARED_TIMED_H

#include "core/operator.h"

/** The state of such a stage begins with it. */
typedef struct rill_timed {
  rill_alarm_t alarm;
  int64_t demand;
  rill_value_t fresh; /* waits for its time */
  rill_value_t due;   /* waits for demand */
  bool has_fresh, has_due;
  bool done, emitting;
} rill_timed_t;

/** Takes the place of the item that waits for its time; `item` is borrowed. */
void rill_timed_keep(rill_timed_t *timed, rill_value_t item);
/** The time of the kept item has come. The last call out of its caller. */
void rill_timed_ripen(rill_stage_t *stage);

void rill_timed_start(rill_stage_t *stage);
void rill_timed_request(rill_stage_t *stage, int64_t count);
/** The kept item is due at once, then the stage completes. */
void rill_timed_complete(rill_stage_t *stage);
void rill_timed_release(rill_stage_t *stage);

#define RILL_TIMED_OPS                                                        \
  .request = rill_timed_request, .complete = rill_timed_complete,             \
  .release = rill_timed_release

/** "span is -5 ns (must be >= 0)", or NULL when it is at least `least`. */
rill_error_t *rill_check_span(rill_time_t span, rill_time_t least,
                              const char *what);

/** A span as one reads it: "250 ms", "1.5 s", "3 ns". */
typedef struct rill_span_text { char text[32]; } rill_span_text_t;
rill_span_text_t rill_span_format(rill_time_t span);

#endif
