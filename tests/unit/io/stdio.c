/* SPDX-License-Identifier: MIT */
#include "sockets.h"

#include <pty.h>
#include <termios.h>

#include <sys/ioctl.h>

/* Puts `fd` in the place of a standard one, until stand_in_end(). */
struct stand_in {
  int number, saved;
};

static struct stand_in stand_in(int number, int fd) {
  struct stand_in s = {number, dup(number)};
  fflush(stdout);
  ck_assert_int_eq(dup2(fd, number), number);
  close(fd);
  return s;
}

static void stand_in_end(struct stand_in *s) {
  dup2(s->saved, s->number);
  close(s->saved);
}

TEST(stdio, reads_a_file) {
  ear_t ear;
  io_open();
  FILE *file = fopen(at("big"), "w");
  for (int i = 0; i < 200000; i++) fputs("abc", file);
  fclose(file);
  struct stand_in s = stand_in(0, open(at("big"), O_RDONLY));
  rill_connection_t *in = rill_stdin(loop_);
  ear_open(&ear, in, 1);
  run_until(ear.items == 1);
  run_idle();
  ck_assert_uint_eq(ear.items, 1);
  ear_close(&ear); /* what was read ahead is not lost */
  size_t first = ear.length;
  ear_open(&ear, in, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ck_assert_uint_eq(first + ear.length, 600000);
  ear_close(&ear);
  rill_unref(in);
  ck_assert_int_ge(fcntl(0, F_GETFD), 0);
  stand_in_end(&s);
  io_close();
}

TEST(stdio, canceled_while_it_reads_nothing_is_lost) {
  ear_t ear;
  io_open();
  put_file("small", "hello");
  struct stand_in s = stand_in(0, open(at("small"), O_RDONLY));
  rill_connection_t *in = rill_stdin(loop_);
  ear_open(&ear, in, 1);
  ear_close(&ear); /* while a thread is at it */
  run_idle();
  ear_open(&ear, in, RILL_UNBOUNDED);
  run_until(ear_is_over(&ear));
  ck_assert_str_eq(ear.text, "hello");
  ear_close(&ear);
  ear_open(&ear, in, 1);
  ear_close(&ear);
  rill_unref(in);
  stand_in_end(&s);
  io_close();
}

TEST(stdio, reads_a_pipe_and_leaves_it_as_it_was) {
  ear_t ear;
  int fds[2];
  io_open_loop();
  ck_assert_int_eq(pipe(fds), 0);
  struct stand_in s = stand_in(0, fds[0]);
  rill_connection_t *in = rill_stdin(loop_);
  ear_open(&ear, in, RILL_UNBOUNDED);
  ck_assert_int_eq((int) write(fds[1], "hello", 5), 5);
  run_until(ear.length == 5);
  close(fds[1]);
  run_until(ear_is_over(&ear));
  ck_assert(ear.completed);
  ck_assert_str_eq(ear.text, "hello");
  ear_close(&ear);
  ck_await_fails(rill_connection_write(in, rill_string("x")), UV_EPIPE,
                 "write stdin: broken pipe");
  rill_unref(in);
  run_idle();
  ck_assert_int_eq(fcntl(0, F_GETFL) & O_NONBLOCK, 0);
  stand_in_end(&s);
  io_close_loop();
}

TEST(stdio, writes_a_file_and_a_pipe) {
  int fds[2];
  char text[16] = "";
  io_open();
  struct stand_in s = stand_in(1, open(at("out"), O_WRONLY | O_CREAT, 0666));
  rill_connection_t *out = rill_stdout(loop_);
  ck_await(rill_connection_write(out, rill_string("hello ")), "6");
  ck_await(rill_connection_write(out, rill_string("world")), "5");
  ck_await(rill_connection_close(out), "none");
  rill_unref(out);
  stand_in_end(&s);
  ck_assert_str_eq(get_file("out"), "hello world");
  ck_assert_int_eq(pipe(fds), 0);
  s = stand_in(2, fds[1]);
  out = rill_stderr(loop_);
  ck_await(rill_connection_write(out, rill_string("hello")), "5");
  ck_await(rill_connection_shutdown(out), "none");
  rill_unref(out);
  stand_in_end(&s);
  ck_assert_int_eq((int) read(fds[0], text, sizeof text), 5);
  ck_assert_str_eq(text, "hello");
  close(fds[0]);
  io_close();
}

TEST(stdio, a_pipe_that_nobody_reads_any_more_fails) {
  int fds[2];
  io_open_loop();
  ck_assert_int_eq(pipe(fds), 0);
  struct stand_in s = stand_in(1, fds[1]);
  rill_connection_t *out = rill_stdout(loop_);
  close(fds[0]);
  ck_await_fails(rill_connection_write(out, rill_string("hello")), UV_EPIPE,
                 "write stdout: broken pipe");
  rill_unref(out);
  stand_in_end(&s);
  io_close_loop();
}

TEST(stdio, a_full_disk_is_told) {
  io_open_loop();
  struct stand_in s = stand_in(1, open("/dev/full", O_WRONLY));
  rill_connection_t *out = rill_stdout(loop_);
  rill_unref(rill_connection_write(out, rill_string("hello")));
  ck_await_fails(rill_connection_close(out), UV_ENOSPC,
                 "close stdout: no space left on device");
  rill_unref(out);
  stand_in_end(&s);
  io_close_loop();
}

TEST(stdio, talks_to_a_terminal) {
  ear_t ear;
  int master, slave, columns = 0, rows = 0;
  struct winsize size = {.ws_row = 24, .ws_col = 80};
  struct termios mode;
  char text[16] = "";
  io_open_loop();
  ck_assert_int_eq(openpty(&master, &slave, NULL, NULL, &size), 0);
  int kept = dup(slave);
  struct stand_in s = stand_in(0, slave);
  rill_connection_t *in = rill_stdin(loop_);
  ck_assert_int_eq(rill_tty_size(in, &columns, &rows), 0);
  ck_assert_int_eq(columns, 80);
  ck_assert_int_eq(rows, 24);
  ck_assert_int_eq(rill_tty_set_mode(in, RILL_TTY_RAW), 0);
  tcgetattr(kept, &mode);
  ck_assert_int_eq(mode.c_lflag & ICANON, 0);
  ear_open(&ear, in, RILL_UNBOUNDED);
  ck_assert_int_eq((int) write(master, "x", 1), 1);
  run_until(ear.length == 1);
  ck_await(rill_connection_write(in, rill_string("hello")), "5");
  ck_assert_int_eq((int) read(master, text, sizeof text), 5);
  ck_assert_str_eq(text, "hello");
  ear_close(&ear);
  rill_unref(in);
  run_idle();
  tcgetattr(kept, &mode);
  ck_assert_int_ne(mode.c_lflag & ICANON, 0);
  stand_in_end(&s);
  close(kept);
  close(master);
  io_close_loop();
}

TEST(stdio, says_why_there_is_none) {
  ear_t ear;
  int columns, rows;
  io_open_loop();
  int saved = dup(0);
  close(0);
  rill_connection_t *in = rill_stdin(loop_);
  ear_open(&ear, in, 1);
  ck_assert_int_eq(rill_error_code(ear.error), UV_EBADF);
  ck_assert_str_eq(rill_error_message(ear.error),
                   "read stdin: bad file descriptor");
  ck_assert_int_eq(rill_tty_size(in, &columns, &rows), UV_ENOTTY);
  ear_close(&ear);
  rill_unref(in);
  dup2(saved, 0);
  close(saved);
  in = rill_stdin(NULL);
  ck_await_fails(rill_connection_write(in, rill_string("x")), RILL_EINVAL,
                 "there is no connection");
  rill_unref(in);
  io_close_loop();
}
