/* SPDX-License-Identifier: MIT */
#include "io.h"

#include <signal.h>

#include <sys/resource.h>

TEST(fs_write, writes_where_the_file_stands) {
  io_open();
  rill_value_t file = open_file("a", O_WRONLY | O_CREAT);
  ck_await(rill_fs_write(file, -1, rill_string("hello ")), "6");
  ck_await(rill_fs_write(file, -1, rill_bytes("world", 5)), "5");
  ck_await(rill_fs_write(file, -1, rill_string("")), "0");
  ck_assert_str_eq(get_file("a"), "hello world");
  rill_value_unref(file);
  io_close();
}

TEST(fs_write, writes_at_an_offset) {
  io_open();
  put_file("a", "hello world");
  rill_value_t file = open_file("a", O_WRONLY);
  ck_await(rill_fs_write(file, 6, rill_string("there")), "5");
  ck_await(rill_fs_write(file, -1, rill_string("H")), "1");
  ck_assert_str_eq(get_file("a"), "Hello there");
  rill_value_unref(file);
  io_close();
}

static rill_value_t zeros(size_t length) {
  void *memory = calloc(1, length);
  return rill_bytes_own(memory, length, free);
}

/* A pipe takes 64 KiB; the rest when it was emptied. */
TEST(fs_write, goes_on_after_a_short_write) {
  enum { LENGTH = 100000 };
  static char buffer[LENGTH];
  struct blocker blocker;
  io_open();
  ck_assert_int_eq(mkfifo(at("pipe"), 0600), 0);
  rill_value_t pipe = open_file("pipe", O_RDWR | O_NONBLOCK);
  rill_promise_t *p = rill_fs_write(pipe, -1, zeros(LENGTH));
  block_threads(&blocker); /* which have filled it before */
  ssize_t first = read(rill_file_number(pipe), buffer, LENGTH);
  ck_assert_int_gt(first, 0);
  ck_assert_int_lt(first, LENGTH);
  let_threads_go(&blocker);
  ck_await(p, "100000");
  ssize_t second = read(rill_file_number(pipe), buffer, LENGTH);
  ck_assert_int_eq(first + second, LENGTH);
  rill_value_unref(pipe);
  io_close();
}

TEST(fs_write, fails_when_the_rest_does) {
  io_open();
  ck_assert_int_eq(mkfifo(at("pipe"), 0600), 0);
  rill_value_t pipe = open_file("pipe", O_RDWR | O_NONBLOCK);
  ck_await_fails(rill_fs_write(pipe, -1, zeros(100000)), UV_EAGAIN,
                 "write /tmp/rill-io-");
  rill_value_unref(pipe);
  io_close();
}

static void limit_files(rlim_t bytes) {
  struct rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(fs_write, goes_on_where_it_was_cut) {
  struct blocker blocker;
  io_open();
  put_file("a", "0123456789");
  rill_value_t file = open_file("a", O_WRONLY);
  signal(SIGXFSZ, SIG_IGN);
  limit_files(5);
  rill_promise_t *p = rill_fs_write(file, 2, rill_string("abcdef"));
  block_threads(&blocker);
  limit_files(RLIM_INFINITY);
  ck_assert_str_eq(get_file("a"), "01abc56789");
  let_threads_go(&blocker);
  ck_await(p, "6");
  ck_assert_str_eq(get_file("a"), "01abcdef89");
  rill_value_unref(file);
  io_close();
}

TEST(fs_write, stops_between_two_parts_when_it_is_canceled) {
  struct blocker blocker;
  io_open();
  put_file("a", "0123456789");
  rill_value_t file = open_file("a", O_WRONLY);
  signal(SIGXFSZ, SIG_IGN);
  limit_files(5);
  rill_promise_t *p = rill_fs_write(file, 2, rill_string("abcdef"));
  block_threads(&blocker);
  limit_files(RLIM_INFINITY);
  rill_promise_cancel(p);
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_await_fails(p, RILL_ECANCELED, "canceled");
  ck_assert_str_eq(get_file("a"), "01abc56789");
  ck_assert_live(&rill_string_type, 0);
  rill_value_unref(file);
  io_close();
}

TEST(fs_write, names_the_file_that_cannot_be_written) {
  char text[128];
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  snprintf(text, sizeof text, "write %s: bad file descriptor", at("a"));
  ck_await_fails(rill_fs_write(file, -1, rill_string("x")), UV_EBADF, text);
  rill_value_unref(file);
  io_close();
}

TEST(fs_write, refuses_bad_arguments) {
  io_open();
  rill_value_t file = open_file("a", O_WRONLY | O_CREAT);
  ck_await_fails(rill_fs_write(file, -2, rill_string("x")), RILL_EINVAL,
                 "rill_fs_write: offset is -2 (must be >= -1)");
  ck_await_fails(rill_fs_write(file, 0, rill_int(7)), RILL_ETYPE,
                 "rill_fs_write: bytes is int 7 (must be bytes or a string)");
  ck_await_fails(rill_fs_write(file, 0, rill_fail(rill_error_new(9, "none"))),
                 9, "none");
  ck_await_fails(rill_fs_write(rill_none(), 0, rill_string("x")), RILL_ETYPE,
                 "rill_fs_write: file is none none (must be a file)");
  ck_assert_live(&rill_string_type, 0);
  rill_value_unref(file);
  io_close();
}
