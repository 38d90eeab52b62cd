/* SPDX-License-Identifier: MIT */
/* Processes: programs that run beside this one, their bytes and their end.
 *
 *     const char *argv[] = {"sort", "-u", NULL};
 *     rill_observable_t *sorted =
 *         rill_pipe(rill_read_file("names"), rill_through_process(argv));
 *
 *     rill_value_t make = rill_spawn(loop, argv, .cwd = "/src");
 *     rill_promise_t *exit = rill_process_exit(make);
 *
 * A process is a value, borrowed by all that takes one; it belongs to the
 * thread of its scheduler, one of rill_uv_scheduler_new(). It is stopped (see
 * rill_process_stop()) when its last handle goes, unless somebody has asked for
 * the promise of its exit; and it is killed when its scheduler closes. Detached
 * ones are left alone.
 *
 * Errors: libuv's code, what was tried and with which path: "spawn /bin/sl: no
 * such file or directory", "chdir /nowhere: no such file or directory";
 * RILL_EINVAL and RILL_ETYPE for arguments that make no sense. An error that is
 * given as the process comes back as it is. */
#ifndef RILL_PROCESS_H
#define RILL_PROCESS_H

#include <signal.h>

#include <rill/net.h>

RILL_BEGIN

RILL_API extern const rill_type_t rill_process_type;

/** What a standard stream of a process is. */
typedef enum rill_stdio {
  RILL_STDIO_PIPE = 0, /**< a connection to us */
  RILL_STDIO_NULL,     /**< /dev/null */
  RILL_STDIO_INHERIT,  /**< the same as ours */
  RILL_STDIO_FD        /**< the descriptor that is given, which stays ours */
} rill_stdio_t;

#define RILL_PROCESS_GRACE RILL_SEC(5)

/** For rill_spawn(loop, argv, .cwd = "/src"). Texts are copied. */
typedef struct rill_spawn_opts {
  size_t size;            /**< set by the macro */
  const char *cwd;        /**< where it runs; NULL: where we do */
  const char *const *env; /**< "NAME=value", …, NULL; NULL: ours */
  rill_stdio_t input, output, errors; /**< its stdin, stdout and stderr */
  int input_fd, output_fd, errors_fd; /**< with RILL_STDIO_FD */
  bool detached;     /**< in a session of its own; nothing of ours stops it, and
                      * it does not keep the loop alive */
  rill_time_t grace; /**< from SIGTERM to SIGKILL when it is stopped; 0: 5 s */
} rill_spawn_opts_t;

/**
 * Starts a program; `argv` ends with NULL, and its first text is the program: a
 * path, or a name that is looked up in PATH, that of `.env` if that is given.
 * Owned; an error when it could not be started.
 *
 * A stream that is a pipe and is not read stops the process when the pipe is
 * full, and one that reads its stdin waits for the end of that: choose
 * RILL_STDIO_NULL for those that are of no interest.
 * Same as: Node child_process.spawn, libuv uv_spawn.
 */
#define rill_spawn(scheduler, ...)                                             \
  RILL_PRIVATE_SPAWN((scheduler), __VA_ARGS__, .size = sizeof(rill_spawn_opts_t))
#define RILL_PRIVATE_SPAWN(scheduler, argv, ...)                               \
  rill_spawn_opts((scheduler), (argv), &(const rill_spawn_opts_t){__VA_ARGS__})
RILL_API RILL_MUST_USE rill_value_t
rill_spawn_opts(rill_scheduler_t *scheduler, const char *const *argv,
                const rill_spawn_opts_t *options);

/** Its standard streams as connections, borrowed; NULL for those that are no
 * pipes. rill_write_to(rill_process_stdin(p), .shutdown = true) feeds it,
 * rill_connection_bytes(rill_process_stdout(p)) is what it says. */
RILL_API rill_connection_t *rill_process_stdin(rill_value_t process);
RILL_API rill_connection_t *rill_process_stdout(rill_value_t process);
RILL_API rill_connection_t *rill_process_stderr(rill_value_t process);

/** How a process has ended. Prints as "exit 2" or "signal 9". */
typedef struct rill_exit {
  int64_t code; /**< 0 is success; also 0 with a signal */
  int signum;   /**< that has ended it; 0: none */
} rill_exit_t;
RILL_API extern const rill_type_t rill_exit_type;
/** The record in a value, borrowed; NULL if there is none. */
static inline const rill_exit_t *rill_as_exit(rill_value_t value) {
  return (const rill_exit_t *) rill_unbox(value, &rill_exit_type);
}

/** A promise of its end, for rill_as_exit(), however it was; what it has
 * written before may still be read. All calls give the same one. Cancelling it
 * stops the process, and then it is rejected with RILL_ECANCELED. */
RILL_API RILL_OWNED_PROMISE rill_promise_t *
rill_process_exit(rill_value_t process);
/** Sends SIGTERM, and SIGKILL if it has not ended after `.grace`. 0, also when
 * it has ended already, or the code of what was wrong. */
RILL_API int rill_process_stop(rill_value_t process);
/** Sends a signal: 0, or the code of what was wrong: UV_ESRCH when it has
 * ended. */
RILL_API int rill_process_kill(rill_value_t process, int signum);
/** The system's number of it; -1 if that is no process. */
RILL_API int rill_process_pid(rill_value_t process);

/** For rill_through_process(argv, .cwd = "/src"). */
typedef struct rill_through_process_opts {
  size_t size;             /**< set by the macro */
  const char *const *argv; /**< copied, as all texts */
  const char *cwd;         /**< as of rill_spawn() */
  const char *const *env;
  rill_time_t grace;
} rill_through_process_opts_t;

/**
 * Sends what comes, bytes or strings, through a program: from its stdin to its
 * stdout. Each run starts one.
 *
 * Completes when the program has, with exit code 0, and all it has written has
 * been delivered. If it does not want all of its input (as `head`), upstream is
 * cancelled, and that is no error. Cancelling stops the program.
 *
 * Demand: the program's output is read while there is demand, and its input is
 * asked for while there is room in the pipe; so a slow consumer slows down
 * the program, and that slows down upstream.
 * Errors: RILL_EFOREIGN for another exit code or a signal, with the first 4 KiB
 * of what it has written to stderr: "sort ended with exit 2: …"; its payload
 * (rill_error_payload()) is the rill_exit_t. Those of rill_spawn(), and that of
 * upstream, which stops the program.
 * Runs on: the run's scheduler, which must be of rill_uv_scheduler_new().
 */
#define rill_through_process(...)                                              \
  rill_through_process_opts(&(const rill_through_process_opts_t){              \
      .size = sizeof(rill_through_process_opts_t), .argv = __VA_ARGS__})
RILL_API RILL_OWNED_OPERATOR rill_operator_t *
rill_through_process_opts(const rill_through_process_opts_t *options);

RILL_END

#endif
