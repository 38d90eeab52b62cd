/* SPDX-License-Identifier: MIT */
/* Operators that look at the clock. */
#ifndef RILL_TIME_H
#define RILL_TIME_H

#include <rill/flow.h>
#include <rill/fn.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/* Times and spans are nanoseconds: RILL_MS(250). In the pictures, a column is
 * one.
 *
 * What is due on the same tick happens in the order in which it was scheduled.
 * A row of a test is scheduled before anything else. */

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
 * Passes an item on when the stream `f(item)` gives its first item, or
 * completes, and no other item has come before that.
 *
 *     in   -1-2---3----|
 *     rill_debounce_with(rill_call(two_ticks))
 *     out  -----2---3--|
 *
 * At the end, the item that waits goes on at once. `f` gives an observable, a
 * promise or a list; the stream of an item is cancelled when the next one
 * comes.
 * Demand: as for rill_debounce().
 * Errors: a failure of `f`, or of a stream that it gives.
 * Same as: RxPY throttle_with_mapper, Reactor sampleTimeout, RxJS debounce.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_debounce_with(rill_fn_t f);

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
 * waits. With a period of 0, that is the latest one of each tick.
 * Demand: takes all that upstream has. An item whose time has come waits until
 * it is asked for; a younger one takes its place.
 * Same as: RxPY sample, Reactor sample.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sample(rill_time_t period);

/**
 * Whenever `other` gives an item, passes on the latest one, if there is a new
 * one.
 *
 *     in    -12----34--5-|
 *     other ----a---b----|
 *     rill_sample_with(other)
 *     out   ----2---4----(5|)
 *
 * The completion of `other` counts as one item more; after it, the latest item
 * goes on at the end. When upstream completes, so does this, after the item
 * that waits.
 * Demand: as for rill_sample(); asks `other` for all.
 * Errors: of either.
 * Same as: RxPY sample, Reactor sample(Publisher), RxJS sample.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sample_with(
    rill_observable_t *other);

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

/**
 * Passes an item at once, then at the end of each `span` the latest one of it.
 *
 *     in   -12---34---5-|
 *     rill_throttle_latest(4)
 *     out  -1---2---4---(5|)
 *
 * After a span without an item, the next one passes at once again. At the end
 * of upstream, the item that waits goes on at once.
 * Demand: takes all that upstream has. An item whose time has come waits until
 * it is asked for; a younger one takes its place.
 * Same as: RxJava throttleLatest, RxJS throttleTime with leading and trailing.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_throttle_latest(
    rill_time_t span);

/**
 * An item opens a `span`; at its end, the latest item passes.
 *
 *     in   -12----3-4---|
 *     rill_audit(3)
 *     out  ----2-----4--|
 *
 * At the end of upstream, the item that waits goes on at once.
 * Demand: as for rill_throttle_latest().
 * Same as: RxJS auditTime.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_audit(rill_time_t span);

/**
 * An item opens a span, which ends when the stream `f(item)` gives its first
 * item, or completes; then the latest item passes.
 *
 *     in   -12----3-4---|
 *     rill_audit_with(rill_call(three_ticks))
 *     out  ----2-----4--|
 *
 * At the end of upstream, the item that waits goes on at once. `f` gives an
 * observable, a promise or a list.
 * Demand: as for rill_throttle_latest().
 * Errors: a failure of `f`, or of a stream that it gives.
 * Same as: RxJS audit.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_audit_with(rill_fn_t f);

/** For rill_delay(RILL_MS(10), .capacity = 1000). */
typedef struct rill_delay_opts {
  size_t size;      /**< set by the macro */
  rill_time_t span;
  int64_t capacity; /**< the most items under way; 0: 256 */
  bool delay_error; /**< errors wait as well */
  rill_time_t at;   /**< with a span of 0: the span is what is left, at the
                         subscription, until then; 0: none */
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
 * Same as: RxPY delay, Reactor delaySequence.
 */
#define rill_delay(...)                                                       \
  rill_delay_opts(&(const rill_delay_opts_t){                                 \
      .size = sizeof(rill_delay_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_delay_opts(
    const rill_delay_opts_t *options);

/** For rill_delay_subscription(0, .at = noon). */
typedef struct rill_delay_subscription_opts {
  size_t size; /**< set by the macro */
  rill_time_t span;
  rill_time_t at; /**< with a span of 0: when, on the scheduler's clock; a time
                       that has passed is now; 0: none */
} rill_delay_subscription_opts_t;

/**
 * Subscribes to upstream `span` later.
 *
 *     in   -1-2|
 *     rill_delay_subscription(3)
 *     out  ----1-2|
 *
 * Same as: RxPY delay_subscription, Reactor delaySubscription.
 */
#define rill_delay_subscription(...)                                          \
  rill_delay_subscription_opts(&(const rill_delay_subscription_opts_t){       \
      .size = sizeof(rill_delay_subscription_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_delay_subscription_opts(
    const rill_delay_subscription_opts_t *options);

/** For rill_delay_with(f, .capacity = 1000). */
typedef struct rill_delay_with_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t f;
  int64_t capacity; /**< the most items under way; 0: 256 */
} rill_delay_with_opts_t;

/**
 * An item goes on when the stream `f(item)` gives its first item, or completes:
 * a short one overtakes a long one.
 *
 *     in   -5-1----|
 *     rill_delay_with(rill_call(item_ticks))
 *     out  ----1-5-|
 *
 * Completes after upstream, when no item is under way. `f` gives an observable,
 * a promise or a list.
 * Demand: asks upstream for `.capacity` items, and for one more as each leaves.
 * When so many are under way, or nobody asks for them, upstream waits.
 * Errors: of upstream, of `f`, or of a stream that it gives; they overtake.
 * Same as: RxPY delay_with_mapper, Reactor delayUntil, RxJS delayWhen.
 */
#define rill_delay_with(...)                                                  \
  rill_delay_with_opts(&(const rill_delay_with_opts_t){                       \
      .size = sizeof(rill_delay_with_opts_t), .f = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_delay_with_opts(
    const rill_delay_with_opts_t *options);

/** For rill_delay_each(RILL_MS(10), .capacity = 1000). */
typedef struct rill_delay_each_opts {
  size_t size;      /**< set by the macro */
  rill_time_t span;
  int64_t capacity; /**< the most items that wait; 0: 256 */
  bool delay_error; /**< errors wait as well */
} rill_delay_each_opts_t;

/**
 * Leaves at least `span` between two items: one that comes too early waits.
 *
 *     in   (123)----4|
 *     rill_delay_each(3)
 *     out  1--2--3--4|
 *
 * The first item, and one that comes late enough, go on at once. The span
 * counts from when the item before went on, not from when it came.
 * Demand: asks upstream for `.capacity` items, and for more as they leave. When
 * so many wait, upstream does as well.
 * Errors: overtake the items, unless `.delay_error`.
 * Same as: RxJava zipWith an interval; Reactor delayElements, but for an item
 * that need not wait.
 */
#define rill_delay_each(...)                                                  \
  rill_delay_each_opts(&(const rill_delay_each_opts_t){                       \
      .size = sizeof(rill_delay_each_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_delay_each_opts(
    const rill_delay_each_opts_t *options);

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

/** For rill_timeout_with(rill_timer(5), f, .fallback = cached). */
typedef struct rill_timeout_with_opts {
  size_t size;                 /**< set by the macro */
  rill_observable_t *first;    /**< limits the first item; taken over */
  rill_fn_t f;                 /**< of an item: what limits the next one */
  rill_observable_t *fallback; /**< goes on with it; taken over, NULL: error */
} rill_timeout_with_opts_t;

/**
 * Fails when an item does not come before the stream that limits it gives its
 * first item, or completes: `first` limits the first item, `f(item)` the next.
 *
 *     in   -1--2-----3|
 *     rill_timeout_with(rill_timer(3), rill_call(four_ticks))
 *     out  -1--2---#
 *
 * The limit is subscribed when an item is asked for: a slow consumer is no
 * timeout. rill_never() limits nothing. `f` gives an observable, a promise or a
 * list.
 * Demand: what was asked for and not delivered is asked of the fallback.
 * Errors: RILL_ETIMEDOUT; a failure of `f`, or of a stream that limits.
 * Same as: RxPY timeout_with_mapper, Reactor timeout(Publisher, Function).
 */
#define rill_timeout_with(...)                                                \
  rill_timeout_with_opts(&(const rill_timeout_with_opts_t){                   \
      .size = sizeof(rill_timeout_with_opts_t), .first = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_timeout_with_opts(
    const rill_timeout_with_opts_t *options);

/**
 * Passes what comes within `span` after the subscription, then completes and
 * cancels upstream.
 *
 *     in   -1-2-3-4-|
 *     rill_take_with_time(4)
 *     out  -1-2|
 *
 * What comes on the last tick passes if it was scheduled before the
 * subscription, as all of a test's rows are. A span of 0 passes nothing.
 * Same as: RxPY take_with_time, Reactor take(Duration).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_with_time(
    rill_time_t span);

/** For rill_take_last_with_time(RILL_SEC(5), .capacity = 1000). */
typedef struct rill_take_last_with_time_opts {
  size_t size; /**< set by the macro */
  rill_time_t span;
  int64_t capacity;         /**< the most items that are held; 0: 256 */
  rill_overflow_t overflow; /**< RILL_OVERFLOW_FAIL, or 0: one item more is an
                                 error; RILL_OVERFLOW_DROP_HEAD: drops the
                                 oldest */
} rill_take_last_with_time_opts_t;

/**
 * When upstream completes, passes on what came less than `span` before that.
 *
 *     in   -1-2-3-4-|
 *     rill_take_last_with_time(5)
 *     out  ---------(34|)
 *
 * Demand: takes all that upstream has, and holds what is young enough.
 * Errors: RILL_EOVERFLOW when more than `.capacity` items came within `span`,
 * unless `.overflow` is RILL_OVERFLOW_DROP_HEAD.
 * Same as: RxPY take_last_with_time, RxJava takeLast(time).
 */
#define rill_take_last_with_time(...)                                         \
  rill_take_last_with_time_opts(&(const rill_take_last_with_time_opts_t){     \
      .size = sizeof(rill_take_last_with_time_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_last_with_time_opts(
    const rill_take_last_with_time_opts_t *options);

/**
 * Passes items until `at` on the scheduler's clock, then completes and cancels
 * upstream.
 *
 *     in   -1-2-3-4-|
 *     rill_take_until_with_time(4)
 *     out  -1-2|
 *
 * A time that has passed is now: then nothing passes.
 * Same as: RxPY take_until_with_time.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_take_until_with_time(
    rill_time_t at);

/**
 * Drops what comes within `span` after the subscription.
 *
 *     in   -1-2-3-4-|
 *     rill_skip_with_time(4)
 *     out  -----3-4-|
 *
 * The end of upstream, and an error, pass at any time. What comes on the last
 * tick is dropped if it was scheduled before the subscription.
 * Same as: RxPY skip_with_time, Reactor skip(Duration).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_with_time(
    rill_time_t span);

/** For rill_skip_last_with_time(RILL_SEC(5), .capacity = 1000). */
typedef struct rill_skip_last_with_time_opts {
  size_t size; /**< set by the macro */
  rill_time_t span;
  int64_t capacity; /**< the most items that are held; 0: 256 */
} rill_skip_last_with_time_opts_t;

/**
 * Drops what came less than `span` before upstream completes.
 *
 *     in   -1-2-3-4-|
 *     rill_skip_last_with_time(3)
 *     out  -----1-2-(3|)
 *
 * Of an item, that is known when another one, or the end, comes `span` or more
 * after it: then it goes on.
 * Demand: asks upstream for `.capacity` items, and for more as they leave. When
 * so many are held, upstream waits, and the items go on `span` after they came.
 * Errors: overtake the items that are held.
 * Same as: RxPY skip_last_with_time, RxJava skipLast(time).
 */
#define rill_skip_last_with_time(...)                                         \
  rill_skip_last_with_time_opts(&(const rill_skip_last_with_time_opts_t){     \
      .size = sizeof(rill_skip_last_with_time_opts_t), .span = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_last_with_time_opts(
    const rill_skip_last_with_time_opts_t *options);

/**
 * Drops items until `at` on the scheduler's clock.
 *
 *     in   -1-2-3-4-|
 *     rill_skip_until_with_time(4)
 *     out  -----3-4-|
 *
 * A time that has passed is now: then all pass. The end of upstream, and an
 * error, pass at any time.
 * Same as: RxPY skip_until_with_time.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_skip_until_with_time(
    rill_time_t at);

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

/**
 * Each item with the span since the one before it, or since the subscription:
 * a rill_interval_record_t, which rill_unbox(item, &rill_interval_type) reads.
 *
 *     in   -1-----2-----|
 *     rill_time_interval()
 *     out  -{1+1}-{2+6}-|
 *
 * Same as: RxPY time_interval, Reactor elapsed.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_time_interval(void);

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
