/* SPDX-License-Identifier: MIT */
/* Operators that look on, and ways out of the stream. */
#ifndef RILL_UTILITY_H
#define RILL_UTILITY_H

#include <rill/operator.h>
#include <rill/promise.h>
#include <rill/scheduler.h>
#include <rill/subject.h>
#include <rill/subscription.h>

RILL_BEGIN

/** For rill_do(.next = rill_call(look)). Each may be left out. */
typedef struct rill_do_opts {
  size_t size;         /**< set by the macro */
  rill_fn_t next;      /**< f(item) */
  rill_fn_t error;     /**< f(error), before downstream hears it */
  rill_fn_t complete;  /**< f(), before downstream hears it */
  rill_fn_t subscribe; /**< f(), before upstream starts */
  rill_fn_t request;   /**< f(count), before upstream hears it */
  rill_fn_t cancel;    /**< f(), when downstream wants no more */
  rill_fn_t finally;   /**< f(), once and last, after any end or cancel */
} rill_do_opts_t;

/**
 * Looks on: calls a function for each signal, and passes the signal on.
 *
 *     in   -1-2-|
 *     rill_do(.next = rill_call(look))
 *     out  -1-2-|
 *
 * Errors: a failure that a function returns ends the stream with it; that of
 * `.error` is caused by the error it got; those of `.cancel` and `.finally`,
 * when nobody listens any more, go to the unhandled hook.
 * Same as: RxPY do and do_action, Reactor doOnNext and its kin.
 */
#define rill_do(...)                                                          \
  rill_do_opts(&(const rill_do_opts_t){.size = sizeof(rill_do_opts_t),        \
                                       __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_do_opts(
    const rill_do_opts_t *options);

/** What the function of rill_progress() gets, as a box: rill_unbox(v,
 * &rill_progress_type). As text it is one line, such as
 * "1200 of 5000 (24.0 %) items, 398/s, 0:09 left". */
typedef struct rill_progress_record {
  int64_t count;       /**< items so far */
  int64_t total;       /**< items expected; 0: not known */
  rill_time_t elapsed; /**< since the subscription */
  /** Items per second since the last report; over all in the last one. */
  double rate;
  /** Until the end, at the mean rate so far; -1: not known. */
  rill_time_t left;
  bool ended; /**< the last report: the stream has ended or was canceled */
} rill_progress_t;
RILL_API extern const rill_type_t rill_progress_type;

/** For rill_progress(RILL_SEC(2), .total = 5000). */
typedef struct rill_progress_opts {
  size_t size;       /**< set by the macro */
  rill_time_t every; /**< between two reports; 0: one second */
  int64_t total;     /**< how many items to expect; 0: not known */
  rill_fn_t report;  /**< f(record); not set: a line to `file` */
  FILE *file;        /**< borrowed; NULL: stderr */
} rill_progress_opts_t;

/**
 * Counts the items that pass and reports count, rate and time left now and
 * then, and once more at the end.
 *
 *     in   -1-2-|
 *     rill_progress(.report = rill_call(look))
 *     out  -1-2-|
 *
 * Errors: a failure that `.report` returns ends the stream with it.
 */
#define rill_progress(...)                                                    \
  rill_progress_opts(&(const rill_progress_opts_t){                           \
      .size = sizeof(rill_progress_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_progress_opts(
    const rill_progress_opts_t *options);

/** For rill_log("orders", .file = journal). */
typedef struct rill_log_opts {
  size_t size;      /**< set by the macro */
  const char *name; /**< copied */
  FILE *file;       /**< borrowed; NULL: stderr */
} rill_log_opts_t;

/**
 * Writes a line for each signal that passes: name, seconds since the
 * subscription, and what it is, such as "orders 0.250000: item 5".
 *
 *     in   -1-2-|
 *     rill_log("numbers", .file = journal())
 *     out  -1-2-|
 *
 * Items and errors go down, requests and a cancel go up. An item is cut after
 * 255 bytes.
 * Errors: a NULL as `name`.
 * Same as: Reactor log.
 */
#define rill_log(...)                                                         \
  rill_log_opts(&(const rill_log_opts_t){.size = sizeof(rill_log_opts_t),     \
                                         .name = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_log_opts(
    const rill_log_opts_t *options);

/**
 * Names the operator or source before it: errors that arise there, and
 * rill_scheduler_dump(), show it as `map "prices"`.
 *
 *     in   -1-2-|
 *     rill_compose(rill_map(square), rill_named("squares"))
 *     out  -1-4-|
 *
 * It costs nothing in a run. Put it behind rill_ref_count() and the like, not
 * between rill_publish() and these: it makes another operator of the one that
 * it names.
 * Errors: an empty name, or NULL.
 * Owns: copies `name`. Of `map "prices"` an error keeps 47 bytes.
 * Same as: Reactor name.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_named(const char *name);

/**
 * Adds a place to an error that passes: an error of the same code, whose
 * message begins with `text`, whose call site is this one, and whose cause is
 * the error.
 *
 *     in   -1-2-#
 *     rill_checkpoint("while reading the orders")
 *     out  -1-2-#
 *
 * Errors: an empty text, or NULL.
 * Owns: copies `text`.
 * Same as: Reactor checkpoint.
 */
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_checkpoint(
    const char *text);

/** How a run has ended. */
typedef enum rill_outcome {
  RILL_OUTCOME_NONE, /**< it goes on */
  RILL_OUTCOME_COMPLETED,
  RILL_OUTCOME_FAILED,
  RILL_OUTCOME_CANCELED
} rill_outcome_t;

/** What the function of rill_metrics() gets, as a box: rill_unbox(v,
 * &rill_metrics_type). As text it is one line. */
typedef struct rill_metrics_record {
  int64_t items;       /**< so far */
  int64_t errors;      /**< 1 with RILL_OUTCOME_FAILED */
  rill_time_t elapsed; /**< since the subscription */
  rill_time_t first;   /**< from then to the first item; -1: there is none */
  double rate;         /**< items per second since the last report */
  double mean_rate;    /**< the same over all */
  rill_outcome_t outcome;
} rill_metrics_t;
RILL_API extern const rill_type_t rill_metrics_type;

/** For rill_metrics(rill_call(note), .every = RILL_SEC(10)). */
typedef struct rill_metrics_opts {
  size_t size;       /**< set by the macro */
  rill_fn_t sink;    /**< f(record) */
  rill_time_t every; /**< between two reports; 0: one report, at the end */
} rill_metrics_opts_t;

/**
 * Measures each run: calls `sink(record)` once at its end or cancel, and before
 * that each `.every`.
 *
 *     in   -1-2-|
 *     rill_metrics(rill_call(look))
 *     out  -1-2-|
 *
 * Errors: a failure that `sink` returns ends the stream with it; where it has
 * ended already, it goes to the unhandled hook.
 * Same as: Reactor tap with Micrometer.metrics.
 */
#define rill_metrics(...)                                                     \
  rill_metrics_opts(&(const rill_metrics_opts_t){                             \
      .size = sizeof(rill_metrics_opts_t), .sink = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_metrics_opts(
    const rill_metrics_opts_t *options);

/** For rill_record(.report = rill_call(note), .tick = RILL_MS(10)). */
typedef struct rill_record_opts {
  size_t size;      /**< set by the macro */
  rill_fn_t report; /**< f(text); not set: a line to `file` */
  FILE *file;       /**< borrowed; NULL: stderr */
  rill_time_t tick; /**< what one character stands for; 0: a millisecond, and
                         1 in virtual time */
  int64_t capacity; /**< how many items are drawn; 0: 256 */
} rill_record_opts_t;

/**
 * Draws what happened in the notation of <rill/test.h>, and reports the text
 * once, at the end or cancel of each run: "-1-2-|".
 *
 *     in   -1-2-|
 *     rill_record(.report = rill_call(look))
 *     out  -1-2-|
 *
 * The text can be played again by rill_from_marbles(), unless items beyond the
 * capacity are missing: then it says how many.
 * Errors: a failure that `.report` returns ends the stream with it; where it
 * has ended already, it goes to the unhandled hook.
 */
#define rill_record(...)                                                      \
  rill_record_opts(&(const rill_record_opts_t){                               \
      .size = sizeof(rill_record_opts_t), __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *rill_record_opts(
    const rill_record_opts_t *options);

/* --- Leaving the stream --------------------------------------------------- */

/**
 * Runs `observable` on `scheduler` and calls `f(item)` with each item; the
 * promise is fulfilled with RILL_NONE at the end, and rejected with an error.
 *
 *     rill_promise_t *done = rill_for_each(loop, orders, rill_call(ship));
 *
 * Cancelling the promise cancels the run.
 * Demand: takes everything.
 * Errors: a failure that `f` returns cancels the run and rejects the promise.
 * Owns: takes over the observable and `f`.
 * Same as: RxJS forEach.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *rill_for_each(
    rill_scheduler_t *scheduler, rill_observable_t *observable, rill_fn_t f);

/**
 * Runs `observable` on `scheduler` and pushes its items and its end into a
 * subject.
 *
 *     rill_unref(rill_to_subject(loop, ticks, subject));
 *
 * Cancelling the subscription leaves the subject as it is. If the subject has
 * been ended by others, the run is canceled.
 * Demand: one item at a time. When the subject has no room for it
 * (RILL_EAGAIN), waits for that with rill_subject_on_ready(), whose function it
 * replaces. An error overtakes the item that waits. Where the run does not end
 * on the subject's scheduler is a border, with items of its own under way.
 * Errors: those of the run go to the subject.
 * Owns: takes over the observable; references the subject as long as it needs
 * it.
 * Same as: RxPY subscribe(subject), Reactor subscribe(processor).
 */
RILL_API RILL_OWNED rill_subscription_t *rill_to_subject(
    rill_scheduler_t *scheduler, rill_observable_t *observable,
    rill_subject_t *subject);

/** For rill_run(observable, .scheduler = here). */
typedef struct rill_run_opts {
  size_t size;                   /**< set by the macro */
  rill_observable_t *observable; /**< taken over */
  rill_scheduler_t *scheduler;   /**< borrowed; NULL: one of its own */
  const char *site;              /**< set by the macro */
} rill_run_opts_t;

/**
 * Runs a stream until its end, on the calling thread, and returns its last
 * item (owned), or its error as a RILL_ERROR.
 *
 *     rill_value_t sum = rill_run(rill_pipe(rill_range(1, 10), rill_sum()));
 *
 * Sleeps while nothing is due. Of a uv scheduler it runs the loop, so it must
 * not be called from inside of any of that loop's callbacks; without a
 * scheduler no loop runs, so the stream must not wait for one of this thread.
 * Errors: RILL_EEMPTY without items; RILL_EBROKEN when nothing is left that
 * could end it; RILL_EPROTOCOL when it is called from inside of a callback of
 * rill_run(), of an iterator or of the scheduler; RILL_EINVAL for a pool, and
 * RILL_EWRONGTHREAD for a scheduler of another thread.
 * Same as: RxPY run, Reactor blockLast.
 */
#define rill_run(...)                                                         \
  rill_run_opts(&(const rill_run_opts_t){.size = sizeof(rill_run_opts_t),     \
                                         .site = RILL_SITE,                   \
                                         .observable = __VA_ARGS__})
RILL_API RILL_MUST_USE rill_value_t rill_run_opts(
    const rill_run_opts_t *options);

/** A stream that is looped over. Drop it with rill_unref(), which cancels the
 * run. It belongs to one thread. */
typedef struct rill_iterator rill_iterator_t;
RILL_API extern const rill_type_t rill_iterator_type;

/**
 * Subscribes `observable` (taken over) on `scheduler` (borrowed; NULL: one of
 * its own) for a loop:
 *
 *     rill_iterator_t *lines = rill_iterate(NULL, rill_ref(log));
 *     rill_value_t line;
 *     while (rill_iterator_next(lines, &line)) puts(rill_as_string(line));
 *     rill_unref(lines);
 *
 * What was wrong, and that there was no memory, comes as rill_iterator_error().
 * The scheduler is one that rill_run() can drive.
 * Same as: RxPY to_iterable, Reactor toIterable.
 */
RILL_API RILL_OWNED __attribute__((returns_nonnull)) rill_iterator_t *
rill_iterate(rill_scheduler_t *scheduler, rill_observable_t *observable);
/** Asks for one item and drives the scheduler until it is there: `*item`
 * (borrowed, until the next call or the iterator's end). False at the end, or
 * when there is an error. Between two calls nothing is asked for and nothing
 * runs. */
RILL_API bool rill_iterator_next(rill_iterator_t *iterator,
                                 rill_value_t *item);
/** Why the last rill_iterator_next() was false, borrowed; NULL: it was the
 * end. Besides the stream's own error that of rill_run(): RILL_EBROKEN,
 * RILL_EPROTOCOL… */
RILL_API rill_error_t *rill_iterator_error(const rill_iterator_t *iterator);

RILL_END

#endif
