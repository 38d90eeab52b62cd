/* SPDX-License-Identifier: MIT */
#include "io.h"

static unsigned folder_mode(const char *name) {
  struct stat status;
  ck_assert_int_eq(stat(at(name), &status), 0);
  ck_assert(S_ISDIR(status.st_mode));
  return status.st_mode & 0777;
}

TEST(fs_mkdir, makes_a_folder) {
  io_open();
  umask(022);
  ck_await(rill_fs_mkdir(loop_, at("a")), "none");
  ck_assert_uint_eq(folder_mode("a"), 0755);
  ck_await(rill_fs_mkdir(loop_, at("b"), .mode = 0700), "none");
  ck_assert_uint_eq(folder_mode("b"), 0700);
  io_close();
}

TEST(fs_mkdir, does_not_make_those_above) {
  char text[128];
  io_open();
  snprintf(text, sizeof text, "mkdir %s: no such file or directory", at("a/b"));
  ck_await_fails(rill_fs_mkdir(loop_, at("a/b")), UV_ENOENT, text);
  ck_await(rill_fs_mkdir(loop_, at("a")), "none");
  ck_await_fails(rill_fs_mkdir(loop_, at("a")), UV_EEXIST,
                 "file already exists");
  io_close();
}

TEST(fs_mkdir, recursive_makes_those_above) {
  io_open();
  umask(022);
  ck_await(rill_fs_mkdir(loop_, at("a/b//c/"), .recursive = true, .mode = 0500),
           "none");
  ck_assert_uint_eq(folder_mode("a"), 0700);
  ck_assert_uint_eq(folder_mode("a/b"), 0700);
  ck_assert_uint_eq(folder_mode("a/b/c"), 0500);
  ck_await(rill_fs_mkdir(loop_, at("a/b/c"), .recursive = true), "none");
  ck_await(rill_fs_mkdir(loop_, at("a/b/d"), .recursive = true), "none");
  ck_await(rill_fs_mkdir(loop_, "/", .recursive = true), "none");
  io_close();
}

TEST(fs_mkdir, recursive_names_what_is_in_the_way) {
  char text[128];
  io_open();
  put_file("a", "");
  snprintf(text, sizeof text, "mkdir %s: file already exists", at("a"));
  ck_await_fails(rill_fs_mkdir(loop_, at("a/b/c"), .recursive = true),
                 UV_EEXIST, text);
  ck_await_fails(rill_fs_mkdir(loop_, at("a"), .recursive = true), UV_EEXIST,
                 text);
  ck_await_fails(rill_fs_mkdir(loop_, "", .recursive = true), UV_ENOENT,
                 "mkdir : no such file or directory");
  io_close();
}

TEST(fs_mkdir, refuses_bad_arguments) {
  io_open();
  ck_await_fails(rill_fs_mkdir(loop_, NULL, .recursive = true), RILL_EINVAL,
                 "rill_fs_mkdir: path is NULL");
  ck_await_fails(rill_fs_mkdir(loop_, "x", .mode = -1, .recursive = true),
                 RILL_EINVAL, "rill_fs_mkdir: mode is -1 (must be 0 to 07777)");
  ck_await_fails(rill_fs_mkdir(loop_, "x", .mode = -1), RILL_EINVAL,
                 "rill_fs_mkdir: mode is -1 (must be 0 to 07777)");
  io_close();
}

TEST(fs_rmdir, removes_an_empty_folder) {
  io_open();
  mkdir(at("a"), 0777);
  put_file("a/b", "");
  ck_await_fails(rill_fs_rmdir(loop_, at("a")), UV_ENOTEMPTY,
                 "rmdir /tmp/rill-io-");
  unlink(at("a/b"));
  ck_await(rill_fs_rmdir(loop_, at("a")), "none");
  ck_assert_uint_eq(count_names(), 0);
  ck_await_fails(rill_fs_rmdir(loop_, NULL), RILL_EINVAL,
                 "rill_fs_rmdir: path is NULL");
  io_close();
}
