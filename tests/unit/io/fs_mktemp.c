/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(fs_mkdtemp, makes_a_folder_and_tells_its_path) {
  struct stat status;
  io_open();
  rill_value_t path = await(rill_fs_mkdtemp(loop_, at("d-XXXXXX")));
  ck_assert_int_eq(stat(rill_as_string(path), &status), 0);
  ck_assert(S_ISDIR(status.st_mode));
  ck_assert_str_has(rill_as_string(path), "/d-");
  ck_assert_ptr_null(strstr(rill_as_string(path), "XXXXXX"));
  rill_value_unref(path);
  io_close();
}

TEST(fs_mkstemp, makes_a_file_and_tells_its_path) {
  io_open();
  rill_value_t both = await(rill_fs_mkstemp(loop_, at("f-XXXXXX")));
  ck_assert_uint_eq(rill_list_length(both), 2);
  rill_value_t file = rill_list_get(both, 0);
  const char *path = rill_as_string(rill_list_get(both, 1));
  ck_assert_str_eq(rill_file_path(file), path);
  ck_await(rill_fs_write(file, 0, rill_string("hello")), "5");
  ck_assert_str_eq(get_file(strrchr(path, '/') + 1), "hello");
  rill_value_unref(both);
  io_close();
}

/* Nobody would know their names. */
TEST(fs_mktemp, what_nobody_gets_is_removed) {
  struct blocker blocker;
  io_open();
  rill_promise_t *file = rill_fs_mkstemp(loop_, at("f-XXXXXX"));
  rill_promise_t *folder = rill_fs_mkdtemp(loop_, at("d-XXXXXX"));
  block_threads(&blocker);
  ck_assert_uint_eq(count_names(), 2);
  rill_promise_cancel(file);
  rill_promise_cancel(folder);
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_uint_eq(count_names(), 0);
  rill_unref(file);
  rill_unref(folder);
  io_close();
}

TEST(fs_mktemp, refuses_another_pattern) {
  io_open();
  ck_await_fails(rill_fs_mkdtemp(loop_, "abcXXXXX"), RILL_EINVAL,
                 "rill_fs_mkdtemp: pattern is \"abcXXXXX\" (must end in "
                 "XXXXXX)");
  ck_await_fails(rill_fs_mkstemp(loop_, ""), RILL_EINVAL,
                 "rill_fs_mkstemp: pattern is \"\" (must end in XXXXXX)");
  ck_await_fails(rill_fs_mkstemp(loop_, NULL), RILL_EINVAL,
                 "rill_fs_mkstemp: pattern is NULL");
  ck_await_fails(rill_fs_mkstemp(loop_, "/no/such/XXXXXX"), UV_ENOENT,
                 "mkstemp /no/such/XXXXXX: no such file or directory");
  ck_await_fails(rill_fs_mkdtemp(loop_, "/no/such/XXXXXX"), UV_ENOENT,
                 "mkdtemp /no/such/XXXXXX: no such file or directory");
  io_close();
}
