/* SPDX-License-Identifier: MIT */
/* Operators that look on, and ways out of the stream. */
#ifndef RILL_UTILITY_H
#define RILL_UTILITY_H

#include <rill/operator.h>
#include <rill/scheduler.h>

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

RILL_END

#endif
