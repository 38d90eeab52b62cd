/* SPDX-License-Identifier: MIT */
#include "io.h"

static const rill_time_t read_at = 1000000000 * RILL_SEC(1);
static const rill_time_t written_at =
    1234567890 * RILL_SEC(1) + RILL_US(250001);

static void ck_times(const char *name) {
  rill_value_t value = await(rill_fs_lstat(loop_, at(name)));
  ck_assert_int_eq(rill_as_stat(value)->accessed, read_at);
  ck_assert_int_eq(rill_as_stat(value)->modified, written_at);
  rill_value_unref(value);
}

TEST(fs_utime, sets_both_times) {
  io_open();
  put_file("a", "hello");
  put_file("b", "hello");
  symlink("a", at("link"));
  ck_await(rill_fs_utime(loop_, at("a"), read_at, written_at), "none");
  ck_times("a");
  ck_await(rill_fs_lutime(loop_, at("link"), read_at, written_at), "none");
  ck_times("link");
  rill_value_t file = open_file("b", O_RDONLY);
  ck_await(rill_fs_futime(file, read_at, written_at), "none");
  ck_times("b");
  rill_value_unref(file);
  io_close();
}

TEST(fs_utime, names_what_is_not_there) {
  io_open();
  ck_await_fails(rill_fs_utime(loop_, "/no/such", 0, 0), UV_ENOENT,
                 "utime /no/such: no such file or directory");
  ck_await_fails(rill_fs_lutime(loop_, "/no/such", 0, 0), UV_ENOENT,
                 "lutime /no/such: no such file or directory");
  ck_await_fails(rill_fs_lutime(loop_, NULL, 0, 0), RILL_EINVAL,
                 "rill_fs_lutime: path is NULL");
  io_close();
}
