/* SPDX-License-Identifier: MIT */
/* Operators that look at the clock. */
#ifndef RILL_TIME_H
#define RILL_TIME_H

#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/* Times and spans are nanoseconds: RILL_MS(250). In the pictures, a column is
 * one. */

/**
 * Passes an item on when no other has come for `quiet` after it.
 *
 *     in   -1-2---3----|
 *     rill_debounce(2)
 *     out  -----2---3--|
 *
 * At the end, the item that waits goes on at once.
 * Demand: takes all that upstream has. An item whose time has come waits until
 * it is asked for; a younger one takes its place.
 * Same as: RxPY debounce, Reactor sampleTimeout.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_debounce(rill_time_t quiet);

/**
 * At the end of each `period`, passes on the latest item of it, if there is
 * one.
 *
 *     in   -12----34--5-|
 *     rill_sample(4)
 *     out  ----2---4---5|
 *
 * Periods count from the subscription; what comes on the tick of a period's end
 * belongs to it. When upstream completes, so does this, after the item that
 * waits.
 * Demand: takes all that upstream has. An item whose time has come waits until
 * it is asked for; a younger one takes its place.
 * Same as: RxPY sample, Reactor sample.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sample(rill_time_t period);

/**
 * Passes an item, then drops what comes within `span`.
 *
 *     in   -12---34---5-|
 *     rill_throttle_first(4)
 *     out  -1----3----5-|
 *
 * Same as: RxPY throttle_first, Reactor sampleFirst.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_throttle_first(
    rill_time_t span);

/** For rill_delay(RILL_MS(10), .capacity = 1000). */
typedef struct rill_delay_opts {
  size_t size;      /**< set by the macro */
  rill_time_t span;
  int64_t capacity; /**< the most items under way; 0: 256 */
  bool delay_error; /**< errors wait as well */
} rill_delay_opts_t;

/**
 * Each item, and the completion, comes `span` later.
 *
 *     in   -1-2---3|
 *     rill_delay(3)
 *     out  ----1-2---3|
 *
 * Demand: asks upstream for `.capacity` items, and for more as they leave. When
 * so many are under way, or nobody asks for them, upstream waits.
 * Errors: are not delayed, and overtake the items, unless `.delay_error`.
 * Same as: RxPY delay, Reactor delayElements.
 */
#define rill_delay(...)                                                       \
  rill_delay_opts(&(const rill_delay_opts_t){                                 \
      .size = sizeof(rill_delay_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_delay_opts(
    const rill_delay_opts_t *options);

/** For rill_timeout(RILL_SEC(5), .first = RILL_SEC(20)). */
typedef struct rill_timeout_opts {
  size_t size;       /**< set by the macro */
  rill_time_t span;  /**< for each item; 0: none, if .first or .at is given */
  rill_time_t first; /**< for the first item; 0: span */
  rill_observable_t *fallback; /**< goes on with it; taken over, NULL: error */
  rill_time_t at;    /**< on the scheduler's clock: when the stream must have
                          ended; 0: never */
} rill_timeout_opts_t;

/**
 * Fails when an item does not come within `span` after the one before it, or
 * after the subscription.
 *
 *     in   -1--2-----3|
 *     rill_timeout(4)
 *     out  -1--2---#
 *
 * Time counts only while something is asked for: a slow consumer is no
 * timeout. `.at` is a date, and comes in any case.
 * Demand: what was asked for and not delivered is asked of the fallback.
 * Errors: RILL_ETIMEDOUT, which names the span.
 * Same as: RxPY timeout, Reactor timeout.
 */
#define rill_timeout(...)                                                     \
  rill_timeout_opts(&(const rill_timeout_opts_t){                             \
      .size = sizeof(rill_timeout_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_timeout_opts(
    const rill_timeout_opts_t *options);

/**
 * Each item with the time at which it came: a rill_timestamped_t, which
 * rill_unbox(item, &rill_timestamped_type) reads.
 *
 *     in   -1-----2-----|
 *     rill_timestamp()
 *     out  -{1@1}-{2@7}-|
 *
 * Same as: RxPY timestamp, Reactor timestamp.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_timestamp(void);

/** For rill_rate_limit(.per_second = 10, .key = rill_call(host_of)). */
typedef struct rill_rate_limit_opts {
  size_t size;       /**< set by the macro */
  double per_second; /**< 1e-6 to 1e9 */
  int64_t burst;     /**< items that may pass at once after a rest; 0: 1 */
  rill_fn_t key;     /**< of the item: each key has a limit of its own */
  int64_t capacity;  /**< with a key: the most items that wait; 0: 256 */
} rill_rate_limit_opts_t;

/**
 * Passes at most so many items per second; the others wait, and none is lost.
 *
 *     in   (1234)----|
 *     rill_rate_limit(.per_second = 5e8)
 *     out  1-2-3-4---|
 *
 * A bucket holds up to `.burst` tokens and is full at first; each item takes
 * one, and every 1/per_second a new one drops in.
 *
 * With `.key` there is a bucket for each key, and items of one key wait in
 * their own order while those of others pass. All that wait share `.capacity`:
 * when it is used up, upstream waits, so a key that is much too fast can still
 * hold up the others; make it larger, or group first. A key is forgotten once
 * its bucket is full again.
 *
 * Demand: without a key, asks upstream for no more than there are tokens, and
 * holds nothing. With one, asks for `.capacity` items, and for more as they
 * leave.
 * Errors: overtake the items that wait.
 * Same as: Akka throttle.
 */
#define rill_rate_limit(...)                                                  \
  rill_rate_limit_opts(&(const rill_rate_limit_opts_t){                       \
      .size = sizeof(rill_rate_limit_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_rate_limit_opts(
    const rill_rate_limit_opts_t *options);

RILL_END

#endif
