/* SPDX-License-Identifier: MIT */
/* Signals of the system, as a stream. */
#ifndef RILL_SIGNAL_H
#define RILL_SIGNAL_H

#include <signal.h>

#include <rill/observable.h>

RILL_BEGIN

enum { RILL_SIGNALS = 16 };

/** For rill_signals(SIGINT, SIGTERM, .unref = true). */
typedef struct rill_signals_opts {
  size_t size;               /**< set by the macro */
  int signums[RILL_SIGNALS]; /**< those listened to; the rest is 0 */
  bool unref;                /**< does not keep the loop alive */
} rill_signals_opts_t;

/**
 * The number of each signal that the process gets: SIGINT is the item 2. Up to
 * 16 numbers may be given, each once.
 *
 *     rill_unref(rill_subscribe(loop, rill_signals(SIGHUP), .next = reload));
 *
 * From the subscription to the end of the run the signal's default action is
 * off, as with libuv; any number of runs, on any number of loops, get each
 * signal. They keep their loops alive, unless told not to. The stream has no
 * end of its own; rill_scheduler_shutdown() completes it.
 *
 * Demand: of what comes while nobody has asked, one of each number is kept, in
 * the order in which they came first. So does the system with signals that it
 * has not delivered yet: a signal says that something has happened, not how
 * often.
 * Errors: libuv's code for numbers that cannot be caught (SIGKILL, SIGSTOP) or
 * are none; RILL_EINVAL on a scheduler other than rill_uv_scheduler_new()'s.
 * Same as: libuv uv_signal_start.
 */
#define rill_signals(...)                                                      \
  rill_signals_opts(&(const rill_signals_opts_t){                              \
      .size = sizeof(rill_signals_opts_t), .signums[0] = __VA_ARGS__})
RILL_API RILL_OWNED_OBSERVABLE rill_observable_t *
rill_signals_opts(const rill_signals_opts_t *options);

RILL_END

#endif
