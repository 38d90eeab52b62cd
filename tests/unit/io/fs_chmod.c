/* SPDX-License-Identifier: MIT */
#include "io.h"

static unsigned mode_of(const char *name) {
  struct stat status;
  ck_assert_int_eq(stat(at(name), &status), 0);
  return status.st_mode & 07777;
}

TEST(fs_access, tells_what_is_allowed) {
  io_open();
  put_file("a", "hello");
  chmod(at("a"), 0600);
  ck_await(rill_fs_access(loop_, at("a"), R_OK | W_OK), "none");
  ck_await_fails(rill_fs_access(loop_, at("a"), X_OK), UV_EACCES,
                 "access /tmp/rill-io-");
  ck_await_fails(rill_fs_access(loop_, "/no/such", F_OK), UV_ENOENT,
                 "access /no/such: no such file or directory");
  io_close();
}

TEST(fs_chmod, changes_the_mode) {
  io_open();
  put_file("a", "hello");
  ck_await(rill_fs_chmod(loop_, at("a"), 0640), "none");
  ck_assert_uint_eq(mode_of("a"), 0640);
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await(rill_fs_fchmod(file, 0604), "none");
  ck_assert_uint_eq(mode_of("a"), 0604);
  ck_await_fails(rill_fs_fchmod(file, 010000), RILL_EINVAL,
                 "rill_fs_fchmod: mode is 4096 (must be 0 to 07777)");
  rill_value_unref(file);
  ck_await_fails(rill_fs_chmod(loop_, at("a"), -1), RILL_EINVAL,
                 "rill_fs_chmod: mode is -1 (must be 0 to 07777)");
  ck_await_fails(rill_fs_chmod(loop_, "/no/such", 0600), UV_ENOENT,
                 "chmod /no/such: no such file or directory");
  io_close();
}

TEST(fs_chown, changes_the_owner) {
  struct stat status;
  io_open();
  put_file("a", "hello");
  symlink("a", at("link"));
  int64_t user = (int64_t) getuid(), group = (int64_t) getgid();
  ck_await(rill_fs_chown(loop_, at("a"), user, group), "none");
  ck_await(rill_fs_chown(loop_, at("a"), -1, -1), "none");
  ck_await(rill_fs_lchown(loop_, at("link"), -1, group), "none");
  rill_value_t file = open_file("a", O_RDONLY);
  ck_await(rill_fs_fchown(file, user, -1), "none");
  stat(at("a"), &status);
  ck_assert_int_eq(status.st_uid, user);
  ck_assert_int_eq(status.st_gid, group);
  ck_await_fails(rill_fs_fchown(file, -2, -1), RILL_EINVAL,
                 "rill_fs_fchown: user is -2 (must be -1 to 4294967295)");
  rill_value_unref(file);
  ck_await_fails(rill_fs_chown(loop_, at("a"), 0, INT64_MAX), RILL_EINVAL,
                 "rill_fs_chown: group is 9223372036854775807");
  ck_await_fails(rill_fs_lchown(loop_, "/no/such", -1, -1), UV_ENOENT,
                 "lchown /no/such: no such file or directory");
  io_close();
}
