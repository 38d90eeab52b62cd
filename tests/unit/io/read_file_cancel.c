/* SPDX-License-Identifier: MIT */
/* read_file: the run is cancelled, or its scheduler closes or shuts down. */
#include "hear.h"

TEST(read_file_cancel, cancel_inside_of_an_item_closes_the_file) {
  hear_t hear = {.cancel_at = 2};
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "he");
  ck_assert_int_eq(hear.ends, 0);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

TEST(read_file_cancel, cancel_closes_the_file_after_the_read_under_way) {
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  for (int turns = 0; turns < 6; turns++) {
    hear_t hear = {0};
    hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_ONCE);
    int items = hear.items;
    rill_cancel(hear.run);
    hear_end(&hear);
    ck_assert_int_eq(hear.items, items);
    ck_assert_int_eq(next_number(), number);
  }
  io_close();
}

TEST(read_file_cancel, cancel_of_what_has_not_begun) {
  hear_t hear = {0};
  struct blocker blocker;
  io_open();
  put_file("a", "hello world");
  int number = next_number();
  block_threads(&blocker);
  hear_begin(&hear, rill_read_file(at("a")), 1);
  rill_cancel(hear.run);
  let_threads_go(&blocker);
  hear_end(&hear);
  ck_assert_int_eq(next_number(), number);
  io_close();
}

static rill_observable_t *read_slowly(void) {
  put_file("a", "hello world");
  return rill_read_file(at("a"), .chunk = 1);
}

TEST(read_file_cancel, the_scheduler_closes_meanwhile) {
  hear_close_meanwhile(6, read_slowly);
}

TEST(read_file_cancel, is_read_to_its_end_when_the_scheduler_shuts_down) {
  hear_t hear = {0};
  io_open();
  put_file("a", "hello world");
  hear_begin(&hear, rill_read_file(at("a"), .chunk = 1), RILL_UNBOUNDED);
  hear_shutdown(&hear, true);
  ck_assert_str_eq(hear.text, "hello world");
}
