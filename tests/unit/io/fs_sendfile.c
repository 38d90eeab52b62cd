/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_sendfile, copies_from_an_offset_on) {
  io_open();
  put_file("a", "hello world");
  rill_value_t from = open_file("a", O_RDONLY);
  rill_value_t to = open_file("b", O_WRONLY | O_CREAT);
  ck_await(rill_fs_sendfile(to, from, 6, 3), "3");
  ck_assert_str_eq(get_file("b"), "wor");
  ck_await(rill_fs_sendfile(to, from, 0, 5), "5");
  ck_assert_str_eq(get_file("b"), "worhello");
  rill_value_unref(from);
  rill_value_unref(to);
  io_close();
}

TEST(fs_sendfile, ends_with_the_input) {
  io_open();
  put_file("a", "hello");
  rill_value_t from = open_file("a", O_RDONLY);
  rill_value_t to = open_file("b", O_WRONLY | O_CREAT);
  ck_await(rill_fs_sendfile(to, from, 2, 1000), "3");
  ck_await(rill_fs_sendfile(to, from, 100, 1000), "0");
  ck_await(rill_fs_sendfile(to, from, 0, 0), "0");
  ck_assert_str_eq(get_file("b"), "llo");
  rill_value_unref(from);
  rill_value_unref(to);
  io_close();
}

TEST(fs_sendfile, keeps_both_open_until_it_is_done) {
  struct blocker blocker;
  io_open();
  put_file("a", "hello");
  rill_value_t from = open_file("a", O_RDONLY);
  rill_value_t to = open_file("b", O_WRONLY | O_CREAT);
  block_threads(&blocker);
  rill_promise_t *p = rill_fs_sendfile(to, from, 0, 5);
  rill_promise_t *q = rill_file_close(from);
  rill_value_unref(from);
  rill_value_unref(to);
  let_threads_go(&blocker);
  ck_await(p, "5");
  ck_await(q, "none");
  ck_assert_str_eq(get_file("b"), "hello");
  ck_assert_live(&rill_file_type, 0);
  io_close();
}

TEST(fs_sendfile, of_a_file_into_itself) {
  io_open();
  put_file("a", "ab");
  rill_value_t file = open_file("a", O_RDWR);
  ck_await(rill_fs_read(file, -1, 2), "bytes(2: 6162)");
  ck_await(rill_fs_sendfile(file, file, 0, 2), "2");
  ck_assert_str_eq(get_file("a"), "abab");
  ck_await(rill_file_close(file), "none");
  rill_value_unref(file);
  io_close();
}

TEST(fs_sendfile, refuses_bad_arguments) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDWR);
  ck_await_fails(rill_fs_sendfile(file, rill_int(1), 0, 1), RILL_ETYPE,
                 "rill_fs_sendfile: input is int 1 (must be a file)");
  ck_await_fails(rill_fs_sendfile(rill_int(1), file, 0, 1), RILL_ETYPE,
                 "rill_fs_sendfile: file is int 1 (must be a file)");
  ck_await_fails(rill_fs_sendfile(file, file, -1, 1), RILL_EINVAL,
                 "rill_fs_sendfile: offset is -1 (must be >= 0)");
  ck_await_fails(rill_fs_sendfile(file, file, 0, -1), RILL_EINVAL,
                 "rill_fs_sendfile: length is -1 (must be >= 0)");
  rill_value_unref(file);
  io_close();
}
