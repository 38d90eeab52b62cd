/* SPDX-License-Identifier: MIT */
/* Programs: how they run, and how they come to an end. */
#ifndef RILL_MAIN_H
#define RILL_MAIN_H

#include <rill/promise.h>

RILL_BEGIN

/**
 * Brings a scheduler to its end in good order, and closes it: a promise that is
 * fulfilled with nothing when all is done.
 *
 *  1. It takes nothing new. rill_subscribe(), rill_post() and requests answer
 *     RILL_ECLOSED; but not what comes out of work under way: a callback of a
 *     run, a promise's handler, a post. So what has begun can be finished.
 *  2. What listens to the world outside and would never end completes:
 *     rill_signals(), rill_interval(), rill_tcp_listen(), datagrams,
 *     descriptors. Runs that they fed drain.
 *  3. When no run, timer, request or post is left, and what was written to
 *     connections is sent, or else after `grace`, it is closed as by
 *     rill_scheduler_close(): what remains is cancelled.
 *  4. When all handles that it had on the loop are gone, and no others, the
 *     promise is fulfilled, from inside of the loop.
 *
 * A grace of 0 cancels at once, RILL_TIME_NEVER waits for ever. Called again,
 * also by the rill_scheduler_close() of another handle, it can be cut short;
 * both promises are the same. Promises that nobody settles are not waited for.
 *
 * The promise belongs to this thread, and outlives the scheduler: its handlers
 * are called when all is over, so what they start must be elsewhere, and they
 * cannot wait. Cancelling it does nothing.
 *
 * Takes over the reference; call it on the scheduler's thread. For a pool:
 * rill_pool_shutdown().
 * Errors: RILL_EINVAL for a pool, a negative grace, or no scheduler: nothing
 * happens; RILL_ECLOSED when it is closed already; RILL_ENOMEM: it is closed at
 * once.
 * Same as: Java ExecutorService.shutdown, Akka CoordinatedShutdown.
 */
RILL_API RILL_OWNED_PROMISE rill_promise_t *
rill_scheduler_shutdown(rill_scheduler_t *scheduler, rill_time_t grace);

/** What rill_main() runs: returns the exit code as an int, or a promise or an
 * observable of it, owned; what is no int counts as 0, an error as 1. */
typedef rill_value_t (*rill_main_fn)(rill_scheduler_t *scheduler, int argc,
                                     char **argv);

/** For rill_main(program, argc, argv, .grace = RILL_SEC(30)). */
typedef struct rill_main_opts {
  size_t size;       /**< set by the macro */
  rill_time_t grace; /**< from the first signal on; 0: 10 s */
} rill_main_opts_t;

/**
 * Runs a program: makes a loop and a scheduler, calls `fn`, drives the loop,
 * and returns the exit code when all is over.
 *
 *     static rill_value_t program(rill_scheduler_t *loop, int argc,
 *                                 char **argv) { … }
 *     int main(int argc, char **argv) {
 *       return rill_main(program, argc, argv);
 *     }
 *
 * The program is over when the promise is settled, or the observable has
 * ended: then the scheduler is closed, and what still runs is cancelled. An
 * int as the answer lets all that was started come to its end by itself.
 *
 * The first SIGINT or SIGTERM shuts the scheduler down, see
 * rill_scheduler_shutdown(): what is under way gets `.grace` to end. A second
 * one cancels all at once, a third one kills. After a signal the exit code is
 * 128 and the number of the first: 130 for SIGINT, 143 for SIGTERM. A program
 * that wants to answer signals in its own way subscribes to rill_signals() on a
 * loop of its own.
 *
 * Errors that nobody handles, that of the program itself too, are printed to
 * stderr; the code is 1. It is 1 also when there is no memory to begin with.
 * Handles that `fn` puts on the loop by itself (rill_uv_loop()) are its own to
 * close; those that are left are named on stderr.
 * Same as: Python asyncio.run.
 */
#define rill_main(fn, argc, ...)                                               \
  RILL_PRIVATE_MAIN((fn), (argc), __VA_ARGS__, .size = sizeof(rill_main_opts_t))
#define RILL_PRIVATE_MAIN(fn, argc, argv, ...)                                 \
  rill_main_opts((fn), (argc), (argv), &(const rill_main_opts_t){__VA_ARGS__})
RILL_API int rill_main_opts(rill_main_fn fn, int argc, char **argv,
                            const rill_main_opts_t *options);

RILL_END

#endif
