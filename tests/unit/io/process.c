/* SPDX-License-Identifier: MIT */
/* process: real programs. */
#include "programs.h"

#include "support/failing.h"

static rill_promise_t *all_of(rill_connection_t *connection) {
  return whole(rill_connection_bytes(connection));
}

static rill_value_t spawned(const char *const *argv) {
  rill_value_t process = rill_spawn(loop_, argv, .cwd = NULL);
  ck_assert_msg(
      !rill_is_error(process), "%s",
      rill_is_error(process) ? rill_error_message(rill_as_error(process)) : "");
  return process;
}

TEST(process, says_how_it_ended) {
  io_open_loop();
  rill_value_t one = spawned(SH("exit 0")), two = spawned(SH("exit 7"));
  rill_value_t three = spawned(SH("kill -9 $$"));
  ck_await(rill_process_exit(one), "exit 0");
  ck_await(rill_process_exit(two), "exit 7");
  ck_await(rill_process_exit(three), "signal 9");
  ck_await(rill_process_exit(three), "signal 9");
  rill_value_unref(one);
  rill_value_unref(two);
  rill_value_unref(three);
  io_close_loop();
}

TEST(process, its_streams_are_connections) {
  io_open_loop();
  rill_value_t p = spawned(SH("read x; echo got $x; echo bad >&2; exit 3"));
  rill_promise_t *out = all_of(rill_process_stdout(p));
  rill_promise_t *err = all_of(rill_process_stderr(p));
  ck_await(rill_connection_write(rill_process_stdin(p), rill_string("this\n")),
           "5");
  ck_await(rill_process_exit(p), "exit 3");
  ck_await_bytes(out, "got this\n");
  ck_await_bytes(err, "bad\n");
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, runs_elsewhere_with_another_environment) {
  io_open_loop();
  rill_value_t p = rill_spawn(loop_, SH("pwd; echo $NAME$HOME"), .cwd = "/usr",
                              .env = ARGV("NAME=value", "PATH=/bin"));
  ck_assert(!rill_is_error(p));
  ck_await_bytes(all_of(rill_process_stdout(p)), "/usr\nvalue\n");
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, streams_may_be_something_else) {
  int ends[2];
  char text[16] = "";
  io_open_loop();
  ck_assert_int_eq(pipe(ends), 0);
  rill_value_t p = rill_spawn(loop_, SH("cat; echo out; echo err >&2"),
                              .input = RILL_STDIO_NULL, .output = RILL_STDIO_FD,
                              .output_fd = ends[1], .errors = RILL_STDIO_NULL);
  ck_assert(!rill_is_error(p));
  ck_assert_ptr_null(rill_process_stdin(p));
  ck_assert_ptr_null(rill_process_stdout(p));
  ck_assert_ptr_null(rill_process_stderr(p));
  ck_await(rill_process_exit(p), "exit 0");
  ck_assert_int_eq(read(ends[0], text, sizeof text - 1), 4);
  ck_assert_str_eq(text, "out\n");
  close(ends[0]);
  close(ends[1]);
  rill_value_unref(p);
  io_close_loop();
}

static void fails(rill_value_t process, int code, const char *text) {
  ck_assert(rill_is_error(process));
  ck_assert_str_has(rill_error_message(rill_as_error(process)), text);
  ck_assert_int_eq(rill_error_code(rill_as_error(process)), code);
  rill_value_unref(process);
}

TEST(process, says_what_was_wrong) {
  io_open();
  fails(rill_spawn(loop_, ARGV("/no/such"), .cwd = NULL), UV_ENOENT,
        "spawn /no/such: no such file or directory");
  fails(rill_spawn(loop_, SH("true"), .cwd = "/nowhere"), UV_ENOENT,
        "chdir /nowhere: no such file or directory");
  put_file("plain", "text");
  char text[128];
  snprintf(text, sizeof text, "spawn %s: permission denied", at("plain"));
  fails(rill_spawn(loop_, ARGV(at("plain")), .cwd = NULL), UV_EACCES, text);
  fails(rill_spawn(loop_, NULL, .cwd = NULL), RILL_EINVAL,
        "rill_spawn: argv is NULL (must begin");
  fails(rill_spawn(loop_, ((const char *const[]){NULL}), .cwd = NULL),
        RILL_EINVAL, "rill_spawn: argv is empty");
  fails(rill_spawn(loop_, SH("true"), .grace = -1), RILL_EINVAL,
        "rill_spawn: grace is -1");
  fails(
      rill_spawn(loop_, SH("true"), .output = RILL_STDIO_FD, .output_fd = 999),
      RILL_EINVAL, "the descriptor for stdout, 999, is not open");
  fails(rill_spawn(NULL, SH("true"), .cwd = NULL), RILL_EINVAL,
        "rill_spawn: the scheduler is NULL");
  ck_await_fails(rill_process_exit(rill_int(3)), RILL_ETYPE,
                 "rill_process_exit: process is int 3");
  ck_assert_int_eq(rill_process_kill(rill_int(3), SIGTERM), RILL_ETYPE);
  ck_assert_int_eq(rill_process_pid(rill_int(3)), -1);
  io_close();
}

TEST(process, can_be_sent_signals) {
  io_open_loop();
  rill_value_t p = spawned(ARGV("sleep", "3600"));
  ck_assert_int_gt(rill_process_pid(p), 0);
  ck_assert_int_eq(rill_process_kill(p, SIGUSR1), 0);
  ck_await(rill_process_exit(p), "signal 10");
  ck_assert_int_eq(rill_process_kill(p, SIGUSR1), UV_ESRCH);
  ck_assert_int_eq(rill_process_stop(p), 0);
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, is_stopped_and_killed_if_it_does_not_care) {
  io_open_loop();
  rill_value_t polite = spawned(ARGV("sleep", "3600"));
  rill_value_t rude = rill_spawn(
      loop_, SH("trap '' TERM; echo ready; while :; do sleep 1; done"),
      .grace = RILL_MS(10));
  rill_value_t ready = await(rill_first_to_promise(
      loop_, rill_connection_bytes(rill_process_stdout(rude))));
  rill_value_unref(ready);
  ck_assert_int_eq(rill_process_stop(polite), 0);
  ck_assert_int_eq(rill_process_stop(rude), 0);
  ck_await(rill_process_exit(polite), "signal 15");
  ck_await(rill_process_exit(rude), "signal 9");
  rill_value_unref(polite);
  rill_value_unref(rude);
  io_close_loop();
}

/* Whether a process is there, ours or a zombie of ours. */
static bool is_there(int pid) { return kill(pid, 0) == 0; }

TEST(process, cancelling_the_exit_stops_it) {
  io_open_loop();
  rill_value_t p = spawned(ARGV("sleep", "3600"));
  int pid = rill_process_pid(p);
  rill_promise_t *exit = rill_process_exit(p);
  rill_promise_cancel(exit);
  ck_assert_int_eq(rill_error_code(rill_promise_error(exit)), RILL_ECANCELED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert(!is_there(pid));
  rill_unref(exit);
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, the_last_handle_stops_it_unless_the_exit_is_wanted) {
  io_open_loop();
  rill_value_t left = spawned(ARGV("sleep", "3600"));
  rill_value_t wanted = spawned(ARGV("sleep", "0.01"));
  int pid = rill_process_pid(left);
  rill_promise_t *exit = rill_process_exit(wanted);
  rill_value_unref(left);
  rill_value_unref(wanted);
  ck_await(exit, "exit 0");
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert(!is_there(pid));
  io_close_loop();
}

static void drop_elsewhere(void *process) {
  rill_value_unref(*(rill_value_t *) process);
}

TEST(process, the_last_handle_may_go_on_another_thread) {
  uv_thread_t thread;
  io_open_loop();
  rill_value_t p = spawned(ARGV("sleep", "3600"));
  int pid = rill_process_pid(p);
  ck_assert_int_eq(uv_thread_create(&thread, drop_elsewhere, &p), 0);
  uv_thread_join(&thread);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert(!is_there(pid));
  io_close_loop();
}

TEST(process, is_killed_when_the_scheduler_closes) {
  io_open_loop();
  rill_value_t p = spawned(SH("trap '' TERM; sleep 3600"));
  int pid = rill_process_pid(p);
  rill_promise_t *exit = rill_process_exit(p);
  io_close_loop();
  ck_assert(!is_there(pid));
  ck_assert_int_eq(rill_error_code(rill_promise_error(exit)), RILL_ECLOSED);
  ck_assert_int_eq(unhandled_, 0);
  rill_unref(exit);
  rill_value_unref(p);
}

TEST(process, a_detached_one_is_left_alone) {
  io_open_loop();
  rill_value_t p = rill_spawn(
      loop_, ARGV("sleep", "3600"), .detached = true, .input = RILL_STDIO_NULL,
      .output = RILL_STDIO_NULL, .errors = RILL_STDIO_NULL);
  int pid = rill_process_pid(p);
  ck_assert(!uv_loop_alive(&uv_));
  ck_assert_int_eq(getsid(pid), pid);
  rill_value_unref(p);
  io_close_loop();
  ck_assert(is_there(pid));
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
}

static void without_memory(void) {
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_value_t p = rill_spawn(loop_, SH("echo hi"), .cwd = "/");
  rill_promise_t *out = NULL;
  if (!rill_is_error(p)) out = all_of(rill_process_stdout(p));
  rill_value_t exit = await(rill_process_exit(p));
  rill_value_unref(exit);
  if (out != NULL) {
    rill_value_t text = await(out);
    rill_value_unref(text);
  }
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open_loop();
  io_close_loop();
  failing_each(FAILING_ONE) without_memory();
  failing_each(FAILING_FROM) without_memory();
}

static void ck_gone(rill_promise_t *promise) {
  rill_value_t outcome = await(promise);
  int code = rill_error_code(rill_as_error(outcome));
  ck_assert_msg(code == UV_EPIPE || code == UV_ECONNRESET, "%d", code);
  ck_assert_str_has(rill_error_message(rill_as_error(outcome)), "write ");
  rill_value_unref(outcome);
}

TEST(process, one_that_closes_its_stdin_is_told_to_who_writes) {
  io_open_loop();
  rill_value_t p = spawned(SH("exec 0<&-; echo closed; exec sleep 1000"));
  rill_observable_t *first = rill_pipe(
      rill_connection_bytes(rill_process_stdout(p)), rill_take(1));
  ck_await_bytes(rill_to_promise(loop_, first), "closed\n");
  ck_gone(rill_connection_write(rill_process_stdin(p), rill_string("late")));
  ck_gone(rill_to_promise(
      loop_, rill_pipe(rill_repeat_value(rill_string("more")),
                       rill_write_to(rill_process_stdin(p)))));
  ck_assert_int_eq(rill_process_stop(p), 0);
  ck_await(rill_process_exit(p), "signal 15");
  rill_value_unref(p);
  io_close_loop();
}

TEST(process, one_that_ends_without_reading_ends_who_writes) {
  static char block[65536];
  io_open_loop();
  rill_value_t p = spawned(SH("exit 3"));
  ck_gone(rill_to_promise(
      loop_, rill_pipe(rill_repeat_value(rill_bytes(block, sizeof block)),
                       rill_write_to(rill_process_stdin(p)))));
  ck_await(rill_process_exit(p), "exit 3");
  rill_value_unref(p);
  io_close_loop();
}
