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

/** For rill_zip_array() and rill_zip_of(); NULL: all defaults. */
typedef struct rill_zip_opts {
  size_t size;      /**< sizeof(rill_zip_opts_t) */
  int64_t prefetch; /**< items each may be ahead of the others; 0: 256 */
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
 * been used: the others are cancelled. Fails with the first error at once.
 * Demand: each stream may be `.prefetch` items ahead, then it waits.
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
 * With each item of this stream or of the others, once all have had one: a list
 * of the latest items of all.
 *
 *     in   -1---------2----------|
 *     in   ---7-------------8----|
 *     rill_combine_latest(other)
 *     out  ---[1,7]---[2,7]-[2,8]|
 *
 * Completes when all of them have. A stream that completes without an item
 * completes the whole, since no list can come any more. Fails with the first
 * error.
 * Demand: takes all that the streams have. While nobody asks, only the latest
 * list is kept.
 * Same as: RxPY combine_latest, Reactor combineLatest, but for the list that
 * is kept.
 */
#define rill_combine_latest(...)                                              \
  rill_combine_latest_array(RILL_OBSERVABLES(__VA_ARGS__))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_combine_latest_array(
    rill_observable_t *const *others, size_t count);
/** The same as a source. Takes over the streams, not the array. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_combine_latest_of(
    rill_observable_t *const *sources, size_t count);

/**
 * Each item becomes a list of itself and the latest items of the others. Items
 * that come before all others have had one are dropped.
 *
 *     in   -1-----2-----3-----|
 *     in   ---7-------8-------|
 *     rill_with_latest_from(other)
 *     out  -------[2,7]-[3,8]-|
 *
 * Completes with this stream, whatever the others do; but another that
 * completes without an item completes the whole. Fails with the first error.
 * Demand: what is dropped is asked for again; takes all that the others have.
 * Same as: RxPY with_latest_from, Reactor withLatestFrom.
 */
#define rill_with_latest_from(...)                                            \
  rill_with_latest_from_array(RILL_OBSERVABLES(__VA_ARGS__))
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_with_latest_from_array(
    rill_observable_t *const *others, size_t count);

RILL_END

#endif
