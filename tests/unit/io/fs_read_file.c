/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_read_file, reads_the_whole) {
  io_open();
  put_file("a", "hello");
  put_file("empty", "");
  ck_await_bytes(rill_fs_read_file(loop_, at("a")), "hello");
  ck_await_bytes(rill_fs_read_file(loop_, at("empty")), "");
  io_close();
}

/* What such a file says of its size is 0. */
TEST(fs_read_file, reads_what_has_no_size) {
  io_open();
  rill_value_t value = await(rill_fs_read_file(loop_, "/proc/self/status"));
  ck_assert_str_has(rill_as_bytes(value, NULL), "Name:");
  rill_value_unref(value);
  io_close();
}

TEST(fs_read_file, reads_a_large_one) {
  enum { LENGTH = 3000000 };
  size_t length;
  io_open();
  FILE *file = fopen(at("a"), "w");
  for (int i = 0; i < LENGTH; i++) putc(i % 251, file);
  fclose(file);
  rill_value_t value = await(rill_fs_read_file(loop_, at("a")));
  const unsigned char *data = rill_as_bytes(value, &length);
  ck_assert_uint_eq(length, LENGTH);
  size_t wrong = 0;
  for (size_t i = 0; i < length; i++) wrong += data[i] != i % 251;
  ck_assert_uint_eq(wrong, 0);
  rill_value_unref(value);
  io_close();
}

TEST(fs_read_file, refuses_more_than_the_limit) {
  char text[128];
  io_open();
  put_file("a", "hello");
  snprintf(text, sizeof text,
           "rill_fs_read_file: %s has more than 4 bytes (.max)", at("a"));
  ck_await_bytes(rill_fs_read_file(loop_, at("a"), .max = 5), "hello");
  ck_await_fails(rill_fs_read_file(loop_, at("a"), .max = 4), RILL_EOVERFLOW,
                 text);
  ck_await_fails(rill_fs_read_file(loop_, "/dev/zero", .max = 10000),
                 RILL_EOVERFLOW,
                 "rill_fs_read_file: /dev/zero has more than 10000 bytes "
                 "(.max)");
  ck_await_fails(rill_fs_read_file(loop_, at("a"), .max = -1), RILL_EINVAL,
                 "rill_fs_read_file: max is -1 (must be >= 0)");
  io_close();
}

TEST(fs_read_file, names_what_cannot_be_read) {
  char text[128];
  io_open();
  ck_await_fails(rill_fs_read_file(loop_, "/no/such"), UV_ENOENT,
                 "open /no/such: no such file or directory");
  snprintf(text, sizeof text, "read %s: illegal operation on a directory",
           folder_);
  ck_await_fails(rill_fs_read_file(loop_, folder_), UV_EISDIR, text);
  ck_await_fails(rill_fs_read_file(loop_, NULL), RILL_EINVAL,
                 "rill_fs_read_file: path is NULL");
  io_close();
}
