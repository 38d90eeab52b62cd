/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include "support/failing.h"

static rill_stat_t last_;
static void keep_stat(rill_value_t item, hear_t *hear) {
  (void) hear;
  last_ = *rill_as_stat(item);
}

static void stop(hear_t *hear) {
  rill_cancel(hear->run);
  hear_end(hear);
  ck_assert_int_eq(hear->ends, 0);
}

TEST(poll_file, tells_what_is_known_now_and_when_it_changes) {
  hear_t hear = {.next = keep_stat};
  io_open();
  put_file("a", "hello");
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), RILL_UNBOUNDED);
  run_until(hear.items == 1);
  ck_assert_uint_eq(last_.size, 5);
  for (int i = 0; i < 10; i++) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_int_eq(hear.items, 1); /* nothing has changed */
  ck_assert_int_eq(truncate(at("a"), 3), 0);
  run_until(last_.size == 3);
  unlink(at("a"));
  run_until(last_.links == 0);
  ck_assert_int_eq(last_.kind, RILL_FILE_UNKNOWN);
  put_file("a", "hello again");
  run_until(last_.size == 11);
  stop(&hear);
  io_close();
}

TEST(poll_file, looks_only_when_something_is_asked_for) {
  hear_t hear = {.next = keep_stat};
  io_open();
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), 1);
  uv_run(&uv_, UV_RUN_DEFAULT); /* without demand the loop has an end */
  ck_assert_int_eq(hear.items, 1);
  ck_assert_uint_eq(last_.links, 0);
  put_file("a", "hello");
  rill_request(hear.run, 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.items, 2);
  ck_assert_uint_eq(last_.links, 1);
  stop(&hear);
  io_close();
}

TEST(poll_file, reading_is_no_change) {
  hear_t hear = {0};
  struct timespec times[2] = {{1000, 0}, {0, UTIME_OMIT}};
  io_open();
  put_file("a", "hello");
  /* So old that reading sets it, where that is done at all. */
  ck_assert_int_eq(utimensat(AT_FDCWD, at("a"), times, 0), 0);
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), RILL_UNBOUNDED);
  run_until(hear.items == 1);
  ck_assert_str_eq(get_file("a"), "hello");
  for (int i = 0; i < 20; i++) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_int_eq(hear.items, 1);
  stop(&hear);
  io_close();
}

TEST(poll_file, cancel_inside_of_an_item) {
  hear_t hear = {.cancel_at = 1};
  io_open();
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_int_eq(hear.items, 1);
  ck_assert_int_eq(hear.ends, 0);
  io_close();
}

static rill_observable_t *poll_often(void) {
  return rill_poll_file(at("a"), RILL_MS(1));
}

TEST(poll_file, the_scheduler_closes_meanwhile) {
  hear_close_meanwhile(6, poll_often);
}

TEST(poll_file, completes_when_the_scheduler_shuts_down) {
  hear_t hear = {0};
  io_open();
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), RILL_UNBOUNDED);
  run_until(hear.items == 1);
  hear_shutdown(&hear, false);
}

TEST(poll_file, two_subscribers) {
  hear_t one = {.cancel_at = 1}, other = {.cancel_at = 1};
  io_open();
  rill_observable_t *poll = rill_poll_file(at("a"), RILL_MS(1));
  rill_observable_t *again = rill_ref(poll);
  hear_begin(&one, poll, RILL_UNBOUNDED);
  hear_begin(&other, again, RILL_UNBOUNDED);
  hear_end(&one);
  hear_end(&other);
  io_close();
}

TEST(poll_file, names_what_was_wrong) {
  io_open();
  put_file("a", "");
  ck_hears_failure(rill_poll_file(at("a/b"), 1), UV_ENOTDIR, "not a directory");
  ck_hears_failure(rill_poll_file(NULL, 1), RILL_EINVAL,
                   "rill_poll_file: path is NULL");
  ck_hears_failure(rill_poll_file("a", 0), RILL_EINVAL,
                   "rill_poll_file: interval is 0 (must be >= 1)");
  io_close();
}

static void poll_without_memory(void) {
  hear_t hear = {.cancel_at = 1};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear, rill_poll_file(at("a"), RILL_MS(1)), RILL_UNBOUNDED);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.items + hear.ends, 1);
  if (hear.ends > 0) ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(poll_file, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  io_close_loop();
  failing_each(FAILING_ONE) poll_without_memory();
  failing_each(FAILING_FROM) poll_without_memory();
  io_remove_folder();
}
