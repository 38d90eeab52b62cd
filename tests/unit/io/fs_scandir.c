/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_scandir, lists_in_order) {
  io_open();
  put_file("b", "");
  mkdir(at("c"), 0777);
  symlink("b", at("a"));
  rill_value_t list = await(rill_fs_scandir(loop_, folder_));
  char text[128];
  rill_value_format(list, text, sizeof text);
  ck_assert_str_eq(text, "[\"a\", \"b\", \"c\"/]");
  ck_assert_int_eq(rill_as_entry(rill_list_get(list, 0))->kind, RILL_FILE_LINK);
  ck_assert_int_eq(rill_as_entry(rill_list_get(list, 1))->kind,
                   RILL_FILE_REGULAR);
  const rill_entry_t *last = rill_as_entry(rill_list_get(list, 2));
  ck_assert_int_eq(last->kind, RILL_FILE_FOLDER);
  ck_assert_str_eq(rill_as_string(last->name), "c");
  rill_value_t again = await(rill_fs_scandir(loop_, folder_));
  ck_assert(rill_value_equal(list, again));
  ck_assert_uint_eq(rill_value_hash(list), rill_value_hash(again));
  rill_value_unref(again);
  rill_value_unref(list);
  io_close();
}

TEST(fs_scandir, of_an_empty_folder_is_empty) {
  io_open();
  ck_await(rill_fs_scandir(loop_, folder_), "[]");
  io_close();
}

TEST(fs_scandir, names_what_is_no_folder) {
  io_open();
  ck_await_fails(rill_fs_scandir(loop_, "/dev/null"), UV_ENOTDIR,
                 "scandir /dev/null: not a directory");
  ck_await_fails(rill_fs_scandir(loop_, NULL), RILL_EINVAL,
                 "rill_fs_scandir: path is NULL");
  ck_assert_ptr_null(rill_as_entry(rill_none()));
  io_close();
}
