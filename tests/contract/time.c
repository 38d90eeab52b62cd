/* SPDX-License-Identifier: MIT */
/* The laws of the operators that look at the clock. */
#include "callbacks.h"
#include "laws.h"

/* Streams for an item: a moment, now, and never. */
CALLBACK in_time(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_timer(2));
}

CALLBACK at_once(rill_value_t item, void *context) {
  (void) context;
  return number_of(item) % 2 == 0 ? rill_object(rill_empty())
                                  : rill_object(
                                        rill_just(rill_value_ref(item)));
}

CALLBACK at_last(rill_value_t item, void *context) {
  (void) item;
  (void) context;
  return rill_object(rill_never());
}

LAWS(debounce_none, LOSSY, rill_debounce(0));
LAWS(debounce_with, TIMED, rill_debounce_with(CALL1(in_time)));
LAWS(debounce_with_now, LOSSY, rill_debounce_with(CALL1(at_once)));
LAWS(debounce_with_never, LOSSY, rill_debounce_with(CALL1(at_last)));
LAWS(sample_each_tick, LOSSY, rill_sample(0));
LAWS(sample_with, LOSSY, rill_sample_with(rill_interval(3)));
LAWS(sample_with_now, LOSSY, rill_sample_with(rill_range(1, 9)));
LAWS(throttle_latest, LOSSY, rill_throttle_latest(3));
LAWS(throttle_latest_none, LOSSY, rill_throttle_latest(0));
LAWS(audit, LOSSY, rill_audit(3));
LAWS(audit_with, LOSSY, rill_audit_with(CALL1(in_time)));
LAWS(audit_with_now, LOSSY, rill_audit_with(CALL1(at_once)));
LAWS(delay, 0, rill_delay(3));
LAWS(delay_at, 0, rill_delay(0, .at = 4));
LAWS(delay_subscription, 0, rill_delay_subscription(3));
LAWS(delay_subscription_at, 0, rill_delay_subscription(0, .at = 4));
LAWS(delay_with, 0, rill_delay_with(CALL1(in_time)));
LAWS(delay_with_few, 0, rill_delay_with(CALL1(in_time), .capacity = 2));
LAWS(delay_with_one, 0, rill_delay_with(CALL1(at_once), .capacity = 1));
LAWS(delay_with_now, 0, rill_delay_with(CALL1(at_once)));
LAWS(delay_each, 0, rill_delay_each(2));
LAWS(delay_each_few, 0,
     rill_delay_each(2, .capacity = 2, .delay_error = true));
LAWS(delay_each_none, 0, rill_delay_each(0));
LAWS(delay_error, 0, rill_delay(3, .delay_error = true, .capacity = 2));
LAWS(timeout, 0, rill_timeout(50));
LAWS(timeout_fallback, 0,
     rill_timeout(50, .first = 60, .fallback = rill_from_marbles("-x|")));
LAWS(timeout_reached, LOSSY | ANSWERS_ERRORS,
     rill_timeout(3, .fallback = rill_from_marbles("-x-y|")));
LAWS(timeout_date, LOSSY | ANSWERS_ERRORS,
     rill_timeout(0, .at = 6, .fallback = rill_from_marbles("-x-y|")));
LAWS(timeout_with, 0, rill_timeout_with(rill_timer(50), CALL1(at_last)));
LAWS(timeout_with_reached, LOSSY | ANSWERS_ERRORS,
     rill_timeout_with(rill_timer(50), CALL1(in_time),
                       .fallback = rill_from_marbles("-x-y|")));
LAWS(timeout_with_now, LOSSY | ANSWERS_ERRORS,
     rill_timeout_with(rill_never(), CALL1(at_once),
                       .fallback = rill_range(1, 3)));
LAWS(take_with_time, TIMED, rill_take_with_time(50));
LAWS(take_with_time_cut, TIMED | ANSWERS_ERRORS, rill_take_with_time(8));
LAWS(take_with_time_none, TIMED | ANSWERS_ERRORS, rill_take_with_time(0));
LAWS(take_until_with_time, LOSSY | ANSWERS_ERRORS,
     rill_take_until_with_time(8));
LAWS(take_last_with_time, TIMED | BOUNDED, rill_take_last_with_time(5));
LAWS(take_last_with_time_few, TIMED,
     rill_take_last_with_time(5, .capacity = 2,
                              .overflow = RILL_OVERFLOW_DROP_HEAD));
LAWS(skip_with_time, TIMED, rill_skip_with_time(3));
LAWS(skip_until_with_time, LOSSY, rill_skip_until_with_time(3));
LAWS(skip_last_with_time, TIMED, rill_skip_last_with_time(3));
LAWS(skip_last_with_time_few, TIMED,
     rill_skip_last_with_time(3, .capacity = 2));
LAWS(skip_last_with_time_none, TIMED, rill_skip_last_with_time(0));
LAWS(timestamp, LOSSY, rill_timestamp());
LAWS(time_interval, TIMED, rill_time_interval());
LAWS(rate_limit, 0, rill_rate_limit(.per_second = 5e8, .burst = 2));
LAWS(rate_limit_key, TIMED,
     rill_rate_limit(.per_second = 5e8, .key = CALL1(third), .capacity = 8));
