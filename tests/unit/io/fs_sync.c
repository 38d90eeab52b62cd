/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_fsync, has_everything_on_the_disk) {
  io_open();
  rill_value_t file = open_file("a", O_WRONLY | O_CREAT);
  ck_await(rill_fs_write(file, -1, rill_string("hello")), "5");
  ck_await(rill_fs_fsync(file), "none");
  ck_await(rill_fs_fdatasync(file), "none");
  rill_value_unref(file);
  io_close();
}

TEST(fs_fsync, names_what_has_no_disk) {
  io_open();
  rill_value_t file =
      await(rill_fs_open(loop_, "/dev/null", .flags = O_WRONLY));
  ck_await_fails(rill_fs_fsync(file), UV_EINVAL,
                 "fsync /dev/null: invalid argument");
  ck_await_fails(rill_fs_fdatasync(file), UV_EINVAL,
                 "fdatasync /dev/null: invalid argument");
  rill_value_unref(file);
  io_close();
}

TEST(fs_ftruncate, cuts_and_fills) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDWR);
  ck_await(rill_fs_ftruncate(file, 4), "none");
  ck_assert_str_eq(get_file("a"), "hell");
  ck_await(rill_fs_ftruncate(file, 6), "none");
  rill_value_t read = await(rill_fs_read(file, 0, 10));
  char text[64];
  rill_value_format(read, text, sizeof text);
  ck_assert_str_eq(text, "bytes(6: 68656c6c0000)");
  rill_value_unref(read);
  ck_await_fails(rill_fs_ftruncate(file, -1), RILL_EINVAL,
                 "rill_fs_ftruncate: length is -1 (must be >= 0)");
  rill_value_unref(file);
  io_close();
}
