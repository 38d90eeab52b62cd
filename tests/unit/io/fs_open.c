/* SPDX-License-Identifier: MIT */
#include "io.h"

#include "support/failing.h"

TEST(fs_open, promises_a_file) {
  io_open();
  put_file("a", "hello");
  rill_value_t file = await(rill_fs_open(loop_, at("a")));
  char text[128], expected[128];
  rill_value_format(file, text, sizeof text);
  snprintf(expected, sizeof expected, "file(%s)", at("a"));
  ck_assert_str_eq(text, expected);
  ck_assert_str_eq(rill_file_path(file), at("a"));
  ck_assert_int_ge(rill_file_number(file), 0);
  rill_value_unref(file);
  io_close();
}

TEST(fs_open, makes_one_with_its_mode) {
  struct stat status;
  io_open();
  rill_value_unref(await(rill_fs_open(
      loop_, at("new"), .flags = O_WRONLY | O_CREAT, .mode = 0600)));
  ck_assert_int_eq(stat(at("new"), &status), 0);
  ck_assert_int_eq(status.st_mode & 0777, 0600);
  io_close();
}

TEST(fs_open, names_what_is_not_there) {
  io_open();
  ck_await_fails(rill_fs_open(loop_, "/no/such/file"), UV_ENOENT,
                 "open /no/such/file: no such file or directory");
  io_close();
}

TEST(fs_open, refuses_bad_arguments) {
  io_open();
  ck_await_fails(rill_fs_open(loop_, NULL), RILL_EINVAL,
                 "rill_fs_open: path is NULL");
  ck_await_fails(rill_fs_open(loop_, "x", .mode = -1), RILL_EINVAL,
                 "rill_fs_open: mode is -1 (must be 0 to 07777)");
  ck_await_fails(rill_fs_open(NULL, "x"), RILL_EINVAL,
                 "rill_fs_open: the scheduler is NULL");
  io_close();
}

TEST(fs_open, needs_a_uv_scheduler) {
  rill_scheduler_t *virtual = rill_virtual_scheduler_new();
  rill_promise_t *p = rill_fs_open(virtual, "x");
  ck_assert_str_eq(
      rill_error_message(rill_promise_error(p)),
      "rill_fs_open: scheduler is of the kind virtual (must be uv)");
  rill_unref(p);
  rill_scheduler_close(virtual);
}

/* The lowest number that is free. */
static int next_number(void) {
  int number = dup(0);
  close(number);
  return number;
}

TEST(fs_open, a_file_that_nobody_gets_is_closed_again) {
  io_open();
  put_file("a", "hello");
  int before = next_number();
  rill_promise_t *p = rill_fs_open(loop_, at("a"));
  rill_promise_cancel(p); /* perhaps too late */
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_await_fails(p, RILL_ECANCELED, "canceled");
  ck_assert_int_eq(next_number(), before);
  rill_unref(rill_fs_open(loop_, at("a")));
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(next_number(), before);
  io_close();
}

TEST(fs_open, canceled_when_it_is_open_already) {
  io_open();
  put_file("a", "hello");
  int before = next_number();
  struct blocker blocker;
  rill_promise_t *p = rill_fs_open(loop_, at("a"));
  block_threads(&blocker); /* which have opened it before */
  let_threads_go(&blocker);
  rill_promise_cancel(p);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_await_fails(p, RILL_ECANCELED, "canceled");
  ck_assert_int_eq(next_number(), before);
  io_close();
}

TEST(fs_open, is_rejected_when_the_scheduler_closes) {
  io_open();
  put_file("a", "hello");
  int before = next_number();
  rill_promise_t *p = rill_fs_open(loop_, at("a"));
  rill_promise_t *next = rill_then(rill_ref(p), rill_no_fn(), rill_no_fn());
  io_close();
  ck_assert_int_eq(rill_error_code(rill_promise_error(p)), RILL_ECLOSED);
  ck_assert_int_eq(rill_error_code(rill_promise_error(next)), RILL_ECLOSED);
  ck_assert_int_le(next_number(), before);
  ck_assert_int_eq(unhandled_, 0);
  rill_unref(p);
  rill_unref(next);
}

static void open_everything(void) {
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  rill_value_t file = await(rill_fs_open(loop_, "/dev/zero"));
  rill_value_unref(await(rill_fs_read(file, -1, 100)));
  rill_value_unref(await(rill_fs_open(loop_, "/no/such/file")));
  rill_value_unref(await(rill_file_close(file)));
  rill_value_unref(file);
  io_close_loop();
}

TEST(fs_open, every_failing_allocation_is_an_error_and_leaks_nothing) {
  int before = next_number();
  failing_each(FAILING_ONE) open_everything();
  failing_each(FAILING_FROM) open_everything();
  ck_assert_int_eq(next_number(), before);
}
