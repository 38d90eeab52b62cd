/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_link, gives_a_second_name) {
  io_open();
  put_file("a", "hello");
  ck_await(rill_fs_link(loop_, at("a"), at("b")), "none");
  unlink(at("a"));
  ck_assert_str_eq(get_file("b"), "hello");
  ck_await_fails(rill_fs_link(loop_, "/no/such", at("c")), UV_ENOENT,
                 "link /no/such to /tmp/rill-io-");
  ck_await_fails(rill_fs_link(loop_, "x", NULL), RILL_EINVAL,
                 "rill_fs_link: link is NULL");
  io_close();
}

TEST(fs_symlink, says_where_to_look) {
  io_open();
  put_file("a", "hello");
  ck_await(rill_fs_symlink(loop_, "a", at("b")), "none");
  ck_assert_str_eq(get_file("b"), "hello");
  ck_await(rill_fs_readlink(loop_, at("b")), "a");
  rill_value_t path = await(rill_fs_realpath(loop_, at("b")));
  ck_assert_str_eq(rill_as_string(path), at("a"));
  rill_value_unref(path);
  ck_await_fails(rill_fs_symlink(loop_, NULL, "x"), RILL_EINVAL,
                 "rill_fs_symlink: target is NULL");
  io_close();
}

TEST(fs_readlink, names_what_is_no_link) {
  io_open();
  ck_await_fails(rill_fs_readlink(loop_, "/tmp"), UV_EINVAL,
                 "readlink /tmp: invalid argument");
  ck_await_fails(rill_fs_realpath(loop_, "/no/such"), UV_ENOENT,
                 "realpath /no/such: no such file or directory");
  io_close();
}
