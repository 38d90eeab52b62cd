/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include <sys/resource.h>

#include "support/failing.h"

TEST(read_file_errors, names_what_cannot_be_opened_or_read) {
  char text[400];
  io_open();
  put_file("a", "");
  ck_hears_failure(rill_read_file("/no/such/file"), UV_ENOENT,
                   "open /no/such/file: no such file or directory");
  ck_hears_failure(rill_read_file(at("a/b")), UV_ENOTDIR, "not a directory");
  snprintf(text, sizeof text, "read %s: illegal operation on a directory",
           folder_);
  ck_hears_failure(rill_read_file(folder_), UV_EISDIR, text);
  memset(text, 'x', 300);
  text[300] = '\0';
  ck_hears_failure(rill_read_file(text), UV_ENAMETOOLONG, "name too long");
  ck_assert_int_eq(symlink("loop", at("loop")), 0);
  ck_hears_failure(rill_read_file(at("loop")), UV_ELOOP, "symbolic links");
  io_close();
}

TEST(read_file_errors, without_demand_one_hears_of_what_is_not_there) {
  hear_t hear = {0};
  io_open();
  hear_begin(&hear, rill_read_file("/no/such/file"), 0);
  hear_end(&hear);
  ck_assert_int_eq(hear.code, UV_ENOENT);
  io_close();
}

TEST(read_file_errors, without_a_number_left_it_fails) {
  struct rlimit limit;
  io_open();
  put_file("a", "hello");
  rill_unref(rill_fs_stat(loop_, at("a"))); /* so that the loop has its own */
  uv_run(&uv_, UV_RUN_DEFAULT);
  getrlimit(RLIMIT_NOFILE, &limit);
  struct rlimit low = {(rlim_t) next_number(), limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  hear_t hear = {0};
  hear_all(&hear, rill_read_file(at("a")));
  setrlimit(RLIMIT_NOFILE, &limit);
  ck_assert_int_eq(hear.code, UV_EMFILE);
  ck_assert_str_has(hear.error, "too many open files");
  io_close();
}

TEST(read_file_errors, refuses_bad_arguments) {
  io_open();
  ck_hears_failure(rill_read_file(NULL), RILL_EINVAL,
                   "rill_read_file: path is NULL");
  ck_hears_failure(rill_read_file("a", .chunk = -1), RILL_EINVAL,
                   "rill_read_file: chunk is -1 (must be >= 1)");
  ck_hears_failure(rill_read_file("a", .chunk = INT64_MAX), RILL_EINVAL,
                   "rill_read_file: chunk is 9223372036854775807 (must be <=");
  ck_hears_failure(rill_read_file("a", .offset = -1), RILL_EINVAL,
                   "rill_read_file: offset is -1 (must be >= 0)");
  ck_hears_failure(rill_read_file("a", .length = -1), RILL_EINVAL,
                   "rill_read_file: length is -1 (must be >= 0)");
  ck_hears_failure(rill_read_file("a", .offset = 1, .length = INT64_MAX),
                   RILL_EINVAL, "must end below 2^63");
  io_close();
}

TEST(read_file_errors, needs_a_uv_scheduler) {
  hear_t hear = {0};
  rill_scheduler_t *virtual = rill_virtual_scheduler_new();
  loop_ = virtual;
  hear_begin(&hear, rill_read_file("a"), 1);
  ck_assert_str_has(hear.error, "rill_read_file: scheduler is of the kind "
                                "virtual (must be uv;");
  rill_unref(hear.run);
  rill_scheduler_close(virtual);
}

static void read_without_memory(void) {
  hear_t hear = {0};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 4), RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.ends, 1);
  if (hear.code == 0)
    ck_assert_str_eq(hear.text, "hello world");
  else
    ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(read_file_errors, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  put_file("a", "hello world");
  io_close_loop();
  int before = open_numbers();
  failing_each(FAILING_ONE) read_without_memory();
  failing_each(FAILING_FROM) read_without_memory();
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}
