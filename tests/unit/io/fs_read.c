/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_read, reads_on_from_where_the_file_stands) {
  io_open();
  put_file("a", "hello world");
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await_bytes(rill_fs_read(file, -1, 5), "hello");
  ck_await_bytes(rill_fs_read(file, -1, 100), " world");
  ck_await_bytes(rill_fs_read(file, -1, 100), "");
  rill_value_unref(file);
  io_close();
}

TEST(fs_read, reads_at_an_offset_without_moving) {
  io_open();
  put_file("a", "hello world");
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await_bytes(rill_fs_read(file, 6, 100), "world");
  ck_await_bytes(rill_fs_read(file, 0, 4), "hell");
  ck_await_bytes(rill_fs_read(file, 100, 4), "");
  ck_await_bytes(rill_fs_read(file, -1, 0), "");
  ck_await_bytes(rill_fs_read(file, -1, 1), "h");
  rill_value_unref(file);
  io_close();
}

TEST(fs_read, keeps_the_file_until_it_is_done) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  rill_promise_t *p = rill_fs_read(file, 0, INT64_MAX);
  rill_value_unref(file);
  ck_await_bytes(p, "hello");
  ck_assert_live(&rill_file_type, 0);
  io_close();
}

TEST(fs_read, names_the_file_that_cannot_be_read) {
  char text[128];
  io_open();
  rill_value_t file = await(rill_fs_open(loop_, folder_));
  snprintf(text, sizeof text, "read %s: illegal operation on a directory",
           folder_);
  ck_await_fails(rill_fs_read(file, -1, 10), UV_EISDIR, text);
  rill_value_unref(file);
  io_close();
}

TEST(fs_read, refuses_bad_arguments) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await_fails(rill_fs_read(file, -2, 10), RILL_EINVAL,
                 "rill_fs_read: offset is -2 (must be >= -1)");
  ck_await_fails(rill_fs_read(file, 0, -1), RILL_EINVAL,
                 "rill_fs_read: length is -1 (must be >= 0)");
  ck_await_fails(rill_fs_read(rill_int(3), 0, -1), RILL_ETYPE,
                 "rill_fs_read: file is int 3 (must be a file)");
  rill_value_unref(file);
  io_close();
}

/* Whoever wants to read 1 byte is refused with this text. */
TEST(fs_read, refuses_a_closed_file) {
  char text[128];
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await(rill_file_close(file), "none");
  snprintf(text, sizeof text, "rill_fs_read: file is %s, which is closed",
           at("a"));
  ck_await_fails(rill_fs_read(file, 0, 1), RILL_ECLOSED, text);
  rill_value_unref(file);
  io_close();
}
