/* SPDX-License-Identifier: MIT */
#include "hear.h"

#include "support/failing.h"

/* Looks often, so that tests that are not told of changes are quick, too. */
#define OFTEN .poll = RILL_MS(5)
/* Only who is told of changes gets to see them. */
#define SELDOM .poll = RILL_SEC(3600)

static void add_to(const char *name, const char *text) {
  FILE *file = fopen(at(name), "a");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

#define hears(hear, expected)                                                  \
 do {                                                                          \
  run_until((hear).length >= strlen(expected));                                \
  ck_assert_str_eq((hear).text, expected);                                     \
 } while (0)

static void stop(hear_t *hear) {
  rill_cancel(hear->run);
  hear_end(hear);
  ck_assert_int_eq(hear->ends, 0);
}

TEST(tail_file, gives_what_is_there_and_what_is_added) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN), RILL_UNBOUNDED);
  hears(hear, "one\n");
  add_to("a", "two\n");
  hears(hear, "one\ntwo\n");
  add_to("a", "three\n");
  hears(hear, "one\ntwo\nthree\n");
  stop(&hear);
  io_close();
}

TEST(tail_file, is_told_of_changes) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), SELDOM), RILL_UNBOUNDED);
  hears(hear, "one\n");
  for (int i = 0; i < 5; i++) {
    size_t length = hear.length;
    add_to("a", "x");
    run_until(hear.length == length + 1);
  }
  stop(&hear);
  io_close();
}

TEST(tail_file, from_the_end_only_what_is_added) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN, .from_end = true), 0);
  uv_run(&uv_, UV_RUN_DEFAULT); /* it is open */
  rill_request(hear.run, RILL_UNBOUNDED);
  add_to("a", "two\n");
  hears(hear, "two\n");
  rename(at("a"), at("b"));
  put_file("a", "three\n");
  hears(hear, "two\nthree\n");
  stop(&hear);
  io_close();
}

TEST(tail_file, reads_the_old_file_to_its_end_and_then_the_new_one) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN, .chunk = 1), 4);
  hears(hear, "one\n");
  uv_run(&uv_, UV_RUN_DEFAULT);
  add_to("a", "two\n");
  rename(at("a"), at("b"));
  put_file("a", "three\n");
  rill_request(hear.run, RILL_UNBOUNDED);
  hears(hear, "one\ntwo\nthree\n");
  add_to("a", "four\n");
  hears(hear, "one\ntwo\nthree\nfour\n");
  stop(&hear);
  io_close();
}

TEST(tail_file, follows_a_rotation_that_it_is_told_of) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), .poll = RILL_MS(20)),
             RILL_UNBOUNDED);
  hears(hear, "one\n");
  for (int i = 0; i < 5; i++) {
    size_t length = hear.length;
    rename(at("a"), at("b"));
    for (int k = 0; k < 3; k++) uv_run(&uv_, UV_RUN_NOWAIT);
    put_file("a", "x");
    run_until(hear.length == length + 1);
  }
  ck_assert_str_eq(hear.text, "one\nxxxxx");
  stop(&hear);
  io_close();
}

/* Lines "0\n", "1\n"…, each heard once and in order. */
static int next_line_;
static void check_lines(rill_value_t line, hear_t *hear) {
  (void) hear;
  ck_assert_int_eq(atoi(rill_as_string(line)), next_line_++);
}

TEST(tail_file, loses_nothing_over_many_rotations) {
  hear_t hear = {.next = check_lines};
  int written = 0, first = 0, rotations = 0;
  uint32_t random = 1;
  io_open();
  put_file("a", "");
  next_line_ = 0;
  hear_begin(&hear,
             rill_pipe(rill_tail_file(at("a"), .poll = RILL_MS(1), .chunk = 7),
                       rill_lines()),
             RILL_UNBOUNDED);
  while (rotations < 40) {
    random = random * 1664525u + 1013904223u;
    for (uint32_t i = 0; i < random >> 29 && written < next_line_ + 20; i++) {
      char line[16];
      snprintf(line, sizeof line, "%d\n", written++);
      add_to("a", line);
    }
    /* A line of this file was heard, so it is open. */
    if (next_line_ > first && random % 3 == 0) {
      rename(at("a"), at("b"));
      put_file("a", "");
      first = written;
      rotations++;
    }
    uv_run(&uv_, UV_RUN_NOWAIT);
  }
  run_until(next_line_ == written);
  stop(&hear);
  io_close();
}

TEST(tail_file, begins_again_when_the_file_is_cut) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one two three\n");
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN), RILL_UNBOUNDED);
  hears(hear, "one two three\n");
  put_file("a", "four\n"); /* cuts and writes */
  hears(hear, "one two three\nfour\n");
  stop(&hear);
  io_close();
}

TEST(tail_file, waits_for_a_file_that_is_not_there) {
  hear_t hear = {0};
  io_open();
  ck_hears_failure(rill_tail_file(at("a")), UV_ENOENT, "no such file");
  hear_begin(&hear,
             rill_tail_file(at("a"), OFTEN, .wait = true, .from_end = true),
             RILL_UNBOUNDED);
  for (int i = 0; i < 5; i++) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_int_eq(hear.ends, 0);
  put_file("a", "one\n");
  hears(hear, "one\n");
  unlink(at("a"));
  for (int i = 0; i < 5; i++) uv_run(&uv_, UV_RUN_ONCE);
  put_file("a", "two\n");
  hears(hear, "one\ntwo\n");
  stop(&hear);
  io_close();
}

TEST(tail_file, reads_only_what_is_asked_for) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN, .chunk = 2), 1);
  uv_run(&uv_, UV_RUN_DEFAULT); /* without demand the loop has an end */
  ck_assert_str_eq(hear.text, "on");
  rill_request(hear.run, 1);
  uv_run(&uv_, UV_RUN_DEFAULT);
  ck_assert_str_eq(hear.text, "one\n");
  rill_request(hear.run, 1);
  for (int i = 0; i < 5; i++) uv_run(&uv_, UV_RUN_ONCE);
  ck_assert_int_eq(hear.items, 2);
  add_to("a", "two\n");
  run_until(hear.items == 3);
  ck_assert_str_eq(hear.text, "one\ntw");
  stop(&hear);
  io_close();
}

TEST(tail_file, cancel_inside_of_an_item) {
  hear_t hear = {.cancel_at = 2};
  io_open();
  put_file("a", "one\n");
  int before = open_numbers();
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN, .chunk = 1), RILL_UNBOUNDED);
  hear_end(&hear);
  ck_assert_str_eq(hear.text, "on");
  ck_assert_int_eq(open_numbers(), before);
  io_close();
}

static rill_observable_t *tail_slowly(void) {
  put_file("a", "one\n");
  return rill_tail_file(at("a"), OFTEN, .chunk = 2);
}

TEST(tail_file, the_scheduler_closes_meanwhile) {
  hear_close_meanwhile(10, tail_slowly);
}

TEST(tail_file, completes_when_the_scheduler_shuts_down) {
  hear_t hear = {0};
  io_open();
  put_file("a", "one\n");
  hear_begin(&hear, rill_tail_file(at("a")), RILL_UNBOUNDED);
  hears(hear, "one\n");
  hear_shutdown(&hear, true);
}

TEST(tail_file, two_subscribers_see_the_same) {
  hear_t one = {0}, other = {0};
  io_open();
  put_file("a", "one\n");
  rill_observable_t *tail = rill_tail_file(at("a"), OFTEN);
  rill_observable_t *again = rill_ref(tail);
  hear_begin(&one, tail, RILL_UNBOUNDED);
  hear_begin(&other, again, RILL_UNBOUNDED);
  hears(one, "one\n");
  hears(other, "one\n");
  add_to("a", "two\n");
  hears(one, "one\ntwo\n");
  hears(other, "one\ntwo\n");
  rill_cancel(one.run);
  stop(&other);
  rill_unref(one.run);
  io_close();
}

TEST(tail_file, refuses_bad_arguments) {
  io_open();
  ck_hears_failure(rill_tail_file(NULL), RILL_EINVAL,
                   "rill_tail_file: path is NULL");
  ck_hears_failure(rill_tail_file("a", .poll = -1), RILL_EINVAL,
                   "rill_tail_file: poll is -1 (must be >= 1)");
  ck_hears_failure(rill_tail_file("a", .chunk = -1), RILL_EINVAL,
                   "rill_tail_file: chunk is -1 (must be >= 1)");
  ck_hears_failure(rill_tail_file("/no/such/file"), UV_ENOENT,
                   "open /no/such/file: no such file or directory");
  io_close();
}

static void tail_without_memory(void) {
  hear_t hear = {.cancel_at = 3};
  io_open_loop();
  if (loop_ == NULL) {
    ck_assert_int_eq(uv_loop_close(&uv_), 0);
    return;
  }
  hear_begin(&hear, rill_tail_file(at("a"), OFTEN, .chunk = 2), RILL_UNBOUNDED);
  run_until(hear.items == 2 || hear.releases == 1);
  if (hear.items == 2) rill_cancel(hear.run);
  uv_run(&uv_, UV_RUN_DEFAULT);
  if (hear.ends > 0) ck_assert_int_eq(hear.code, RILL_ENOMEM);
  rill_unref(hear.run);
  io_close_loop();
}

TEST(tail_file, every_failing_allocation_is_an_error_and_leaks_nothing) {
  io_open();
  put_file("a", "one\n");
  io_close_loop();
  int before = open_numbers();
  failing_each(FAILING_ONE) tail_without_memory();
  failing_each(FAILING_FROM) tail_without_memory();
  ck_assert_int_eq(open_numbers(), before);
  io_remove_folder();
}
