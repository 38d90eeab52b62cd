/* SPDX-License-Identifier: MIT */
/* Operators that make something else of each item. */
#ifndef RILL_TRANSFORM_H
#define RILL_TRANSFORM_H

#include <rill/operator.h>

RILL_BEGIN

/**
 * Each item becomes `f(item)`.
 *
 *     in   -1-2-3-|
 *     rill_map(square)
 *     out  -1-4-9-|
 *
 * Errors: a failure that `f` returns ends the stream with it.
 * Same as: RxPY map, Reactor map.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_map(rill_fn_t f);

/**
 * Each item becomes `f(item, index)`; the index counts from 0 in each run.
 *
 *     in   -5-5-5-|
 *     rill_map_indexed(add)
 *     out  -5-6-7-|
 *
 * Errors: a failure that `f` returns ends the stream with it.
 * Same as: RxPY map_indexed, Reactor index.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_map_indexed(rill_fn_t f);

/**
 * Each item becomes `value`, which is taken over.
 *
 *     in   -1-2-3-|
 *     rill_map_to(rill_int(7))
 *     out  -7-7-7-|
 *
 * Same as: RxJS mapTo.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_map_to(rill_value_t value);

/**
 * The items are maps: each becomes the value of `key`, which is taken over.
 *
 *     in   -1----2----|
 *     rill_compose(rill_map(rill_call(id_and_age)),
 *                  rill_pluck(rill_string("age")))
 *     out  -{10}-{20}-|
 *
 * Errors: RILL_ETYPE for an item that is no map, RILL_EINVAL for one without
 * the key.
 * Same as: RxPY pluck.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_pluck(rill_value_t key);

/**
 * The items are lists of two: each becomes `f(first, second)`.
 *
 *     in   -[1,2]-[3,4]-|
 *     rill_starmap(add)
 *     out  -3-----7-----|
 *
 * Errors: RILL_ETYPE for any other item; a failure that `f` returns.
 * Same as: RxPY starmap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_starmap(rill_fn_t f);

/**
 * The items are lists: each becomes `f(list, index)`; the index counts from 0
 * in each run.
 *
 *     in   -[4,5]-[4,5]-|
 *     rill_starmap_indexed(rill_call(item_at))
 *     out  -4-----5-----|
 *
 * Errors: RILL_ETYPE for any other item; a failure that `f` returns.
 * Same as: RxPY starmap_indexed.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_starmap_indexed(rill_fn_t f);

/**
 * Each item from the second on, in a list behind the one before it.
 *
 *     in   -1-2----3-----|
 *     rill_pairwise()
 *     out  ---[1,2][2,3]-|
 *
 * Same as: RxPY pairwise, Reactor buffer(2, 1).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_pairwise(void);

/** For rill_flat_map(f, .max_concurrent = 4). */
typedef struct rill_flat_map_opts {
  size_t size;            /**< set by the macro */
  rill_fn_t fn;           /**< item to observable, promise or list */
  int64_t max_concurrent; /**< streams that run at once; 0: 16 */
  int64_t prefetch;       /**< items each may be ahead; 0: 256 */
  bool delay_error;       /**< an error waits until all have ended */
} rill_flat_map_opts_t;

/**
 * Runs the stream that each item leads to, up to `.max_concurrent` at once, and
 * passes on what they emit, as it comes.
 *
 *     in   -1-3-------|
 *     rill_flat_map(rill_call(item_and_double_after_3))
 *     out  -1-32-6----|
 *
 * `f` returns an observable, a promise or a list. A list that downstream has
 * room for costs no subscription.
 * Demand: each stream is asked for `.prefetch` items, and for more as they are
 * taken; what downstream has not asked for waits in a queue per stream, and
 * those with a queue take turns. With one stream at a time nothing is asked
 * for ahead. Upstream is asked for as many items as may run.
 * Errors: the first one ends the whole at once, queued items are dropped. With
 * `.delay_error` it comes after all else; if there are more of them, they go to
 * the scheduler's unhandled hook.
 * Same as: RxPY flat_map, Reactor flatMap.
 */
#define rill_flat_map(...)                                                    \
  rill_flat_map_opts(&(const rill_flat_map_opts_t){                           \
      .size = sizeof(rill_flat_map_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_flat_map_opts(
    const rill_flat_map_opts_t *options);

/**
 * The same with `f(item, index)`; the index counts from 0 in each run.
 *
 *     in   -3----2-----|
 *     rill_flat_map_indexed(rill_call(index_so_many_times))
 *     out  -(000)(11)--|
 *
 * Same as: RxPY flat_map_indexed.
 */
#define rill_flat_map_indexed(...)                                            \
  rill_flat_map_indexed_opts(&(const rill_flat_map_opts_t){                   \
      .size = sizeof(rill_flat_map_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_flat_map_indexed_opts(
    const rill_flat_map_opts_t *options);

/**
 * Runs the streams that the items lead to, up to `.max_concurrent` at once, and
 * passes on what they emit in the order of the items: all of the first stream,
 * then all of the second.
 *
 *     in   -1-3-------|
 *     rill_flat_map_ordered(rill_call(item_and_double_after_3))
 *     out  -1--236----|
 *
 * `f` returns an observable, a promise or a list.
 * Demand: each stream is asked for `.prefetch` items, which wait until its turn
 * has come, and then for more as they are taken. Upstream is asked for as many
 * items as may run; a stream that has ended and has items waiting is one of
 * them.
 * Errors: as of rill_flat_map(); the first one, of whichever stream, overtakes
 * what waits.
 * Same as: Reactor flatMapSequential, RxJava concatMapEager.
 */
#define rill_flat_map_ordered(...)                                            \
  rill_flat_map_ordered_opts(&(const rill_flat_map_opts_t){                   \
      .size = sizeof(rill_flat_map_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_flat_map_ordered_opts(
    const rill_flat_map_opts_t *options);

/**
 * Runs the streams that the items lead to one after another, in order.
 *
 *     in   -1-3--------|
 *     rill_concat_map(rill_call(item_and_double_after_3))
 *     out  -1--23--6---|
 *
 * `f` returns an observable, a promise or a list.
 * Demand: asks each stream for what downstream wants and for nothing ahead.
 * Same as: RxPY concat_map, Reactor concatMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_concat_map(rill_fn_t f);

/**
 * Runs the stream that the latest item leads to; the one before is cancelled.
 *
 *     in   -1-3--------|
 *     rill_switch_map(rill_call(item_and_double_after_3))
 *     out  -1-3--6-----|
 *
 * `f` returns an observable, a promise or a list. Called from inside of `next`,
 * a switch takes place before the next item goes down.
 * Demand: takes all that upstream has; asks the stream that counts for what
 * downstream wants.
 * Errors: one of upstream or of the stream that counts ends it at once.
 * Same as: RxPY switch_map, Reactor switchMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_map(rill_fn_t f);

/**
 * The same with `f(item, index)`; the index counts from 0 in each run.
 *
 *     in   -3----2-----|
 *     rill_switch_map_indexed(rill_call(index_so_many_times))
 *     out  -(000)(11)--|
 *
 * Same as: RxPY switch_map_indexed.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_map_indexed(
    rill_fn_t f);

/**
 * Runs the stream that an item leads to; items that come before it has ended
 * are dropped, and `f` is not called for them.
 *
 *     in   -1-3--4-----|
 *     rill_exhaust_map(rill_call(item_and_double_after_3))
 *     out  -1--2-4--8--|
 *
 * `f` returns an observable, a promise or a list.
 * Demand: takes all that upstream has; asks the stream that runs for what
 * downstream wants.
 * Errors: one of upstream or of the stream that runs ends it at once.
 * Same as: RxJS exhaustMap.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_exhaust_map(rill_fn_t f);

/**
 * The items are streams (or promises, or lists): runs up to `max_concurrent`
 * of them at once. RILL_UNBOUNDED: all; 1: one after another.
 *
 *     in   -1-3-------|
 *     rill_compose(rill_map(rill_call(item_and_double_after_3)),
 *                  rill_merge_all(2))
 *     out  -1-32-6----|
 *
 * Demand: upstream is asked for as many streams as may run and 256 more, which
 * wait for their turn.
 * Errors: the first one, at once; one of upstream overtakes what waits.
 * Same as: RxPY merge_all, Reactor Flux.merge.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_merge_all(
    int64_t max_concurrent);

/**
 * The items are streams (or promises, or lists): runs them one after another.
 *
 *     in   -1-3--------|
 *     rill_compose(rill_map(rill_call(item_and_double_after_3)),
 *                  rill_concat_all())
 *     out  -1--23--6---|
 *
 * Demand: asks each stream for what downstream wants; up to 256 streams wait
 * for their turn.
 * Errors: the first one, at once; one of upstream overtakes what waits.
 * Same as: RxPY concat_all, Reactor Flux.concat.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_concat_all(void);

/**
 * The items are streams (or promises, or lists): runs the latest one; the one
 * before is cancelled.
 *
 *     in   -1-3--------|
 *     rill_compose(rill_map(rill_call(item_and_double_after_3)),
 *                  rill_switch_latest())
 *     out  -1-3--6-----|
 *
 * Demand, Errors: as of rill_switch_map().
 * Same as: RxPY switch_latest, Reactor Flux.switchOnNext.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_latest(void);

/**
 * The items are streams (or promises, or lists): runs one, and drops those that
 * come before it has ended.
 *
 *     in   -1-3--4-----|
 *     rill_compose(rill_map(rill_call(item_and_double_after_3)),
 *                  rill_exhaust())
 *     out  -1--2-4--8--|
 *
 * Demand, Errors: as of rill_exhaust_map().
 * Same as: RxPY exhaust.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_exhaust(void);

/** For rill_merge_scan(seed, f, .max_concurrent = 4). */
typedef struct rill_merge_scan_opts {
  size_t size;            /**< set by the macro */
  rill_value_t seed;      /**< taken over */
  rill_fn_t fn;           /**< sum and item to observable, promise or list */
  int64_t max_concurrent; /**< streams that run at once; 0: 16 */
  int64_t prefetch;       /**< items each may be ahead; 0: 256 */
} rill_merge_scan_opts_t;

/**
 * A scan whose sums come in time: each item leads to the stream `f(a, item)`,
 * and each item that such a stream emits is passed on and is `a` from then on,
 * at first `seed`.
 *
 *     in   -1-2---3----|
 *     rill_merge_scan(rill_int(0), rill_call(sum_after_1))
 *     out  --1-3---6---|
 *
 * With `.max_concurrent = 1` each stream starts from the last sum of the one
 * before it; else from the last sum that any of them has emitted.
 * Demand, Errors: as of rill_flat_map().
 * Same as: RxJS mergeScan.
 */
#define rill_merge_scan(seed_, ...)                                           \
  rill_merge_scan_opts(&(const rill_merge_scan_opts_t){                       \
      .size = sizeof(rill_merge_scan_opts_t), .seed = (seed_),                \
      .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_merge_scan_opts(
    const rill_merge_scan_opts_t *options);

/**
 * The same with one stream at a time, that of the latest item; the one before
 * is cancelled. `seed` is taken over.
 *
 *     in   -1-2---34---|
 *     rill_switch_scan(rill_int(0), rill_call(sum_after_1))
 *     out  --1-3----7--|
 *
 * Demand, Errors: as of rill_switch_map().
 * Same as: RxJS switchScan.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_switch_scan(
    rill_value_t seed, rill_fn_t f);

/** For rill_scan(f, .seed = rill_int(0), .seeded = true). */
typedef struct rill_scan_opts {
  size_t size; /**< set by the macro */
  rill_fn_t fn;
  rill_value_t seed; /**< taken over */
  bool seeded;       /**< false: the first item is the seed, and passes */
} rill_scan_opts_t;

/**
 * Folds the items, a = f(a, item), and passes on each sum.
 *
 *     in   -1-2-3-|
 *     rill_scan(add)
 *     out  -1-3-6-|
 *
 * Same as: RxPY scan, Reactor scan.
 */
#define rill_scan(...)                                                        \
  rill_scan_opts(&(const rill_scan_opts_t){.size = sizeof(rill_scan_opts_t),  \
                                           .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_scan_opts(
    const rill_scan_opts_t *options);

/**
 * Folds the items, a = acc(a, item), from what `seed()` returns, and passes on
 * each sum. `seed` is called by each run, when it starts: for seeds that runs
 * must not share.
 *
 *     in   -1-2-3----|
 *     rill_scan_with(rill_call(make_five), add)
 *     out  -6-8-{11}-|
 *
 * Errors: a failure that `seed` or `acc` returns.
 * Same as: Reactor scanWith (which passes on the seed, too).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_scan_with(rill_fn_t seed,
                                                             rill_fn_t acc);

/**
 * Each item becomes `f(item)`; what `f` answers with RILL_NONE is dropped.
 *
 *     in   -1-2-3-4-|
 *     rill_handle(rill_call(half_of_even))
 *     out  ---1---2-|
 *
 * Same as: Reactor handle.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_handle(rill_fn_t f);

/**
 * Each item becomes a string: the text that rill_value_format() writes. Strings
 * stay as they are.
 *
 *     in   -1----{2.5}--a-|
 *     rill_to_string()
 *     out  -{"1"}{"2.5"}a-|
 *
 * Same as: RxPY map(str).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_to_string(void);

/**
 * Each item becomes a string: `text` with the item in the place of its `{}`, as
 * rill_to_string() would write it. A brace that is to be seen is doubled, as in
 * "{{{}}}".
 *
 *     in   -1------2------|
 *     rill_format("no. {}")
 *     out  -{no. 1}{no. 2}|
 *
 * No item can be taken for a part of the template.
 * Errors: when `text` has not exactly one place, or a brace alone.
 * Same as: RxPY map(text.format).
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_format(const char *text);

/** For rill_split(",", .limit = 4096). */
typedef struct rill_split_opts {
  size_t size;           /**< set by the macro */
  const char *separator; /**< copied */
  int64_t limit;         /**< the most bytes between two of them; 0: 1 MiB */
} rill_split_opts_t;

/**
 * Bytes or strings in, strings out: what stands between separators, wherever
 * the chunks begin and end.
 *
 *     in   -{a;b}-{;c}---|
 *     rill_split(";")
 *     out  -a-----b------(c|)
 *
 * Two separators with nothing between them give an empty string. What comes
 * behind the last one is the last item, unless it is empty.
 * Demand: upstream is asked for one chunk, and for the next one when all that
 * was in it has been taken; the rest of a chunk waits.
 * Errors: RILL_ETYPE for an item that is neither; RILL_EOVERFLOW for more than
 * `.limit` bytes without a separator. An error of upstream overtakes what
 * waits.
 * Same as: Akka Framing.delimiter.
 */
#define rill_split(...)                                                       \
  rill_split_opts(&(const rill_split_opts_t){                                 \
      .size = sizeof(rill_split_opts_t), .separator = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_split_opts(
    const rill_split_opts_t *options);

/** For rill_lines(.limit = 4096). */
typedef struct rill_lines_opts {
  size_t size;   /**< set by the macro */
  int64_t limit; /**< the most bytes of a line; 0: 1 MiB */
} rill_lines_opts_t;

/**
 * The lines of a text that comes in chunks, bytes or strings, without their
 * ends, "\n" or "\r\n".
 *
 *     in   -1----2---3-----|
 *     rill_compose(rill_map(rill_call(chunk_of_song)), rill_lines())
 *     out  -{oh}-----{what}({day}|)
 *
 * An empty line is an empty string. A last line without an end is an item, too.
 * Demand, Errors: as of rill_split().
 */
#define rill_lines(...)                                                       \
  rill_lines_opts(&(const rill_lines_opts_t){                                 \
      .size = sizeof(rill_lines_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_lines_opts(
    const rill_lines_opts_t *options);

/**
 * The signals of the stream as items, notifications of <rill/object.h>: each
 * item, and the end or the error, after which it completes.
 *
 *     in   -1--------2--------|
 *     rill_compose(rill_materialize(), rill_to_string())
 *     out  -{next(1)}{next(2)}({complete}|)
 *
 * Demand: the notification of the end uses up one, as any item; it waits until
 * it is asked for.
 * Same as: RxPY materialize, Reactor materialize.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_materialize(void);

/**
 * The items are notifications: each becomes the signal that it tells of. The
 * first end among them ends the stream, and upstream is cancelled.
 *
 *     in   -1-2-#
 *     rill_compose(rill_materialize(), rill_dematerialize())
 *     out  -1-2-#
 *
 * Demand: the notification of the end has to be asked for, too.
 * Errors: RILL_ETYPE for an item that is no notification.
 * Same as: RxPY dematerialize, Reactor dematerialize.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_dematerialize(void);

/** For rill_expand(f, .max_concurrent = 4). */
typedef struct rill_expand_opts {
  size_t size;            /**< set by the macro */
  rill_fn_t fn;           /**< item to observable, promise or list */
  int64_t max_concurrent; /**< streams at once; 0: 16 */
  int64_t capacity;       /**< items that may wait for their streams; 0: 256 */
} rill_expand_opts_t;

/**
 * Passes on each item, and all that its stream leads to: what the stream that
 * `f` makes of an item emits is treated like an item itself, and so on, level
 * by level. For trees, directories, pages of results.
 *
 *     in   -1-----|
 *     rill_expand(rill_call(double_below_5))
 *     out  -(1248)|
 *
 * `f` returns an observable, a promise or a list; one without items ends that
 * branch. With .max_concurrent = 1 the order is strictly that of the levels.
 * More streams than half of .capacity do not run at once.
 * Demand: upstream and the streams wait while `.capacity` items do.
 * Errors: the first one, at once; RILL_EOVERFLOW when `.capacity` items wait
 * for their streams, and none can run since all that run have more.
 * Same as: RxPY expand, Reactor expand.
 */
#define rill_expand(...)                                                      \
  rill_expand_opts(&(const rill_expand_opts_t){                               \
      .size = sizeof(rill_expand_opts_t), .fn = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_expand_opts(
    const rill_expand_opts_t *options);

/** For rill_group_by(key, .element = value_of). */
typedef struct rill_group_by_opts {
  size_t size;        /**< set by the macro */
  rill_fn_t key;      /**< item to key, any value */
  rill_fn_t element;  /**< item to what the group emits; not set: the item */
  int64_t max_groups; /**< groups open at once; 0: 4096 */
  int64_t capacity;   /**< items that may wait in each group; 0: 256 */
} rill_group_by_opts_t;

/**
 * Each item goes to the stream of its key; the items are these streams, each as
 * soon as its key comes up.
 *
 *     in   -1-2-3-4-|
 *     rill_compose(rill_group_by(is_even), rill_merge_all(2))
 *     out  -1-2-3-4-|
 *
 * A group is an observable: give it to rill_flat_map() or rill_from_value(),
 * and ask for its key by rill_group_key(). It can be subscribed once, on the
 * scheduler of the stream that it comes from, and completes or fails with that
 * stream. When a group is cancelled, the next item of its key opens a new one.
 * When the stream of groups is cancelled, groups that have a subscriber go on.
 * Demand: what a group's subscriber has not asked for waits in its queue; when
 * one group has `.capacity` items, upstream waits. So subscribe to all groups:
 * after rill_group_by() comes rill_flat_map() with .max_concurrent for as many
 * as there are. A group whose handle was dropped without a subscriber drops its
 * items, and stops nobody.
 * Errors: RILL_EOVERFLOW for more than `.max_groups`; a failure that `key` or
 * `.element` returns. They overtake what is queued. A second subscriber of a
 * group gets RILL_EALREADY, one on another scheduler RILL_EWRONGTHREAD, one
 * that comes after the stream of groups was cancelled RILL_ECANCELED.
 * Same as: RxPY group_by, Reactor groupBy.
 */
#define rill_group_by(...)                                                    \
  rill_group_by_opts(&(const rill_group_by_opts_t){                           \
      .size = sizeof(rill_group_by_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_group_by_opts(
    const rill_group_by_opts_t *options);
/** The key of a group, borrowed from it; RILL_NONE if it is none. */
RILL_API rill_value_t rill_group_key(rill_value_t group);

/** For rill_group_by_until(key, element, duration, .max_groups = 100). */
typedef struct rill_group_by_until_opts {
  size_t size;        /**< set by the macro */
  rill_fn_t key;      /**< item to key, any value */
  rill_fn_t element;  /**< item to what the group emits; not set: the item */
  rill_fn_t duration; /**< group to observable, promise or list */
  int64_t max_groups; /**< groups open at once; 0: 4096 */
  int64_t capacity;   /**< items that may wait in each group; 0: 256 */
} rill_group_by_until_opts_t;

/**
 * As rill_group_by(), but a group also ends: with the first item of the stream
 * that `duration(group)` gives, or when that completes. Then the next item of
 * its key opens a new one.
 *
 *     in   -1-3-------2-5-|
 *     rill_compose(rill_group_by_until(is_even, rill_no_fn(),
 *                                      rill_call(group_for_5_ticks)),
 *                  rill_flat_map(rill_call(list_of)))
 *     out  ------[1,3]----([2][5]|)
 *
 * `duration` may ask for the key by rill_group_key(). It must not subscribe the
 * group, which is there for one subscriber.
 * Errors: also a failure that `duration` returns, or an error of its stream.
 * Same as: RxPY group_by_until.
 */
#define rill_group_by_until(...)                                              \
  rill_group_by_until_opts(&(const rill_group_by_until_opts_t){               \
      .size = sizeof(rill_group_by_until_opts_t), .key = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_group_by_until_opts(
    const rill_group_by_until_opts_t *options);

/**
 * Two streams of one: `*yes` has the items of `source` for which `pred` is
 * true, `*no` the others. NULL for one of them: it is not made.
 *
 *     (rill_partition(rill_range(1, 6), is_even, &even, &odd),
 *      rill_pipe(even, rill_concat(odd)))
 *     out  (246135|)
 *
 * Each is `source` with a filter, and subscribes it by itself: so the runs are
 * independent, unless `source` is shared (rill_share()).
 * Owns: takes over `source` and `pred`, which both sides hold; its context is
 * dropped once, after the last of them. Both streams are the caller's.
 * Same as: RxPY partition.
 */
RILL_API void rill_partition(rill_observable_t *source, rill_fn_t pred,
                             rill_observable_t **yes, rill_observable_t **no);

RILL_END

#endif
