/* SPDX-License-Identifier: MIT */
/* Sources: where streams come from. */
#ifndef RILL_CREATE_H
#define RILL_CREATE_H

#include <rill/flow.h>
#include <rill/operator.h>
#include <rill/scheduler.h>

RILL_BEGIN

/**
 * No item: completes at once.
 *
 *     rill_empty()
 *     out  |
 *
 * Same as: RxPY empty, Reactor empty.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_empty(void);

/**
 * No item and no end: it can only be cancelled.
 *
 *     rill_never()
 *     out  -----
 *
 * Same as: RxPY never, Reactor never.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_never(void);

/**
 * Fails at once with `error`, in each run with the same.
 *
 *     rill_throw(rill_error_new(RILL_ETIMEDOUT, "too late"))
 *     out  #
 *
 * Owns: takes over `error`.
 * Same as: RxPY throw, Reactor error.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_throw(
    rill_error_t *error);

/**
 * One value, then completes.
 *
 *     rill_just(rill_int(7))
 *     out  (7|)
 *
 * Owns: takes over `value`.
 * Errors: an error as `value`: that is what rill_throw() is for.
 * Same as: RxPY just and return_value, Reactor just.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_just(
    rill_value_t value);

/**
 * The values that are written down, one after another.
 *
 *     rill_of(rill_int(1), rill_int(2), rill_int(3))
 *     out  (123|)
 *
 * Owns: takes over each value, so that rill_of(rill_string("a")) is right;
 * rill_from_array() references them instead.
 * Errors: an error among the values.
 * Same as: RxPY of, Reactor just.
 */
#define rill_of(...)                                                          \
  rill_of_array((rill_value_t[]){__VA_ARGS__},                                \
                sizeof((rill_value_t[]){__VA_ARGS__}) / sizeof(rill_value_t))
/** rill_of() for values in an array, which stays the caller's. */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_of_array(
    rill_value_t *values, size_t count);

/**
 * The `count` values of an array.
 *
 *     rill_from_array(digits, 3)
 *     out  (012|)
 *
 * Owns: references each value; the array is copied and stays the caller's.
 * Errors: an error among the values; NULL with a count above 0.
 * Same as: RxPY from_iterable, Reactor fromArray.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_array(
    const rill_value_t *values, size_t count);

/** For rill_repeat_value(rill_int(7), .count = 3). */
typedef struct rill_repeat_value_opts {
  size_t size; /**< set by the macro */
  rill_value_t value;
  int64_t count; /**< how many times; 0: for ever */
} rill_repeat_value_opts_t;

/**
 * One value `.count` times, or for ever.
 *
 *     rill_repeat_value(rill_int(7), .count = 3)
 *     out  (777|)
 *
 * Owns: takes over `value`.
 * Errors: a negative count; an error as `value`.
 * Same as: RxPY repeat_value.
 */
#define rill_repeat_value(...)                                                \
  rill_repeat_value_opts(&(const rill_repeat_value_opts_t){                   \
      .size = sizeof(rill_repeat_value_opts_t), .value = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_repeat_value_opts(
    const rill_repeat_value_opts_t *options);

/**
 * The items of a list. Nothing is copied.
 *
 *     rill_from_list(rill_list(digits, 3))
 *     out  (012|)
 *
 * Owns: takes over `list`.
 * Errors: RILL_ETYPE for anything but a list; an error among the items.
 * Same as: RxPY from_iterable, Reactor fromIterable.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_list(
    rill_value_t list);

/**
 * The integers `start`, `start + 1`, … — `count` of them.
 *
 *     rill_range(3, 4)
 *     out  (3456|)
 *
 * Errors: a negative count, or one that passes the largest integer.
 * Same as: RxPY range, Reactor range.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_range(int64_t start,
                                                             int64_t count);

/**
 * The integers `start`, `start + step`, … that come before `stop`, which is
 * not among them. A negative step counts down.
 *
 *     rill_range_step(0, 10, 3)
 *     out  (0369|)
 *
 * Errors: a step of 0.
 * Same as: RxPY range.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_range_step(
    int64_t start, int64_t stop, int64_t step);

/** For rill_timer(RILL_SEC(1), .period = RILL_MS(100)). */
typedef struct rill_timer_opts {
  size_t size;        /**< set by the macro */
  rill_time_t due;    /**< from the subscription on */
  rill_time_t period; /**< 0: one tick alone */
  bool absolute;      /**< `due` is a point on the scheduler's clock */
  rill_scheduler_t *scheduler; /**< NULL: the run's own; referenced */
} rill_timer_opts_t;

/**
 * The number 0 when `due` has come, then completes; with a period goes on with
 * 1, 2, … for ever.
 *
 *     rill_timer(3)
 *     out  ---(0|)
 *
 * A due time that has passed is due at once. What rill_interval() says about
 * demand and late ticks holds here too.
 * Errors: a negative period.
 * Same as: RxPY timer, Reactor delay and interval.
 */
#define rill_timer(...)                                                       \
  rill_timer_opts(&(const rill_timer_opts_t){                                 \
      .size = sizeof(rill_timer_opts_t), .due = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_timer_opts(
    const rill_timer_opts_t *options);

/** For rill_interval(RILL_SEC(1), .scheduler = loop). */
typedef struct rill_interval_opts {
  size_t size; /**< set by the macro */
  rill_time_t period;
  rill_scheduler_t *scheduler; /**< NULL: the run's own; referenced */
} rill_interval_opts_t;

/**
 * 0, 1, 2, …, one each `period`.
 *
 *     rill_interval(2)
 *     out  --0-1-2-3-4
 *
 * Demand: never fails for lack of it. Ticks that nobody asked for are
 * conflated into one, which the next request gets at once; the numbers go on
 * without a gap. A loop that was kept busy sees one tick, not a burst; ticks
 * stay on the grid of the period.
 * Errors: a period that is not positive.
 * Same as: RxPY interval, Reactor interval with onBackpressureLatest.
 */
#define rill_interval(...)                                                    \
  rill_interval_opts(&(const rill_interval_opts_t){                           \
      .size = sizeof(rill_interval_opts_t), .period = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_interval_opts(
    const rill_interval_opts_t *options);

/**
 * The stream that `f()` gives, asked anew by each subscription: an observable,
 * a promise or a list.
 *
 *     rill_defer(rill_call(one_two))
 *     out  (12|)
 *
 * Errors: a failure of `f`; RILL_ETYPE when it gives anything else.
 * Same as: RxPY defer, Reactor defer.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_defer(rill_fn_t f);

/**
 * The value that `f()` returns, called anew by each subscription.
 *
 *     rill_from_callable(rill_call(seven))
 *     out  (7|)
 *
 * Errors: a failure of `f`.
 * Same as: RxPY from_callable, Reactor fromCallable.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_callable(
    rill_fn_t f);

/**
 * Calls `f()` once, now, on `scheduler`, and gives its result to each
 * subscriber, whenever it comes: at once if that is this thread's scheduler,
 * before rill_start() returns; else over there.
 *
 *     rill_start(clock, rill_call(seven))
 *     out  (7|)
 *
 * Errors: a failure of `f` is that of each run; if there has been none when the
 * observable goes, it is the unhandled hook's. RILL_ECLOSED when the scheduler
 * is closed before `f` was called.
 * Owns: the context of `f` is dropped when it has returned.
 * Runs on: runs live where they are subscribed, and wait for `scheduler`.
 * Same as: RxPY start.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_start(
    rill_scheduler_t *scheduler, rill_fn_t f);

/**
 * A stream over a resource of its own: each run calls `resource()` and runs the
 * observable, promise or list that `factory(resource)` gives. After its end,
 * or a cancel, calls `cleanup(resource)`, once: when downstream has heard of it
 * and the stream has been let go.
 *
 *     rill_using(rill_call(two), rill_call(count_up), rill_call(forget))
 *     out  (01|)
 *
 * Errors: a failure of `resource`, after which there is nothing to clean up, or
 * of `factory`. One of `cleanup` goes to the scheduler's unhandled hook.
 * Owns: takes over what `resource` returns, until after `cleanup`.
 * Same as: RxPY using, Reactor using.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_using(
    rill_fn_t resource, rill_fn_t factory, rill_fn_t cleanup);

/** For rill_if_then(cond, a, .otherwise = b). */
typedef struct rill_if_then_opts {
  size_t size; /**< set by the macro */
  rill_fn_t cond;
  rill_observable_t *then;
  rill_observable_t *otherwise; /**< NULL: an empty stream */
} rill_if_then_opts_t;

/**
 * `then` or `.otherwise`: `cond()` is asked by each subscription.
 *
 *     rill_if_then(rill_call(yes), rill_just(rill_int(1)),
 *                  .otherwise = rill_just(rill_int(2)))
 *     out  (1|)
 *
 * Errors: a failure of `cond`; RILL_ETYPE when it answers no bool.
 * Owns: takes over both streams.
 * Same as: RxPY if_then.
 */
#define rill_if_then(...)                                                     \
  rill_if_then_opts(&(const rill_if_then_opts_t){                             \
      .size = sizeof(rill_if_then_opts_t), .cond = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_if_then_opts(
    const rill_if_then_opts_t *options);

/** For rill_case(select, streams, .otherwise = b). */
typedef struct rill_case_opts {
  size_t size; /**< set by the macro */
  rill_fn_t select;
  rill_value_t streams; /**< a map from keys to observables, promises, lists */
  rill_observable_t *otherwise; /**< NULL: an empty stream */
} rill_case_opts_t;

/**
 * The stream that the map `streams` has for the key that `select()` returns, or
 * `.otherwise` if it has none: asked by each subscription.
 *
 *     rill_case(rill_call(two), cases(), .otherwise = rill_never())
 *     out  (345|)
 *
 * Errors: a failure of `select`; RILL_ETYPE for anything but a map of streams.
 * Owns: takes over the map and `.otherwise`.
 * Same as: RxPY case.
 */
#define rill_case(...)                                                        \
  rill_case_opts(&(const rill_case_opts_t){                                   \
      .size = sizeof(rill_case_opts_t), .select = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_case_opts(
    const rill_case_opts_t *options);

/**
 * The streams that `f(item)` gives for the items of a list, one after another:
 * observables, promises or lists.
 *
 *     rill_for_in(rill_list(digits, 3), rill_call(count_up))
 *     out  (001|)
 *
 * Demand: `f` is called when the stream before has completed.
 * Errors: the first one, or a failure of `f`, ends it; RILL_ETYPE for anything
 * but a list.
 * Owns: takes over `list`.
 * Same as: RxPY for_in.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_for_in(
    rill_value_t list, rill_fn_t f);

/** What a function for rill_from_pull() returns at the end of its items. */
static inline rill_value_t rill_done(void) {
  rill_value_t v = rill_none();
  v.aux = 1;
  return v;
}
/** Whether `v` is that mark; rill_none() is an item like any other. */
static inline bool rill_is_done(rill_value_t v) {
  return v.kind == RILL_NONE && v.aux == 1;
}

/**
 * What `next()` returns, call by call, until it returns rill_done().
 *
 *     rill_from_pull(rill_call(count_to_three))
 *     out  (123|)
 *
 * Demand: `next` is called once for each item asked for, and one more time,
 * when something is asked for after the last item, for the end. Each item has
 * gone all the way down before the next one is pulled.
 * Errors: a failure that `next` returns.
 * Owns: `next` keeps its place in its context, so two runs share it; wrap it
 * in rill_defer() for one context per run.
 * Same as: RxPY generate, Reactor generate.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_pull(
    rill_fn_t next);

/** For rill_generate(init, cond, iterate, .result = f). */
typedef struct rill_generate_opts {
  size_t size; /**< set by the macro */
  rill_value_t init;
  rill_fn_t cond;
  rill_fn_t iterate;
  rill_fn_t result; /**< makes the item of a state; not set: it is the state */
} rill_generate_opts_t;

/**
 * A state after another while `cond(state)` says true: first `init`, then each
 * time what `iterate(state)` makes of the one before.
 *
 *     rill_generate(rill_int(1), below_9, twice)
 *     out  (1248|)
 *
 * Demand: `iterate` and `cond` are called for each item asked for, and one
 * more time, when something is asked for after the last item, for the end.
 * Errors: a failure of a function; RILL_ETYPE when `cond` answers no bool.
 * Owns: takes over `init` and the functions.
 * Same as: RxPY generate, Reactor generate with a state.
 */
#define rill_generate(...)                                                    \
  rill_generate_opts(&(const rill_generate_opts_t){                           \
      .size = sizeof(rill_generate_opts_t), .init = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_generate_opts(
    const rill_generate_opts_t *options);

/** For rill_generate_with_time(init, cond, iterate, delay, .result = f). */
typedef struct rill_generate_with_time_opts {
  size_t size; /**< set by the macro */
  rill_value_t init;
  rill_fn_t cond;
  rill_fn_t iterate;
  rill_fn_t delay;  /**< of a state: nanoseconds, an int */
  rill_fn_t result; /**< makes the item of a state; not set: it is the state */
  rill_scheduler_t *scheduler; /**< NULL: the run's own; referenced */
} rill_generate_with_time_opts_t;

/**
 * rill_generate() that waits `delay(state)` before each item.
 *
 *     rill_generate_with_time(rill_int(1), below_4, increment, identity)
 *     out  -1-2--(3|)
 *
 * The wait begins with the subscription, or when the item before has been
 * delivered; then the next state is made, too.
 *
 * Demand: an item that nobody has asked for waits, and what follows with it.
 * Errors: a failure of a function; RILL_ETYPE when `cond` answers no bool or
 * `delay` no int, RILL_ERANGE when that is negative.
 * Owns: takes over `init` and the functions.
 * Same as: RxPY generate_with_relative_time.
 */
#define rill_generate_with_time(...)                                          \
  rill_generate_with_time_opts(&(const rill_generate_with_time_opts_t){       \
      .size = sizeof(rill_generate_with_time_opts_t), .init = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_generate_with_time_opts(
    const rill_generate_with_time_opts_t *options);

/**
 * The producer's end of one run of rill_create(). It is counted: a producer
 * that keeps it takes rill_ref(), and may outlive the run, which then answers
 * RILL_ECLOSED. All of it belongs to the thread of the run's scheduler: from
 * another one the answer is RILL_EWRONGTHREAD.
 */
typedef struct rill_emitter rill_emitter_t;
RILL_API extern const rill_type_t rill_emitter_type;

/** The emitter that the function of rill_create() gets, borrowed; NULL for
 * any other value. */
static inline rill_emitter_t *rill_emitter_of(rill_value_t value) {
  return (rill_emitter_t *) rill_as_object(value, &rill_emitter_type);
}

/** Delivers an item (borrowed), or queues it until it is asked for. An error
 * value ends the run with it, as it would from a callback. 0, or: RILL_EAGAIN
 * when the queue is full and the item was not taken: wait for
 * rill_emitter_on_request(); RILL_ECLOSED when the run is over; RILL_EOVERFLOW
 * when the queue was full and the run has failed for it; RILL_ENOMEM when
 * there was no memory to queue the item and the run has failed for it. */
RILL_API int rill_emitter_next(rill_emitter_t *emitter, rill_value_t item);
/** Ends the run with an error (taken over), ahead of what is queued. 0 or
 * RILL_ECLOSED. */
RILL_API int rill_emitter_error(rill_emitter_t *emitter, rill_error_t *error);
/** Completes the run once what is queued has been delivered. 0 or
 * RILL_ECLOSED. */
RILL_API int rill_emitter_complete(rill_emitter_t *emitter);
/** How many items can be delivered now without being queued; RILL_UNBOUNDED:
 * all. 0 when the run is over. */
RILL_API int64_t rill_emitter_requested(const rill_emitter_t *emitter);
/** How many items have been dropped by `.overflow`; 0 when the run is over. On
 * the thread of the run. */
RILL_API int64_t rill_emitter_dropped(const rill_emitter_t *emitter);
/** Calls `f(n)` whenever n more items are asked for, at once for what is asked
 * for already. A failure that it returns ends the run. Replaces the function
 * set before. 0 or RILL_ECLOSED. Takes over `f`. */
RILL_API int rill_emitter_on_request(rill_emitter_t *emitter, rill_fn_t f);
/** Calls `f()` once when the run ends by anything but the emitter's own error
 * or completion: time to stop producing; at once if that has happened. The
 * context of `f` is dropped with the end of the run, whatever ends it.
 * Replaces the function set before. 0 or RILL_ECLOSED. Takes over `f`. */
RILL_API int rill_emitter_on_cancel(rill_emitter_t *emitter, rill_fn_t f);

/** For rill_create(f, .overflow = RILL_OVERFLOW_DROP_HEAD). */
typedef struct rill_create_opts {
  size_t size; /**< set by the macro */
  rill_fn_t subscribe;
  /** What becomes of an item when the queue is full. RILL_OVERFLOW_WAIT, the
   * default: rill_emitter_next() answers RILL_EAGAIN. */
  rill_overflow_t overflow;
  size_t capacity;   /**< of the queue; 0: 256 */
  rill_fn_t dropped; /**< called with each item that is dropped */
} rill_create_opts_t;

/**
 * What `subscribe(emitter)` and its callbacks push, for each run anew.
 *
 *     rill_create(rill_call(push_one_two))
 *     out  (12|)
 *
 * Demand: items beyond it are queued up to `.capacity`, then `.overflow` says.
 * RILL_OVERFLOW_LATEST keeps one. `.dropped` also sees what is queued when the
 * run is cancelled or fails.
 * Errors: a failure that `subscribe` or `.dropped` returns; RILL_EOVERFLOW with
 * RILL_OVERFLOW_FAIL.
 * Same as: RxPY create, Reactor create.
 */
#define rill_create(...)                                                      \
  rill_create_opts(&(const rill_create_opts_t){                               \
      .size = sizeof(rill_create_opts_t), .subscribe = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_create_opts(
    const rill_create_opts_t *options);

/** For rill_from_event(add, remove, .overflow = RILL_OVERFLOW_LATEST). */
typedef struct rill_from_event_opts {
  size_t size; /**< set by the macro */
  rill_fn_t add;
  rill_fn_t remove;
  rill_overflow_t overflow; /**< as of rill_create() */
  size_t capacity;          /**< of the queue; 0: 256 */
  rill_fn_t dropped;        /**< called with each event that is dropped */
} rill_from_event_opts_t;

/**
 * The events of any registry of C callbacks. Each run calls `add(emitter)`,
 * which registers a callback that pushes into the emitter, and returns what
 * takes it out again: a token. After the end, or a cancel, calls
 * `remove(token)`, once.
 *
 *     rill_from_event(rill_call(add_listener), rill_call(forget))
 *     out  (12)---
 *
 * The emitter is the run's as long as `remove` has not returned, so `add` need
 * not reference it. What it answers and which thread it belongs to is written
 * at rill_emitter_next().
 *
 * Demand: events beyond it are queued up to `.capacity`, then `.overflow` says;
 * by default rill_emitter_next() refuses them: few events can wait, so choose.
 * Errors: a failure of `add`, after which there is nothing to remove;
 * RILL_EOVERFLOW with RILL_OVERFLOW_FAIL. A failure of `remove` goes to the
 * scheduler's unhandled hook.
 * Same as: RxPY from_event, Reactor create.
 */
#define rill_from_event(...)                                                  \
  rill_from_event_opts(&(const rill_from_event_opts_t){                       \
      .size = sizeof(rill_from_event_opts_t), .add = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_event_opts(
    const rill_from_event_opts_t *options);

/** What a foreign publisher hands to rill_receiver_on_subscribe(): the ways to
 * ask it for items and to stop it. Both are called on the thread of the run,
 * never from inside of each other or of rill_receiver_on_next(), so `request`
 * may answer with items, and the end, at once. */
typedef struct rill_publication {
  size_t size; /**< sizeof(rill_publication_t), set by the caller */
  /** So many items more, RILL_UNBOUNDED: all. */
  void (*request)(int64_t count, void *context);
  /** Stop; at most once, and not after the end. */
  void (*cancel)(void *context);
  /** Last of all and exactly once, also after cancel; may be NULL. */
  void (*release)(void *context);
  void *context;
} rill_publication_t;

/** The subscriber that a foreign publisher gets for each run. It is counted: a
 * publisher that keeps it takes rill_ref(), and may outlive the run. */
typedef struct rill_receiver rill_receiver_t;

/** A publisher that is not ours, by the Reactive Streams interface. */
typedef struct rill_publisher {
  size_t size; /**< sizeof(rill_publisher_t), set by the caller */
  /** A new run, on its thread: calls rill_receiver_on_subscribe(), now or
   * later, and then sends what is requested. */
  void (*subscribe)(rill_receiver_t *receiver, void *context);
  /** Once, when the observable and its runs are gone; may be NULL. */
  void (*release)(void *context);
  void *context;
} rill_publisher_t;

/**
 * What a foreign publisher sends, for each run anew. It is held to the rules
 * of Reactive Streams: what breaks one ends the run with an error that names
 * it, and stops the publisher. rill_create() is for producers that know less.
 *
 *     rill_from_publisher(&gives_one_two)
 *     out  (12|)
 *
 * Demand: is the publisher's, item by item; what operators drop is asked for
 * anew.
 * Errors: RILL_EPROTOCOL; RILL_EWRONGTHREAD for a signal that did not come on
 * the thread of the run.
 * Owns: takes over the publisher's context, copies the struct.
 * Same as: Reactor from.
 */
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *rill_from_publisher(
    const rill_publisher_t *publisher);

/* The signals of a publisher. Each answers 0, or: RILL_ECLOSED when the run is
 * over, which is the signal to stop; RILL_EPROTOCOL when it broke a rule, and
 * the run has failed for it; after its own end the scheduler's unhandled hook
 * hears of that; RILL_EWRONGTHREAD. */

/** First of all. The struct is copied, its context taken over: when this fails,
 * it is cancelled and released before it returns. */
RILL_API int rill_receiver_on_subscribe(rill_receiver_t *receiver,
                                        const rill_publication_t *subscription);
/** An item, borrowed, that was requested. */
RILL_API int rill_receiver_on_next(rill_receiver_t *receiver,
                                   rill_value_t item);
/** The end with an error, taken over. */
RILL_API int rill_receiver_on_error(rill_receiver_t *receiver,
                                    rill_error_t *error);
/** The end. */
RILL_API int rill_receiver_on_complete(rill_receiver_t *receiver);

RILL_END

#endif
