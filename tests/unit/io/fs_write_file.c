/* SPDX-License-Identifier: MIT */
#include "io.h"

#include <signal.h>

#include <sys/resource.h>

static unsigned mode_of(const char *name) {
  struct stat status;
  ck_assert_int_eq(lstat(at(name), &status), 0);
  return status.st_mode & 07777;
}

TEST(fs_write_file, makes_a_file_or_writes_over_one) {
  io_open();
  umask(022);
  ck_await(rill_fs_write_file(loop_, at("a"), rill_string("hello")), "none");
  ck_assert_str_eq(get_file("a"), "hello");
  ck_assert_uint_eq(mode_of("a"), 0644);
  ck_await(rill_fs_write_file(loop_, at("a"), rill_bytes("hi", 2)), "none");
  ck_assert_str_eq(get_file("a"), "hi");
  ck_await(rill_fs_write_file(loop_, at("b"), rill_string(""), .mode = 0600),
           "none");
  ck_assert_uint_eq(mode_of("b"), 0600);
  ck_assert_uint_eq(count_names(), 2);
  io_close();
}

TEST(fs_write_file, atomic_puts_another_in_its_place) {
  io_open();
  umask(022);
  put_file("a", "old");
  chmod(at("a"), 0604);
  rill_value_t old = open_file("a", O_RDONLY);
  ck_await(
      rill_fs_write_file(loop_, at("a"), rill_string("hello"), .atomic = true),
      "none");
  ck_assert_str_eq(get_file("a"), "hello");
  ck_assert_uint_eq(mode_of("a"), 0604);
  ck_await_bytes(rill_fs_read(old, 0, 10), "old");
  rill_value_unref(old);
  ck_await(
      rill_fs_write_file(loop_, at("b"), rill_string("new"), .atomic = true),
      "none");
  ck_assert_uint_eq(mode_of("b"), 0644);
  ck_await(rill_fs_write_file(loop_, at("a"), rill_string("mine"),
                              .atomic = true, .mode = 0600),
           "none");
  ck_assert_uint_eq(mode_of("a"), 0600);
  ck_assert_uint_eq(count_names(), 2);
  io_close();
}

TEST(fs_write_file, atomic_follows_a_link) {
  io_open();
  put_file("a", "old");
  symlink("a", at("link"));
  ck_await(
      rill_fs_write_file(loop_, at("link"), rill_string("new"), .atomic = true),
      "none");
  ck_assert_str_eq(get_file("a"), "new");
  ck_assert_uint_eq(count_names(), 2);
  struct stat status;
  lstat(at("link"), &status);
  ck_assert(S_ISLNK(status.st_mode));
  io_close();
}

TEST(fs_write_file, atomic_in_the_folder_that_is_the_current_one) {
  io_open();
  ck_assert_int_eq(chdir(folder_), 0);
  ck_await(rill_fs_write_file(loop_, "a", rill_string("new"), .atomic = true),
           "none");
  ck_assert_str_eq(get_file("a"), "new");
  io_close();
}

TEST(fs_write_file, atomic_leaves_nothing_after_a_failure) {
  char text[128];
  io_open();
  put_file("a", "old");
  ck_await_fails(rill_fs_write_file(loop_, "/no/such/file", rill_string("x"),
                                    .atomic = true),
                 UV_ENOENT, "open /no/such/.rill-");
  snprintf(text, sizeof text, "rill_fs_write_file: %s is no regular file",
           folder_);
  ck_await_fails(
      rill_fs_write_file(loop_, folder_, rill_string("x"), .atomic = true),
      RILL_EINVAL, text);
  ck_await_fails(
      rill_fs_write_file(loop_, "/dev/null", rill_string("x"), .atomic = true),
      RILL_EINVAL, "/dev/null is no regular file");
  ck_assert_str_eq(get_file("a"), "old");
  ck_assert_uint_eq(count_names(), 1);
  io_close();
}

/* One that is too large: writing it fails in the middle. */
TEST(fs_write_file, atomic_keeps_the_old_file_when_the_new_one_fails) {
  enum { LENGTH = 100000 };
  io_open();
  put_file("a", "old");
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit before, limit;
  getrlimit(RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = LENGTH / 2;
  setrlimit(RLIMIT_FSIZE, &limit);
  rill_value_t bytes = rill_bytes_own(calloc(1, LENGTH), LENGTH, free);
  ck_await_fails(rill_fs_write_file(loop_, at("a"), bytes, .atomic = true),
                 UV_EFBIG, "write /tmp/rill-io-");
  setrlimit(RLIMIT_FSIZE, &before);
  ck_assert_str_eq(get_file("a"), "old");
  ck_assert_uint_eq(count_names(), 1);
  io_close();
}

TEST(fs_write_file, names_what_cannot_be_written) {
  char text[128];
  io_open();
  snprintf(text, sizeof text, "open %s: illegal operation on a directory",
           folder_);
  ck_await_fails(rill_fs_write_file(loop_, folder_, rill_string("x")),
                 UV_EISDIR, text);
  io_close();
}

TEST(fs_write_file, refuses_bad_arguments) {
  io_open();
  ck_await_fails(rill_fs_write_file(loop_, NULL, rill_string("x")), RILL_EINVAL,
                 "rill_fs_write_file: path is NULL");
  ck_await_fails(rill_fs_write_file(loop_, at("a"), rill_int(5)), RILL_ETYPE,
                 "rill_fs_write_file: bytes is int 5 (must be bytes or a "
                 "string)");
  ck_await_fails(
      rill_fs_write_file(loop_, at("a"), rill_string("x"), .mode = 010000),
      RILL_EINVAL, "rill_fs_write_file: mode is 4096 (must be 0 to 07777)");
  ck_assert_live(&rill_string_type, 0);
  ck_assert_uint_eq(count_names(), 0);
  io_close();
}
