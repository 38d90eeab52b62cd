/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include "support/failing.h"

/* What has come: "renamed, changed /a\n" and so on. */
static char seen_[8192];
static void see(rill_value_t item, hear_t *hear) {
  const rill_file_event_t *event = rill_as_file_event(item);
  (void) hear;
  const char *path = rill_as_string(event->path);
  ck_assert_ptr_eq(strstr(path, folder_), path);
  snprintf(seen_ + strlen(seen_), sizeof seen_ - strlen(seen_), "%s%s%s%s\n",
           event->overflow ? "overflow " : "", event->renamed ? "renamed " : "",
           event->changed ? "changed " : "", path + strlen(folder_));
}

static void begin(hear_t *hear, rill_observable_t *watch, int64_t demand) {
  seen_[0] = '\0';
  hear->next = see;
  hear_begin(hear, watch, demand);
}

static void stop(hear_t *hear) {
  rill_cancel(hear->run);
  hear_end(hear);
  ck_assert_int_eq(hear->ends, 0);
}

TEST(watch_folder, tells_what_happens_in_it) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_), RILL_UNBOUNDED);
  mkdir(at("a"), 0777);
  run_until(strstr(seen_, "renamed /a\n") != NULL);
  put_file("b", "hello");
  run_until(strstr(seen_, "changed /b\n") != NULL);
  unlink(at("b"));
  run_until(hear.items > 0 &&
            strstr(strstr(seen_, "changed /b\n"), "renamed /b\n") != NULL);
  stop(&hear);
  io_close();
}

TEST(watch_folder, all_that_happens_to_a_path_is_one_event_until_it_is_taken) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_), 0);
  for (int i = 0; i < 100; i++) {
    put_file("a", "hello");
    put_file("b", "hello");
  }
  let_know();
  rill_request(hear.run, 1);
  ck_assert_str_eq(seen_, "renamed changed /a\n");
  rill_request(hear.run, 1);
  ck_assert_str_eq(seen_, "renamed changed /a\nrenamed changed /b\n");
  rill_request(hear.run, 1);
  put_file("a", "again");
  run_until(hear.items == 3);
  ck_assert_str_has(seen_, "\nchanged /a\n");
  stop(&hear);
  io_close();
}

TEST(watch_folder, too_many_paths_are_one_event) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_, .capacity = 3), 0);
  for (int i = 0; i < 100; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    put_file(name, "");
  }
  let_know();
  rill_request(hear.run, RILL_UNBOUNDED);
  ck_assert_str_eq(seen_, "overflow \n");
  put_file("new", "");
  run_until(hear.items >= 2);
  ck_assert_str_has(seen_, "/new\n");
  stop(&hear);
  io_close();
}

TEST(watch_folder, as_many_paths_as_fit_are_all_told) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_, .capacity = 3), 0);
  for (int round = 0; round < 5; round++) {
    put_file("a", "x");
    put_file("b", "x");
    put_file("c", "x");
    let_know();
    seen_[0] = '\0';
    rill_request(hear.run, 2);
    put_file("d", "x"); /* behind the one that was not taken */
    let_know();
    rill_request(hear.run, 2);
    ck_assert_str_has(seen_, "/a\n");
    ck_assert_str_has(seen_, "/b\n");
    ck_assert_str_has(seen_, "/c\n");
    ck_assert_str_has(seen_, "/d\n");
    ck_assert_ptr_null(strstr(seen_, "overflow"));
  }
  stop(&hear);
  io_close();
}

TEST(watch_folder, without_demand_the_loop_has_an_end) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_), 0);
  ck_assert_int_eq(uv_run(&uv_, UV_RUN_DEFAULT), 0);
  rill_request(hear.run, 1);
  ck_assert_int_ne(uv_run(&uv_, UV_RUN_NOWAIT), 0);
  stop(&hear);
  io_close();
}

TEST(watch_folder, cancel_inside_of_an_event) {
  hear_t hear = {.cancel_at = 2};
  io_open();
  begin(&hear, rill_watch_folder(folder_), RILL_UNBOUNDED);
  for (int i = 0; i < 5; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    put_file(name, "x");
  }
  hear_end(&hear);
  ck_assert_int_eq(hear.items, 2);
  ck_assert_int_eq(hear.ends, 0);
  io_close();
}

TEST(watch_folder, the_scheduler_closes_meanwhile) {
  for (int turns = 0; turns < 4; turns++) {
    hear_t hear = {0};
    io_open();
    begin(&hear, rill_watch_folder(folder_), turns % 2);
    put_file("a", "");
    for (int i = 0; i < turns; i++) uv_run(&uv_, UV_RUN_NOWAIT);
    io_close();
    ck_assert_int_eq(hear.releases, 1);
    rill_unref(hear.run);
  }
}

TEST(watch_folder, completes_when_the_scheduler_shuts_down) {
  hear_t hear = {0};
  io_open();
  begin(&hear, rill_watch_folder(folder_), RILL_UNBOUNDED);
  hear_shutdown(&hear, false);
}

TEST(watch_folder, two_subscribers_are_told_both) {
  hear_t one = {0}, other = {0};
  io_open();
  rill_observable_t *watch = rill_watch_folder(folder_);
  rill_observable_t *again = rill_ref(watch);
  begin(&one, watch, RILL_UNBOUNDED);
  begin(&other, again, RILL_UNBOUNDED);
  put_file("a", "x");
  run_until(one.items > 0 && other.items > 0);
  rill_cancel(one.run);
  rill_unref(one.run);
  stop(&other);
  io_close();
}

TEST(watch_folder, names_what_cannot_be_watched) {
  io_open();
  put_file("a", "");
  ck_hears_failure(rill_watch_folder("/no/such/folder"), UV_ENOENT,
                   "watch /no/such/folder: no such file or directory");
  ck_hears_failure(rill_watch_folder(at("a")), UV_ENOTDIR, "not a directory");
  ck_hears_failure(rill_watch_folder(NULL), RILL_EINVAL,
                   "rill_watch_folder: path is NULL");
  ck_hears_failure(rill_watch_folder("a", .capacity = -1), RILL_EINVAL,
                   "rill_watch_folder: capacity is -1 (must be >= 1)");
  ck_hears_failure(rill_watch_folder("a", .capacity = INT64_MAX), RILL_EINVAL,
                   "(must be <= 1048576)");
  io_close();
}

static void watch_without_memory(void) {
  hear_t hear = {.cancel_at = 1};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  begin(&hear, rill_watch_folder(folder_), RILL_UNBOUNDED);
  if (hear.ends == 0) put_file("a", "x");
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_int_eq(hear.items + hear.ends, 1);
  if (hear.ends > 0) ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(watch_folder, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  io_close_loop();
  failing_each(FAILING_ONE) watch_without_memory();
  failing_each(FAILING_FROM) watch_without_memory();
  io_remove_folder();
}
