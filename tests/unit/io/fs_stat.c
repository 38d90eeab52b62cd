/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_stat, tells_what_is_known_of_a_file) {
  struct stat expected;
  io_open();
  put_file("a", "hello");
  chmod(at("a"), 0640);
  stat(at("a"), &expected);
  rill_value_t value = await(rill_fs_stat(loop_, at("a")));
  const rill_stat_t *known = rill_as_stat(value);
  ck_assert_ptr_nonnull(known);
  ck_assert_int_eq(known->kind, RILL_FILE_REGULAR);
  ck_assert_uint_eq(known->mode, 0640);
  ck_assert_uint_eq(known->size, 5);
  ck_assert_uint_eq(known->inode, expected.st_ino);
  ck_assert_uint_eq(known->device, expected.st_dev);
  ck_assert_uint_eq(known->links, 1);
  ck_assert_uint_eq(known->user, expected.st_uid);
  ck_assert_uint_eq(known->group, expected.st_gid);
  ck_assert_int_eq(known->modified / RILL_SEC(1), expected.st_mtime);
  ck_assert_int_eq(known->accessed / RILL_SEC(1), expected.st_atime);
  char text[64];
  rill_value_format(value, text, sizeof text);
  ck_assert_str_eq(text, "regular(640, 5 bytes)");
  rill_value_unref(value);
  io_close();
}

TEST(fs_stat, equal_ones_are_equal_values) {
  io_open();
  put_file("a", "hello");
  put_file("b", "hello");
  rill_value_t one = await(rill_fs_stat(loop_, at("a")));
  rill_value_t same = await(rill_fs_lstat(loop_, at("a")));
  rill_value_t other = await(rill_fs_stat(loop_, at("b")));
  ck_assert(rill_value_equal(one, same));
  ck_assert_uint_eq(rill_value_hash(one), rill_value_hash(same));
  ck_assert(!rill_value_equal(one, other));
  rill_value_unref(one);
  rill_value_unref(same);
  rill_value_unref(other);
  io_close();
}

static void ck_kind(const char *path, rill_file_kind_t kind) {
  rill_value_t value = await(rill_fs_lstat(loop_, path));
  ck_assert_ptr_nonnull(rill_as_stat(value));
  ck_assert_int_eq(rill_as_stat(value)->kind, kind);
  rill_value_unref(value);
}

TEST(fs_stat, tells_the_kinds_apart) {
  io_open();
  mkfifo(at("pipe"), 0600);
  symlink("pipe", at("link"));
  ck_kind(folder_, RILL_FILE_FOLDER);
  ck_kind(at("pipe"), RILL_FILE_PIPE);
  ck_kind(at("link"), RILL_FILE_LINK);
  ck_kind("/dev/null", RILL_FILE_CHARACTERS);
  ck_assert_str_eq(rill_file_kind_name(RILL_FILE_FOLDER), "folder");
  ck_assert_str_eq(rill_file_kind_name(RILL_FILE_UNKNOWN), "unknown");
  io_close();
}

TEST(fs_stat, follows_links_and_lstat_does_not) {
  io_open();
  put_file("a", "hello");
  symlink("a", at("link"));
  ck_kind(at("link"), RILL_FILE_LINK);
  rill_value_t value = await(rill_fs_stat(loop_, at("link")));
  ck_assert_int_eq(rill_as_stat(value)->kind, RILL_FILE_REGULAR);
  rill_value_unref(value);
  io_close();
}

TEST(fs_fstat, is_of_the_open_file) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  unlink(at("a"));
  rill_value_t value = await(rill_fs_fstat(file));
  ck_assert_uint_eq(rill_as_stat(value)->size, 5);
  ck_assert_uint_eq(rill_as_stat(value)->links, 0);
  rill_value_unref(value);
  rill_value_unref(file);
  io_close();
}

TEST(fs_stat, names_what_is_not_there) {
  io_open();
  ck_await_fails(rill_fs_stat(loop_, "/no/such"), UV_ENOENT,
                 "stat /no/such: no such file or directory");
  ck_await_fails(rill_fs_lstat(loop_, "/no/such"), UV_ENOENT,
                 "lstat /no/such: no such file or directory");
  ck_await_fails(rill_fs_stat(loop_, NULL), RILL_EINVAL,
                 "rill_fs_stat: path is NULL");
  ck_assert_ptr_null(rill_as_stat(rill_int(1)));
  io_close();
}

TEST(fs_statfs, tells_how_full_it_is) {
  io_open();
  rill_value_t value = await(rill_fs_statfs(loop_, folder_));
  const rill_statfs_t *known = rill_as_statfs(value);
  ck_assert_ptr_nonnull(known);
  ck_assert_uint_gt(known->block_size, 0);
  ck_assert_uint_ge(known->blocks, known->free);
  ck_assert_uint_ge(known->free, known->available);
  ck_assert(rill_value_equal(value, value));
  rill_value_unref(value);
  ck_await_fails(rill_fs_statfs(loop_, "/no/such"), UV_ENOENT,
                 "statfs /no/such: no such file or directory");
  io_close();
}
