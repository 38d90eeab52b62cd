/* SPDX-License-Identifier: MIT */
#include "io.h"

TEST(file, closes_itself_with_its_last_handle) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  rill_value_t again = rill_value_ref(file);
  rill_value_unref(file);
  ck_assert_int_ge(fcntl(number, F_GETFD), 0);
  rill_value_unref(again);
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
  io_close();
}

TEST(file, closes_itself_when_the_loop_is_gone) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  io_close();
  rill_promise_t *p = rill_fs_read(file, 0, 1);
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  rill_unref(p);
  rill_value_unref(file);
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
}

TEST(file_close, closes_once) {
  char text[128];
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  ck_await(rill_file_close(file), "none");
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
  ck_assert_int_eq(rill_file_number(file), -1);
  snprintf(text, sizeof text, "rill_file_close: file is %s, which is closed",
           at("a"));
  ck_await_fails(rill_file_close(file), RILL_ECLOSED, text);
  rill_value_unref(file);
  io_close();
}

/* Else another file could have the number that is read from. */
TEST(file_close, waits_for_what_is_under_way) {
  struct blocker before, behind;
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  block_threads(&before);
  rill_promise_t *one = rill_fs_read(file, 0, 2);
  rill_promise_t *two = rill_fs_read(file, 2, 3);
  rill_promise_t *end = rill_file_close(file);
  ck_await_fails(rill_fs_read(file, 0, 1), RILL_ECLOSED, "which is closed");
  rill_value_unref(file);
  let_threads_go(&before);
  block_threads(&behind); /* which have read, but the loop does not know it */
  ck_assert_int_ge(fcntl(number, F_GETFD), 0);
  let_threads_go(&behind);
  ck_await(end, "none");
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
  ck_await_bytes(one, "he");
  ck_await_bytes(two, "llo");
  io_close();
}

TEST(file_close, cannot_be_taken_back) {
  struct blocker blocker;
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  block_threads(&blocker);
  rill_promise_t *read = rill_fs_read(file, 0, 2);
  rill_promise_t *end = rill_file_close(file);
  rill_promise_cancel(read);
  rill_promise_cancel(end);
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
  ck_await_fails(read, RILL_ECANCELED, "canceled");
  ck_await_fails(end, RILL_ECANCELED, "canceled");
  rill_value_unref(file);
  io_close();
}

TEST(file_close, waiting_when_the_scheduler_closes) {
  struct blocker blocker;
  io_open();
  put_file("a", "hello");
  rill_value_t file = open_file("a", O_RDONLY);
  int number = rill_file_number(file);
  block_threads(&blocker);
  rill_promise_t *read = rill_fs_read(file, 0, 2);
  rill_promise_t *end = rill_file_close(file);
  rill_value_unref(file);
  rill_scheduler_close(loop_);
  let_threads_go(&blocker);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(uv_loop_close(&uv_), 0);
  ck_assert_int_eq(fcntl(number, F_GETFD), -1);
  ck_assert_int_eq(rill_error_code(rill_promise_error(read)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(end)), RILL_ECLOSED);
  rill_unref(read);
  rill_unref(end);
  io_remove_folder();
}

TEST(file_close, refuses_what_is_no_file) {
  io_open();
  rill_value_t text = rill_string("a");
  ck_await_fails(rill_file_close(text), RILL_ETYPE,
                 "rill_file_close: file is string a (must be a file)");
  rill_value_unref(text);
  ck_assert_int_eq(rill_file_number(rill_int(0)), -1);
  ck_assert_str_eq(rill_file_path(rill_int(0)), "");
  io_close();
}
