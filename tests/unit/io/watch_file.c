/* SPDX-License-Identifier: MIT */
#include "hear.h"

static int changed_, renamed_;
static void see(rill_value_t item, hear_t *hear) {
  const rill_file_event_t *event = rill_as_file_event(item);
  (void) hear;
  ck_assert_str_eq(rill_as_string(event->path), at("a"));
  ck_assert(!event->overflow);
  changed_ += event->changed;
  renamed_ += event->renamed;
}

TEST(watch_file, tells_of_one_name_whatever_file_has_it) {
  hear_t hear = {.next = see};
  io_open();
  changed_ = renamed_ = 0;
  hear_begin(&hear, rill_watch_file(at("a")), RILL_UNBOUNDED);
  put_file("b", "other"); /* is not told */
  put_file("a", "hello");
  run_until(renamed_ > 0 && changed_ > 0);
  int before = renamed_;
  rename(at("b"), at("a"));
  run_until(renamed_ > before);
  before = changed_;
  put_file("a", "again");
  run_until(changed_ > before);
  rill_cancel(hear.run);
  hear_end(&hear);
  io_close();
}

TEST(watch_file, waits_as_one_event) {
  hear_t hear = {.next = see};
  io_open();
  changed_ = renamed_ = 0;
  hear_begin(&hear, rill_watch_file(at("a")), 0);
  for (int i = 0; i < 100; i++) put_file("a", "hello");
  let_know();
  rill_request(hear.run, 10);
  ck_assert_int_eq(hear.items, 1);
  ck_assert_int_eq(changed_ + renamed_, 2);
  rill_cancel(hear.run);
  hear_end(&hear);
  io_close();
}

TEST(watch_file, a_path_without_a_folder_is_here) {
  hear_t hear = {0};
  char here[512];
  io_open();
  ck_assert_ptr_nonnull(getcwd(here, sizeof here));
  ck_assert_int_eq(chdir(folder_), 0);
  hear_begin(&hear, rill_watch_file("a"), RILL_UNBOUNDED);
  put_file("a", "hello");
  run_until(hear.items > 0);
  ck_assert_int_eq(chdir(here), 0);
  rill_cancel(hear.run);
  hear_end(&hear);
  io_close();
}

TEST(watch_file, names_what_cannot_be_watched) {
  io_open();
  ck_hears_failure(rill_watch_file("/no/such/file"), UV_ENOENT,
                   "watch /no/such/file: no such file or directory");
  ck_hears_failure(rill_watch_file(NULL), RILL_EINVAL,
                   "rill_watch_file: path is NULL");
  io_close();
}
