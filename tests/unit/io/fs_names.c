/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_rename, gives_another_name) {
  io_open();
  put_file("a", "hello");
  ck_await(rill_fs_rename(loop_, at("a"), at("b")), "none");
  ck_assert_str_eq(get_file("b"), "hello");
  ck_assert_uint_eq(count_names(), 1);
  io_close();
}

TEST(fs_rename, names_both) {
  io_open();
  ck_await_fails(rill_fs_rename(loop_, "/no/such", "/tmp/x"), UV_ENOENT,
                 "rename /no/such to /tmp/x: no such file or directory");
  ck_await_fails(rill_fs_rename(loop_, NULL, NULL), RILL_EINVAL,
                 "rill_fs_rename: from is NULL");
  ck_await_fails(rill_fs_rename(loop_, "/no/such", NULL), RILL_EINVAL,
                 "rill_fs_rename: to is NULL");
  io_close();
}

TEST(fs_unlink, takes_a_name_away) {
  char text[128];
  io_open();
  put_file("a", "hello");
  snprintf(text, sizeof text, "unlink %s: no such file or directory", at("a"));
  ck_await(rill_fs_unlink(loop_, at("a")), "none");
  ck_assert_uint_eq(count_names(), 0);
  ck_await_fails(rill_fs_unlink(loop_, at("a")), UV_ENOENT, text);
  io_close();
}

/* The path is copied before the function returns. */
TEST(fs_unlink, does_not_need_the_path_for_long) {
  char path[128];
  io_open();
  put_file("a", "hello");
  snprintf(path, sizeof path, "%s", at("a"));
  rill_promise_t *p = rill_fs_unlink(loop_, path);
  memset(path, 'x', sizeof path);
  ck_await(p, "none");
  ck_assert_uint_eq(count_names(), 0);
  io_close();
}

TEST(fs_copyfile, copies) {
  io_open();
  put_file("a", "hello");
  ck_await(rill_fs_copyfile(loop_, at("a"), at("b"), 0), "none");
  ck_assert_str_eq(get_file("b"), "hello");
  ck_await_fails(rill_fs_copyfile(loop_, at("a"), at("b"), UV_FS_COPYFILE_EXCL),
                 UV_EEXIST, "copyfile /tmp/rill-io-");
  io_close();
}
