/* SPDX-License-Identifier: MIT */
/* backoff: d, d * factor, d * factor^2… up to a bound, and jitter on it. */
#include "shared/backoff.h"

#include "shared/timed.h"

static const rill_time_t usual_max = RILL_SEC(60);

rill_error_t *rill_backoff_check(const rill_backoff_params_t *p) {
  rill_error_t *error = rill_check_span(p->delay, 0, "delay");
  if (error == NULL) error = rill_check_span(p->max_delay, 0, "max_delay");
  if (error != NULL) return error;
  if (p->max_delay != 0 && p->max_delay < p->delay)
    return rill_refuse("max_delay is %s (must be >= delay, which is %s)",
                       rill_span_format(p->max_delay).text,
                       rill_span_format(p->delay).text);
  if (p->factor != 0 && !(p->factor >= 1 && p->factor <= 1e9))
    return rill_refuse("factor is %g (must be from 1 to 1e9)", p->factor);
  if ((unsigned) p->jitter > RILL_JITTER_DECORRELATED)
    return rill_refuse("jitter is %d (must be a rill_jitter_t)",
                       (int) p->jitter);
  return NULL;
}

/* span * factor, at most `max`. */
static rill_time_t stretch(rill_time_t span, double factor, rill_time_t max) {
  double longer = (double) span * factor;
  return longer < (double) max ? (rill_time_t) longer : max;
}

rill_time_t rill_backoff_next(rill_backoff_t *b,
                              const rill_backoff_params_t *p) {
  rill_time_t max = p->max_delay != 0       ? p->max_delay
                    : p->delay > usual_max ? p->delay
                                            : usual_max;
  bool first = !b->begun;
  if (first) {
    b->begun = true;
    b->wait = p->delay;
    if (p->jitter != RILL_JITTER_NONE) rill_random_init(&b->random, p->seed);
  }
  if (p->jitter == RILL_JITTER_DECORRELATED) {
    b->wait = rill_random_between(&b->random, p->delay,
                                  stretch(b->wait, 3, max));
    return b->wait;
  }
  if (!first) b->wait = stretch(b->wait, p->factor != 0 ? p->factor : 2, max);
  switch (p->jitter) {
    case RILL_JITTER_FULL:
      return rill_random_between(&b->random, 0, b->wait);
    case RILL_JITTER_EQUAL:
      return rill_random_between(&b->random, b->wait - b->wait / 2, b->wait);
    case RILL_JITTER_NONE:
    case RILL_JITTER_DECORRELATED: break;
  }
  return b->wait;
}
