/* SPDX-License-Identifier: MIT */
/* Operators and sources that join several streams. */
#ifndef RILL_COMBINE_H
#define RILL_COMBINE_H

#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/** An array of streams and its length, as arguments. */
#define RILL_OBSERVABLES(...)                                                 \
  (rill_observable_t *const[]){__VA_ARGS__},                                  \
      sizeof((rill_observable_t *const[]){__VA_ARGS__}) /                     \
          sizeof(rill_observable_t *)

/** For rill_merge_array() and rill_merge_of(); NULL: all defaults. */
typedef struct rill_merge_opts {
  size_t size;            /**< sizeof(rill_merge_opts_t) */
  int64_t max_concurrent; /**< streams that run at once; 0: all */
  int64_t prefetch;       /**< items each may be ahead; 0: 256 */
  bool delay_error;       /**< an error waits until all have ended */
} rill_merge_opts_t;

/**
 * Runs this stream and the others at once, and passes on what comes, as it
 * comes.
 *
 *     in   -1---2---|
 *     in   ---3---|
 *     rill_merge(other)
 *     out  -1-3-2---|
 *
 * Ends with the last of them, or with the first error.
 * Same as: RxPY merge, Reactor mergeWith.
 */
#define rill_merge(...)                                                       \
  rill_merge_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_merge_array(
    rill_observable_t *const *others, size_t count,
    const rill_merge_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_merge_of(
    rill_observable_t *const *sources, size_t count,
    const rill_merge_opts_t *options);

/** For rill_merge_sorted_array() and rill_merge_sorted_of(); NULL: all
 * defaults. */
typedef struct rill_merge_sorted_opts {
  size_t size;      /**< sizeof(rill_merge_sorted_opts_t) */
  rill_fn_t cmp;    /**< f(a, b): an int < 0, 0, > 0; not set:
                         rill_value_compare */
  int64_t prefetch; /**< items each may be ahead; 0: 256 */
  bool delay_error; /**< an error waits until all have ended */
} rill_merge_sorted_opts_t;

/**
 * Streams that are each in order become one that is: emits the smallest of
 * what each of them has next.
 *
 *     in   -1---4---5--|
 *     in   --2---3-------|
 *     rill_merge_sorted(rill_no_fn(), other)
 *     out  --1--23-------(45|)
 *
 * An item can go only when each stream has shown its next one, or its end. Of
 * equal items, those of the earlier stream come first. Ends with the last of
 * the streams. `order` is `.cmp`.
 * Demand: each stream may be `.prefetch` items ahead, then it waits.
 * Errors: the first one, at once. With `.delay_error` it ends its stream, and
 * the whole when that would complete.
 * Same as: Reactor mergeComparing.
 */
#define rill_merge_sorted(order, ...)                                         \
  rill_merge_sorted_array(RILL_OBSERVABLES(__VA_ARGS__),                      \
                          &(const rill_merge_sorted_opts_t){                  \
                              .size = sizeof(rill_merge_sorted_opts_t),       \
                              .cmp = (order)})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_merge_sorted_array(
    rill_observable_t *const *others, size_t count,
    const rill_merge_sorted_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_merge_sorted_of(
    rill_observable_t *const *sources, size_t count,
    const rill_merge_sorted_opts_t *options);

/**
 * The stream that gives the first sign, an item or its end: it goes on, the
 * rest is cancelled.
 *
 *     in   ---1-2-|
 *     in   -7--8---9|
 *     rill_amb(other)
 *     out  -7--8---9|
 *
 * The streams are subscribed one after another, this one first; one that gives
 * a sign at once keeps those after it from being subscribed.
 * Demand: each is asked for what downstream wants and for nothing ahead.
 * Errors: a first sign too.
 * Same as: RxPY amb, Reactor firstWithSignal.
 */
#define rill_amb(...) rill_amb_array(RILL_OBSERVABLES(__VA_ARGS__))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_amb_array(
    rill_observable_t *const *others, size_t count);
/** The same as a source; of no streams it completes. Takes over the streams,
 * not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_amb_of(
    rill_observable_t *const *sources, size_t count);

/** For rill_concat_array() and rill_concat_of(); NULL: all defaults. */
typedef struct rill_concat_opts {
  size_t size;      /**< sizeof(rill_concat_opts_t) */
  bool delay_error; /**< an error waits until all have ended */
} rill_concat_opts_t;

/**
 * Runs this stream, then the others one after another.
 *
 *     in   -1-2-|
 *     in   -3-|
 *     rill_concat(other)
 *     out  -1-2--3-|
 *
 * A stream is subscribed when the one before has completed.
 * Demand: asks for what downstream wants and for nothing ahead.
 * Errors: the first one ends it; with `.delay_error` the others run before.
 * Same as: RxPY concat, Reactor concatWith.
 */
#define rill_concat(...)                                                      \
  rill_concat_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_concat_array(
    rill_observable_t *const *others, size_t count,
    const rill_concat_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_concat_of(
    rill_observable_t *const *sources, size_t count,
    const rill_concat_opts_t *options);

/**
 * Emits the values, then runs the stream. Takes over the values.
 *
 *     in   -----1-2-|
 *     rill_start_with(rill_int(7), rill_int(8))
 *     out  (78)-1-2-|
 *
 * Same as: RxPY start_with, Reactor startWith.
 */
#define rill_start_with(...)                                                  \
  rill_start_with_array((rill_value_t[]){__VA_ARGS__},                        \
                        sizeof((rill_value_t[]){__VA_ARGS__}) /               \
                            sizeof(rill_value_t))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_start_with_array(
    rill_value_t *values, size_t count);

/**
 * Runs the stream, then emits the values. Takes over the values.
 *
 *     in   -1-2-|
 *     rill_end_with(rill_int(7), rill_int(8))
 *     out  -1-2-(78|)
 *
 * Errors: one of the stream ends it; the values do not come then.
 * Same as: RxJS endWith, Reactor concatWithValues.
 */
#define rill_end_with(...)                                                    \
  rill_end_with_array((rill_value_t[]){__VA_ARGS__},                          \
                      sizeof((rill_value_t[]){__VA_ARGS__}) /                 \
                          sizeof(rill_value_t))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_end_with_array(
    rill_value_t *values, size_t count);

/** For rill_zip_array() and rill_zip_of(); NULL: all defaults. */
typedef struct rill_zip_opts {
  size_t size;      /**< sizeof(rill_zip_opts_t) */
  int64_t prefetch; /**< items each may be ahead of the others; 0: 256 */
  bool delay_error; /**< an error waits until no list can come any more */
} rill_zip_opts_t;

/**
 * Lists of the first items of this stream and the others, of their second
 * items, and so on.
 *
 *     in   -1-----2---3---|
 *     in   --7-----8----|
 *     rill_zip(other)
 *     out  --[1,7]-[2,8]|
 *
 * Completes as soon as one of them has completed and all of its items have
 * been used: the others are cancelled.
 * Demand: each stream may be `.prefetch` items ahead, then it waits.
 * Errors: the first one, at once. With `.delay_error` it ends its stream, and
 * the whole when that would complete.
 * Same as: RxPY zip, Reactor zipWith.
 */
#define rill_zip(...) rill_zip_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_zip_array(
    rill_observable_t *const *others, size_t count,
    const rill_zip_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_zip_of(
    rill_observable_t *const *sources, size_t count,
    const rill_zip_opts_t *options);

/**
 * Each item becomes a list of itself and an item of `list`: the first with the
 * first, and so on.
 *
 *     in   -1-----2-----3---|
 *     rill_zip_with_list(numbers_7_and_8())
 *     out  -[1,7]-[2,8]-|
 *
 * Completes with the stream, or with the first item for which `list` has
 * nothing left.
 * Owns: takes over `list`.
 * Same as: RxPY zip_with_list, Reactor zipWithIterable.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_zip_with_list(
    rill_value_t list);

/** For rill_combine_latest_array() and rill_combine_latest_of(); NULL: all
 * defaults. */
typedef struct rill_combine_latest_opts {
  size_t size;      /**< sizeof(rill_combine_latest_opts_t) */
  bool delay_error; /**< an error waits until all have ended */
} rill_combine_latest_opts_t;

/**
 * With each item of this stream or of the others, once all have had one: a list
 * of the latest items of all.
 *
 *     in   -1---------2----------|
 *     in   ---7-------------8----|
 *     rill_combine_latest(other)
 *     out  ---[1,7]---[2,7]-[2,8]|
 *
 * Completes when all of them have. A stream that completes without an item
 * completes the whole, since no list can come any more.
 * Demand: takes all that the streams have. While nobody asks, only the latest
 * list is kept.
 * Errors: the first one, at once. With `.delay_error` it ends its stream, and
 * the whole when that would complete.
 * Same as: RxPY combine_latest, Reactor combineLatest, but for the list that
 * is kept.
 */
#define rill_combine_latest(...)                                              \
  rill_combine_latest_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_combine_latest_array(
    rill_observable_t *const *others, size_t count,
    const rill_combine_latest_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_combine_latest_of(
    rill_observable_t *const *sources, size_t count,
    const rill_combine_latest_opts_t *options);

/** For rill_with_latest_from_array() and rill_with_latest_from_of(); NULL: all
 * defaults. */
typedef struct rill_with_latest_from_opts {
  size_t size;      /**< sizeof(rill_with_latest_from_opts_t) */
  bool delay_error; /**< an error of another waits for this stream's end */
} rill_with_latest_from_opts_t;

/**
 * Each item becomes a list of itself and the latest items of the others. Items
 * that come before all others have had one are dropped.
 *
 *     in   -1-----2-----3-----|
 *     in   ---7-------8-------|
 *     rill_with_latest_from(other)
 *     out  -------[2,7]-[3,8]-|
 *
 * Completes with this stream, whatever the others do: when one of them has
 * completed, its last item stays; if it had none, all is dropped.
 * Demand: what is dropped is asked for again; takes all that the others have.
 * Errors: the first one, at once. With `.delay_error` one of another stream
 * comes when this stream ends.
 * Same as: RxPY with_latest_from, Reactor withLatestFrom.
 */
#define rill_with_latest_from(...)                                            \
  rill_with_latest_from_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_with_latest_from_array(
    rill_observable_t *const *others, size_t count,
    const rill_with_latest_from_opts_t *options);
/** The same as a source: the first stream, with the latest items of the rest.
 * Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_with_latest_from_of(
    rill_observable_t *const *sources, size_t count,
    const rill_with_latest_from_opts_t *options);

/** For rill_fork_join_array() and rill_fork_join_of(); NULL: all defaults. */
typedef struct rill_fork_join_opts {
  size_t size;      /**< sizeof(rill_fork_join_opts_t) */
  bool delay_error; /**< an error waits until all have ended */
} rill_fork_join_opts_t;

/**
 * One list of the last items of this stream and the others, when all of them
 * have completed.
 *
 *     in   -1---2---|
 *     in   ---7-------|
 *     rill_fork_join(other)
 *     out  -----------([2,7]|)
 *
 * A stream that completes without an item completes the whole at once: there
 * will be no list.
 * Demand: takes all that the streams have; the list waits until it is asked
 * for.
 * Errors: the first one, at once. With `.delay_error` the others run to their
 * ends before.
 * Same as: RxPY fork_join, RxJS forkJoin.
 */
#define rill_fork_join(...)                                                   \
  rill_fork_join_array(RILL_OBSERVABLES(__VA_ARGS__), NULL)
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_fork_join_array(
    rill_observable_t *const *others, size_t count,
    const rill_fork_join_opts_t *options);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_fork_join_of(
    rill_observable_t *const *sources, size_t count,
    const rill_fork_join_opts_t *options);

/** For rill_sequence_equal(other, .equal = f). */
typedef struct rill_sequence_equal_opts {
  size_t size;              /**< set by the macro */
  rill_observable_t *other; /**< taken over */
  rill_fn_t equal;  /**< f(item, other's item): a bool; not set:
                         rill_value_equal */
  int64_t prefetch; /**< items each may be ahead; 0: 256 */
} rill_sequence_equal_opts_t;

/**
 * Whether this stream and `other` have equal items in the same order: one bool.
 *
 *     in   -1---2---3-|
 *     in   1-----2----4---5---|
 *     rill_sequence_equal(other)
 *     out  -----------({false}|)
 *
 * Known at the first difference, or when one stream has ended and the other
 * goes on; then both are cancelled. Their times do not matter.
 * Demand: each stream may be `.prefetch` items ahead, then it waits.
 * Errors: the first one, at once.
 * Same as: RxPY sequence_equal, Reactor Mono.sequenceEqual.
 */
#define rill_sequence_equal(...)                                              \
  rill_sequence_equal_opts(&(const rill_sequence_equal_opts_t){               \
      .size = sizeof(rill_sequence_equal_opts_t), .other = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_sequence_equal_opts(
    const rill_sequence_equal_opts_t *options);

/** For rill_join(right, left_duration, right_duration, combine,
 * .capacity = n). */
typedef struct rill_join_opts {
  size_t size;              /**< set by the macro */
  rill_observable_t *right; /**< taken over */
  rill_fn_t left_duration;  /**< f(item): a stream, its first sign is the end */
  rill_fn_t right_duration;
  rill_fn_t combine; /**< f(left item, right item); not set: a list of both */
  int64_t capacity;  /**< items of a side whose time has not ended; 0: 256 */
} rill_join_opts_t;

/**
 * Pairs the items of this stream with those of `right` whose times overlap.
 *
 *     in   -1-------2----------3----|
 *     in   ---7----------8----------|
 *     rill_join(other, rill_call(lasts_8), rill_call(lasts_8))
 *     out  ---[1,7]-[2,7][2,8]-[3,8]|
 *
 * The time of an item begins when it comes. It ends with the first item or the
 * end of the stream that `left_duration` or `right_duration` makes of it.
 * Completes when no pair can come any more: both streams have ended, or one
 * has and none of its items has time left.
 * Demand: each stream is asked for one item at a time, and for none while pairs
 * wait.
 * Errors: the first one of either stream, of a duration or a function, at once.
 * RILL_EOVERFLOW when more than `.capacity` items of one side have time left.
 * Same as: RxPY join, Reactor join.
 */
#define rill_join(...)                                                        \
  rill_join_opts(&(const rill_join_opts_t){                                   \
      .size = sizeof(rill_join_opts_t), .right = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_join_opts(
    const rill_join_opts_t *options);

/** As of rill_join(); `combine` is f(left item, window of right items). */
typedef rill_join_opts_t rill_group_join_opts_t;

/**
 * For each item of this stream a window: a stream of those items of `right`
 * whose times overlap with its own. Emits what `combine` makes of the item and
 * its window.
 *
 *     in   -1-------2----------3----|
 *     in   ---7----------8----------|
 *     rill_compose(rill_group_join(other, rill_call(lasts_8),
 *                                  rill_call(lasts_8),
 *                                  rill_call(pairs_with_each)),
 *                  rill_merge_all(4))
 *     out  ---[1,7]-[2,7][2,8]-[3,8]---|
 *
 * The time of an item begins when it comes. It ends with the first item or the
 * end of the stream that `left_duration` or `right_duration` makes of it. A
 * window ends with the time of its item; the stream of windows with this
 * stream, and the windows that are open then go on. Cancelling it cancels
 * `right`, too, when no window has a subscriber.
 * Demand: a left item is asked for when a window is. A right item is asked for
 * when each open window has taken all but `.capacity` of its own; a window that
 * nobody can subscribe to any more does not count.
 * Errors: the first one of either stream, of a duration or a function, at once,
 * also to the windows. RILL_EOVERFLOW when more than `.capacity` items of one
 * side have time left. A window is subscribed once, on its stream's scheduler.
 * Same as: RxPY group_join, RxJava groupJoin.
 */
#define rill_group_join(...)                                                  \
  rill_group_join_opts(&(const rill_group_join_opts_t){                       \
      .size = sizeof(rill_group_join_opts_t), .right = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_group_join_opts(
    const rill_group_join_opts_t *options);

/**
 * `f(first item, items)` gives the stream that goes on. `items` is the stream
 * of all items, the first included: for a header that says how the rest has
 * to be read.
 *
 *     in   -2-1-3-|
 *     rill_switch_on_first(rill_call(squares_if_first_is_even))
 *     out  -4-1-9-|
 *
 * `f` returns an observable, a promise or a list. `items` may be subscribed
 * once, on this scheduler, at any time until the stream that goes on has
 * ended. The end of this stream is the end of `items`; before the first item
 * it is the end of all.
 * Demand: the first item is asked for when downstream asks, the others as
 * `items` is asked.
 * Errors: one of this stream is one of `items`. If nobody subscribes that, it
 * comes when the stream that goes on completes.
 * Same as: Reactor switchOnFirst.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_on_first(rill_fn_t f);

RILL_END

#endif
